"""Search keys from the sound of names: full pinyin and initials.

Surnames are often read otherwise than the same character elsewhere (单 shan, 曾 zeng, 仇 qiu),
so every reading of the first character is a key; of the others only the usual one is.
ü is a key both as v, as it is typed, and as u.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import product
from types import MappingProxyType
from typing import Final

READINGS_MAX: Final = 64
"""Keys of one text; the table's longest list of readings has eleven."""

_COMPOUND_SURNAMES: Final = MappingProxyType(
    {"万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu")}
)
"""Surnames of two characters whose readings the rule for single ones would miss or multiply."""


class PinyinTable:
    """Readings of some forty thousand characters, kept as text to stay small.

    One string holds the characters, grouped by their readings: a dictionary of as many
    one-character strings would take eight megabytes instead of a quarter of one.
    """

    def __init__(self, groups: Sequence[tuple[tuple[str, ...], str]]) -> None:
        """Take (readings, characters) groups; the usual reading comes first."""
        self._readings = [readings for readings, _ in groups]
        self._characters = "".join(characters for _, characters in groups)
        self._starts: list[int] = []
        start = 0
        for _, characters in groups:
            self._starts.append(start)
            start += len(characters)
        self._found: dict[str, tuple[str, ...]] = {}

    def syllables(self, character: str) -> tuple[str, ...]:
        """Return the readings of one character, the usual one first; () if it has none.

        ASCII letters and digits read as themselves, in lower case.
        """
        assert len(character) == 1, character
        if character.isascii():
            return (character.lower(),) if character.isalnum() else ()
        known = self._found.get(character)
        if known is None:
            place = self._characters.find(character)
            known = self._readings[bisect_right(self._starts, place) - 1] if place >= 0 else ()
            self._found[character] = known
        return known


def parse_pinyin(content: bytes) -> PinyinTable:
    """Read the shipped table: readings, tab, characters a line, UTF-8."""
    rows = (line.partition("\t") for line in content.decode("utf-8").splitlines())
    return PinyinTable([(tuple(found.split(" ")), characters) for found, _, characters in rows])


def readings(text: str, table: PinyinTable) -> tuple[str, ...]:
    """Return the full pinyin keys of a name, without blanks: 单小月 → danxiaoyue, … shanxiaoyue.

    Characters without a reading are left out; at most `READINGS_MAX` keys, usual ones first.
    """
    spelt = [_with_both_u(syllables) for syllables in _name_syllables(text, table)]
    return _joined(spelt)


def initials(text: str, table: PinyinTable) -> tuple[str, ...]:
    """Return the keys of initials of a name: 单小月 → dxy, cxy, sxy."""
    return _joined([_initials_of(syllables) for syllables in _name_syllables(text, table)])


def title_initials(text: str, table: PinyinTable) -> tuple[str, ...]:
    """Return the keys of initials of an item's title, with every reading of every character.

    Titles have no surname, and 参 or 重 may stand anywhere in them.
    """
    return _joined([_initials_of(syllables) for syllables in _syllables(text, table)])


def title_readings(text: str, table: PinyinTable) -> tuple[str, ...]:
    """Return the full pinyin keys of an item's title, with every reading of every character."""
    return _joined([_with_both_u(syllables) for syllables in _syllables(text, table)])


def _syllables(text: str, table: PinyinTable) -> list[tuple[str, ...]]:
    found = (table.syllables(character) for character in text)
    return [syllables for syllables in found if syllables]


def _name_syllables(text: str, table: PinyinTable) -> list[tuple[str, ...]]:
    stripped = text.strip()
    surname = _COMPOUND_SURNAMES.get(stripped[:2])
    if surname is not None:
        rest = _syllables(stripped[2:], table)
        return [(syllable,) for syllable in surname] + [found[:1] for found in rest]
    first, *rest = _syllables(stripped, table) or [()]
    return [first, *(found[:1] for found in rest)] if first else []


def _with_both_u(syllables: Sequence[str]) -> tuple[str, ...]:
    spellings = [form for one in syllables for form in (one, one.replace("v", "u"))]
    return tuple(dict.fromkeys(spellings))


def _initials_of(syllables: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(syllable[0] for syllable in syllables))


def _joined(choices: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return every combination; where there are too many, later characters lose theirs first."""
    if not choices:
        return ()
    kept = [tuple(choice) for choice in choices]
    total = 1
    for place, choice in enumerate(kept):
        if total * len(choice) > READINGS_MAX:
            kept[place] = choice[:1]
        total *= len(kept[place])
    return tuple(dict.fromkeys("".join(parts) for parts in product(*kept)))
