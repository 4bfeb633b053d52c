"""The one writer: its connection, the end of the chain and the cases at hand.

Every write of this program goes through one connection, one transaction at a time.  What is
kept in memory beside it is given up whenever it might no longer be true: after a rollback, after
an error, and when another process has written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, PoolProxiedConnection
from sqlcipher3 import dbapi2

from counter_app.domain.errors import CommitUnknown, DiskFull, DiskReadOnly, StorageError, ViewOnly
from counter_app.domain.ids import EventId
from counter_app.domain.trusted_time import AnchorSeen
from counter_app.fault_points import fault_point
from counter_app.storage.driver_errors import (
    SQLITE_FULL,
    SQLITE_IOERR,
    code_of,
    meaning_of,
    translated,
)
from counter_app.storage.engine import BUSY_TIMEOUT_MS
from counter_app.storage.event_log import ChainEnd, EventLog, Signatory
from counter_app.storage.folds import Folds
from counter_app.storage.head_anchor import HeadKeeper
from counter_app.storage.statements import (
    BEGIN,
    BEGIN_LOOKING,
    COMMIT,
    DATA_VERSION,
    HAS_EVENT,
    ROLLBACK,
)

WRITE_WAIT_S: Final = 30.0
"""Longer than any transaction may last; who waits longer waits for itself."""


JOURNAL_WAIT_MS: Final = 250
"""How long emptying the journal waits for readers, with everybody else waiting behind it."""


class Ledger:
    """Transactions over the one writing connection.

    Attributes:
        log: Appends to this device's chain.
        folds: Cases at hand; true within a transaction.
        other_key: Asked inside a transaction when another process has written: the key to sign
            with from now on, if that process has changed it; takes no lock of its own.
    """

    def __init__(
        self, engine: Engine, log: EventLog, head: HeadKeeper, *, is_viewing: bool = False
    ) -> None:
        """Take the opened parts; `is_viewing`: nothing can be written, so only look."""
        self._engine = engine
        self.is_viewing = is_viewing
        self._head = head
        self.log = log
        self.folds = Folds()
        self._turn = threading.Lock()
        self._owner = 0
        self._pooled: PoolProxiedConnection | None = None
        self._data_version = -1
        self._end: ChainEnd | None = None
        self._seen: AnchorSeen | None = None
        self.other_key: Callable[[], Signatory | None] = _same_key

    @property
    def anchor_seen(self) -> AnchorSeen | None:
        """The newest time anchor of this device as far as this process knows; any thread."""
        return self._seen

    @contextmanager
    def transaction(self) -> Iterator[LedgerTransaction]:
        """Open a transaction; it is rolled back unless it was committed.

        Raises:
            StorageError: The disk or the database failed.
        """
        assert self._owner != threading.get_ident(), "a unit of work inside another one"
        assert self._turn.acquire(timeout=WRITE_WAIT_S), "a unit of work was left open"
        try:
            self._owner = threading.get_ident()
            with translated():
                transaction = self._begin()
            try:
                with self._abandoning():
                    yield transaction
            finally:
                self._end_of(transaction)
        finally:
            self._owner = 0
            self._turn.release()

    def look_up(self, event_ids: Sequence[EventId]) -> frozenset[EventId]:
        """Return which of these events are kept: the question after `CommitUnknown`.

        It reads on a connection that was opened anew, with every assertion.
        """
        with self.transaction() as transaction:
            return _present(transaction.connection, event_ids)

    def become(self, signatory: Signatory) -> None:
        """Sign with another key from the next transaction on."""
        with self._turn:
            self.log.become(signatory)
            self._forget()

    def forget(self) -> None:
        """Give up what is kept in memory; the next transaction reads it again."""
        with self._turn:
            self._forget()

    def empty_journal(self) -> bool:
        """Bring the journal into the file and cut it to nothing; answers whether it was.

        A reader in the middle of a page keeps it; nobody waits for that longer than a moment.
        """
        with self._turn:
            if self._pooled is None:
                self._pooled = self._engine.raw_connection()
            connection = self._pooled.driver_connection
            assert connection is not None
            with self._abandoning():
                connection.execute(f"PRAGMA busy_timeout = {JOURNAL_WAIT_MS}")
                (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        return not is_busy

    def close(self) -> None:
        """Give the connection back.  No transaction may be open."""
        with self._turn:
            self._forget()
            if self._pooled is not None:
                self._pooled.close()
                self._pooled = None

    def _begin(self) -> LedgerTransaction:
        if self._pooled is None:
            self._pooled = self._engine.raw_connection()
        connection = self._pooled.driver_connection
        assert connection is not None
        connection.execute(BEGIN_LOOKING if self.is_viewing else BEGIN)
        (version,) = connection.execute(DATA_VERSION).fetchone()
        if version != self._data_version:  # Another process has written, or we are new here.
            if self._data_version != -1 and (signatory := self.other_key()) is not None:
                self.log.become(signatory)
            self._forget()
            self._data_version = version
        if self._end is None:
            self._end = self.log.chain_end(connection)
            self._seen = self._end.seen
        return LedgerTransaction(self, connection, self._end)

    def _end_of(self, transaction: LedgerTransaction) -> None:
        if transaction.is_committed or self._pooled is None:
            return
        self.folds.drop_touched()
        connection = transaction.connection
        try:
            if connection.in_transaction:
                connection.execute(ROLLBACK)
        except dbapi2.Error:
            self.abandon()

    @contextmanager
    def _abandoning(self) -> Iterator[None]:
        """Translate the driver's errors; a connection with a failing disk is not used again."""
        try:
            yield
        except dbapi2.Error as error:
            if code_of(error) == SQLITE_IOERR:
                self.abandon()
            meaning = meaning_of(error)
            if meaning is None:
                raise
            if self.is_viewing and isinstance(meaning, DiskReadOnly):
                raise ViewOnly from error
            raise meaning from error

    def commit(self, transaction: LedgerTransaction) -> None:
        """Commit, then move the head anchor."""
        fault_point("save.before_commit")
        try:
            transaction.connection.execute(COMMIT)
        except dbapi2.Error as error:
            self.abandon()
            self._settle(transaction, error)
            return
        fault_point("save.after_commit")
        self.folds.keep_touched()
        self._end = transaction.end
        self._seen = transaction.end.seen
        if transaction.event_ids:
            self._head.move(self.log.signatory.generation, transaction.end)

    def _settle(self, transaction: LedgerTransaction, error: dbapi2.Error) -> None:
        """Find out what a failed commit of a full disk means; all else is unknown.

        Raises:
            DiskFull: The work is certainly not there.
            CommitUnknown: Nobody knows; or the database did not even open again.
        """
        unknown = CommitUnknown(str(error))
        unknown.event_ids = tuple(transaction.event_ids)
        if code_of(error) != SQLITE_FULL:
            raise unknown from error
        try:
            connection = self._engine.raw_connection()
            try:
                is_there = bool(_present(connection.driver_connection, transaction.event_ids))
            finally:
                connection.close()
        except (dbapi2.Error, StorageError):
            raise unknown from error
        if not is_there:
            raise DiskFull(str(error)) from error

    def abandon(self) -> None:
        """Close the connection for good: its next answer could not be trusted."""
        self._forget()
        if self._pooled is not None:
            self._pooled.invalidate()
            self._pooled = None

    def _forget(self) -> None:
        self._data_version = -1
        self._end = None
        self.folds.drop_all()


class LedgerTransaction:
    """One transaction in progress.

    Attributes:
        connection: The driver's connection; it belongs to the open transaction.
        end: End of the chain as this transaction has moved it.
        event_ids: Events it has appended.
        is_committed: Nothing can be added any more.
    """

    def __init__(self, ledger: Ledger, connection: Any, end: ChainEnd) -> None:
        self._ledger = ledger
        self.connection = connection
        self.end = end
        self.event_ids: list[EventId] = []
        self.is_committed = False

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def commit(self) -> None:
        """Make everything durable.

        Raises:
            CommitUnknown: Nobody knows whether it is; `event_ids` names what to look up.
            DiskFull: It certainly is not.
        """
        assert not self.is_committed, "committed twice"
        self._ledger.commit(self)
        self.is_committed = True


def _same_key() -> Signatory | None:
    """Know of no other key."""
    return None


def _present(connection: Any, event_ids: Sequence[EventId]) -> frozenset[EventId]:
    return frozenset(
        identifier
        for identifier in event_ids
        if connection.execute(HAS_EVENT, (identifier,)).fetchone() is not None
    )
