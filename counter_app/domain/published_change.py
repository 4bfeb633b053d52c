"""What a new publication changed against the former one, in words for the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from counter_app.domain.catalogue import Catalogue
from counter_app.domain.item import DayUnit, ServiceItem, TimeLimit
from counter_app.domain.staff_list import ListedPerson, StaffList
from counter_app.domain.terms import name_of
from counter_app.domain.work_calendar import DayKind, WorkCalendar

NEW: Final = "新增"
CHANGED: Final = "变更"
WITHDRAWN: Final = "取消"

_DAY_WORDS: Final = {
    DayKind.WORKING: "上班",
    DayKind.WEEKEND: "周末",
    DayKind.PUBLIC_HOLIDAY: "放假",
    DayKind.LOCAL_HOLIDAY: "地方放假",
}
_UNITS: Final = {DayUnit.WORKING: "工作日", DayUnit.CALENDAR: "自然日"}
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """One line of what is different now.

    Attributes:
        kind: 新增, 变更 or 取消.
        name: What it is about: an item, a day, a person, a device.
        detail: What is different, in plain words; "" when the kind says it all.
    """

    kind: str
    name: str
    detail: str = ""


def catalogue_changes(old: Catalogue | None, new: Catalogue) -> tuple[PublishedChange, ...]:
    """Return what is new, changed and withdrawn, in the order of the new catalogue."""
    before = {item.item_id: item for item in old.items} if old else {}
    after = {item.item_id: item for item in new.items}
    return tuple(
        PublishedChange(kind, was.name, _item_words(was, now))
        for kind, was, now in _compared(before, after)
    )


def calendar_changes(old: WorkCalendar | None, new: WorkCalendar) -> tuple[PublishedChange, ...]:
    """Return which days count otherwise now; the days that became certain are one line."""
    found: list[PublishedChange] = []
    if old is None:
        old = replace(new, days_off={}, makeup_days=frozenset(), local_holidays={})
    if (old.valid_from, old.valid_until) != (new.valid_from, new.valid_until):
        found.append(
            PublishedChange(
                CHANGED, "日历期间", f"现在从{new.valid_from:%Y-%m-%d}到{new.valid_until:%Y-%m-%d}"
            )
        )
    for day in sorted(_special_days(old) | _special_days(new)):
        was, now = _day_words(old, day), _day_words(new, day)
        if was != now:
            found.append(PublishedChange(CHANGED, f"{day:%Y-%m-%d}", f"{was} → {now}"))
    return tuple(found)


def staff_changes(old: StaffList | None, new: StaffList) -> tuple[PublishedChange, ...]:
    """Return who is new, who is no longer listed, and whose permission changed."""
    before = {person.staff: person for person in old.people} if old else {}
    after = {person.staff: person for person in new.people}
    return tuple(
        PublishedChange(kind, f"{now.name}（{now.staff}）", _person_words(was, now))
        for kind, was, now in _compared(before, after)
    )


def _compared(
    before: Mapping[str, _Value], after: Mapping[str, _Value]
) -> Iterable[tuple[str, _Value, _Value]]:
    """Yield (kind, before, after); where one side is missing both are the other."""
    for key, now in after.items():
        if key not in before:
            yield NEW, now, now
        elif before[key] != now:
            yield CHANGED, before[key], now
    for key, was in before.items():
        if key not in after:
            yield WITHDRAWN, was, was


def _item_words(was: ServiceItem, now: ServiceItem) -> str:
    if was is now:
        return ""
    words = []
    if was.name != now.name:
        words.append(f"改名为“{now.name}”")
    if was.handling_type is not now.handling_type:
        words.append(f"办件类型改为{name_of(now.handling_type)}")
    if was.promised_limit != now.promised_limit:
        words.append(f"承诺时限 {_limit(was.promised_limit)} → {_limit(now.promised_limit)}")
    if was.statutory_limit != now.statutory_limit:
        words.append(f"法定时限 {_limit(was.statutory_limit)} → {_limit(now.statutory_limit)}")
    old_names = {line.name for line in was.materials}
    new_names = {line.name for line in now.materials}
    words += [f"加材料“{line.name}”" for line in now.materials if line.name not in old_names]
    words += [f"去掉材料“{line.name}”" for line in was.materials if line.name not in new_names]
    if was.is_usable != now.is_usable:
        words.append("现在可以收件" if now.is_usable else "现在不能收件")
    return "；".join(words) or "内容有改动，请看办事指南"


def _limit(limit: TimeLimit | None) -> str:
    if limit is None:
        return "未公布"
    return "当场办" if limit.is_on_the_spot else f"{limit.days}个{_UNITS[limit.unit]}"


def _special_days(calendar: WorkCalendar) -> set[date]:
    return {*calendar.days_off, *calendar.makeup_days, *calendar.local_holidays}


def _day_words(calendar: WorkCalendar, day: date) -> str:
    name = calendar.holiday_name(day)
    words = _DAY_WORDS[calendar.kind(day)]
    return f"{words}（{name}）" if name else words


def _person_words(was: ListedPerson, now: ListedPerson) -> str:
    if was is now:
        return f"{name_of(now.role)}" + ("，已停止上岗" if now.is_ended else "")
    words = []
    if now.is_ended and not was.is_ended:
        words.append("已停止上岗")
    if was.is_ended and not now.is_ended:
        words.append("恢复上岗")
    if was.role is not now.role:
        words.append(f"岗位 {name_of(was.role)} → {name_of(now.role)}")
    if was.permitted_until != now.permitted_until:
        until = now.permitted_until
        words.append(f"授权到{until:%Y-%m-%d}" if until else "授权不设期限")
    if was.items != now.items:
        words.append("可办事项有变")
    return "；".join(words) or "其他登记内容有变"
