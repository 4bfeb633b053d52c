from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.item import DayUnit, TimeLimit
from counter_app.domain.time_limit import (
    Exclusion,
    Pause,
    count_days,
    days_left,
    days_over,
    due_by,
    is_over,
    working_days_left,
)
from counter_app.domain.work_calendar import LocalHoliday, parse_calendar
from resources import load_calendar

CALENDAR = parse_calendar(load_calendar().content)
VECTORS = json.loads((Path(__file__).parent / "vectors" / "deadlines.json").read_bytes())["vectors"]
COUNTED = [vector for vector in VECTORS if "counted_days" in vector["expected"]]
DEEMED = [vector for vector in VECTORS if vector["group"] == "deemed acceptance"]

starts = st.dates(date(2024, 1, 1), date(2028, 12, 31))
lengths = st.integers(1, 70)
units = st.sampled_from(DayUnit)
pauses = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + timedelta(days=length)),
        starts,
        st.integers(0, 40),
    ),
    max_size=4,
)


def local_day(text: str) -> date:
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(timezone(timedelta(hours=8))) if moment.tzinfo else moment).date()


@pytest.mark.parametrize("vector", COUNTED, ids=lambda vector: vector["id"])
def test_every_published_vector_is_counted_as_it_says(vector):
    given_ = vector["input"]
    calendar = CALENDAR.with_local_holidays(
        LocalHoliday(date.fromisoformat(day), "地方节日", "虚构")
        for day in given_.get("local_holidays", ())
    )
    deadline = count_days(
        local_day(given_["from"]),
        given_["days"],
        DayUnit(given_["unit"]),
        calendar,
        [Pause(*map(date.fromisoformat, pause.split("/"))) for pause in given_["pauses"]],
    )
    assert {
        "due_on": deadline.due_on.isoformat(),
        "provisional": deadline.provisional,
        "counted_days": [day.isoformat() for day in deadline.counted_days],
        "excluded_days": [
            {"date": excluded.day.isoformat(), "why": excluded.why.value}
            for excluded in deadline.excluded_days
        ],
    } == vector["expected"]


@pytest.mark.parametrize("vector", DEEMED, ids=lambda vector: vector["id"])
def test_the_two_clocks_of_a_deemed_acceptance_start_on_the_day_of_receipt(vector):
    received_on = local_day(vector["input"]["received_at"])
    unit = DayUnit(vector["input"]["unit"])
    notice = count_days(received_on, vector["input"]["notice_limit_days"], unit, CALENDAR)
    decision = count_days(received_on, vector["input"]["statutory_days"], unit, CALENDAR)
    expected = vector["expected"]
    assert notice.due_on.isoformat() == expected["notice_due_on"]
    assert decision.due_on.isoformat() == expected["statutory_due_on"]
    assert decision.provisional is expected["provisional"]
    assert is_over(notice, date.fromisoformat(expected["deemed_accepted_from"]))
    assert not is_over(notice, notice.due_on)


@given(starts, lengths, units, pauses)
def test_every_day_after_the_start_is_in_exactly_one_list(start, length, unit, paused):
    deadline = count_days(start, length, unit, CALENDAR, paused)
    excluded = [day.day for day in deadline.excluded_days]
    span = [start + timedelta(days=n) for n in range(1, (deadline.due_on - start).days + 1)]
    assert sorted([*deadline.counted_days, *excluded]) == span
    assert len(deadline.counted_days) == length
    assert deadline.counted_days[-1] == deadline.due_on
    assert CALENDAR.is_working_day(deadline.due_on)


@given(starts, lengths, units, pauses)
def test_a_longer_limit_is_never_due_earlier(start, length, unit, paused):
    shorter = count_days(start, length, unit, CALENDAR, paused)
    longer = count_days(start, length + 1, unit, CALENDAR, paused)
    assert longer.due_on > shorter.due_on or unit is DayUnit.CALENDAR
    assert longer.due_on >= shorter.due_on


@given(starts, lengths, units, pauses, pauses)
def test_a_further_pause_never_makes_a_limit_due_earlier(start, length, unit, paused, more):
    before = count_days(start, length, unit, CALENDAR, paused)
    after = count_days(start, length, unit, CALENDAR, [*paused, *more])
    assert after.due_on >= before.due_on


@given(starts, st.integers(0, 10), lengths, units, pauses)
def test_starting_later_is_never_due_earlier(start, later, length, unit, paused):
    first = count_days(start, length, unit, CALENDAR, paused)
    second = count_days(start + timedelta(days=later), length, unit, CALENDAR, paused)
    assert second.due_on >= first.due_on


@given(starts, lengths, units, pauses)
def test_the_order_and_repetition_of_pauses_do_not_matter(start, length, unit, paused):
    once = count_days(start, length, unit, CALENDAR, paused)
    assert count_days(start, length, unit, CALENDAR, [*reversed(paused), *paused]) == once


@given(starts, lengths, pauses)
def test_working_days_never_end_before_as_many_calendar_days(start, length, paused):
    working = count_days(start, length, DayUnit.WORKING, CALENDAR, paused)
    assert working.due_on >= count_days(start, length, DayUnit.CALENDAR, CALENDAR, paused).due_on


@given(starts, lengths, units, pauses)
def test_a_date_is_provisional_when_it_lies_beyond_the_published_table(start, length, unit, paused):
    deadline = count_days(start, length, unit, CALENDAR, paused)
    assert deadline.provisional == (deadline.due_on > CALENDAR.valid_until)


def test_a_limit_that_needs_days_before_the_table_is_provisional_too():
    assert count_days(date(2023, 9, 25), 5, DayUnit.WORKING, CALENDAR).provisional
    assert count_days(date(2023, 12, 27), 5, DayUnit.WORKING, CALENDAR).provisional
    assert not count_days(date(2023, 12, 31), 5, DayUnit.WORKING, CALENDAR).provisional


@given(starts, lengths, units, pauses, st.integers(0, 120))
def test_what_is_left_and_what_is_over_never_contradict_each_other(
    start, length, unit, paused, later
):
    deadline = count_days(start, length, unit, CALENDAR, paused)
    today = start + timedelta(days=later)
    left, over = days_left(deadline, today), days_over(deadline, today, CALENDAR)
    assert not (left and over)
    assert (left > 0) == (today < deadline.due_on)
    assert working_days_left(deadline, today, CALENDAR) <= left
    if over:
        assert is_over(deadline, today)


def test_left_counts_the_days_after_today_and_over_the_working_days_after_the_due_date():
    deadline = count_days(date(2026, 2, 11), 5, DayUnit.WORKING, CALENDAR)
    assert deadline.due_on == date(2026, 2, 25)
    assert days_left(deadline, date(2026, 2, 11)) == 5
    assert days_left(deadline, date(2026, 2, 20)) == 2
    assert days_left(deadline, date(2026, 2, 25)) == 0
    assert days_over(deadline, date(2026, 2, 25), CALENDAR) == 0
    assert days_over(deadline, date(2026, 2, 28), CALENDAR) == 3  # A make-up Saturday.
    assert days_over(deadline, date(2026, 3, 1), CALENDAR) == 3


def test_a_limit_of_zero_days_is_due_on_the_day_itself():
    deadline = due_by(date(2026, 3, 6), TimeLimit(0, DayUnit.WORKING), CALENDAR)
    assert (deadline.due_on, deadline.counted_days) == (date(2026, 3, 6), ())
    assert not deadline.provisional
    assert is_over(deadline, date(2026, 3, 7))


def test_an_items_limit_is_counted_in_its_own_unit():
    limit = TimeLimit(15, DayUnit.CALENDAR)
    assert due_by(date(2026, 4, 20), limit, CALENDAR).due_on == date(2026, 5, 6)


def test_a_holiday_inside_a_pause_is_still_called_a_holiday():
    pause = Pause(date(2026, 4, 30), date(2026, 5, 12))
    deadline = count_days(date(2026, 4, 29), 5, DayUnit.WORKING, CALENDAR, [pause])
    why = {excluded.day: excluded.why for excluded in deadline.excluded_days}
    assert why[date(2026, 5, 3)] is Exclusion.PUBLIC_HOLIDAY
    assert why[date(2026, 5, 9)] is Exclusion.PAUSE  # A make-up Saturday, worked but paused.
    assert why[date(2026, 5, 10)] is Exclusion.WEEKEND


def test_a_pause_that_ends_before_it_starts_is_a_bug():
    with pytest.raises(AssertionError):
        Pause(date(2026, 5, 12), date(2026, 5, 11))
