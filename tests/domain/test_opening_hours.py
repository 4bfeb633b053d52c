from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.item import DayUnit
from counter_app.domain.opening_hours import OpeningHours, remaining_time
from counter_app.domain.time_limit import Pause, count_days
from counter_app.domain.work_calendar import parse_calendar
from resources import load_calendar

CALENDAR = parse_calendar(load_calendar().content)
FIVE_DAYS = count_days(date(2026, 3, 4), 5, DayUnit.WORKING, CALENDAR)  # Due Wed 03-11.


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("2026-03-04T10:00", "还剩5个工作日"),  # The start day does not count.
        ("2026-03-06T09:00", "还剩3个工作日6小时"),
        ("2026-03-07T10:00", "还剩3个工作日"),  # A Saturday.
        ("2026-03-09T14:00", "还剩2个工作日3小时"),
        ("2026-03-09T16:30", "还剩2个工作日"),
        ("2026-03-11T07:00", "还剩6小时"),
        ("2026-03-11T12:30", "还剩3小时"),
        ("2026-03-11T16:20", "还剩40分钟"),
        ("2026-03-11T18:00", "今天到期"),
        ("2026-03-12T08:00", "超1天"),
        ("2026-03-16T08:00", "超3天"),
    ],
)
def test_what_is_left_is_said_in_working_time(now, text):
    assert remaining_time(FIVE_DAYS, at(now), CALENDAR).text == text


def test_a_saturday_after_a_due_friday_is_over_by_no_working_day_yet():
    deadline = count_days(date(2026, 3, 12), 1, DayUnit.WORKING, CALENDAR)
    saturday = remaining_time(deadline, at("2026-03-14T10:00"), CALENDAR)
    assert (saturday.text, saturday.is_over, saturday.days_over) == ("已超期", True, 0)


def test_calendar_days_are_not_called_working_days():
    deadline = count_days(date(2026, 3, 4), 15, DayUnit.CALENDAR, CALENDAR)
    assert remaining_time(deadline, at("2026-03-04T10:00"), CALENDAR).text == "还剩15天"


def test_on_a_paused_day_no_hours_run():
    deadline = count_days(
        date(2026, 3, 4), 5, DayUnit.WORKING, CALENDAR, [Pause(date(2026, 3, 5), date(2026, 3, 9))]
    )
    assert remaining_time(deadline, at("2026-03-06T10:00"), CALENDAR).minutes == 0


def test_a_counter_with_its_own_hours_is_measured_by_them():
    hours = OpeningHours(((time(8, 30), time(11, 30)),))
    assert remaining_time(FIVE_DAYS, at("2026-03-11T08:00"), CALENDAR, hours).text == "还剩3小时"


def test_spans_out_of_order_are_a_bug():
    with pytest.raises(AssertionError):
        OpeningHours(((time(13), time(17)), (time(9), time(12))))


@given(st.datetimes(at("2026-03-04T00:00"), at("2026-03-20T00:00")), st.integers(0, 3_000))
def test_time_that_passes_never_leaves_more_of_a_limit(now, minutes):
    def left(moment: datetime) -> tuple[int, int]:
        found = remaining_time(FIVE_DAYS, moment, CALENDAR)
        return found.days - found.days_over, found.minutes if found.days or not found.is_over else 0

    later = now + timedelta(minutes=minutes)
    if now.date() == later.date():
        assert left(later) <= left(now)
    else:
        assert left(later)[0] <= left(now)[0]
