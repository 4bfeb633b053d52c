"""A case that a second township may see: all of it, at new positions, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sync.client.cycle import CounterSide, SyncCycle
from sync.codec import open_header
from sync.server.authenticate import Caller
from sync.server.case_scopes import link
from sync.server.enrolment import enrol
from sync.server.schema import stream_entries
from sync.simulation.memory_store import MemoryStore
from sync.wire import EnrolWire
from tests.fakes.counties import DirectLine, silent_county, sqlite_url
from tests.sync.conftest import COUNTER, OTHER_TOWNSHIP, SAME_TOWNSHIP
from tests.sync.made_up import note

CASE, OTHER_CASE = "ca" * 16, "0c" * 16
HOME, OTHER = COUNTER[:9], OTHER_TOWNSHIP[:9]


@pytest.fixture
def home(new_silent_counter):
    return new_silent_counter(COUNTER)


@pytest.fixture
def other(new_silent_counter):
    return new_silent_counter(OTHER_TOWNSHIP)


def write(counter, text: str, case_id: str = CASE) -> str:
    return counter.store.write_raw("case.noted", {"text": text}, case_id=case_id)


def shown(county, case_id: str = CASE, scope: str = OTHER):
    return link(county.database, case_id, scope, at_ms=county.time())


def sequences(counter) -> dict[str, int]:
    return {name: kept.sequence for name, kept in counter.store.kept.items()}


def cases(counter) -> set[str]:
    return {open_header(kept.event.data).case for kept in counter.store.kept.values()}


def dense(county) -> bool:
    table = stream_entries
    for scope in (HOME, OTHER):
        rows = county.rows(
            select(table.c.position).where(table.c.scope == scope).order_by(table.c.position)
        )
        if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
            return False
    return True


def test_older_events_come_at_the_end_and_keep_their_sequence(silent, home, other):
    old = [write(home, str(i)) for i in range(3)]
    home.sync()
    before = write(other, "its own", OTHER_CASE)
    other.sync()
    assert shown(silent).appended == {OTHER: 3}
    other.sync()
    kept = other.store.kept
    assert [sequences(other)[name] for name in old] == [sequences(home)[name] for name in old]
    assert max(kept[name].sequence for name in old) < kept[before].sequence
    assert min(kept[name].position for name in old) > kept[before].position
    assert dense(silent)


def test_later_events_go_to_both_whoever_writes_them(silent, home, other):
    write(home, "first")
    home.sync()
    shown(silent)
    other.sync()
    answer = write(other, "from there")
    other.sync()
    reply = write(home, "and back")
    for _ in range(2):
        home.sync()
        other.sync()
    assert {answer, reply} <= home.store.kept.keys() & other.store.kept.keys()
    assert sequences(home)[answer] == sequences(other)[answer]


@pytest.mark.asvs("8.2.2")
@pytest.mark.threat("T6")
def test_a_counter_gets_no_case_by_writing_about_it(silent, home, other):
    """Whoever names a case that was never shown to it sees nothing of it."""
    secret = write(home, "secret")
    home.sync()
    write(other, "I would like to see this")
    other.sync()
    write(home, "more")
    home.sync()
    other.sync()
    assert secret not in other.store.kept
    assert len([1 for name in other.store.kept if name in home.store.kept]) == 0


def test_nothing_but_the_case_is_shown(silent, home, other):
    write(home, "this")
    unseen = write(home, "not this", OTHER_CASE)
    home.sync()
    shown(silent)
    other.sync()
    assert CASE in cases(other)
    assert unseen not in other.store.kept


def test_a_second_counter_of_the_township_sees_it_too(silent, home, other, new_silent_counter):
    write(home, "this")
    home.sync()
    shown(silent)
    neighbour = new_silent_counter(OTHER_TOWNSHIP[:9] + "77")
    beside = new_silent_counter(SAME_TOWNSHIP)
    for each in (neighbour, beside):
        each.sync()
        assert CASE in cases(each)


def test_what_both_had_written_before_is_seen_by_both(silent, home, other):
    mine, theirs = write(home, "mine"), write(other, "theirs")
    home.sync()
    other.sync()
    assert shown(silent).appended == {HOME: 1, OTHER: 1}
    home.sync()
    other.sync()
    assert {mine, theirs} <= home.store.kept.keys() & other.store.kept.keys()


def test_to_show_it_again_changes_nothing(silent, home, other):
    write(home, "this")
    home.sync()
    assert shown(silent).is_new
    again = shown(silent)
    assert (again.is_new, again.appended) == (False, {})


def test_a_case_that_nobody_wrote_cannot_be_shown(silent, home):
    assert not shown(silent, "ff" * 16).is_new
    write(home, "this", "ff" * 16)
    home.sync()
    assert shown(silent, "ff" * 16).appended == {OTHER: 1}


CODES = (COUNTER, OTHER_TOWNSHIP, "11019902601")
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "sync", "show"]), st.integers(0, 2), st.integers(0, 2)),
    max_size=25,
)


class World:
    """Three townships with a counter each, three cases, and what the county has allowed."""

    def __init__(self, county) -> None:
        self.county = county
        self.counters = [self._counter(code) for code in CODES]
        self.allowed: set[tuple[int, str]] = set()

    def _counter(self, code: str):
        store = MemoryStore("", code)
        asked = EnrolWire(
            code=self.county.code(code),
            public_key=store.key.public_key().public_bytes_raw(),
            counter_code=code,
        )
        store.device = enrol(self.county.database, asked, at_ms=self.county.time()).device
        side = CounterSide(
            store=store,
            unit_of_work=store,
            clock=store.clock,
            device=store.device,
            county_key=self.county.key,
        )
        line = DirectLine(self.county.county, Caller(store.device, 1, code))
        return store, SyncCycle(side, line)

    def write(self, who: int, case: int) -> None:
        note(self.counters[who][0], "of another case")
        self.counters[who][0].write_raw("case.noted", {}, case_id=f"{case + 1:032x}")

    def sync(self, who: int, _case: int) -> None:
        self.counters[who][1].run()

    def show(self, who: int, case: int) -> None:
        name = f"{case + 1:032x}"
        if link(self.county.database, name, CODES[who][:9], at_ms=self.county.time()).is_new:
            self.allowed.add((who, name))

    def has_wrongly(self, who: int, author: int) -> set[str]:
        """Events of another township that this one holds, and nobody allowed it to."""
        return {name for name in self._others(who, author) if not self._may(who, name)}

    def lacks(self, who: int, author: int) -> set[str]:
        """Events of cases shown to this township that it does not hold."""
        theirs = self.counters[author][0]
        return {
            name
            for name in theirs.own()
            if (who, open_header(theirs.kept[name].event.data).case) in self.allowed
        } - self.counters[who][0].kept.keys()

    def _others(self, who: int, author: int) -> set[str]:
        return set(self.counters[author][0].own()) & self.counters[who][0].kept.keys()

    def _may(self, who: int, name: str) -> bool:
        """Shown to it, or its own case that was shown to somebody else: then all see all."""
        case = open_header(self.counters[who][0].kept[name].event.data).case
        return any(shown == case for _, shown in self.allowed)


@pytest.mark.asvs("8.4.1")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_in_the_end_each_township_holds_what_it_may_and_all_of_it(steps, tmp_path_factory):
    with silent_county(sqlite_url(tmp_path_factory.mktemp("scopes") / "c.db")) as county:
        world = World(county)
        for what, who, case in steps:
            getattr(world, what)(who, case)
        for who in (0, 1, 2, 0, 1, 2):
            world.sync(who, 0)
        pairs = [(who, author) for who in range(3) for author in range(3) if who != author]
        assert not any(world.has_wrongly(*pair) for pair in pairs)
        assert not any(world.lacks(*pair) for pair in pairs)
        assert sum(store.unacknowledged_count() for store, _ in world.counters) == 0
