"""Lose, double, reorder and alter bundles: after one good exchange all is as if by wire."""

from __future__ import annotations

import json
import os
import random

import pytest
from sqlalchemy import select

from counter_app.domain.errors import BundleForeign, BundleInvalid, BundleOutdated, CounterError
from sync.server.schema import events
from tests.fakes.counties import silent_county, sqlite_url
from tests.sync.conftest import OTHER_TOWNSHIP, SAME_TOWNSHIP
from tests.sync.couriers import answer_from_county, enrolled, open_at_county
from tests.sync.made_up import note

RUNS = 4 * int(os.environ.get("COUNTER_SOAK_FACTOR", "1"))
STEPS = 30
COUNTERS = ("11019901201", SAME_TOWNSHIP, OTHER_TOWNSHIP)


class Roads:
    """Counters that work while sticks go astray between them and the county."""

    def __init__(self, county, folder, seed: int) -> None:
        self.county = county
        self.folder = folder
        self.dice = random.Random(seed)
        self.counters = [enrolled(county, folder, code) for code in COUNTERS]
        self.outgoing: list = []
        self.returns: list = []
        self.refused = 0

    def step(self) -> None:
        act = self.dice.choice(
            [self.work, self.work, self.pack, self.carry, self.carry, self.back, self.back,
             self.alter, self.wire]
        )  # fmt: skip
        act()

    def work(self) -> None:
        counter = self.dice.choice(self.counters)
        counter.store.clock.pass_by(minutes=5)
        for _ in range(self.dice.randrange(1, 4)):
            note(counter.store, str(self.dice.random()))

    def pack(self) -> None:
        self.outgoing.append(self.dice.choice(self.counters).export())

    def carry(self) -> None:
        """A stick arrives: any one, perhaps again; what is never chosen is lost."""
        if not self.outgoing:
            return
        imported = open_at_county(self.county, self.dice.choice(self.outgoing))
        path = answer_from_county(self.county, imported.device, self.folder, imported.bundle)
        self.returns.append((imported.device, path))

    def back(self) -> None:
        if not self.returns:
            return
        device, path = self.dice.choice(self.returns)
        if self.dice.random() < 0.1:  # Into the wrong counter.
            device = self.dice.choice(self.counters).store.device
        counter = next(c for c in self.counters if c.store.device == device)
        try:
            counter.take_in(path)
        except (BundleForeign, BundleOutdated):
            self.refused += 1

    def alter(self) -> None:
        """A damaged or forged stick: nothing of it may have any effect."""
        paths = [*self.outgoing, *(path for _, path in self.returns)]
        if not paths:
            return
        data = bytearray(self.dice.choice(paths).read_bytes())
        data[self.dice.randrange(len(data))] ^= 1 << self.dice.randrange(8)
        bad = self.folder / "bad.tcbundle"
        bad.write_bytes(data)
        before = [counter.settled() for counter in self.counters]
        at_county = log_of(self.county)
        for counter in self.counters:
            with pytest.raises((BundleInvalid, BundleForeign)):
                counter.take_in(bad)
        with pytest.raises(CounterError):
            open_at_county(self.county, bad)
        assert [counter.settled() for counter in self.counters] == before
        assert log_of(self.county) == at_county

    def wire(self) -> None:
        if self.dice.random() < 0.3:
            self.dice.choice(self.counters).sync()

    def settle(self) -> None:
        for _ in range(2):
            for counter in self.counters:
                counter.sync()


def log_of(county) -> dict[str, int]:
    return {row.event_id: row.server_sequence for row in county.rows(select(events))}


@pytest.mark.threat("T10")
@pytest.mark.lesson(45)
@pytest.mark.parametrize("seed", range(RUNS))
def test_what_happens_to_the_sticks_makes_no_difference_in_the_end(tmp_path, seed):
    with silent_county(sqlite_url(tmp_path / "county.db")) as county:
        roads = Roads(county, tmp_path, seed)
        for _ in range(STEPS):
            roads.step()
        roads.settle()

        log = log_of(county)
        made = {name for counter in roads.counters for name in counter.store.own()}
        assert set(log) == made, "every event once, none lost, none invented"
        here, beside, elsewhere = roads.counters
        for counter in roads.counters:
            assert counter.store.unacknowledged_count() == 0
            kept = counter.store.kept
            assert {name: kept[name].sequence for name in kept} == {n: log[n] for n in kept}
        assert here.store.order() == beside.store.order()
        assert here.store.position() == beside.store.position()
        assert not set(elsewhere.store.kept) & set(here.store.kept)


def test_a_run_by_stick_alone_equals_the_run_by_wire(tmp_path):
    """The same work, once over the network and once on sticks: byte for byte the same log."""
    logs = []
    for name, by_stick in (("wire", False), ("stick", True)):
        folder = tmp_path / name
        folder.mkdir()
        with silent_county(sqlite_url(folder / "county.db")) as county:
            counters = [enrolled(county, folder, code) for code in COUNTERS[:2]]
            for turn in range(4):
                for counter in counters:
                    note(counter.store, f"第 {turn} 次")
                    if by_stick:
                        imported = open_at_county(county, counter.export())
                        counter.take_in(
                            answer_from_county(county, imported.device, folder, imported.bundle)
                        )
                    else:
                        counter.sync()
            rows = county.rows(
                select(events.c.device, events.c.data)
                .where(events.c.type == "case.noted")
                .order_by(events.c.server_sequence)
            )
            place = {counter.store.device: i for i, counter in enumerate(counters)}
            logs.append([(place[row.device], text_of(row.data)) for row in rows])
    assert logs[0] == logs[1]


def text_of(data: bytes) -> str:
    return json.loads(data)["body"]["text"]
