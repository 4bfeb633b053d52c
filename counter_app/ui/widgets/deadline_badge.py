"""What is left of a limit, by colour, shape and words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from counter_app.domain.item import DayUnit
from counter_app.domain.opening_hours import RemainingTime, remaining_time
from counter_app.domain.time_limit import Deadline
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import Badge

_SOON_DAYS = 1


def time_left_until(
    due_on: date, now: datetime, calendar: WorkCalendar, *, clock_from: date
) -> RemainingTime:
    """Return what is left in working time until the end of a day that a list row names.

    Args:
        due_on: The last day in time.
        now: The counter's local time.
        calendar: The one in force.
        clock_from: The day from which the clock counts: of receipt, acceptance or decision.
            It never counts itself, nor does any day before it, so no hours of it are told.
    """
    today = now.date()
    span = range(max(0, (due_on - today).days) + 1)
    days = (today + timedelta(days=offset) for offset in span)
    counted = tuple(day for day in days if calendar.is_working_day(day) and day > clock_from)
    deadline = Deadline(due_on, not calendar.is_certain(due_on), counted, (), DayUnit.WORKING)
    return remaining_time(deadline, now, calendar)


def look_of_time(left: RemainingTime | None) -> Look:
    """Return how the time left is shown; None when no clock runs."""
    if left is None:
        return Look(Tone.NEUTRAL, "pause")
    if left.is_over:
        return Look(Tone.BAD, "alert")
    if left.days == 0:
        return Look(Tone.CAUTION, "clock")
    if left.days <= _SOON_DAYS:
        return Look(Tone.CAUTION, "hourglass")
    return Look(Tone.INFO, "calendar")


class DeadlineBadge(Badge):
    """A pill such as 还剩2个工作日3小时 or 超1天."""

    def __init__(self, theme: Theme, object_name: str) -> None:
        super().__init__(theme, object_name)
        self.show_time(None)

    def show_time(self, left: RemainingTime | None, *, is_provisional: bool = False) -> None:
        """Show what is left; provisional dates lie beyond the published calendar (预计)."""
        words = self.tr("不计时") if left is None else left.text
        self.show_look(look_of_time(left), self.tr("预计") + words if is_provisional else words)
