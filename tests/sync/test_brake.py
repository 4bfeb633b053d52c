"""A pull that would change too much waits for a person; nothing is lost meanwhile."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from counter_app.domain.errors import MassChangeHeld
from sync.client.sync_once import sync_once
from tests.sync.real_counter import real_counter, watching

pytestmark = [pytest.mark.lesson(24), pytest.mark.expects_warnings]


@pytest.fixture
def two(silent, tmp_path):
    """Two counters that both know of thirty open cases."""
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(real_counter(silent, tmp_path / str(number), number))
            for number in (1, 2)
        )
        cases = one.receive_many(30)
        for counter in (one, other, one):
            counter.sync()
        yield one, other, cases


def test_twenty_of_thirty_are_taken(two):
    one, other, cases = two
    other.accept_many(cases[:20])
    other.sync()
    one.sync()
    assert one.cycle.held is None
    assert list(one.statuses().values()).count("accepted") == 20


def test_twenty_one_wait_for_a_person_and_sending_goes_on(two):
    one, other, cases = two
    before = one.statuses()
    position = one.store.position()
    other.accept_many(cases[:21])
    other.sync()

    own = one.receive()
    one.sync()
    assert one.cycle.held is not None
    assert one.statuses() == before | {own: "received"}
    assert one.store.position() == position
    assert one.store.unacknowledged_count() == 0, "what was done here went up all the same"
    line = watching(one.line)
    one.cycle.talk._transport = line
    one.sync()
    assert all(each.asked.pull is None for each in line.seen), "it is not fetched again and again"

    one.cycle.accept_mass_change()
    one.sync()
    assert one.cycle.held is None
    assert list(one.statuses().values()).count("accepted") == 21
    other.sync()
    assert one.statuses() == other.statuses()


def test_a_person_accepts_at_the_command_line_for_one_time_only(two):
    one, other, cases = two
    other.accept_many(cases[:25])
    other.sync()
    with pytest.raises(MassChangeHeld, match="25 of 30"):
        sync_once(one.side, one.line)
    assert sync_once(one.side, one.line, accept_mass_change=True).pulled >= 25
    assert list(one.statuses().values()).count("accepted") == 25


def test_a_new_counter_is_not_stopped_by_what_happened_before_it(two, silent, tmp_path):
    _, other, cases = two
    other.accept_many(cases)
    other.sync()
    with real_counter(silent, tmp_path / "3", 3) as third:
        third.sync()
        assert third.cycle.held is None
        assert third.statuses() == other.statuses()
