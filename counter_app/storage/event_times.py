"""Between which two times of the county each event of a case happened.

From below: the anchor that the event's own header names; nobody can name it before the county
has signed it.  From above: when the county received the event, and every anchor that was given
for a chain in which the event already stood.  An anchor whose request did not name the event
bounds nothing: the event may have been made while the answer was on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.ids import CaseId, EventId
from counter_app.storage.event_log import Verdict
from counter_app.storage.statements import EVENT_AT_PLACE
from counter_app.storage.time_anchors import KeptAnchor, moment_of, read_anchor
from sync.codec import open_header
from sync.signing import Purpose, Verifier, is_signed

CountyKeyNow = Callable[[], Verifier | None]
"""Returns whose signatures were the county's, then and now; None while not enrolled."""

NEXT_ANCHORS_MAX: Final = 8
"""How many anchors after an event are looked at: the second one covers it, unless two programs
exchanged with the county at once."""

CASE_TIMES: Final = (
    "SELECT event_id, data, received_at_ms FROM events"
    " WHERE case_id = ? AND case_id <> '' AND verdict IN ('own', 'valid', 'vouched')"
)
ANCHOR_NAMED: Final = (
    "SELECT event_id, data, verdict FROM events WHERE event_id = ? AND type = 'time.anchored'"
    " AND verdict IN ('own', 'valid', 'vouched')"
)
# By name: without statistics the planner would walk the chain, event by event, to the next one.
ANCHORS_AFTER: Final = (
    "SELECT event_id, data, verdict FROM events INDEXED BY ix_events_anchor"
    " WHERE type = 'time.anchored' AND device = ? AND generation = ? AND n > ?"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY n LIMIT ?"
)


def intervals_of(
    connection: Any, case_id: CaseId, county_key: CountyKeyNow
) -> dict[EventId, TimeInterval]:
    """Return the interval of every event of a case that can be folded."""
    times = _Times(connection, county_key)
    rows = connection.execute(CASE_TIMES, (case_id,)).fetchall()
    return {EventId(name): times.of(name, data, received) for name, data, received in rows}


class _Times:
    """Bounds events; anchors are read and checked once, however many events they bound."""

    def __init__(self, connection: Any, county_key: CountyKeyNow) -> None:
        self._connection = connection
        self._county_key = county_key
        self._read: dict[str, KeptAnchor | None] = {}

    def of(self, event_id: str, data: bytes, received_at_ms: int | None) -> TimeInterval:
        header = open_header(data)
        named = self._connection.execute(ANCHOR_NAMED, (header.anchor,)).fetchone()
        anchor = self._believed(*named) if named else None
        ends = [self._covered_at(event_id, header.device, header.generation, header.n)]
        if received_at_ms is not None:
            ends.append(_moment(received_at_ms))
        return TimeInterval(
            earliest=anchor.county_at if anchor else None,
            latest=min((end for end in ends if end is not None), default=None),
        )

    def _covered_at(self, event_id: str, device: str, generation: int, n: int) -> datetime | None:
        """Return the first time that the county signed for a chain with this event in it.

        Where two events take one place the chain is forked, and an anchor of one branch says
        nothing about the other.
        """
        if self._at_place(device, generation, n) != {event_id}:
            return None
        chain = (device, generation, n, NEXT_ANCHORS_MAX)
        for row in self._connection.execute(ANCHORS_AFTER, chain).fetchall():
            kept = self._believed(*row)
            if kept is None or kept.anchor.head_n < n:
                continue
            if kept.anchor.head in self._at_place(device, generation, kept.anchor.head_n):
                return kept.county_at
        return None

    def _at_place(self, device: str, generation: int, n: int) -> set[str]:
        rows = self._connection.execute(EVENT_AT_PLACE, (device, generation, n))
        return {name for (name,) in rows}

    def _believed(self, event_id: str, data: bytes, verdict: str) -> KeptAnchor | None:
        """Return an anchor that the county gave to the device in whose chain it stands."""
        if event_id not in self._read:
            kept = read_anchor(EventId(event_id), data)
            is_ours = verdict == Verdict.OWN.value  # Checked before it was recorded.
            self._read[event_id] = kept if kept and (is_ours or self._is_true(kept)) else None
        return self._read[event_id]

    def _is_true(self, kept: KeptAnchor) -> bool:
        key = self._county_key()
        return (
            key is not None
            and kept.anchor.device == kept.header.device
            and is_signed(key, Purpose.ANCHOR, kept.signed.data, kept.signed.signature)
        )


def _moment(ms: int) -> datetime | None:
    try:
        return moment_of(ms)
    except OverflowError:
        return None
