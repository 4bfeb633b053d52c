"""A county on a loopback port, and counters enrolled with it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.server.authenticate import Caller
from sync.server.enrolment import enrol as enrol_device
from sync.simulation.memory_store import MemoryStore
from sync.wire import EnrolWire
from tests.fakes.counties import (
    DirectLine,
    line_to,
    running_county,
    silent_county,
    sqlite_url,
)

COUNTER = "11019901201"
SAME_TOWNSHIP = "11019901202"
OTHER_TOWNSHIP = "11019902501"


class Counter:
    """One counter with its store and the cycle it runs."""

    def __init__(self, store: MemoryStore, transport, county_key) -> None:
        self.store = store
        self.transport = transport
        self.side = CounterSide(
            store=store,
            unit_of_work=store,
            clock=store.clock,
            device=store.device,
            county_key=county_key,
        )
        self.cycle = SyncCycle(self.side, transport)

    def sync(self):
        return self.cycle.run()

    def over(self, transport) -> SyncCycle:
        """A cycle of the same counter over another line."""
        return SyncCycle(self.side, transport)


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def new_counter(county):
    """Enrol a counter over HTTP, with a code as an installer would type it."""
    with ExitStack() as stack:

        def make(counter_code: str = COUNTER) -> Counter:
            key = Ed25519PrivateKey.generate()
            enrolled = enrol(
                CountyAddress(url=county.url),
                county.code(counter_code),
                public_key=key.public_key(),
                counter_code=counter_code,
            )
            store = MemoryStore(enrolled.device, counter_code, key)
            transport = stack.enter_context(line_to(county.url, enrolled.device, key, county.key))
            return Counter(store, transport, county.key)

        yield make


@pytest.fixture
def new_cycle(new_counter):
    """Enrol a counter as `new_counter` does; returns its store and its cycle."""

    def make(counter_code: str) -> tuple[MemoryStore, SyncCycle]:
        counter = new_counter(counter_code)
        return counter.store, counter.cycle

    return make


@pytest.fixture
def silent(tmp_path):
    """A county without a port, for tests that are not about the network."""
    with silent_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def new_silent_counter(silent):
    """Enrol a counter with the county without a port."""

    def make(counter_code: str = COUNTER) -> Counter:
        store = MemoryStore("", counter_code)
        asked = EnrolWire(
            code=silent.code(counter_code),
            public_key=store.key.public_key().public_bytes_raw(),
            counter_code=counter_code,
        )
        enrolled = enrol_device(silent.database, asked, at_ms=silent.time())
        store.device = enrolled.device
        caller = Caller(enrolled.device, enrolled.generation, counter_code)
        return Counter(store, DirectLine(silent.county, caller), silent.key)

    return make


@pytest.fixture
def counter(new_counter) -> Counter:
    return new_counter()
