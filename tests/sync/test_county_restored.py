"""The county comes back from an old backup: counters notice, and mend it."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.domain.errors import EpochChanged
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.protocol import Exchange, Pull, PushAnswer
from sync.server.county_key import CountyKey
from sync.server.schema import events, ledger_head, security_events
from sync.simulation.memory_store import MemoryStore
from tests.fakes.counties import CountyTime, line_to, running_county, sqlite_url
from tests.sync.conftest import COUNTER, SAME_TOWNSHIP
from tests.sync.made_up import a_hello, note

ROUNDS_MAX = 4


class World:
    """A county that can be stopped and put back, and the counters of one township."""

    def __init__(self, folder) -> None:
        self.file = folder / "county.db"
        self.backup = folder / "backup.db"
        self.key = CountyKey(Ed25519PrivateKey.generate())
        self.time = CountyTime()
        self.stores: list[MemoryStore] = []

    @contextmanager
    def running(self):
        """Run the county; gives it and a cycle for every counter."""
        with (
            ExitStack() as stack,
            running_county(sqlite_url(self.file), key=self.key, time=self.time) as county,
        ):
            if not self.stores:
                self.stores = [self._enrolled(county, code) for code in (COUNTER, SAME_TOWNSHIP)]
            cycles = []
            for store in self.stores:
                line = stack.enter_context(line_to(county.url, store.device, store.key, county.key))
                side = CounterSide(
                    store=store,
                    unit_of_work=store,
                    clock=store.clock,
                    device=store.device,
                    county_key=county.key,
                )
                cycles.append(SyncCycle(side, line))
            yield county, cycles

    def back_up(self) -> None:
        shutil.copyfile(self.file, self.backup)

    def restore(self) -> None:
        for leftover in self.file.parent.glob("county.db-*"):
            leftover.unlink()
        shutil.copyfile(self.backup, self.file)

    @staticmethod
    def _enrolled(county, code: str) -> MemoryStore:
        key = Ed25519PrivateKey.generate()
        found = enrol(
            CountyAddress(url=county.url),
            county.code(code),
            public_key=key.public_key(),
            counter_code=code,
        )
        return MemoryStore(found.device, code, key)


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def epoch_of(county) -> str:
    return county.rows(select(ledger_head.c.epoch))[0][0]


def in_log(county) -> set[str]:
    return {row.event_id for row in county.rows(select(events.c.event_id))}


@pytest.mark.fault("F12")
@pytest.mark.parametrize("first", [0, 1])
def test_a_restored_county_is_noticed_and_gets_everything_back(world, first):
    """Whichever counter comes first, others' events are offered by whoever has them."""
    with world.running() as (county, (one, other)):
        before = [note(world.stores[0]) for _ in range(3)]
        for cycle in (one, other):
            cycle.run()
        old_epoch = epoch_of(county)
    world.back_up()
    with world.running() as (county, (one, other)):
        lost = [note(world.stores[0]), note(world.stores[1])]
        for cycle in (one, other, one):
            cycle.run()
        assert set(lost) <= in_log(county)
    world.restore()

    with world.running() as (county, cycles):
        assert not set(lost) & in_log(county)
        for _ in range(ROUNDS_MAX):
            for cycle in (cycles[first], cycles[1 - first]):
                cycle.run()

        assert epoch_of(county) != old_epoch
        assert {*before, *lost} <= in_log(county)
        kinds = [row.kind for row in county.rows(select(security_events.c.kind))]
        assert kinds == ["county-rolled-back"]
        one, other = world.stores
        assert one.order() == other.order()
        assert one.unacknowledged_count() == other.unacknowledged_count() == 0
        assert in_log(county) == set(one.kept)


@pytest.mark.fault("F12")
def test_a_restored_county_is_noticed_even_by_a_counter_that_had_not_pulled(world):
    """The prefix hash shows nothing here: only the counter's own chain is longer than ours."""
    with world.running() as (county, (one, _)):
        one.run()
    world.back_up()
    store = world.stores[0]
    stream = store.stream
    with world.running() as (county, (one, _)):
        one.run()
        name = note(store)
        one.run()
        store.stream = stream  # As if the power had failed between acks and page.
    world.restore()

    with world.running() as (county, (one, _)):
        one.run()
        assert name in in_log(county)
        assert store.kept[name].sequence is not None


@pytest.mark.fault("F12")
def test_a_restored_county_that_has_grown_since_is_noticed_by_the_hash(world):
    """The lost places are taken by other events: the position alone proves nothing."""
    with world.running() as (_, cycles):
        for cycle in cycles:
            cycle.run()
        cycles[0].run()
    world.back_up()
    with world.running() as (_, (one, _)):
        lost = [note(world.stores[0]) for _ in range(3)]
        one.run()
    world.restore()

    with world.running() as (county, (one, other)):
        old_epoch = epoch_of(county)
        others = [note(world.stores[1]) for _ in range(9)]
        other.run()
        assert epoch_of(county) == old_epoch
        assert world.stores[1].stream[1] > world.stores[0].stream[1]

        for cycle in (one, other, one):
            cycle.run()
        assert epoch_of(county) != old_epoch
        assert {*lost, *others} <= in_log(county)
        assert world.stores[0].order() == world.stores[1].order()


@pytest.mark.fault("F12")
def test_a_restored_county_draws_its_epoch_once_for_all_counters(world):
    with world.running() as (_, cycles):
        for cycle in cycles:
            cycle.run()
    world.back_up()
    with world.running() as (_, cycles):
        note(world.stores[0])
        for cycle in cycles:
            cycle.run()
    world.restore()
    with world.running() as (county, cycles):
        cycles[0].run()
        drawn = epoch_of(county)
        cycles[1].run()
        assert epoch_of(county) == drawn


def test_a_counter_that_stands_where_the_county_stands_proves_nothing(county, counter):
    counter.sync()
    before = epoch_of(county)
    for _ in range(3):
        counter.sync()
    assert epoch_of(county) == before


def test_a_pull_of_another_epoch_is_not_answered(county, counter):
    counter.sync()
    answer = counter.transport.exchange(
        Exchange(hello=a_hello(), pull=Pull(epoch="00" * 16, position=0))
    )
    assert answer.pull.refused == "epoch"
    assert answer.pull.entries == ()


@pytest.mark.fault("F12")
def test_an_epoch_that_changes_in_the_middle_of_an_exchange_is_taken_up_in_the_next(
    county, counter
):
    counter.sync()
    name = note(counter.store)

    class OnceTooLate:
        """The hello is still answered in the old epoch, the push no more."""

        exchanges = 0

        def exchange(self, message):
            self.exchanges += 1
            answer = counter.transport.exchange(message)
            if self.exchanges > 1:
                return answer
            with county.database.writing() as connection:
                connection.execute(ledger_head.update().values(epoch=f"{county.time():032x}"))
            refused = PushAnswer(refused="epoch", acks=None)
            return replace(answer, push=refused)

    line = OnceTooLate()
    report = counter.over(line).run()
    assert counter.store.kept[name].sequence is not None
    assert counter.store.position()[0] == epoch_of(county)
    assert report.unsynced == 0


def test_a_county_whose_epoch_never_stands_still_is_given_up_on(county, counter):
    """A county in a loop of restores must not make counters send everything for ever."""

    class Restless:
        def exchange(self, message):
            with county.database.writing() as connection:
                connection.execute(ledger_head.update().values(epoch=f"{county.time():032x}"))
            return counter.transport.exchange(message)

    counter.sync()
    with pytest.raises(EpochChanged):
        counter.over(Restless()).run()
