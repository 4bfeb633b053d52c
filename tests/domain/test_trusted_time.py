from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.trusted_time import CHINA, AnchorSeen, estimate

COUNTY_AT = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)
ANCHOR = AnchorSeen(county_at=COUNTY_AT, monotonic_ms=1_000_000, boot_id="0000a1b2")
YEARS = timedelta(days=3 * 365)
NO_TIME = timedelta(0)

walls = st.timedeltas(-timedelta(days=46 * 365), timedelta(days=73 * 365)).map(COUNTY_AT.__add__)
boots = st.sampled_from(["0000a1b2", "0000a1b3"])
monotonics = st.integers(0, 10**10)


def test_before_the_first_contact_there_is_only_the_wall():
    wall = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)

    best = estimate(wall, 5, "0000a1b2", None)

    assert best.now == wall
    assert best.now.utcoffset() == timedelta(hours=8)
    assert (best.wall_off, best.is_anchored, best.earliest) == (NO_TIME, False, None)
    assert not best.is_clock_wrong


@pytest.mark.parametrize("jump", [-YEARS, timedelta(minutes=1), NO_TIME, YEARS], ids=str)
def test_in_the_same_boot_the_wall_is_not_asked(jump):
    wall = COUNTY_AT + timedelta(hours=2) + jump

    best = estimate(wall, 1_000_000 + 7_200_000, "0000a1b2", ANCHOR)

    assert best.now == COUNTY_AT + timedelta(hours=2)
    assert best.is_anchored
    assert best.wall_off == jump
    assert best.is_clock_wrong == (abs(jump) > timedelta(minutes=5))


@pytest.mark.parametrize(
    ("off", "is_wrong"),
    [
        (timedelta(minutes=5), True),
        (-timedelta(minutes=5), True),
        (timedelta(minutes=4, seconds=59.999), False),
        (-timedelta(minutes=4, seconds=59.999), False),
    ],
    ids=str,
)
def test_five_minutes_off_are_worth_a_word(off, is_wrong):
    assert estimate(COUNTY_AT + off, 1_000_000, "0000a1b2", ANCHOR).is_clock_wrong == is_wrong


def test_after_a_boot_a_later_wall_is_all_there_is():
    wall = COUNTY_AT + timedelta(days=3)

    best = estimate(wall, 40_000, "0000a1b3", ANCHOR)

    assert (best.now, best.wall_off, best.is_anchored) == (wall, NO_TIME, False)
    assert best.earliest == COUNTY_AT


def test_after_a_boot_the_present_is_not_before_what_the_county_said():
    best = estimate(COUNTY_AT - YEARS, 40_000, "0000a1b3", ANCHOR)

    assert (best.now, best.wall_off, best.is_anchored) == (COUNTY_AT, -YEARS, False)
    assert best.is_clock_wrong


def test_a_monotonic_clock_that_went_back_is_another_boot():
    best = estimate(COUNTY_AT + YEARS, 999_999, "0000a1b2", ANCHOR)

    assert not best.is_anchored
    assert best.now == COUNTY_AT + YEARS


@given(walls, monotonics, boots)
def test_the_present_is_never_before_the_last_anchor_and_says_how_far_the_wall_is(
    wall, monotonic_ms, boot_id
):
    best = estimate(wall, monotonic_ms, boot_id, ANCHOR)

    assert best.now >= COUNTY_AT
    assert best.now + best.wall_off == wall
    assert best.earliest == COUNTY_AT


@pytest.mark.fault("F9")
@pytest.mark.threat("T5")
@given(walls, walls, st.integers(1_000_000, 10**10))
def test_no_wall_moves_the_present_within_a_boot(wall, other, monotonic_ms):
    one = estimate(wall, monotonic_ms, "0000a1b2", ANCHOR)
    two = estimate(other, monotonic_ms, "0000a1b2", ANCHOR)

    assert one.now == two.now
