"""What clerks type into the search box, and by a naive look at every case what they mean.

The naive look knows no index: it is what the box promises, spelt out over the case itself.
Chinese is found from any character on, figures and Latin letters from the beginning of a run:
"172" finds "172号", "72" does not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.pinyin import PinyinTable, initials, parse_pinyin
from resources import load_pinyin

TAIL: Final = 6
Chooser = Callable[[Case, random.Random], str]
Meaning = Callable[[Case, str], bool]


@lru_cache(maxsize=1)
def pinyin_table() -> PinyinTable:
    """Return the shipped table of readings."""
    return parse_pinyin(load_pinyin().content)


def _whole_or_tail(number: str, dice: random.Random) -> str:
    return dice.choice((number, number[-TAIL:]))


def _sound(case: Case, dice: random.Random) -> str:
    return dice.choice(initials(case.applicant.name, pinyin_table()) or ("w",))


def _piece(length: int) -> Chooser:
    def choose(case: Case, dice: random.Random) -> str:
        text = dice.choice((case.item.name, case.applicant.address))
        starts = [
            start
            for start in range(max(1, len(text) - length + 1))
            if not start or not (_is_plain(text[start - 1]) and _is_plain(text[start]))
        ]
        start = dice.choice(starts)
        return text[start : start + length]

    return choose


def _stands_in(case: Case, typed: str) -> bool:
    pattern = _from_beginning(typed)
    return any(
        pattern.search(text)
        for text in (case.applicant.name, case.item.name, case.applicant.address)
    )


@lru_cache(maxsize=1_024)
def _from_beginning(typed: str) -> re.Pattern[str]:
    return re.compile((r"(?<![0-9A-Za-z])" if _is_plain(typed[0]) else "") + re.escape(typed))


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _sounds_like(case: Case, typed: str) -> bool:
    return any(sound.startswith(typed) for sound in _initials(case.applicant.name))


@lru_cache(maxsize=65_536)
def _initials(name: str) -> tuple[str, ...]:
    return initials(name, pinyin_table())


CHOOSERS: Final[Mapping[str, Chooser]] = MappingProxyType(
    {
        "number": lambda case, dice: _whole_or_tail(case.number, dice),
        "id": lambda case, dice: _whole_or_tail(case.applicant.number, dice),
        "phone": lambda case, _: case.applicant.phone,
        "name": lambda case, _: case.applicant.name,
        "surname": lambda case, _: case.applicant.name[:1],
        "pinyin": _sound,
        "free1": _piece(1),
        "free2": _piece(2),
        "free6": _piece(6),
    }
)
MEANINGS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "number": lambda case, typed: case.number.endswith(typed),
        "id": lambda case, typed: case.applicant.number.endswith(typed),
        "phone": lambda case, typed: case.applicant.phone == typed,
        "name": _stands_in,
        "surname": _stands_in,
        "pinyin": _sounds_like,
        "free1": _stands_in,
        "free2": _stands_in,
        "free6": _stands_in,
    }
)
assert CHOOSERS.keys() == MEANINGS.keys(), "every question has a meaning"


def questions(kind: str, cases: Sequence[Case], count: int, *, seed: int) -> list[str]:
    """Return what would be typed to find some of these cases again."""
    # Repeatable, and nothing secret depends on it.
    dice = random.Random(f"{kind}-{seed}")  # noqa: S311
    return [CHOOSERS[kind](dice.choice(cases), dice) for _ in range(count)]


def is_meant(kind: str, case: Case, typed: str) -> bool:
    """Answer whether a case is one that somebody looks for who types this."""
    return MEANINGS[kind](case, typed)
