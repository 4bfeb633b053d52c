"""Counters and a county that reach each other by stick, and in memory by wire."""

from __future__ import annotations

import io
from pathlib import Path

from sync.bundle_file import read_bundle, write_bundle
from sync.bundle_keys import public_bytes
from sync.client.courier import CourierSide, Watching, export_bundles
from sync.client.courier_return import ReturnReport, import_return
from sync.client.cycle import CounterSide, SyncCycle
from sync.server.authenticate import Caller
from sync.server.courier import CourierDesk, Imported
from sync.server.enrolment import enrol as enrol_device
from sync.simulation.memory_courier import MemoryCourier
from sync.simulation.memory_store import MemoryStore
from sync.wire import EnrolWire
from tests.fakes.counties import DirectLine
from tests.sync.conftest import COUNTER


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
