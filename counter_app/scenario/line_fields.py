"""Reads the fields of one line: each of the right type, or a `ScenarioInvalid` that names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeVar

from counter_app.domain.errors import ScenarioInvalid
from counter_app.domain.trusted_time import CHINA

TEXT_CHARACTERS_MAX: Final = 2_000
LIST_ENTRIES_MAX: Final = 200
WHOLE_MAX: Final = 1_000_000_000
YEARS: Final = range(2000, 2100)

_Choice = TypeVar("_Choice", bound=Enum)


class LineFields:
    """The fields of a line, or of an object inside it.

    A field that the act does not know is left alone: scenarios carry notes and expectations.
    """

    def __init__(self, table: Mapping[str, Any], place: str = "") -> None:
        self._table = table
        self._place = f"{place}." if place else ""

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._table.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return a text; `default` when it is absent or null."""
        return self.text_of(name, TEXT_CHARACTERS_MAX, default)

    def text_of(self, name: str, characters_max: int, default: str = "") -> str:
        """Return a text that may be longer, or must be shorter, than usual."""
        value = self._table.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or len(value) > characters_max:
            raise self._wrong(name, f"应为文字，最多 {characters_max} 字")
        if not _is_plain(value):
            raise self._wrong(name, "含有不能保存的字符")
        return value

    def needed(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.text(name)
        if not value.strip():
            raise self._wrong(name, "没有填写")
        return value

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return a list of texts; None when it is absent."""
        value = self._table.get(name)
        if value is None:
            return None
        entries = self._list(name, value)
        if not all(isinstance(entry, str) and _is_plain(entry) for entry in entries):
            raise self._wrong(name, "应为文字的列表")
        return tuple(entries)

    def whole(self, name: str, default: int | None = None) -> int | None:
        """Return a whole number; `default` when it is absent or null."""
        value = self._table.get(name)
        if value is None:
            return default
        if type(value) is not int or abs(value) > WHOLE_MAX:
            raise self._wrong(name, "应为整数")
        return value

    def count(self, name: str, default: int) -> int:
        """Return how many there are of something: 0 or more."""
        value = self.whole(name)
        if value is None:
            return default
        if not 0 <= value <= 999:
            raise self._wrong(name, "应为 0 到 999 的整数")
        return value

    def flag(self, name: str) -> bool:
        """Return a yes or no; no when it is absent."""
        value = self._table.get(name, False)
        if value is not None and type(value) is not bool:
            raise self._wrong(name, "应为 true 或 false")
        return bool(value)

    def day(self, name: str) -> date | None:
        """Return a date written YYYY-MM-DD; None when it is absent."""
        text = self.text(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self._wrong(name, "日期应为 YYYY-MM-DD") from None
        if len(text) != len("YYYY-MM-DD") or day.year not in YEARS:
            raise self._wrong(name, "日期应为 YYYY-MM-DD")
        return day

    def instant(self, name: str) -> datetime:
        """Return an instant; without an offset it is at +08:00."""
        text = self.needed(name)
        try:
            instant = datetime.fromisoformat(text)
            instant = instant.replace(tzinfo=CHINA) if instant.tzinfo is None else instant
            instant = instant.astimezone(CHINA)
        except (ValueError, OverflowError):
            raise self._wrong(name, "时间应为 ISO 8601，如 2026-03-02T09:30") from None
        if instant.year not in YEARS:
            raise self._wrong(name, "年份应在 2000 到 2099 之间")
        return instant

    def choice(self, name: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        """Return a member of an enum by its value."""
        text = self.text(name)
        if not text and default is not None:
            return default
        for member in kind:
            if member.value == text:
                return member
        raise self._wrong(name, "只能是 " + "、".join(str(member.value) for member in kind))

    def table(self, name: str) -> LineFields | None:
        """Return an object inside this one; None when it is absent."""
        value = self._table.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(name, "应为对象")
        return LineFields(value, f"{self._place}{name}")

    def tables(self, name: str) -> tuple[LineFields, ...] | None:
        """Return a list of objects; None when it is absent."""
        value = self._table.get(name)
        if value is None:
            return None
        entries = self._list(name, value)
        if not all(isinstance(entry, dict) for entry in entries):
            raise self._wrong(name, "应为对象的列表")
        return tuple(
            LineFields(entry, f"{self._place}{name}[{place}]")
            for place, entry in enumerate(entries, start=1)
        )

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields."""
        return tuple(self._table)

    def _list(self, name: str, value: object) -> list[Any]:
        if not isinstance(value, list) or len(value) > LIST_ENTRIES_MAX:
            raise self._wrong(name, f"应为最多 {LIST_ENTRIES_MAX} 项的列表")
        return value

    def _wrong(self, name: str, what: str) -> ScenarioInvalid:
        return ScenarioInvalid(f"{self._place}{name}：{what}")


def _is_plain(text: str) -> bool:
    """Whether a text can be kept: no half of a surrogate pair, no NUL."""
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
