"""What the county last said: until when a permission holds, which program it takes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.county_word import (
    LEASE_WARNING,
    STANDING_WORDS,
    CountyWord,
    DeviceStanding,
    is_older_program,
)
from counter_app.domain.trusted_time import CHINA

UNTIL = datetime(2026, 11, 9, 0, 0, tzinfo=CHINA)
WORD = CountyWord(permitted_until=UNTIL)


def test_every_standing_has_words():
    assert set(STANDING_WORDS) == set(DeviceStanding)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (UNTIL - LEASE_WARNING - timedelta(seconds=1), ""),
        (UNTIL - LEASE_WARNING, "11月09日到期"),
        (UNTIL + timedelta(hours=23), "11月09日到期"),
        (UNTIL + timedelta(days=1), "已于11月09日到期"),
    ],
)
def test_the_end_of_a_permission_is_told_three_days_before(now, words):
    told = WORD.lease_words(now)
    assert words in told
    assert bool(told) == bool(words)


def test_a_county_that_set_no_end_warns_of_none():
    assert CountyWord().lease_words(UNTIL) == ""
    assert CountyWord().last_day is None
    assert WORD.last_day == UNTIL.date()


versions = st.lists(st.integers(0, 999), min_size=1, max_size=4)


@given(versions, versions)
def test_of_two_versions_at_most_one_is_older(one, other):
    first, second = ".".join(map(str, one)), ".".join(map(str, other))
    is_older = is_older_program(first, second)
    assert not (is_older and is_older_program(second, first))
    padded = [*one, 0, 0, 0][:4], [*other, 0, 0, 0][:4]
    assert is_older == (padded[0] < padded[1])


@pytest.mark.parametrize("odd", ["", "x", "1.2.", "1..2", "1.2.3.4.5", "１.2"])
def test_what_is_no_version_locks_nobody_out(odd):
    assert not is_older_program(odd, "9.9")
    assert not is_older_program("0.1.0", odd)
