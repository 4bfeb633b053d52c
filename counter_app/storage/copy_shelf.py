"""Copies of closed cases on this disk, files and bodies: which may go, and how they go."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_status import ENDED
from counter_app.domain.disposal import CaseHeader, Remnant
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.privacy_facts import CopiesDestroyed
from counter_app.domain.retention import AGREED_DAYS, BACK_HOURS
from counter_app.ports import UnitOfWork
from counter_app.storage.attachment_store import SqlAttachments
from counter_app.storage.disposal import Listed, bodies_of
from counter_app.storage.ledger import Ledger
from counter_app.storage.profile_store import Store
from counter_app.storage.reading import reading
from counter_app.storage.statements import GET_META, HAS_DISPOSED, SET_META
from counter_app.storage.sync_digest import NOTES
from counter_app.storage.unit_of_work import SqlUnitOfWork

MERGE_PAGES: Final = 500
"""Pages of the search index that one transaction puts in order: a save waits for no more."""

MERGES_MAX: Final = 2_000

# The statuses are words of this program, none of them anybody's input.
_ENDED: Final = " ".join(sorted(status.value for status in ENDED))
_CLOSED: Final = (
    "SELECT cases.case_id FROM attachments JOIN cases ON cases.case_id = attachments.case_id"
    " WHERE attachments.is_here = 1 AND instr(?, ' ' || cases.status || ' ') > 0"
    " GROUP BY cases.case_id ORDER BY MIN(cases.id) LIMIT ?"
)
# What can be told without folding: the rest is judged on the case itself.
_OLD: Final = (
    "SELECT c.case_id, c.id FROM cases c WHERE c.id > :after"
    " AND instr(:ended, ' ' || c.status || ' ') > 0 AND c.open_conflicts = 0"
    " AND NOT EXISTS (SELECT 1 FROM disposed_cases d WHERE d.case_id = c.case_id"
    " AND (d.back_at_ms = 0 OR d.back_at_ms > :back_since))"
    " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.case_id AND e.case_id <> ''"
    " AND (e.server_sequence IS NULL OR e.received_at_ms IS NULL OR e.hlc_ms >= :made_before"
    " OR e.received_at_ms >= :signed_before OR e.parked_reason <> ''"
    " OR e.verdict NOT IN ('own', 'valid', 'vouched')))"
    " AND NOT EXISTS (SELECT 1 FROM print_jobs p WHERE p.is_open AND p.case_id = c.case_id)"
    " AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.is_at_county = 0"
    " AND a.case_id = c.case_id)"
    " ORDER BY c.id LIMIT :limit"
)
_NUMBER_AND_END: Final = (
    "SELECT c.number, e.event_id FROM disposed_cases c JOIN events e ON e.case_id = c.case_id"
    " WHERE c.case_id = ? AND e.case_id <> '' ORDER BY e.server_sequence IS NULL,"
    " e.server_sequence DESC LIMIT 1"
)
_COMPARED: Final = f"{NOTES}digest_at"
"""Written by the exchange, over a line only: when nothing was lacking on either side."""

_AFTER: Final = "disposal.after"
_UNSWEPT: Final = "disposal.unswept"
_OWN_FILES: Final = (
    "SELECT sha256 FROM attachments AS own WHERE case_id = ? AND is_here = 1 AND NOT EXISTS"
    " (SELECT 1 FROM attachments AS other WHERE other.sha256 = own.sha256"
    " AND other.case_id <> own.case_id) ORDER BY sha256"
)
_WAITING: Final = (
    "SELECT (SELECT COUNT(*) FROM events WHERE case_id = ?1 AND case_id <> ''"
    " AND server_sequence IS NULL),"
    " (SELECT COUNT(*) FROM attachments WHERE case_id = ?1 AND is_at_county = 0)"
)


class SqlCopyShelf:
    """The `CopyShelf` of one store."""

    def __init__(self, store: Store) -> None:
        """Look at this store, and destroy in it."""
        self._engine: Engine = store.reading_engine
        self._ledger: Ledger = store.ledger
        self._attachments: SqlAttachments = store.attachments

    def closed_with_files(self, limit: int) -> tuple[CaseId, ...]:
        """Return closed cases of which files are on this disk, the longest here first."""
        with reading(self._engine) as connection:
            rows = connection.execute(_CLOSED, (f" {_ENDED} ", limit)).fetchall()
        return tuple(CaseId(case_id) for (case_id,) in rows)

    def closed_with_bodies(
        self, limit: int, *, made_before: datetime, signed_before: datetime
    ) -> tuple[CaseId, ...]:
        """Return closed cases whose bodies may be due, from where the last look ended.

        None at all unless both logs were compared over a line of late and found equal: what goes
        here must be at the county now, and there must be a way for it to come back.
        """
        now_ms = self._ledger.log.now_ms()
        with reading(self._engine) as connection:
            if not _has_agreed(connection, now_ms):
                return ()
            noted = connection.execute(GET_META, (_AFTER,)).fetchone()
            values = {
                "after": int(noted[0]) if noted else 0,
                "ended": f" {_ENDED} ",
                "back_since": now_ms - BACK_HOURS * 3_600_000,
                "made_before": int(made_before.timestamp() * 1_000),
                "signed_before": int(signed_before.timestamp() * 1_000),
                "limit": limit,
            }
            rows = connection.execute(_OLD, values).fetchall()
        end = rows[-1][1] if len(rows) == limit else 0
        if end != values["after"]:
            self._note(_AFTER, str(end))
        return tuple(CaseId(case_id) for case_id, _ in rows)

    def header_of(self, case_id: CaseId) -> tuple[str, EventId] | None:
        """Return number and last event of a case whose bodies are away; else None."""
        with reading(self._engine) as connection:
            if connection.execute(HAS_DISPOSED, (case_id,)).fetchone() is None:
                return None
            number, last = connection.execute(_NUMBER_AND_END, (case_id,)).fetchone()
        return str(number), EventId(last)

    def copies_of(self, case_id: CaseId) -> tuple[tuple[str, ...], int, int]:
        """Return files here that no other case names, events and files that still wait."""
        with reading(self._engine) as connection:
            files = tuple(name for (name,) in connection.execute(_OWN_FILES, (case_id,)))
            events, waiting = connection.execute(_WAITING, (case_id,)).fetchone()
        return files, int(events), int(waiting)

    def bodies_of(self, case_id: CaseId) -> tuple[Remnant, ...]:
        """Return what would be left of the events of a case."""
        with reading(self._engine) as connection:
            return bodies_of(connection, case_id)

    def dispose(
        self,
        work: UnitOfWork,
        listed: tuple[EventId, CopiesDestroyed],
        cases: list[tuple[CaseHeader, tuple[Remnant, ...]]],
    ) -> None:
        """Empty bodies in the transaction that has just recorded their list."""
        assert isinstance(work, SqlUnitOfWork), "bodies go where their list is recorded"
        event, fact = listed
        for case, remnants in cases:
            made_at = fact.destroyed_at.isoformat()
            work.dispose(case, remnants, Listed(event, fact.document_number, made_at))
        if cases:
            work.note(_UNSWEPT, "1")

    def sweep(self) -> None:
        """Let what went leave the search index and the journal too; a cut leaves it to the next.

        A word that was deleted lies in the index until its part of it is written anew, and an
        emptied page in the journal until that is emptied.
        """
        with reading(self._engine) as connection:
            noted = connection.execute(GET_META, (_UNSWEPT,)).fetchone()
        if noted is None or noted[0] != "1":
            return
        self._merge(-MERGE_PAGES)  # A negative figure takes all parts of the index into the work.
        for _ in range(MERGES_MAX):
            if not self._merge(MERGE_PAGES):
                break
        if self._ledger.empty_journal():
            self._note(_UNSWEPT, "0")

    def destroy(self, files: tuple[str, ...]) -> None:
        """Remove the bytes of files; they can be fetched from the county again."""
        for sha256 in files:
            self._attachments.destroy(sha256)

    def _merge(self, pages: int) -> bool:
        """Write a part of the search index anew; answers whether there may be more to do."""
        with self._ledger.transaction() as transaction:
            connection: Any = transaction.connection
            before = connection.total_changes
            connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
            has_worked = connection.total_changes - before >= 2
            transaction.commit()
        return bool(has_worked)

    def _note(self, key: str, value: str) -> None:
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(SET_META, (key, value))
            transaction.commit()


def _has_agreed(connection: Any, now_ms: int) -> bool:
    """Answer whether the county's log was compared with ours within `AGREED_DAYS`."""
    row = connection.execute(GET_META, (_COMPARED,)).fetchone()
    if row is None:
        return False
    age_ms = now_ms - int(datetime.fromisoformat(row[0]).timestamp() * 1_000)
    return 0 <= age_ms <= AGREED_DAYS * 24 * 3_600_000
