"""One transaction: events, and every projection of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent, CaseFact
from counter_app.domain.case_field import Field
from counter_app.domain.disposal import CaseHeader, Remnant
from counter_app.domain.errors import CaseBodiesAway
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.staff import SYSTEM
from counter_app.ports import Desk, UnitOfWork, UnitOfWorkFactory
from counter_app.storage.attachment_projection import write_attachment
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.disposal import Listed, dispose
from counter_app.storage.event_log import Origin, events_of
from counter_app.storage.ledger import Ledger, LedgerTransaction
from counter_app.storage.print_projection import write_print_job
from counter_app.storage.statements import (
    FIND_CASE,
    HAS_DISPOSED,
    LOOK_AT_NUMBER,
    NEXT_NUMBER,
    SET_META,
)


class SqlUnitOfWork:
    """The `UnitOfWork` port.  Made by `unit_of_work_factory`."""

    def __init__(
        self,
        transaction: LedgerTransaction,
        projection: CaseProjection,
        origin: Origin,
        run: str,
    ) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._folds = transaction.ledger.folds
        self._log = transaction.ledger.log
        self._projection = projection
        self._origin = origin
        self._run = run

    @property
    def generation(self) -> int:
        return self._log.signatory.generation

    def case(self, case_id: CaseId) -> Case:
        case = self._folds.of(self._connection, case_id).case
        if case is None and self._connection.execute(HAS_DISPOSED, (case_id,)).fetchone():
            raise CaseBodiesAway
        assert case is not None, f"{case_id} has no intake here"
        return case

    def dispose(self, case: CaseHeader, remnants: Sequence[Remnant], listed: Listed) -> None:
        """Empty the bodies of a case that the list recorded just now names."""
        dispose(self._connection, case, remnants, listed)
        self._folds.forget(case.case_id)

    def note(self, key: str, value: str) -> None:
        """Set one of the single values beside the facts, with them or not at all."""
        self._connection.execute(SET_META, (key, value))

    def find_case(self, number: str) -> CaseId | None:
        self._project()
        row = self._connection.execute(FIND_CASE, (number,)).fetchone()
        return None if row is None else CaseId(row[0])

    def events_of(self, case_id: CaseId) -> list[CaseEvent]:
        return events_of(self._connection, case_id)

    def next_number(self, key: str) -> int:
        # Where nothing can be written, a preview is told the number that nobody takes.
        statement = LOOK_AT_NUMBER if self._transaction.ledger.is_viewing else NEXT_NUMBER
        (value,) = self._connection.execute(statement, (key,)).fetchone()
        return int(value)

    def record(
        self, case_id: CaseId, fact: CaseFact, *, base: Mapping[Field, EventId] | None = None
    ) -> EventId:
        assert not self._transaction.is_committed, "recorded after the commit"
        if case_id:
            self._folds.of(self._connection, case_id)  # Before the event: it is applied to this.
        self._transaction.end, event = self._log.append(
            self._connection, self._transaction.end, self._origin, (case_id, fact, base or {})
        )
        self._transaction.event_ids.append(event.event_id)
        if case_id:
            self._folds.happen(self._connection, event)
        write_print_job(self._connection, event, run=self._run)
        write_attachment(self._connection, event, is_here=True)
        return event.event_id

    def commit(self) -> None:
        self._project()
        self._transaction.commit()

    def _project(self) -> None:
        """Write the rows of all touched cases: once a transaction, not once an event."""
        for case_id, held in self._folds.touched():
            self._projection.write(self._connection, case_id, held)


class _Opener:
    """What `unit_of_work_factory` returns."""

    def __init__(self, ledger: Ledger, projection: CaseProjection, desk: Desk, run: str) -> None:
        self._ledger = ledger
        self._projection = projection
        self._desk = desk
        self._run = run

    def __call__(self, *, as_system: bool = False) -> AbstractContextManager[UnitOfWork]:
        operator = SYSTEM if as_system else self._desk.operator()
        return self._open(Origin(self._desk.profile.counter_code, operator))

    @contextmanager
    def _open(self, origin: Origin) -> Iterator[UnitOfWork]:
        with self._ledger.transaction() as transaction:
            yield SqlUnitOfWork(transaction, self._projection, origin, self._run)


def unit_of_work_factory(
    ledger: Ledger, projection: CaseProjection, desk: Desk, *, run: str
) -> UnitOfWorkFactory:
    """Return what services call to open a transaction; the caller closes the ledger.

    Args:
        ledger: The one writer.
        projection: Writes the rows of lists and search.
        desk: Names operator and counter for every event.
        run: Names this run of the program; only jobs intended in it print by themselves.
    """
    return _Opener(ledger, projection, desk, run)
