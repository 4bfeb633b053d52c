"""Cases of which only the header is here, as the window and the exchange ask for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.disposal import CaseHeader
from counter_app.domain.ids import CaseId
from counter_app.domain.item import HandlingType
from counter_app.storage.disposal import want, wanted_places
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from sync.protocol import ChainRange

LOST_MAX: Final = 500
"""As many numbers are named of cases that the county has lost; there should be none."""

_HEADER: Final = (
    "SELECT number, item_name, handling_type, status, received_at, last_act_at, list_number,"
    " disposed_at, bodies, is_wanted, is_not_given FROM disposed_cases"
    " WHERE case_id = ? AND back_at_ms = 0"
)
_COUNTS: Final = (
    "SELECT SUM(d.event_id IS NOT NULL AND e.verdict <> 'disposed'),"
    " SUM(d.event_id IS NULL AND e.type NOT LIKE 'privacy.%')"
    " FROM events e LEFT JOIN disposed_events d ON d.event_id = e.event_id"
    " WHERE e.case_id = ? AND e.case_id <> ''"
)
_LEAVE: Final = (
    "UPDATE disposed_cases SET is_wanted = 0, is_not_given = ? WHERE case_id = ? AND is_wanted = 1"
)
_WANTED: Final = "SELECT case_id FROM disposed_cases WHERE is_wanted = 1"
_EMPTY_AGAIN: Final = (
    "UPDATE events SET data = x'', verdict = 'disposed' WHERE case_id = ? AND case_id <> ''"
    " AND event_id IN (SELECT event_id FROM disposed_events)"
)
_LOST: Final = (
    "SELECT DISTINCT c.number FROM events e JOIN disposed_cases c ON c.case_id = e.case_id"
    " WHERE e.server_sequence IS NULL AND e.id > 0 AND e.verdict = 'disposed'"
    " ORDER BY c.number LIMIT ?"
)


class DisposedBodies:
    """A part of `SqlSyncStore`."""

    _ledger: Ledger
    _engine: Engine

    def case_header(self, case_id: CaseId) -> CaseHeader | None:
        """Return what is kept of a case whose bodies went; None for every other case."""
        with reading(self._engine) as connection:
            row = connection.execute(_HEADER, (case_id,)).fetchone()
            if row is None:
                return None
            back, later = connection.execute(_COUNTS, (case_id,)).fetchone()
        return CaseHeader(
            case_id=case_id,
            number=row[0],
            item_name=row[1],
            handling_type=HandlingType(row[2]),
            status=CaseStatus(row[3]),
            received_at=datetime.fromisoformat(row[4]),
            last_act_at=datetime.fromisoformat(row[5]),
            list_number=row[6],
            disposed_at=datetime.fromisoformat(row[7]),
            bodies=row[8],
            back=back or 0,
            later=later or 0,
            is_wanted=bool(row[9]),
            is_not_given=bool(row[10]),
        )

    def want_bodies(self, case_id: CaseId) -> None:
        """Fetch the bodies of a case with the next exchange."""
        with self._ledger.transaction() as transaction:
            want(transaction.connection, case_id)
            transaction.commit()

    def leave_bodies(self, case_id: CaseId) -> None:
        """Fetch them no more; what has come so far goes again: it stands on the signed list."""
        with self._ledger.transaction() as transaction:
            _leave(transaction.connection, case_id, is_not_given=False)
            transaction.commit()

    def wanted_bodies(self) -> list[ChainRange]:
        """Return where the bodies stand that are to be fetched."""
        with reading(self._engine) as connection:
            return wanted_places(connection)

    def bodies_not_given(self) -> None:
        """Note that the county was asked for what is wanted and has none of it."""
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            for (case_id,) in connection.execute(_WANTED).fetchall():
                _leave(connection, case_id, is_not_given=True)
            transaction.commit()

    def lost_with_county(self) -> tuple[str, ...]:
        """Return the numbers of cases that went here and that the county has forgotten since.

        It was put back to a time before it signed for them: nothing here can be offered again.
        """
        with reading(self._engine) as connection:
            rows = connection.execute(_LOST, (LOST_MAX,)).fetchall()
        return tuple(number for (number,) in rows)


def _leave(connection: Any, case_id: CaseId, *, is_not_given: bool) -> None:
    if connection.execute(_LEAVE, (int(is_not_given), case_id)).rowcount:
        connection.execute(_EMPTY_AGAIN, (case_id,))
