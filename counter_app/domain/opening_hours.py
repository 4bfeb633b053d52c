"""What is left of a limit, in working time: 还剩2个工作日3小时, or 超1天."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from counter_app.domain.item import DayUnit
from counter_app.domain.time_limit import Deadline, days_left, days_over, is_over
from counter_app.domain.work_calendar import WorkCalendar

_MINUTES_PER_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of a counter on a working day.

    Attributes:
        spans: (from, to) on the local clock, ascending, not overlapping.  The default is an
            assumption: no rule fixes the hours, every centre publishes its own.
    """

    spans: tuple[tuple[time, time], ...] = (
        (time(9, 0), time(12, 0)),
        (time(13, 30), time(17, 0)),
    )

    def __post_init__(self) -> None:
        """Spans out of order are a bug: settings are checked when they are read."""
        edges = [edge for span in self.spans for edge in span]
        assert edges == sorted(edges), edges

    def minutes_left(self, now: time) -> int:
        """Return the whole minutes that the counter is still open on this day."""
        return sum(
            max(0, _minute(end) - max(_minute(start), _minute(now))) for start, end in self.spans
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingTime:
    """How much of a limit is left, or by how much it is over.

    Attributes:
        days: Days of the limit after today; 0 on the due date and later.
        minutes: Opening time left today, if today is a day of the limit; else 0.
        days_over: Working days after the due date, today included; 0 while in time.
        is_over: Whether the due date has passed; on a closed day right after it,
            `days_over` is still 0.
        unit: What `days` are.
    """

    days: int
    minutes: int
    days_over: int
    is_over: bool
    unit: DayUnit

    @property
    def text(self) -> str:
        """Return what stands beside a case in a list."""
        if self.is_over:
            return f"超{self.days_over}天" if self.days_over else "已超期"
        parts = [self._days_text, self._hours_text]
        left = "".join(part for part in parts if part)
        return f"还剩{left}" if left else "今天到期"

    @property
    def _days_text(self) -> str:
        if not self.days:
            return ""
        return f"{self.days}个工作日" if self.unit is DayUnit.WORKING else f"{self.days}天"

    @property
    def _hours_text(self) -> str:
        hours, minutes = divmod(self.minutes, _MINUTES_PER_HOUR)
        if hours:
            return f"{hours}小时"
        return f"{minutes}分钟" if minutes and not self.days else ""


def remaining_time(
    deadline: Deadline,
    now: datetime,
    calendar: WorkCalendar,
    hours: OpeningHours = OpeningHours(),
) -> RemainingTime:
    """Return what is left of a limit at a moment.

    A day counts whole in law; the hours only help the clerk to plan the day.

    Args:
        deadline: The clock, with the days it counts.
        now: The counter's local time; its date is compared with the counted days.
        calendar: Says which days after the due date are working days.
        hours: The counter's own opening hours.
    """
    today = now.date()
    is_counted = today in deadline.counted_days or today == deadline.due_on
    return RemainingTime(
        days=days_left(deadline, today),
        minutes=hours.minutes_left(now.time()) if is_counted else 0,
        days_over=days_over(deadline, today, calendar),
        is_over=is_over(deadline, today),
        unit=deadline.unit,
    )


def _minute(moment: time) -> int:
    return moment.hour * _MINUTES_PER_HOUR + moment.minute
