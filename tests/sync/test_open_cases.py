"""Both sides fold the same open cases; a difference is mended, or told, and work goes on."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import update

from sync.protocol import StateDigest
from sync.server import open_cases
from sync.server.open_cases import OpenCases
from sync.server.schema import stream_entries
from sync.server.streams import scope_of
from tests.sync.real_counter import real_counter, watching


@pytest.fixture
def two(silent, tmp_path):
    with ExitStack() as stack:
        yield [
            stack.enter_context(real_counter(silent, tmp_path / str(number), number))
            for number in (1, 2)
        ]


def settle(*counters) -> None:
    for _ in range(2):
        for counter in counters:
            counter.sync()


def of_county(county, cases: OpenCases | None = None):
    with county.database.reading() as connection:
        return (cases or OpenCases()).state(connection, scope_of("51089910101"))


def test_both_sides_fold_the_same(silent, two):
    one, other = two
    cases = [*one.receive_many(6), other.receive()]
    settle(one, other)
    one.accept(cases[0])
    other.accept(cases[0])  # Twice: the second is a repeat.
    settle(one, other)
    state = of_county(silent)
    assert state.open_cases == 7
    assert one.store.state() == other.store.state() == state

    one.receive()  # What only one side knows changes nothing yet.
    assert one.store.state() == state


def test_the_county_carries_on_and_never_folds_more_than_it_may(silent, two, monkeypatch):
    one, _ = two
    one.receive_many(40)
    one.sync()
    whole = of_county(silent)
    monkeypatch.setattr(open_cases, "PAGE_ENTRIES", 15)
    slow = OpenCases(events_max=1)
    answers = [of_county(silent, slow) for _ in range(4)]
    assert answers[0] is None
    assert answers[-1] == whole


def test_what_was_folded_is_forgotten_when_the_stream_is_another(silent, two):
    one, _ = two
    one.receive()
    one.sync()
    cases = OpenCases()
    before = of_county(silent, cases)
    with silent.database.writing() as connection:
        connection.execute(update(stream_entries).values(prefix_hash="ab" * 32))
    assert of_county(silent, cases) == before
    assert cases._folded[scope_of("51089910101")].prefix_hash == "ab" * 32


def test_a_projection_that_went_wrong_is_folded_again(silent, two):
    one, other = two
    cases = one.receive_many(3)
    settle(one, other)
    one.damage("UPDATE cases SET status = 'void' WHERE case_id = ?", cases[0])
    line = watching(one.line)
    one.cycle.talk._transport = line
    one.cycle._mending.want()
    one.sync()
    assert one.statuses() == dict.fromkeys(cases, "received")
    assert not one.cycle.state_differs
    assert line.seen[-1].answer.digest.state == one.store.state()


@pytest.mark.expects_warnings
def test_what_stays_different_is_told_and_work_goes_on(silent, two, monkeypatch):
    one, other = two
    one.receive()
    settle(one, other)
    monkeypatch.setattr(
        type(one.store), "state", lambda store: StateDigest(open_cases=9, hash="ab" * 32)
    )
    one.cycle._mending.want()
    one.sync()
    assert one.cycle.state_differs
    one.receive()
    assert one.sync().unsynced == 0


def test_while_something_changes_the_open_cases_are_compared_each_hour(silent, two):
    one, _ = two
    one.sync()
    line = watching(one.line)
    one.cycle.talk._transport = line
    for _ in range(6):
        one.receive()
        one.clock.pass_time(timedelta(minutes=20))
        one.sync()
    asked = [each for each in line.seen if each.asked.digest is not None]
    assert len(asked) == 2
    assert all(each.asked.digest.chains == () for each in asked)
    assert all(each.answer.digest.state == of_county(silent) for each in asked[-1:])
