"""A counter's notes of its bundles in memory: `CourierStore` over a `MemoryStore`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from counter_app.domain.courier import BundleNote, BundleState, BundleWay, WaitingEvent
from sync.codec import event_id
from sync.protocol import SignedEvent
from sync.simulation.memory_store import MemoryStore
from sync.simulation.readings import header_of

_GOOD: Final = frozenset({BundleState.MADE, BundleState.ANSWERED})


class MemoryCourier:
    """Implements `CourierStore`; rows of the log are counted in the order in which events came."""

    def __init__(self, store: MemoryStore, county_key: bytes) -> None:
        self._store = store
        self._key = county_key
        self._notes: dict[str, BundleNote] = {}
        self.tail = (0, "")

    def waiting(self) -> list[WaitingEvent]:
        found = []
        for row, kept in enumerate(self._store.kept.values(), start=1):
            if kept.sequence is None and not kept.parked:
                h = header_of(kept.event.data)
                size = len(kept.event.data)
                found.append(WaitingEvent(row, h.type, h.device, h.generation, h.n, size))
        return found

    def waiting_names(self) -> frozenset[str]:
        """Return the ids of the same events."""
        rows = [waiting.row_id for waiting in self.waiting()]
        return frozenset(event_id(event.data) for event in self.events(rows))

    def events(self, row_ids: Sequence[int]) -> list[SignedEvent]:
        rows = list(self._store.kept.values())
        return [rows[row - 1].event for row in row_ids]

    def held(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if name in self._store.kept}

    def begin(self, note: BundleNote) -> None:
        assert note.bundle not in self._notes
        self._notes[note.bundle] = note

    def set_state(self, bundle: str, state: BundleState, *, answered_at: str = "") -> None:
        note = self._notes[bundle]
        self._notes[bundle] = replace(note, state=state, answered_at=answered_at)

    def notes(self) -> list[BundleNote]:
        return [*self._notes.values()][::-1]

    def note_of(self, bundle: str) -> BundleNote | None:
        return self._notes.get(bundle)

    def next_number(self, way: BundleWay) -> int:
        own = (n for n in self.notes() if n.state is not BundleState.IMPORTED)
        return max((n.number for n in own if n.way is way), default=0) + 1

    def previous(self, way: BundleWay) -> tuple[str, tuple[int, ...]]:
        ours = sorted((n for n in self.notes() if n.way is way), key=lambda n: n.number)
        made = [n for n in ours if n.state in _GOOD]
        number, sha256 = (made[-1].number, made[-1].sha256) if made else (0, "")
        return sha256, tuple(n.number for n in ours if n.number > number)

    def returns(self) -> set[int]:
        return {n.number for n in self.notes() if n.way is BundleWay.RETURN}

    def keep_tail(self, last_row_id: int, at: str) -> None:
        self.tail = (last_row_id, at)

    def county_bundle_key(self) -> bytes:
        return self._key

    def keep_county_bundle_key(self, key: bytes) -> None:
        self._key = key or self._key

    # What a simulation does to the disk

    def image(self) -> dict[str, BundleNote]:
        """Return the notes as they stand now."""
        return dict(self._notes)

    def put_back(self, image: dict[str, BundleNote]) -> None:
        """Make the notes what they were."""
        self._notes = dict(image)
