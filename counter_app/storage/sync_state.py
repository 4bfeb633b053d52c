"""The open cases of this counter as the county knows them: the other half of `state.hash`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import ENDED
from counter_app.domain.ids import CaseId
from counter_app.domain.mass_change import PullWatch
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from counter_app.storage.statements import CASES_IN_ORDER
from sync.codec import open_event
from sync.digest import fold_hash, state_hash
from sync.protocol import StateDigest

CASES_AT_ONCE: Final = 50
"""Cases folded in one transaction: a clerk's save waits for no more than these."""

_CASES: Final = "SELECT case_id, status, unacknowledged FROM cases"
_PLACED: Final = (
    "SELECT data FROM events WHERE case_id = ? AND case_id <> '' AND position IS NOT NULL"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY server_sequence"
)
_STATUS: Final = "SELECT status FROM cases WHERE case_id = ?"
_ENDED: Final = frozenset(status.value for status in ENDED)


class OpenState:
    """A part of `SqlSyncStore`."""

    _ledger: Ledger
    _engine: Engine
    _projection: CaseProjection

    def state(self) -> StateDigest:
        """Return the open cases as far as the stream was pulled; what only we know is left out.

        About a millisecond an open case, on the calling thread, without any lock.
        """
        hashes: dict[str, str] = {}
        with reading(self._engine) as connection:
            rows = connection.execute(_CASES).fetchall()
            for case_id, status, unacknowledged in rows:
                if status in _ENDED and not unacknowledged:
                    continue
                case = fold(open_event(data) for (data,) in connection.execute(_PLACED, (case_id,)))
                if case is not None and case.status not in ENDED:
                    hashes[case_id] = fold_hash(case)
        return StateDigest(open_cases=len(hashes), hash=state_hash(hashes))

    def fold_again(self) -> None:
        """Fold every case anew, a few at a time, so that nobody has to wait."""
        with reading(self._engine) as connection:
            cases = [CaseId(row[0]) for row in connection.execute(CASES_IN_ORDER)]
        for start in range(0, len(cases), CASES_AT_ONCE):
            with self._ledger.transaction() as transaction:
                for case_id in cases[start : start + CASES_AT_ONCE]:
                    held = self._ledger.folds.read_again(transaction.connection, case_id)
                    self._projection.write(transaction.connection, case_id, held)
                transaction.commit()


def open_before(
    connection: Any, cases: Iterable[CaseId], watch: PullWatch | None
) -> dict[CaseId, str]:
    """Return the statuses of the cases that a page touches, and tell the watch what is open."""
    if watch is None:
        return {}
    if not watch.is_counting:
        rows = connection.execute(_CASES).fetchall()
        watch.begin(CaseId(case_id) for case_id, status, _ in rows if status not in _ENDED)
    return statuses_of(connection, cases)


def statuses_of(connection: Any, cases: Iterable[CaseId]) -> dict[CaseId, str]:
    """Return the status of each of these cases that is known here."""
    found = ((case, connection.execute(_STATUS, (case,)).fetchone()) for case in cases)
    return {case: row[0] for case, row in found if row is not None}
