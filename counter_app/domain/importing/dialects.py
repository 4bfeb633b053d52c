"""Dictionaries of counties and platforms, which give the same numbers different meanings.

What a dictionary does not know is kept as it came and shown, never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.importing.text import plain
from counter_app.domain.item import HandlingType, MaterialSource, Necessity

Words = Mapping[str, str]


class Dialect(Enum):
    """Whose dictionaries a file is written in."""

    NATIONAL = "national"
    EXCHANGE = "exchange"
    GUANGDONG = "guangdong"
    SHANDONG = "shandong"
    VENDOR = "vendor"


_INSTANT, _COMMITTED = HandlingType.INSTANT.value, HandlingType.COMMITTED.value
_JOINT, _ESCALATED = HandlingType.JOINT.value, HandlingType.ESCALATED.value

HANDLING_WORDS: Final[Words] = MappingProxyType(
    {
        **dict.fromkeys(("即办件", "即办", "即时办结", "当场办结", _INSTANT), _INSTANT),
        **dict.fromkeys(("承诺件", "承诺", "承诺办结", "普通件", _COMMITTED), _COMMITTED),
        **dict.fromkeys(("联办件", "联办", "并联", _JOINT), _JOINT),
        **dict.fromkeys(("上报件", "上报", "转报件", "转报", _ESCALATED), _ESCALATED),
        "承诺上报件": _ESCALATED,
        "承诺上报": _ESCALATED,
    }
)
_BOTH_SAY: Final[Words] = MappingProxyType({"1": _INSTANT, "2": _COMMITTED})
_HANDLING_NUMBERS: Final[Mapping[Dialect, Words]] = MappingProxyType(
    {
        Dialect.NATIONAL: _BOTH_SAY,
        Dialect.EXCHANGE: MappingProxyType({**_BOTH_SAY, "3": _JOINT, "4": _ESCALATED}),
        Dialect.GUANGDONG: _BOTH_SAY,
        Dialect.SHANDONG: MappingProxyType({**_BOTH_SAY, "3": _JOINT, "4": _ESCALATED}),
        Dialect.VENDOR: MappingProxyType({**_BOTH_SAY, "4": _JOINT, "5": _ESCALATED}),
    }
)
HANDLING_WAYS: Final[Words] = MappingProxyType(
    {
        "1": _COMMITTED,
        "2": _ESCALATED,
        "3": _JOINT,
        "4": _ESCALATED,
        "自办": _COMMITTED,
        "初审": _ESCALATED,
        "联办": _JOINT,
        "转报": _ESCALATED,
    }
)
"""办理方式 of Shandong: what is done here, examined first, done jointly, or passed on."""

_TYPE_NAMES: Final[Words] = MappingProxyType(
    {
        "许可": "01",
        "处罚": "02",
        "强制": "03",
        "征收": "04",
        "给付": "05",
        "检查": "06",
        "确认": "07",
        "奖励": "08",
        "裁决": "09",
        "其他": "10",
        "其他行政权力": "10",
        "公共服务": "20",
    }
)
_SHANDONG_LETTERS: Final[Words] = MappingProxyType(
    {
        "XK": "01",
        "CF": "02",
        "QZ": "03",
        "ZS": "04",
        "GF": "05",
        "JL": "08",
        "QR": "07",
        "CJ": "09",
        "JC": "06",
        "QT": "10",
        "GG": "20",
    }
)
_NATIONAL_TYPES: Final = frozenset(
    {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}
)
_OTHER_TYPE_NUMBERS: Final[Mapping[Dialect, Words]] = MappingProxyType(
    {
        Dialect.GUANGDONG: MappingProxyType({"20": "10", "21": "20"}),
        Dialect.SHANDONG: MappingProxyType({"06": "08", "08": "09", "09": "06", "11": "20"}),
    }
)

_NECESSITIES: Final[Words] = MappingProxyType(
    {
        **{each.value: each.value for each in Necessity},
        **dict.fromkeys(("1", "必要", "必须", "必需", "是"), Necessity.REQUIRED.value),
        **dict.fromkeys(("2", "0", "非必要", "非必须", "否"), Necessity.OPTIONAL.value),
        **dict.fromkeys(("3", "容缺后补", "可容缺", "容缺"), Necessity.DEFERRABLE.value),
    }
)
_SOURCES: Final[Words] = MappingProxyType(
    {
        **{each.value: each.value for each in MaterialSource},
        **dict.fromkeys(("10", "申请人自备", "申请人提供"), MaterialSource.APPLICANT.value),
        **dict.fromkeys(("20", "政府部门核发", "部门核发"), MaterialSource.GOVERNMENT.value),
        **dict.fromkeys(("99", "其他", "其它"), MaterialSource.OTHER.value),
    }
)


def detected(
    codes: Collection[str], types: Collection[str], handling: Collection[str]
) -> Dialect | None:
    """Return the dialect that a file's values give away, or None when they do not."""
    if any(code.startswith("1144") for code in codes) or "21" in types:
        return Dialect.GUANGDONG
    if any(code.startswith("1137") for code in codes) or "11" in types:
        return Dialect.SHANDONG
    return Dialect.VENDOR if "5" in handling else None


def handling_type(value: Any, dialect: Dialect | None) -> str | None:
    """Return one of our handling types; None = this dictionary does not have the value.

    Without a dialect only 1 and 2 have a meaning: there all dictionaries agree.
    """
    word = plain(value)
    numbers = _HANDLING_NUMBERS[dialect or Dialect.NATIONAL]
    return HANDLING_WORDS.get(word) or numbers.get(word.lstrip("0"))


def item_type(value: Any, dialect: Dialect | None) -> str | None:
    """Return the national code of a type of items; None = no dictionary has the value."""
    word = plain(value).upper()
    number = word.zfill(2) if word.isdigit() else word
    others = _OTHER_TYPE_NUMBERS.get(dialect or Dialect.NATIONAL, {})
    named = word.removeprefix("行政").removesuffix("事项")
    found = others.get(number) or _SHANDONG_LETTERS.get(word) or _TYPE_NAMES.get(named)
    return found or _TYPE_NAMES.get(word) or (number if number in _NATIONAL_TYPES else None)


def necessity(value: Any) -> str | None:
    """Return one of our necessities; None = the value is in no dictionary."""
    return _NECESSITIES.get(plain(value))


def source(value: Any) -> str | None:
    """Return one of our sources; None = the value is in no dictionary."""
    return _SOURCES.get(plain(value))
