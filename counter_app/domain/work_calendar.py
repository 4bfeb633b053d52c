"""The calendar of working days (工作日历): the State Council's notices and a county's own days."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.errors import CalendarInvalid

CALENDAR_FORMAT: Final = 1
EXPIRY_WARNING_DAYS: Final = 60
"""Each November the table runs out within weeks, so the warning has to come early."""


class DayKind(Enum):
    """Why a day counts or does not; the values are public interface of `counter deadline`."""

    WORKING = "working"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public-holiday"
    LOCAL_HOLIDAY = "local-holiday"


@dataclass(frozen=True, slots=True)
class LocalHoliday:
    """A day off in one minority area (放假办法 art. 4), pushed by its county.

    Attributes:
        day: The day off, even where the national notice has a make-up day.
        name: Such as 火把节.
        basis: The local decision that fixes it.
    """

    day: date
    name: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """One published version of the calendar, immutable.

    Inside [`valid_from`, `valid_until`] every day is certain.  Outside, a day works if it is
    Monday to Friday and not a statutory day: no bridge or make-up day is ever guessed, and
    what rests on such a day is provisional (预计).

    Attributes:
        version: Goes up with every publication.
        days_off: Every day of the notices' holidays with its name, weekends included.
        makeup_days: Saturdays and Sundays that are worked (调休上班).
        statutory_days: Days off by 放假办法 art. 2 after `valid_until`, with their names.
        statutory_dates: The same for years beyond that list, as (month, day); the lunar
            ones are missing there.
        sha256: Of the file it was parsed from, lower-case hex.
    """

    version: int
    valid_from: date
    valid_until: date
    # Mappings have no hash; the rest tells calendars apart, and equality compares everything.
    days_off: Mapping[date, str] = field(hash=False)
    makeup_days: frozenset[date]
    statutory_days: Mapping[date, str] = field(default_factory=dict, hash=False)
    statutory_dates: Mapping[tuple[int, int], str] = field(default_factory=dict, hash=False)
    local_holidays: Mapping[date, LocalHoliday] = field(default_factory=dict, hash=False)
    sha256: str = ""

    def kind(self, day: date) -> DayKind:
        """Return what `day` is; a local holiday comes before everything else."""
        if day in self.local_holidays:
            return DayKind.LOCAL_HOLIDAY
        if self._public_holiday(day) is not None:
            return DayKind.PUBLIC_HOLIDAY
        if day.weekday() >= 5 and day not in self.makeup_days:
            return DayKind.WEEKEND
        return DayKind.WORKING

    def is_working_day(self, day: date) -> bool:
        return self.kind(day) is DayKind.WORKING

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the public or local holiday on `day`, if there is one."""
        local = self.local_holidays.get(day)
        return local.name if local is not None else self._public_holiday(day)

    def is_certain(self, day: date) -> bool:
        """Whether the published table covers `day`; otherwise results are provisional."""
        return self.valid_from <= day <= self.valid_until

    def is_near_its_end(self, today: date) -> bool:
        """Whether clerks must be warned that the table ends, or has ended."""
        return (self.valid_until - today).days < EXPIRY_WARNING_DAYS

    def with_local_holidays(self, holidays: Iterable[LocalHoliday]) -> WorkCalendar:
        """Return this calendar with a county's own days added."""
        merged = {**self.local_holidays, **{holiday.day: holiday for holiday in holidays}}
        return replace(self, local_holidays=MappingProxyType(merged))

    def _public_holiday(self, day: date) -> str | None:
        if self.is_certain(day):
            return self.days_off.get(day)
        return self.statutory_days.get(day) or self.statutory_dates.get((day.month, day.day))


def parse_calendar(content: bytes, *, expected_sha256: str | None = None) -> WorkCalendar:
    """Read a published calendar file (UTF-8 JSON, `format` 1).

    Raises:
        CalendarInvalid: The hash does not fit, or the content cannot be right.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if expected_sha256 is not None and sha256 != expected_sha256:
        raise CalendarInvalid("the calendar's hash does not fit its content")
    try:
        calendar = _calendar_from(json.loads(content), sha256)
    except (
        *(ValueError, KeyError, TypeError),
        *(AttributeError, OverflowError, RecursionError),
    ) as error:
        raise CalendarInvalid(f"{type(error).__name__}: {error}") from error
    _refuse_contradictions(calendar)
    return calendar


def _calendar_from(raw: Mapping[str, Any], sha256: str) -> WorkCalendar:
    if raw["format"] != CALENDAR_FORMAT:
        raise CalendarInvalid("the calendar has another format than this program knows")
    days_off: dict[date, str] = {}
    makeup_days: set[date] = set()
    for notice in raw["notices"]:
        for holiday in notice["holidays"]:
            for day in _days(holiday["first"], holiday["last"]):
                days_off[day] = _text(holiday["name"])
        makeup_days.update(date.fromisoformat(day) for day in notice["makeup_days"])
    locals_ = [
        LocalHoliday(date.fromisoformat(row["date"]), _text(row["name"]), _text(row["basis"]))
        for row in raw.get("local_holidays", ())
    ]
    return WorkCalendar(
        version=_version(raw["version"]),
        valid_from=date.fromisoformat(raw["valid_from"]),
        valid_until=date.fromisoformat(raw["valid_until"]),
        days_off=MappingProxyType(days_off),
        makeup_days=frozenset(makeup_days),
        statutory_days=MappingProxyType(_statutory_days(raw["statutory_days"])),
        statutory_dates=MappingProxyType(_statutory_dates(raw["statutory_dates"])),
        local_holidays=MappingProxyType({holiday.day: holiday for holiday in locals_}),
        sha256=sha256,
    )


def _days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    length = (end - start).days + 1
    if not 1 <= length <= 31:
        raise CalendarInvalid(f"a holiday from {start} to {end} cannot be right")
    return [start + timedelta(days=offset) for offset in range(length)]


def _statutory_days(rows: Iterable[Mapping[str, str]]) -> dict[date, str]:
    return {day: _text(row["name"]) for row in rows for day in _days(row["first"], row["last"])}


def _statutory_dates(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int], str]:
    leap_year = 2000  # Only to see that the day exists.
    dates = ((date(leap_year, row["month"], row["day"]), _text(row["name"])) for row in rows)
    return {(day.month, day.day): name for day, name in dates}


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise CalendarInvalid("a holiday lacks its name or basis")
    return value


def _version(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise CalendarInvalid("the calendar's version must be 1 or more")
    return value


def _refuse_contradictions(calendar: WorkCalendar) -> None:
    if calendar.valid_until < calendar.valid_from:
        raise CalendarInvalid("the calendar ends before it begins")
    listed = [*calendar.days_off, *calendar.makeup_days]
    if not all(calendar.is_certain(day) for day in listed):
        raise CalendarInvalid("the calendar lists days outside its own span")
    if any(day.weekday() < 5 for day in calendar.makeup_days):
        raise CalendarInvalid("a make-up day must be a Saturday or Sunday")
    if calendar.makeup_days & calendar.days_off.keys():
        raise CalendarInvalid("a day is both a holiday and a make-up day")
    if any(calendar.is_certain(day) for day in calendar.statutory_days):
        raise CalendarInvalid("the list of later statutory days reaches into the table")
