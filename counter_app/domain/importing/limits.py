"""Time limits as counties write them: 20, "20个工作日", 当场办结, with a unit of their own."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.catalogue_rules import LIMIT_DAYS_MAX, is_longer
from counter_app.domain.importing.report import Notes
from counter_app.domain.importing.text import as_text, clean, is_nothing, plain
from counter_app.domain.item import DayUnit, TimeLimit

Row = dict[str, Any]

_LIMIT: Final = re.compile(r"([0-9]{1,9})(?:\.0+)?\s*个?\s*(\S{0,12}?)(?:内|以内|办结)*")
_INSIDE: Final = re.compile(r"([0-9]{1,3})\s*个?\s*(工作日|自然日|日历日)")
_AT_ONCE: Final = re.compile(r"(?:当场|即时|即办|立即|马上)(?:办结|办理|件)?")
_UNITS: Final = MappingProxyType(
    dict.fromkeys(("工作日", "个工作日", "工作天", "workday", "workdays"), DayUnit.WORKING)
    | dict.fromkeys(("working", "working day", "working days", "wd"), DayUnit.WORKING)
    | dict.fromkeys(("g", "w"), DayUnit.WORKING)
    | dict.fromkeys(("自然日", "个自然日", "日历日", "calendar", "n"), DayUnit.CALENDAR)
    | dict.fromkeys(("natural", "naturalday", "naturaldays"), DayUnit.CALENDAR)
)
_UNIT_NAMES: Final = MappingProxyType(
    {DayUnit.WORKING.value: "个工作日", DayUnit.CALENDAR.value: "个自然日"}
)
_NO_UNIT: Final = frozenset({"", "日", "天", "day", "days"})
"""Words that do not say which days are meant."""


class LimitReader:
    """Reads the limits of one item and notes what it had to decide.

    Attributes:
        remarks: What could not become a limit, in words, to be kept with the item.
    """

    def __init__(self, notes: Notes, *, is_permit: bool) -> None:
        """Read for an item that is a permit or not: only permits have a unit by law."""
        self._notes = notes
        self._is_permit = is_permit
        self.remarks: list[str] = []

    def limit(self, field: str, raw: Any) -> Row | None:
        """Return a limit in the form of the catalogue, or None when there is no usable one."""
        source: Row = raw if isinstance(raw, dict) else {"days": raw}
        days_text, unit_text = source.get("days"), source.get("unit")
        basis = clean(source.get("basis"))
        if is_nothing(days_text) or plain(days_text) == "无":
            return None
        words = plain(days_text)
        if _AT_ONCE.fullmatch(words):
            self._notes.changed(field, as_text(days_text), "0", "当场办结记为0天")
            return {"days": 0, "unit": DayUnit.WORKING.value, "basis": basis}
        found = _days_and_unit(words)
        if found is None or found[0] > LIMIT_DAYS_MAX:
            self._keep_as_words(field, raw, "看不懂的时限，不作承诺，原样保留")
            return None
        days = found[0]
        unit = self._unit(field, found[1] or unit_text, days)
        if unit is None:
            self._keep_as_words(field, raw, "时限单位不明，不作承诺，原样保留")
            return None
        if type(days_text) is not int:
            self._notes.changed(field, as_text(days_text), str(days), "时限改写为数字")
        return {"days": days, "unit": unit.value, "basis": basis}

    def _unit(self, field: str, raw: Any, days: int) -> DayUnit | None:
        word = plain(raw).casefold()
        if word in _UNITS:
            return _UNITS[word]
        if word in _NO_UNIT or is_nothing(raw):
            if days == 0:
                return DayUnit.WORKING
            if self._is_permit:
                why = "未注明单位；行政许可的期限按工作日计算（行政许可法第82条）"
                self._notes.changed(f"{field}单位", as_text(raw), "工作日", why)
                return DayUnit.WORKING
        return None

    def _keep_as_words(self, field: str, raw: Any, why: str) -> None:
        words = _in_words(raw)
        self._notes.changed(field, words, "", why)
        self.remarks.append(clean(f"{field}：{words}"))


def within_the_law(promised: Row | None, statutory: Row | None, notes: Notes) -> Row | None:
    """Return the promise, brought down to the statutory limit where it is longer.

    Source: 优化营商环境条例 art. 36.
    """
    if promised is None or statutory is None:
        return promised
    if not is_longer(_time_limit(promised), _time_limit(statutory)):
        return promised
    why = "承诺时限长于法定时限，按法定时限（优化营商环境条例第36条）"
    notes.changed("承诺时限", _in_words(promised), _in_words(statutory), why)
    return statutory | {"basis": statutory["basis"] or promised["basis"]}


def _days_and_unit(words: str) -> tuple[int, str] | None:
    found = _LIMIT.fullmatch(words)
    if found:
        return int(found[1]), found[2]
    inside = _INSIDE.findall(words)
    return (int(inside[0][0]), inside[0][1]) if len(inside) == 1 else None


def _time_limit(row: Row) -> TimeLimit:
    return TimeLimit(row["days"], DayUnit(row["unit"]))


def _in_words(raw: Any) -> str:
    if not isinstance(raw, dict):
        return as_text(raw)
    unit = as_text(raw.get("unit"))
    return as_text(raw.get("days")) + _UNIT_NAMES.get(unit, unit)
