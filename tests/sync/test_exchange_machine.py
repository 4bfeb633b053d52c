"""Counters and a county under loss, duplicates and partial batches, in any order of things."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event, insert, select

from counter_app.domain.errors import Offline
from sync.client.cycle import CounterSide, SyncCycle
from sync.server.app import County
from sync.server.authenticate import Caller
from sync.server.county_key import CountyKey
from sync.server.engine import open_database
from sync.server.schema import device_keys, devices, events
from sync.simulation.memory_store import MemoryStore
from tests.fakes.counties import CountyTime, DirectLine, sqlite_url
from tests.sync.conftest import COUNTER, SAME_TOWNSHIP
from tests.sync.made_up import note

FATES = ("arrives", "request lost", "answer lost", "sent twice", "half arrives")


class FaultyLine(DirectLine):
    """Carries messages to a county with one fate a time."""

    def __init__(self, county: County, caller: Caller) -> None:
        super().__init__(county, caller)
        self.fates: list[str] = []

    def exchange(self, message):
        fate = self.fates.pop(0) if self.fates else "arrives"
        if fate == "request lost":
            raise Offline(fate)
        if fate == "half arrives" and message.push:
            half = message.push.events[: len(message.push.events) // 2]
            super().exchange(replace(message, push=replace(message.push, events=half)))
            raise Offline(fate)
        if fate == "sent twice":
            super().exchange(message)
        answer = super().exchange(message)
        if fate in {"answer lost", "half arrives"}:
            raise Offline(fate)
        return answer


class ExchangeMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(sqlite_url(Path(self.folder.name) / "county.db"))
        self.database.close()
        # Power cuts are not the matter here, and the disk would be most of the time.
        event.listen(
            self.database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous = OFF")
        )
        key = CountyKey(Ed25519PrivateKey.generate())
        county = County(self.database, key, CountyTime())
        self.written: set[str] = set()
        self.stores: list[MemoryStore] = []
        self.lines: list[FaultyLine] = []
        self.cycles: list[SyncCycle] = []
        for number, code in enumerate((COUNTER, SAME_TOWNSHIP)):
            store = MemoryStore(f"{number + 1:016x}", code)
            self._enrol(store)
            line = FaultyLine(county, Caller(store.device, 1, code))
            side = CounterSide(
                store=store,
                unit_of_work=store,
                clock=store.clock,
                device=store.device,
                county_key=key.public,
            )
            self.stores.append(store)
            self.lines.append(line)
            self.cycles.append(SyncCycle(side, line))

    def _enrol(self, store: MemoryStore) -> None:
        with self.database.writing() as connection:
            connection.execute(
                insert(devices).values(
                    device=store.device,
                    counter_code=store.counter_code,
                    enrolled_at_ms=CountyTime().ms,
                    approved_at_ms=CountyTime().ms,
                )
            )
            connection.execute(
                insert(device_keys).values(
                    device=store.device,
                    generation=1,
                    public_key=store.key.public_key().public_bytes_raw(),
                )
            )

    @rule(who=st.integers(0, 1), many=st.integers(1, 5))
    def the_clerk_works(self, who: int, many: int) -> None:
        for _ in range(many):
            self.written.add(note(self.stores[who], str(len(self.written))))

    @rule(who=st.integers(0, 1), fates=st.lists(st.sampled_from(FATES), max_size=3))
    def the_counter_exchanges(self, who: int, fates: list[str]) -> None:
        self.lines[who].fates = list(fates)
        try:
            self.cycles[who].run()
        except Offline:
            assert fates
        finally:
            self.lines[who].fates = []

    @rule(who=st.integers(0, 1), minutes=st.integers(0, 30), years=st.integers(-20, 20))
    def the_clock_jumps(self, who: int, minutes: int, years: int) -> None:
        clock = self.stores[who].clock
        clock.pass_by(minutes=minutes)
        if 1990 < clock.wall.year + years < 2100:
            clock.wall += timedelta(days=365 * years)

    @invariant()
    def nothing_written_is_gone(self) -> None:
        kept = {name for store in self.stores for name in store.kept}
        assert self.written <= kept

    @invariant()
    def every_counter_has_the_countys_order(self) -> None:
        with self.database.reading() as connection:
            order = {
                row.event_id: row.server_sequence
                for row in connection.execute(select(events.c.event_id, events.c.server_sequence))
            }
        for store in self.stores:
            for name, kept in store.kept.items():
                assert kept.sequence is None or kept.sequence == order[name]

    def teardown(self) -> None:
        if not hasattr(self, "database"):
            return
        try:
            for _ in range(2):
                for cycle in self.cycles:
                    cycle.run()
            one, other = self.stores
            assert one.order() == other.order()
            assert self.written <= one.kept.keys() == other.kept.keys()
            assert one.unacknowledged_count() == other.unacknowledged_count() == 0
            assert one.parked() == other.parked() == {}
        finally:
            self.database.close()
            self.folder.cleanup()


@pytest.mark.fault("F10")
@pytest.mark.threat("T8")
class TestExchange(ExchangeMachine.TestCase):
    settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
