"""What the window asks of the events on their way: the `ExchangeDesk` port."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_card import SyncStage
from counter_app.domain.exchange_stand import (
    SET_ASIDE_ROWS_MAX,
    ExchangeStand,
    SetAsideEvent,
    stage_of,
)
from counter_app.domain.ids import CaseId, EventId
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading

_CHINA: Final = timezone(timedelta(hours=8))
_PACKED_UP_TO: Final = (
    "SELECT COALESCE(MAX(last_row_id), 0) FROM bundles"
    " WHERE direction = 'outgoing' AND answered_at = ''"
)
_COUNTS: Final = (
    "SELECT COUNT(*), MIN(hlc_ms), SUM(id <= ?), SUM(parked_reason <> '')"
    " FROM events WHERE server_sequence IS NULL AND id > 0"
)
_SET_ASIDE: Final = (
    "SELECT e.event_id, e.case_id, COALESCE(c.number, ''), COALESCE(c.applicant_name, ''),"
    " e.type, e.hlc_ms, e.parked_reason FROM events e LEFT JOIN cases c USING (case_id)"
    " WHERE e.server_sequence IS NULL AND e.id > 0 AND e.parked_reason <> ''"
    " ORDER BY e.id DESC LIMIT ?"
)
_CONFLICTS: Final = "SELECT COUNT(*) FROM cases WHERE open_conflicts > 0"
_OF_CASE: Final = (
    "SELECT event_id, server_sequence IS NOT NULL, position IS NOT NULL, id"
    " FROM events WHERE case_id = ? AND case_id <> ''"
)
_PUT_BACK: Final = (
    "UPDATE events SET parked_reason = '' WHERE event_id = ? AND server_sequence IS NULL"
)


class SqlExchangeDesk:
    """Reads counts and stages; puts back what was set aside.  Nothing is ever deleted here."""

    def __init__(self, ledger: Ledger, reading_engine: Engine) -> None:
        self._ledger = ledger
        self._engine = reading_engine

    def stand(self) -> ExchangeStand:
        """Return how everything on its way stands."""
        with reading(self._engine) as connection:
            packed_up_to = _packed_up_to(connection)
            waiting, oldest_ms, packed, aside = connection.execute(
                _COUNTS, (packed_up_to,)
            ).fetchone()
            rows = connection.execute(_SET_ASIDE, (SET_ASIDE_ROWS_MAX,)).fetchall()
            (conflicts,) = connection.execute(_CONFLICTS).fetchone()
        return ExchangeStand(
            waiting=waiting,
            oldest_at=_instant(oldest_ms) if waiting else None,
            packed=packed or 0,
            open_conflicts=conflicts,
            set_aside=tuple(_set_aside(row) for row in rows),
            set_aside_count=aside or 0,
        )

    def put_back(self, event: EventId) -> None:
        """Offer an event again at the next exchange."""
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_PUT_BACK, (event,))
            transaction.commit()


def stages_of(connection: Any, case_id: CaseId) -> dict[EventId, SyncStage]:
    """Return how far each event of a case has come."""
    packed_up_to = _packed_up_to(connection)
    return {
        EventId(event): stage_of(
            is_acknowledged=bool(acknowledged),
            is_in_stream=bool(in_stream),
            is_packed=row_id <= packed_up_to,
        )
        for event, acknowledged, in_stream, row_id in connection.execute(_OF_CASE, (case_id,))
    }


def _packed_up_to(connection: Any) -> int:
    return int(connection.execute(_PACKED_UP_TO).fetchone()[0])


def _set_aside(row: tuple[Any, ...]) -> SetAsideEvent:
    return SetAsideEvent(
        event_id=EventId(row[0]),
        case_id=CaseId(row[1]),
        case_number=row[2],
        applicant_name=row[3],
        type=row[4],
        made_at=_instant(row[5]),
        reason=row[6],
    )


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, _CHINA)
