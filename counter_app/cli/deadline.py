"""`counter deadline`: when a limit ends, and why, day by day."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.item import DayUnit
from counter_app.domain.time_limit import LIMIT_DAYS_MAX, Deadline, Exclusion, Pause, count_days
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.runtime.shipped_data import shipped_calendar
from counter_app.runtime.system_clock import CHINA

_YEARS: Final = range(1949, 2200)
"""Outside, a date is a slip of the finger."""

_UNITS: Final = MappingProxyType({DayUnit.WORKING: "工作日", DayUnit.CALENDAR: "自然日"})
_WHY: Final = MappingProxyType(
    {
        Exclusion.LOCAL_HOLIDAY: "地方节假日",
        Exclusion.PUBLIC_HOLIDAY: "法定节假日",
        Exclusion.WEEKEND: "周末",
        Exclusion.PAUSE: "暂停计时",
    }
)
_WEEKDAYS: Final = "一二三四五六日"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments; the command has no sub-commands."""
    add_common_options(parser)
    parser.add_argument(
        "--from", dest="start", metavar="INSTANT", type=_start_day, required=True,
        help="收件、受理或决定的时刻，如 2026-02-11T10:00；不写时区即北京时间",
    )  # fmt: skip
    parser.add_argument(
        "--days", metavar="N", type=_days, required=True, help=f"天数，1至{LIMIT_DAYS_MAX}"
    )
    parser.add_argument(
        "--unit", choices=[unit.value for unit in DayUnit], required=True,
        help="working 工作日，calendar 自然日",
    )  # fmt: skip
    parser.add_argument(
        "--pause", metavar="D1/D2", type=_pause, action="append", default=[],
        help="暂停计时的起止日期，可以多次",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> Answer:
    """Count by the shipped calendar."""
    calendar = shipped_calendar()
    deadline = count_days(
        arguments.start, arguments.days, DayUnit(arguments.unit), calendar, arguments.pause
    )
    return Answer(data=_data(deadline), text=_text(deadline, calendar))


def _start_day(text: str) -> date:
    """Return the local date of an ISO 8601 instant, Beijing time when it has no offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
        day = (moment if moment.tzinfo is None else moment.astimezone(CHINA)).date()
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"不是日期或时刻：{text}") from error
    return _in_range(day)


def _day(text: str) -> date:
    try:
        return _in_range(date.fromisoformat(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"不是日期：{text}") from error


def _in_range(day: date) -> date:
    if day.year not in _YEARS:
        raise argparse.ArgumentTypeError(f"年份应在{_YEARS[0]}至{_YEARS[-1]}之间：{day}")
    return day


def _days(text: str) -> int:
    days = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not 1 <= days <= LIMIT_DAYS_MAX:
        raise argparse.ArgumentTypeError(f"天数应为1至{LIMIT_DAYS_MAX}的整数：{text}")
    return days


def _pause(text: str) -> Pause:
    first, slash, last = text.partition("/")
    if not slash:
        raise argparse.ArgumentTypeError(f"应写成 开始日期/结束日期：{text}")
    started_on, ended_on = _day(first), _day(last)
    if ended_on < started_on:
        raise argparse.ArgumentTypeError(f"暂停的结束日期早于开始日期：{text}")
    return Pause(started_on, ended_on)


def _data(deadline: Deadline) -> dict[str, Any]:
    return {
        "due_on": deadline.due_on.isoformat(),
        "provisional": deadline.provisional,
        "counted_days": [day.isoformat() for day in deadline.counted_days],
        "excluded_days": [
            {"date": excluded.day.isoformat(), "why": excluded.why.value}
            for excluded in deadline.excluded_days
        ],
    }


def _text(deadline: Deadline, calendar: WorkCalendar) -> str:
    mark = "（预计：超出已公布的工作日历）" if deadline.provisional else ""
    unit = _UNITS[deadline.unit]
    lines = [f"到期日：{_named(deadline.due_on)}{mark}"]
    remarks = {excluded.day: _WHY[excluded.why] for excluded in deadline.excluded_days}
    counted = {day: place for place, day in enumerate(deadline.counted_days, start=1)}
    for day in sorted(remarks.keys() | counted.keys()):
        if day in counted:
            lines.append(f"  {_named(day)}  第{counted[day]}个{unit}{_makeup_mark(day, calendar)}")
        else:
            name = calendar.holiday_name(day) if remarks[day] != _WHY[Exclusion.PAUSE] else None
            lines.append(f"  {_named(day)}  不计：{name or remarks[day]}")
    return "\n".join(lines)


def _named(day: date) -> str:
    return f"{day.isoformat()} 周{_WEEKDAYS[day.weekday()]}"


def _makeup_mark(day: date, calendar: WorkCalendar) -> str:
    return "（调休上班）" if day in calendar.makeup_days else ""
