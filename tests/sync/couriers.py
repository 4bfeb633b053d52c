"""Counters and a county that reach each other by stick, and in memory by wire."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from counter_app.domain.courier import BundleNote, BundleState, BundleWay, WaitingEvent
from sync.bundle_file import read_bundle, write_bundle
from sync.bundle_keys import public_bytes
from sync.client.courier import CourierSide, Watching, export_bundles
from sync.client.courier_return import ReturnReport, import_return
from sync.client.cycle import CounterSide, SyncCycle
from sync.codec import open_header
from sync.protocol import SignedEvent
from sync.server.authenticate import Caller
from sync.server.courier import CourierDesk, Imported
from sync.server.enrolment import enrol as enrol_device
from sync.simulation.memory_store import MemoryStore
from sync.wire import EnrolWire
from tests.fakes.counties import DirectLine
from tests.sync.conftest import COUNTER


class MemoryCourier:
    """The contract of `CourierStore` over events in memory."""

    def __init__(self, store: MemoryStore, county_key: bytes) -> None:
        self._store = store
        self._key = county_key
        self._notes: dict[str, BundleNote] = {}

    def waiting(self) -> list[WaitingEvent]:
        found = []
        for row, kept in enumerate(self._store.kept.values(), start=1):
            if kept.sequence is None and not kept.parked:
                h = open_header(kept.event.data)
                size = len(kept.event.data)
                found.append(WaitingEvent(row, h.type, h.device, h.generation, h.n, size))
        return found

    def events(self, row_ids) -> list[SignedEvent]:
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
        return max((n.number for n in self.notes() if n.way is way), default=0) + 1

    def previous(self, way: BundleWay) -> tuple[str, tuple[int, ...]]:
        good = {BundleState.MADE, BundleState.ANSWERED}
        ours = sorted((n for n in self.notes() if n.way is way), key=lambda n: n.number)
        made = [n for n in ours if n.state in good]
        number, sha256 = (made[-1].number, made[-1].sha256) if made else (0, "")
        return sha256, tuple(n.number for n in ours if n.number > number)

    def returns(self) -> set[int]:
        return {n.number for n in self.notes() if n.way is BundleWay.RETURN}

    def county_bundle_key(self) -> bytes:
        return self._key

    def keep_county_bundle_key(self, key: bytes) -> None:
        self._key = key or self._key


class StickCounter:
    """One counter that exports to and imports from folders."""

    def __init__(self, county, store: MemoryStore, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.courier = MemoryCourier(store, public_bytes(county.county.key.private))
        self.caller = Caller(store.device, 1, store.counter_code)
        self.earliest = None
        self.side = CourierSide(
            store=store,
            courier=self.courier,
            unit_of_work=store,
            clock=store.clock,
            device=store.device,
            counter_code=store.counter_code,
            signing_key=store.key,
            county_key=county.key,
            earliest=lambda: self.earliest,
        )
        line = DirectLine(county.county, self.caller)
        wire = CounterSide(
            store=store,
            unit_of_work=store,
            clock=store.clock,
            device=store.device,
            county_key=county.key,
            bundle_key=lambda: public_bytes(store.key),
            heard_bundle_key=self.courier.keep_county_bundle_key,
        )
        self.cycle = SyncCycle(wire, line)

    def sync(self):
        return self.cycle.run()

    def export_all(self, watching: Watching | None = None) -> list[Path]:
        notes = export_bundles(self.side, self.folder, watching)
        return [self.folder / note.name for note in notes]

    def export(self) -> Path:
        (path,) = self.export_all()
        return path

    def take_in(self, path: Path) -> ReturnReport:
        return import_return(self.side, path)

    def settled(self) -> dict[str, tuple[int | None, str]]:
        """Return what became of every event here, by id."""
        return {name: (kept.sequence, kept.parked) for name, kept in self.store.kept.items()}


def enrolled(county, folder: Path, counter_code: str = COUNTER) -> StickCounter:
    """Enrol a counter; its sticks are folders."""
    store = MemoryStore("", counter_code)
    asked = EnrolWire(
        code=county.code(counter_code),
        public_key=store.key.public_key().public_bytes_raw(),
        counter_code=counter_code,
    )
    store.device = enrol_device(county.database, asked, at_ms=county.time()).device
    stick = folder / store.device
    stick.mkdir()
    return StickCounter(county, store, stick)


def open_at_county(county, path: Path) -> Imported:
    with read_bundle(path) as (file, size):
        return CourierDesk(county.county).receive(file, size)


def answer_from_county(county, device: str, folder: Path, bundle: str = "") -> Path:
    """Write a return bundle as the county's command does."""
    desk = CourierDesk(county.county)
    returning = desk.returning(device, bundle)
    return write_bundle(
        folder,
        returning.name,
        lambda out: desk.write(out, returning).sha256,
        before_naming=lambda sha256: desk.keep_returned(returning, sha256),
    ).path


def round_trip(county, counter: StickCounter) -> ReturnReport:
    """One stick to the county and back, nothing lost."""
    imported = open_at_county(county, counter.export())
    back = answer_from_county(county, counter.store.device, counter.folder, imported.bundle)
    return counter.take_in(back)


def in_memory(data: bytes) -> tuple[io.BytesIO, int]:
    return io.BytesIO(data), len(data)
