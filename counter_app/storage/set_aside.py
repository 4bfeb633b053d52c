"""Events that the county does not take, and how far every case has come on its way."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_card import SyncStage
from counter_app.domain.delivery import (
    QUARANTINED,
    DeliveryFacts,
    SetAside,
    Waiting,
    delivery_state,
    stage_of,
)
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.trusted_time import CHINA
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from counter_app.storage.statements import GET_META, SET_META, TAIL

NOTE: Final = "parked."
"""Prefix of the keys in `meta` that tell more about an event that was set aside."""

_PARK: Final = "UPDATE events SET parked_reason = ? WHERE event_id = ?"
_PUT_BACK: Final = (
    "UPDATE events SET parked_reason = '' WHERE event_id = ? AND server_sequence IS NULL"
)
_FORGET: Final = "DELETE FROM meta WHERE key = ?"
_SET_ASIDE: Final = (
    "SELECT e.event_id, e.case_id, e.type, e.parked_reason, meta.value,"
    " COALESCE(c.number, ''), COALESCE(c.applicant_name, '') FROM events e"
    " LEFT JOIN meta ON meta.key = 'parked.' || e.event_id"
    " LEFT JOIN cases c ON c.case_id = e.case_id"
    " WHERE e.server_sequence IS NULL AND e.id > 0 AND e.parked_reason <> ''"
    " ORDER BY e.id LIMIT ?"
)
_WAITING: Final = (
    "SELECT COUNT(*), MIN(hlc_ms), SUM(parked_reason <> '' AND parked_reason <> 'quarantined'),"
    " SUM(parked_reason = 'quarantined'), SUM(id <= ?), SUM(parked_reason = '' AND id > ?)"
    " FROM events WHERE server_sequence IS NULL AND id > 0"
    " AND NOT (type = 'time.anchored' AND parked_reason = '') AND verdict <> 'disposed'"
)
_UNPARK: Final = (
    "UPDATE events SET parked_reason = '' WHERE parked_reason = ? AND server_sequence IS NULL"
)
_CONFLICTS: Final = "SELECT COALESCE(SUM(open_conflicts), 0) FROM cases WHERE open_conflicts > 0"
_PACKED_TO: Final = (
    "SELECT COALESCE(MAX(last_row_id), 0) FROM bundles"
    " WHERE direction = 'outgoing' AND state = 'made' AND answered_at = ''"
)
_OF_CASE: Final = (
    "SELECT event_id, server_sequence IS NOT NULL, position IS NOT NULL, id <= ?"
    " FROM events WHERE case_id = ? AND case_id <> ''"
)
_DELIVERY: Final = (
    "SELECT case_id, SUM(server_sequence IS NULL), SUM(server_sequence IS NULL AND id > ?),"
    " SUM(server_sequence IS NOT NULL AND position IS NULL) FROM events"
    " WHERE case_id IN (SELECT value FROM json_each(?)) AND case_id <> ''"
    " AND verdict IN ('own', 'valid', 'vouched', 'disposed') GROUP BY case_id"
)


class SetAsideEvents:
    """A part of `SqlSyncStore`."""

    _ledger: Ledger
    _engine: Engine

    def park(self, event: EventId, reason: str, *, field: str = "", tries: int = 0) -> None:
        """Set an event aside that the county does not take; it still counts as open."""
        note = {
            "since": self._ledger.log.now_ms(),
            "field": field[:200],
            "tries": tries,
            "why": reason,
        }
        kept = QUARANTINED if reason.startswith(QUARANTINED) else reason
        note["why"] = reason.removeprefix(f"{QUARANTINED}:")
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_PARK, (kept, event))
            transaction.connection.execute(SET_META, (NOTE + event, json.dumps(note)))
            transaction.commit()

    def parked_count(self) -> int:
        """Return how many events were set aside; the county has not taken them."""
        return self.waiting().set_aside

    def set_aside(self, *, limit: int = 500) -> list[SetAside]:
        """Return the events that a person has to look at, the oldest first."""
        with reading(self._engine) as connection:
            return [_set_aside(row) for row in connection.execute(_SET_ASIDE, (limit,))]

    def retry(self, event: EventId) -> None:
        """Put an event back among those that are sent; the county may take it now."""
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_PUT_BACK, (event,))
            transaction.connection.execute(_FORGET, (NOTE + event,))
            transaction.commit()

    def unpark(self, reasons: Collection[str]) -> int:
        """Offer events again that were set aside for one of these reasons; returns how many."""
        with self._ledger.transaction() as transaction:
            connection = transaction.connection
            count = sum(int(connection.execute(_UNPARK, (why,)).rowcount) for why in reasons)
            transaction.commit()
        return count

    def waiting(self) -> Waiting:
        """Return what has not reached the county, in figures."""
        with reading(self._engine) as connection:
            (packed_to,) = connection.execute(_PACKED_TO).fetchone()
            copied = connection.execute(GET_META, (TAIL,)).fetchone()
            copied_to = json.loads(copied[0])["last"] if copied else 0
            count, oldest_ms, parked, quarantined, packed, uncopied = connection.execute(
                _WAITING, (packed_to, copied_to)
            ).fetchone()
            (conflicts,) = connection.execute(_CONFLICTS).fetchone()
        return Waiting(
            unacknowledged=count,
            oldest_at=_at(oldest_ms) if oldest_ms is not None else None,
            parked=parked or 0,
            quarantined=quarantined or 0,
            conflicts=conflicts,
            packed=packed or 0,
            uncopied=uncopied or 0,
        )


def case_stages(connection: Any, case_ids: Sequence[str]) -> dict[str, SyncStage]:
    """Return how far each of these cases is on its way; one that is not here is left out."""
    (packed_to,) = connection.execute(_PACKED_TO).fetchone()
    rows = connection.execute(_DELIVERY, (packed_to, json.dumps(case_ids)))
    return {
        case_id: delivery_state(
            DeliveryFacts(unacknowledged=unacknowledged, unpacked=unpacked, unseen=unseen)
        )
        for case_id, unacknowledged, unpacked, unseen in rows
    }


def stages_of(connection: Any, case_id: CaseId) -> dict[EventId, SyncStage]:
    """Return how far each event of a case has come."""
    (packed_to,) = connection.execute(_PACKED_TO).fetchone()
    rows = connection.execute(_OF_CASE, (packed_to, case_id))
    return {
        EventId(event): stage_of(
            is_acknowledged=bool(acknowledged),
            is_in_stream=bool(in_stream),
            is_packed=bool(packed),
        )
        for event, acknowledged, in_stream, packed in rows
    }


def _set_aside(row: Any) -> SetAside:
    event, case_id, kind, reason, text, number, name = row
    note = _note(text)
    since = note.get("since")
    return SetAside(
        event_id=EventId(event),
        case_id=CaseId(case_id),
        case_number=number,
        applicant_name=name,
        type=kind,
        reason=str(note.get("why") or reason),
        field=str(note.get("field", "")),
        since=_at(since) if isinstance(since, int) else None,
        tries=int(note.get("tries", 0)),
    )


def _note(text: str | None) -> dict[str, Any]:
    try:
        note = json.loads(text or "{}")
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1_000, UTC).astimezone(CHINA)
