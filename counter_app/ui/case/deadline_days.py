"""A limit as weeks of days, each with the reason why it counts or does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from counter_app.domain.time_limit import Deadline, Exclusion
from counter_app.domain.work_calendar import WorkCalendar

WEEKS_MAX: Final = 60
"""A year of working days; longer limits end in …"""


class DayPart(Enum):
    """What a day is to a limit."""

    OUTSIDE = "outside"
    START = "start"
    COUNTED = "counted"
    DUE = "due"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One cell.

    Attributes:
        words: 起算日, 第3天, 周末, a holiday's name…; "" outside the limit.
        is_today: Whether the clerk's clock shows this day.
    """

    day: date
    part: DayPart
    words: str
    is_today: bool


def explained_weeks(
    deadline: Deadline, calendar: WorkCalendar, today: date
) -> list[list[ExplainedDay]]:
    """Return the weeks, Monday to Sunday, from the day the limit starts to the day it ends."""
    start = _start(deadline)
    monday = start - timedelta(days=start.weekday())
    reasons = {
        row.day: _excluded_words(row.why, row.day, calendar) for row in deadline.excluded_days
    }
    places = {day: place for place, day in enumerate(deadline.counted_days, start=1)}
    weeks: list[list[ExplainedDay]] = []
    while monday <= deadline.due_on and len(weeks) < WEEKS_MAX:
        days = (monday + timedelta(days=offset) for offset in range(7))
        weeks.append(
            [_explained(day, start, deadline.due_on, places, reasons, today) for day in days]
        )
        monday += timedelta(days=7)
    return weeks


def _explained(
    day: date,
    start: date,
    due_on: date,
    places: dict[date, int],
    reasons: dict[date, str],
    today: date,
) -> ExplainedDay:
    if day == start:
        return ExplainedDay(day, DayPart.START, "起算日 不计", day == today)
    if day in places:
        part = DayPart.DUE if day == due_on else DayPart.COUNTED
        words = f"第{places[day]}天" + ("\n到期" if day == due_on else "")
        return ExplainedDay(day, part, words, day == today)
    if day in reasons:
        return ExplainedDay(day, DayPart.EXCLUDED, reasons[day], day == today)
    return ExplainedDay(day, DayPart.OUTSIDE, "", day == today)


def _start(deadline: Deadline) -> date:
    days = [*deadline.counted_days, *(row.day for row in deadline.excluded_days)]
    return min(days) - timedelta(days=1) if days else deadline.due_on


def _excluded_words(why: Exclusion, day: date, calendar: WorkCalendar) -> str:
    match why:
        case Exclusion.WEEKEND:
            return "周末 不计"
        case Exclusion.PAUSE:
            return "中止 不计"
    return f"{calendar.holiday_name(day) or '放假'} 不计"
