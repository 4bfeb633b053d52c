from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.item import DayUnit
from counter_app.domain.time_limit import Pause, count_days
from counter_app.ui.case.deadline_days import WEEKS_MAX, DayPart, explained_weeks

CALENDAR = PublishedRules().calendar
days = st.dates(date(2024, 1, 2), date(2026, 12, 1))


def explained(start: date, length: int, unit: DayUnit = DayUnit.WORKING, pauses=()):
    deadline = count_days(start, length, unit, CALENDAR, pauses)
    return deadline, [day for week in explained_weeks(deadline, CALENDAR, start) for day in week]


@given(start=days, length=st.integers(1, 60), unit=st.sampled_from(DayUnit))
def test_every_day_of_the_limit_stands_there_once_with_its_reason(start, length, unit):
    deadline, cells = explained(start, length, unit)
    assert [cell.day for cell in cells] == [
        cells[0].day + timedelta(days=offset) for offset in range(len(cells))
    ], "no day is missing and none twice"
    counted = [cell for cell in cells if cell.part in {DayPart.COUNTED, DayPart.DUE}]
    assert tuple(cell.day for cell in counted) == deadline.counted_days
    assert [cell.words.split("\n")[0] for cell in counted] == [
        f"第{number}天" for number in range(1, length + 1)
    ]
    excluded = [cell for cell in cells if cell.part is DayPart.EXCLUDED]
    assert [cell.day for cell in excluded] == [row.day for row in deadline.excluded_days]
    assert all("不计" in cell.words for cell in excluded)


@given(start=days, length=st.integers(1, 60))
def test_the_weeks_begin_on_mondays_and_show_start_and_end_once(start, length):
    deadline, cells = explained(start, length)
    assert cells[0].day.weekday() == 0
    assert [cell.day for cell in cells if cell.part is DayPart.START] == [start]
    assert [cell.day for cell in cells if cell.part is DayPart.DUE] == [deadline.due_on]
    assert [cell.day for cell in cells if cell.is_today] == [start]


def test_a_holiday_is_called_by_its_name():
    _deadline, cells = explained(date(2026, 9, 29), 5)
    words = {cell.day: cell.words for cell in cells}
    assert "国庆" in words[date(2026, 10, 1)]


def test_days_of_a_pause_say_so():
    pause = Pause(started_on=date(2026, 11, 3), ended_on=date(2026, 11, 5))
    _deadline, cells = explained(date(2026, 11, 2), 5, pauses=[pause])
    words = {cell.day: cell.words for cell in cells}
    assert words[date(2026, 11, 4)] == "中止 不计"


def test_a_very_long_limit_is_cut_and_not_drawn_for_ever():
    deadline = count_days(date(2024, 1, 2), 800, DayUnit.CALENDAR, CALENDAR)
    assert len(explained_weeks(deadline, CALENDAR, date(2024, 1, 2))) == WEEKS_MAX
