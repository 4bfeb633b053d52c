"""Invented people and their cards, the same again for the same seed.

Mainland numbers carry region codes that never existed; numbers with live prefixes carry births
before 1900, so that none of them can belong to anybody.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from counter_app.devices.card_layout import FOR_EVER
from counter_app.devices.nations import NATIONS
from counter_app.devices.virtual.card import VirtualCard
from counter_app.domain.identity_card import CardKind
from counter_app.domain.identity_number import check_character_mod11_2

REGIONS: Final = MappingProxyType(
    {
        "110199": "北京市测试区",
        "310199": "上海市测试区",
        "371699": "山东省测试市",
        "440199": "广东省测试市",
        "510899": "四川省测试市",
        "513499": "四川省测试自治州",
        "540199": "西藏测试市",
        "650199": "新疆测试市",
    }
)
"""Codes ending in 99 that no county ever had, with invented places."""

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = ("测兰", "试明", "样华", "例芳", "示远", "范平", "虚谷", "拟春", "仿秋", "演")
_LONG_NAMES: Final = ("阿卜杜测试·买买提样例", "次仁·示例卓玛", "古丽·测试")
_ENGLISH: Final = ("SAMPLE", "TESTER", "EXAMPLE", "SPECIMEN", "MODEL")
_ENGLISH_GIVEN: Final = ("ALAN BLAINE", "CARLA", "DORA EVE", "FRANK GEORGE HUBERT")


def invent_card(kind: CardKind = CardKind.RESIDENT, *, seed: int = 0) -> VirtualCard:
    """Return the card of an invented person; every number has a right check character."""
    # Repeatable, and nothing secret depends on it.
    dice = random.Random(f"{kind.value}-{seed}")  # noqa: S311
    return _INVENTORS[kind](dice)


def _resident(dice: random.Random) -> VirtualCard:
    region = dice.choice(sorted(REGIONS))
    birth = _day(dice, 1940, 2007)
    sex = dice.choice("12")
    valid_from = _day(dice, 2018, 2024)
    village = f"{REGIONS[region]}样例县{dice.choice('东西南北')}石乡示例村{dice.randint(1, 300)}号"
    fields = {
        "name": _name(dice),
        "sex": sex,
        "nation_code": dice.choice(sorted(NATIONS)[:56]),
        "birth": birth,
        "address": village,
        "number": _number(f"{region}{birth}", dice, is_male=sex == "1"),
        "issuer": "样例县公安局",
        "valid_from": valid_from,
        "valid_to": dice.choice((FOR_EVER, _years_later(valid_from, 20))),
    }
    has_moved = dice.random() < 0.5
    return VirtualCard(
        kind=CardKind.RESIDENT,
        fields=fields,
        appended_address=f"{REGIONS[region]}样例县新石镇和平路{dice.randint(1, 99)}号"
        if has_moved
        else None,
    )


def _hmt(dice: random.Random) -> VirtualCard:
    birth = _day(dice, 1850, 1899)
    sex = dice.choice("12")
    prefix = dice.choice(("810000", "820000", "830000"))
    valid_from = _day(dice, 2022, 2025)
    fields = {
        "name": _name(dice),
        "sex": sex,
        "birth": birth,
        "address": f"广东省测试市示例区南山路{dice.randint(1, 99)}号A座",
        "number": _number(f"{prefix}{birth}", dice, is_male=sex == "1"),
        "issuer": "测试市公安局",
        "valid_from": valid_from,
        "valid_to": _years_later(valid_from, 5),
        "pass_number": f"{dice.choice('HM')}{dice.randint(0, 99_999_999):08d}",
        "issue_count": f"{dice.randint(1, 9):02d}",
    }
    return VirtualCard(kind=CardKind.HMT, fields=fields)


def _foreign_old(dice: random.Random) -> VirtualCard:
    birth = _day(dice, 1850, 1899)
    valid_from = _day(dice, 2018, 2023)
    fields = {
        "english_name": _english(dice),
        "sex": dice.choice("12"),
        "number": f"USA9900{birth[2:]}{dice.randint(0, 99):02d}",
        "country": "USA",
        "name": "",
        "valid_from": valid_from,
        "valid_to": _years_later(valid_from, 10),
        "birth": birth,
        "card_version": "01",
        "authority_code": "1100",
    }
    return VirtualCard(kind=CardKind.FOREIGN_OLD, fields=fields)


def _foreign(dice: random.Random) -> VirtualCard:
    birth = _day(dice, 1850, 1899)
    sex = dice.choice("12")
    valid_from = _day(dice, 2024, 2025)
    fields = {
        "name": "",
        "sex": sex,
        "renewal_count": "00",
        "birth": birth,
        "english_name": _english(dice),
        "number": _number(f"999840{birth}", dice, is_male=sex == "1"),
        "valid_from": valid_from,
        "valid_to": _years_later(valid_from, 10),
        "country": "USA",
        "related_number": "",
    }
    return VirtualCard(kind=CardKind.FOREIGN, fields=fields)


def _name(dice: random.Random) -> str:
    if dice.random() < 0.2:
        return dice.choice(_LONG_NAMES)
    return dice.choice(_SURNAMES) + dice.choice(_GIVEN)


def _english(dice: random.Random) -> str:
    return f"{dice.choice(_ENGLISH)}, {dice.choice(_ENGLISH_GIVEN)}"


def _day(dice: random.Random, first_year: int, last_year: int) -> str:
    year = dice.randint(first_year, last_year)
    return f"{year}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"


def _years_later(day: str, years: int) -> str:
    return f"{int(day[:4]) + years}{day[4:]}"


def _number(first14: str, dice: random.Random, *, is_male: bool) -> str:
    order = 2 * dice.randint(0, 499) + is_male
    first17 = f"{first14}{order:03d}"
    return first17 + check_character_mod11_2(first17)


_INVENTORS: Final[dict[CardKind, Callable[[random.Random], VirtualCard]]] = {
    CardKind.RESIDENT: _resident,
    CardKind.HMT: _hmt,
    CardKind.FOREIGN_OLD: _foreign_old,
    CardKind.FOREIGN: _foreign,
}
