"""Time limits (时限): which days count, when a case is due, and why, day by day.

The start day is never counted, whatever its hour.  A limit in calendar days must end on a
working day (民法典 art. 203); limits of permits are working days (行政许可法 art. 82).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final

from counter_app.domain.item import DayUnit, TimeLimit
from counter_app.domain.work_calendar import DayKind, WorkCalendar

LIMIT_DAYS_MAX: Final = 3_660
"""Ten years; the longest limit at a township counter is 60 days."""

COUNTS_KEPT_MAX: Final = 512


class Exclusion(Enum):
    """Why a day did not count; the values are public interface of `counter deadline`."""

    LOCAL_HOLIDAY = "local-holiday"
    PUBLIC_HOLIDAY = "public-holiday"
    WEEKEND = "weekend"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Pause:
    """A special procedure (行政许可法 art. 45) whose days are not counted.

    The day it begins still counts and the day it ends does not: the start-day rule applied
    again, and the reading that is less convenient for the agency.

    Attributes:
        started_on: Still counted.
        ended_on: The last day excluded; the same day excludes nothing.
    """

    started_on: date
    ended_on: date

    def __post_init__(self) -> None:
        """A pause that ends before it starts is a bug: callers check what people typed."""
        assert self.started_on <= self.ended_on, (self.started_on, self.ended_on)

    def excludes(self, day: date) -> bool:
        return self.started_on < day <= self.ended_on


@dataclass(frozen=True, slots=True)
class ExcludedDay:
    day: date
    why: Exclusion


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date with its whole explanation.

    Attributes:
        due_on: Last day in time; the last of `counted_days`, or the start day itself when
            the limit is zero days.
        provisional: A day that the published calendar does not cover was needed (预计).
        counted_days: Ascending, exactly as many as the limit has days.
        excluded_days: Every other day after the start and before `due_on`.
        unit: What the days are.
    """

    due_on: date
    provisional: bool
    counted_days: tuple[date, ...]
    excluded_days: tuple[ExcludedDay, ...]
    unit: DayUnit = DayUnit.WORKING


def count_days(
    start: date,
    days: int,
    unit: DayUnit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """Count a limit from `start`, which is day zero.

    Args:
        start: Local date of receipt, acceptance or decision: what starts this clock.
        days: 1 to `LIMIT_DAYS_MAX`.  An extension is the same start with more days.
        unit: Whether all days count or only working days.
        calendar: Beyond its end, days are judged by weekday and statute; see `Deadline`.
        pauses: In any order; overlapping ones count once.
    """
    assert 1 <= days <= LIMIT_DAYS_MAX, days
    return _counted(start, days, unit, calendar, tuple(pauses))


@lru_cache(maxsize=COUNTS_KEPT_MAX)
def _counted(
    start: date, days: int, unit: DayUnit, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> Deadline:
    """Count once for all cases of a day: a save asks for four limits of the same days."""
    day = start
    counted: list[date] = []
    excluded: list[ExcludedDay] = []
    while len(counted) < days:
        day += timedelta(days=1)
        must_work = unit is DayUnit.WORKING or len(counted) == days - 1
        why = _why_excluded(day, calendar, pauses, must_work=must_work)
        if why is None:
            counted.append(day)
        else:
            excluded.append(ExcludedDay(day, why))
    first = start + timedelta(days=1)
    provisional = not (calendar.is_certain(first) and calendar.is_certain(day))
    return Deadline(day, provisional, tuple(counted), tuple(excluded), unit)


def due_by(
    start: date, limit: TimeLimit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Deadline:
    """Count an item's limit; one of zero days (当场办结) is due on the start day itself."""
    if limit.is_on_the_spot:
        return Deadline(start, not calendar.is_certain(start), (), (), limit.unit)
    return count_days(start, limit.days, limit.unit, calendar, pauses)


def days_left(deadline: Deadline, today: date) -> int:
    """Return how many days of the limit lie after `today`; 0 on the due date and later."""
    return sum(day > today for day in deadline.counted_days)


def working_days_left(deadline: Deadline, today: date, calendar: WorkCalendar) -> int:
    """Return how many working days of the limit lie after `today`, whatever its unit."""
    return sum(day > today and calendar.is_working_day(day) for day in deadline.counted_days)


def days_over(deadline: Deadline, today: date, calendar: WorkCalendar) -> int:
    """Return by how many working days `today` is late; 0 while in time.

    A limit that ended on Friday is over on Saturday, but by no working day yet: ask
    `is_over` for whether, this for how much.
    """
    late = (today - deadline.due_on).days
    return sum(
        calendar.is_working_day(deadline.due_on + timedelta(days=offset))
        for offset in range(1, late + 1)
    )


def is_over(deadline: Deadline, today: date) -> bool:
    """Whether the last day in time has passed."""
    return today > deadline.due_on


def _why_excluded(
    day: date, calendar: WorkCalendar, pauses: Sequence[Pause], *, must_work: bool
) -> Exclusion | None:
    kind = calendar.kind(day)
    if must_work and kind is not DayKind.WORKING:
        return Exclusion(kind.value)
    if any(pause.excludes(day) for pause in pauses):
        return Exclusion.PAUSE
    return None
