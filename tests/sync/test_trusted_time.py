"""Clocks jump, machines boot, the line is cut: no verdict and no due date moves.

Real stores, a real county on a loopback port, the real transport.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.deadline_verdict import DeadlineVerdict, is_plausible, judge
from counter_app.domain.trusted_time import CHINA
from counter_app.storage.event_log import Signatory
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.counties import line_to
from tests.fakes.people import PROFILE
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_anchors import milliseconds
from tests.storage.made_up_cases import receive

IN_TIME, LATE = DeadlineVerdict.IN_TIME, DeadlineVerdict.LATE
DISPUTED, PENDING = DeadlineVerdict.DISPUTED, DeadlineVerdict.PENDING
FRIDAY = datetime(2026, 11, 6, 9, 30, tzinfo=CHINA)
DUE_ON = FRIDAY.date()
MIDNIGHT = datetime(2026, 11, 7, tzinfo=CHINA)
YEARS = timedelta(days=3 * 365)
MOMENT = timedelta(seconds=2)
"""The county's clock of these tests moves a millisecond at each look."""

Jump = Callable[[SettableClock], None]


def moved(span: timedelta) -> Jump:
    return lambda clock: clock.set_wall(clock.now() + span)


def booted(span: timedelta) -> Jump:
    def jump(clock: SettableClock) -> None:
        clock.reboot(off_for=timedelta(0))
        moved(span)(clock)

    return jump


JUMPS: dict[str, Jump] = {
    "no jump": moved(timedelta(0)),
    "one minute": moved(timedelta(minutes=1)),
    "three years on": moved(YEARS),
    "three years back": moved(-YEARS),
    "boot": booted(timedelta(0)),
    "boot, three years on": booted(YEARS),
    "boot, three years back": booted(-YEARS),
}


class World:
    """True time, which the county has and the counter's wall clock may lose."""

    def __init__(self, county, folder, stack: ExitStack, counter_code: str) -> None:
        self.county = county
        self.clock = SettableClock(FRIDAY)
        self.at = FRIDAY
        key = Ed25519PrivateKey.generate()
        self._tell_county()
        enrolled = enrol(
            CountyAddress(url=county.url),
            county.code(counter_code),
            public_key=key.public_key(),
            counter_code=counter_code,
        )
        signatory = Signatory(
            device=enrolled.device, generation=1, sign=partial(sign, key, Purpose.EVENT)
        )
        folder.mkdir()
        opened = fresh_store(
            folder, signatory=signatory, clock=self.clock, county_key=lambda: county.key
        )
        self.store = stack.enter_context(opened)
        line = stack.enter_context(line_to(county.url, enrolled.device, key, county.key))
        side = CounterSide(
            store=self.store.sync_store,
            unit_of_work=self.store.unit_of_work,
            clock=self.clock,
            device=enrolled.device,
            county_key=county.key,
        )
        self._cycle = SyncCycle(side, line)

    def until(self, moment: datetime) -> World:
        """Let honest time go on."""
        self.clock.pass_time(moment - self.at)
        self.at = moment
        self._tell_county()
        return self

    def _tell_county(self) -> None:
        self.county.time.ms = milliseconds(self.at)

    def sync(self) -> None:
        self._cycle.run()

    def receive(self):
        return receive(self.store)

    def interval(self, case_id):
        (found,) = set(self.store.finder.intervals(case_id).values())
        return found

    def verdict(self, case_id) -> DeadlineVerdict:
        return judge(self.interval(case_id), DUE_ON)


@pytest.fixture
def new_world(county, tmp_path):
    with ExitStack() as stack:
        yield lambda name="one": World(county, tmp_path / name, stack, PROFILE.counter_code)


@pytest.fixture
def world(new_world):
    return new_world()


@pytest.mark.fault("F9")
@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS.keys())
def test_no_verdict_moves_whatever_the_wall_clock_does_while_the_line_is_cut(world, jump):
    world.sync()
    online = world.until(FRIDAY + timedelta(minutes=10)).receive()
    world.until(FRIDAY + timedelta(minutes=12)).sync()
    offline = world.until(FRIDAY + timedelta(hours=6)).receive()
    jump(world.clock)
    jumped = world.until(FRIDAY + timedelta(hours=7)).receive()
    after_midnight = world.until(MIDNIGHT + timedelta(minutes=30)).receive()
    waiting = (offline, jumped, after_midnight)
    assert {world.verdict(case_id) for case_id in waiting} == {PENDING}

    world.until(MIDNIGHT + timedelta(hours=9)).sync()
    late = world.until(MIDNIGHT + timedelta(hours=9, minutes=5)).receive()
    world.until(MIDNIGHT + timedelta(hours=9, minutes=6)).sync()

    assert world.verdict(online) is IN_TIME
    assert {world.verdict(case_id) for case_id in waiting} == {DISPUTED}
    assert world.verdict(late) is LATE


@pytest.mark.fault("F9")
@pytest.mark.parametrize("name", ["one minute", "three years on", "three years back"])
def test_today_stays_right_in_the_same_boot(world, name):
    world.sync()
    JUMPS[name](world.clock)

    world.until(MIDNIGHT - MOMENT)
    assert world.store.timekeeper.today() == DUE_ON
    world.until(MIDNIGHT + MOMENT)
    assert world.store.timekeeper.today() == DUE_ON + timedelta(days=1)


@pytest.mark.fault("F9")
def test_a_boot_with_a_clock_set_back_never_shows_a_day_before_the_last_contact(world):
    world.until(FRIDAY + timedelta(days=4)).sync()
    booted(-YEARS)(world.clock)

    best = world.store.timekeeper.estimate()

    assert best.now.date() == (FRIDAY + timedelta(days=4)).date()
    assert best.is_clock_wrong
    assert not best.is_anchored

    world.until(FRIDAY + timedelta(days=5)).sync()
    best = world.store.timekeeper.estimate()
    assert best.is_anchored
    assert best.now.date() == (FRIDAY + timedelta(days=5)).date()


@pytest.mark.threat("T5")
def test_a_paper_dated_back_does_not_fit_its_interval(world):
    """A clerk who is late sets the clock back, prints, and sets it right again."""
    world.until(MIDNIGHT + timedelta(hours=9)).sync()
    world.clock.set_wall(FRIDAY)
    wall = world.clock.now()
    case_id = world.receive()
    world.clock.set_wall(world.at)
    world.until(MIDNIGHT + timedelta(hours=9, minutes=2)).sync()

    assert world.verdict(case_id) is LATE
    assert not is_plausible(wall, world.interval(case_id))
    assert is_plausible(world.at, world.interval(case_id))


def test_another_counter_of_the_township_comes_to_the_same_verdicts(new_world):
    one, other = new_world("one"), new_world("other")
    one.sync()
    case_id = one.until(FRIDAY + timedelta(hours=1)).receive()
    one.until(FRIDAY + timedelta(hours=1, minutes=1)).sync()
    other.until(MIDNIGHT + timedelta(hours=9)).sync()

    assert other.verdict(case_id) is one.verdict(case_id) is IN_TIME
    here, there = one.interval(case_id), other.interval(case_id)
    assert (here.earliest, here.latest) == (there.earliest, there.latest)


@pytest.mark.fault("F9")
@pytest.mark.threat("T5")
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_days_hold_no_false_verdict(world, seed):
    """Whatever is judged is judged as it truly was; clocks jump and lines break at random."""
    random = Random(seed)
    world.until(MIDNIGHT - timedelta(hours=random.randint(1, 10)))
    acts: dict[str, datetime] = {}
    for _ in range(25):
        world.until(world.at + timedelta(minutes=random.expovariate(1 / 45)))
        step = random.random()
        if step < 0.45:
            acts[world.receive()] = world.at
        elif step < 0.75:
            world.sync()
        else:
            random.choice(list(JUMPS.values()))(world.clock)
    world.sync()

    for case_id, happened_at in acts.items():
        interval = world.interval(case_id)
        assert interval.latest is not None, "the county has everything"
        assert (interval.earliest or happened_at) - MOMENT <= happened_at
        assert happened_at <= interval.latest + MOMENT
        if abs(happened_at - MIDNIGHT) > MOMENT:
            truth = IN_TIME if happened_at < MIDNIGHT else LATE
            assert world.verdict(case_id) in {truth, DISPUTED}
