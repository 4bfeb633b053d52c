"""What the exchange costs on a slow line: the real client, the real county, a line between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from zstandard import ZstdCompressionDict

from counter_app.bench import sync_floor
from counter_app.bench.data import COUNTER_CODE
from counter_app.bench.rows import Plan, Row, row
from counter_app.bench.sync_data import EVENTS_A_DAY, BusyOffice, Days, busy_office
from counter_app.bench.sync_link import LOOPBACK, LinkTerms, slow_link
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.forms import Forms, cited_places
from sync.client.http_transport import (
    CountyAddress,
    DeviceIdentity,
    HttpLine,
    HttpTransport,
)
from sync.protocol import PUSH_EVENTS_MAX, SignedEvent
from sync.segments import without_vouched
from sync.server.address import Address
from sync.server.app import County
from sync.server.county_key import CountyKey
from sync.server.engine import open_database
from sync.server.enrolment import enrol, make_code
from sync.server.schema import events
from sync.server.service import CountyService
from sync.signing import Purpose, sign
from sync.wire import EnrolWire

IDLE_BYTES_MAX: Final = 300
_TOWNSHIP: Final = LinkTerms()
_READY_WAIT_S: Final = 20.0
_DEVICE: Final = "d" * 16
_KEY: Final = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
_TRAINING_SEED: Final = 1_949


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What one cycle took."""

    seconds: float
    bytes: int
    requests: int
    connections: int


class SyncBench:
    """A counter at work and a county that knows it.

    Attributes:
        url: Where the county listens; port: its last part.
    """

    def __init__(self, office: BusyOffice, county: County, url: str) -> None:
        self.office = office
        self.days = Days(office)
        self._county = county
        self.url = url
        self.port = int(url.rpartition(":")[2])

    def sync(self, terms: LinkTerms, *, seed: int = 1) -> _Sent:
        """Exchange until nothing is left, over a line of its own."""
        with slow_link(self.port, terms, seed=seed) as link, self.cycle(link.url) as cycle:
            began = time.perf_counter()
            report = cycle.run()
            seconds = time.perf_counter() - began
        assert report.unsynced == 0, "everything went"
        return _Sent(
            seconds=seconds,
            bytes=link.up.bytes,
            requests=report.round_trips,
            connections=link.connections,
        )

    @contextmanager
    def cycle(self, url: str) -> Iterator[SyncCycle]:
        """Open the real client over a line."""
        store = self.office.store
        side = CounterSide(
            store=store.sync_store,
            unit_of_work=store.unit_of_work,
            clock=self.office.clock,
            device=_DEVICE,
            county_key=self._county.key.public,
        )
        with self.transport(url) as transport:
            cycle = SyncCycle(side, transport)
            cycle.may_leave_for_later = True  # As the window's own thread has it.
            yield cycle

    @contextmanager
    def transport(self, url: str) -> Iterator[HttpTransport]:
        """Open what carries messages to the county."""
        line = HttpLine(CountyAddress(url=url))
        identity = DeviceIdentity(
            device=_DEVICE, generation=1, sign_request=partial(sign, _KEY, Purpose.REQUEST)
        )
        forms = Forms(cited_places(self.office.store.sync_store))
        try:
            yield HttpTransport(line, identity, self._county.key.public, forms)
        finally:
            line.close()

    def stored(self) -> int:
        """Return how many events stand in the county's log."""
        with self._county.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(events)).scalar_one()

    def waiting(self) -> list[SignedEvent]:
        """Return what has not been sent."""
        return self.office.store.sync_store.unacknowledged(limit=100_000, bytes_max=1 << 40)


@contextmanager
def sync_bench(folder: Path) -> Iterator[SyncBench]:
    """Open a counter and a county of its own in a folder."""
    with ExitStack() as ends:
        office = ends.enter_context(busy_office(folder / "counter"))
        database = open_database(str(folder / "county.db"))
        ends.callback(database.close)
        county = County(database, CountyKey(Ed25519PrivateKey.from_private_bytes(b"c" * 32)))
        ready = threading.Event()
        service = CountyService(county, Address("127.0.0.1", 0), on_ready=ready.set)
        thread = threading.Thread(target=service.run, name="county")
        thread.start()
        ends.callback(thread.join)
        ends.callback(service.stop)
        assert ready.wait(_READY_WAIT_S), "the county starts"
        code = make_code(
            database, county.key, COUNTER_CODE, at_ms=county.now_ms(), is_approved=True
        )
        key = _KEY.public_key().public_bytes_raw()
        asked = EnrolWire(code=code, public_key=key, counter_code=COUNTER_CODE, device=_DEVICE)
        enrol(database, asked, at_ms=county.now_ms())
        yield SyncBench(office, county, service.url)


def day(plan: Plan) -> list[Row]:
    """Measure a day's events: bytes up, those of signatures, seconds on a township's line."""
    return days_apart(plan, "day", 1)


def week(plan: Plan) -> list[Row]:
    """Measure seven days that were spent without a line."""
    rows = {each.name: each for each in days_apart(plan, "week", 7)}
    return [rows["sync.week.bytes"], rows["sync.week.seconds"]]


def days_apart(plan: Plan, name: str, count: int, terms: LinkTerms = _TOWNSHIP) -> list[Row]:
    """Measure so many days of work that go in one exchange after another, as soon as may be."""
    runs = plan.pick(5, 2) if count == 1 else plan.pick(3, 1)
    sent: list[_Sent] = []
    floors: list[int] = []
    signatures: list[int] = []
    with sync_bench(plan.folder) as bench:
        dictionaries = _dictionaries(plan)
        bench.days.work(2)
        bench.sync(LOOPBACK)
        for run in range(runs):
            bench.days.work(count)
            waiting = bench.waiting()
            columns = sync_floor.columns_of([event.data for event in waiting])
            floors.append(sync_floor.smallest(sync_floor.encoded(columns), dictionaries))
            signatures.append(_signature_bytes(waiting))
            sent.append(bench.sync(terms, seed=run))
    seconds = [size * 8 / _TOWNSHIP.bits_a_second + _TOWNSHIP.round_trip_s for size in floors]
    bytes_up = [each.bytes for each in sent]
    return [
        row(f"sync.{name}.bytes", "B", bytes_up, floors),
        Row(f"sync.{name}.signature_bytes", median(signatures), "B", median(bytes_up), runs),
        row(f"sync.{name}.seconds", "s", [each.seconds for each in sent], seconds),
    ]


def idle(plan: Plan) -> list[Row]:
    """Measure a round in which nothing is new: bytes both ways, requests, seconds."""
    runs = plan.pick(9, 3)
    with sync_bench(plan.folder) as bench:
        bench.days.work(1)
        with slow_link(bench.port, _TOWNSHIP, seed=7) as link, bench.cycle(link.url) as cycle:
            cycle.run()
            found: list[tuple[int, int, float]] = []
            for _ in range(runs):
                before, began = link.up.bytes + link.down.bytes, time.perf_counter()
                report = cycle.run()
                seconds = time.perf_counter() - began
                found.append(
                    (link.up.bytes + link.down.bytes - before, report.round_trips, seconds)
                )
    sizes, requests, seconds_each = (list(each) for each in zip(*found, strict=True))
    return [
        Row("sync.idle.bytes", median(sizes), "B", IDLE_BYTES_MAX, runs),
        Row("sync.idle.requests", median(requests), "requests", 1, runs),
        Row("sync.idle.seconds", median(seconds_each), "s", 2 * _TOWNSHIP.round_trip_s, runs),
    ]


def _dictionaries(plan: Plan) -> Sequence[ZstdCompressionDict]:
    """Train the floor's dictionaries on other days of the same kind of counter."""
    with busy_office(plan.folder / "training", seed=_TRAINING_SEED) as office:
        days = Days(office, _TRAINING_SEED)
        days.work(plan.pick(6, 3))
        events = office.store.sync_store.unacknowledged(limit=100_000, bytes_max=1 << 40)
    data = [event.data for event in events]
    parts = [data[i : i + EVENTS_A_DAY] for i in range(0, len(data), EVENTS_A_DAY)]
    return sync_floor.train(parts)


def _signature_bytes(waiting: Sequence[SignedEvent]) -> int:
    """Return what the signatures of the events come to as they are sent, a batch at a time."""
    return sum(
        len(event.signature)
        for start in range(0, len(waiting), PUSH_EVENTS_MAX)
        for event in without_vouched(waiting[start : start + PUSH_EVENTS_MAX])
    )
