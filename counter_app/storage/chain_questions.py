"""Questions about chains that the exchange asks: who vouches for whom, and where events stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.ids import EventId
from counter_app.storage.reading import reading
from counter_app.storage.statements import HAS_EVENT
from sync.protocol import PUSH_EVENTS_MAX, SignedEvent
from sync.segments import link_of

_DATA: Final = "SELECT data FROM events WHERE event_id = ?"
_NEXT: Final = (
    "SELECT data, signature, server_sequence, parked_reason FROM events"
    " WHERE device = ? AND generation = ? AND n = ?"
)
_PLACES: Final = (
    "SELECT event_id, device, generation, n FROM events"
    " WHERE server_sequence IS NOT NULL AND event_id IN ({})"
)
_AT_ONCE: Final = 200


def vouchers_of(connection: Any, event: str) -> list[SignedEvent] | None:
    """Answer `SyncStore.vouchers`."""
    row = connection.execute(_DATA, (event,)).fetchone()
    link = None if row is None else link_of(row[0])
    run: list[SignedEvent] = []
    while link is not None and len(run) < PUSH_EVENTS_MAX:
        children = [
            (SignedEvent(data=data, signature=signature), child, sequence, parked)
            for data, signature, sequence, parked in connection.execute(
                _NEXT, (link.device, link.generation, link.n + 1)
            )
            if (child := link_of(data)) is not None and child.parent == link.place
        ]
        if any(sequence is not None for _, _, sequence, _ in children):
            return run
        free = [(signed, child) for signed, child, _, parked in children if not parked]
        if not free:
            return None
        signed, link = max(free, key=lambda each: len(each[0].signature))
        run.append(signed)
        if signed.signature:
            return run
    return None


def places_of(connection: Any, events: Collection[str]) -> dict[str, tuple[str, int, int]]:
    """Answer `SyncStore.event_places`."""
    found: dict[str, tuple[str, int, int]] = {}
    names = sorted(events)
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        rows = connection.execute(_PLACES.format(", ".join("?" * len(some))), some)
        found |= {name: (device, generation, n) for name, device, generation, n in rows}
    return found


class ChainAnswers:
    """A part of `SqlSyncStore`."""

    _engine: Engine

    def vouchers(self, event: EventId) -> list[SignedEvent] | None:
        with reading(self._engine) as connection:
            return vouchers_of(connection, event)

    def event_places(self, events: Collection[str]) -> dict[str, tuple[str, int, int]]:
        with reading(self._engine) as connection:
            return places_of(connection, events)

    def missing(self, events: Collection[str]) -> list[str]:
        """Return which of these events are not kept here; one whose body went is."""
        with reading(self._engine) as connection:
            return [
                event
                for event in events
                if connection.execute(HAS_EVENT, (event,)).fetchone() is None
            ]
