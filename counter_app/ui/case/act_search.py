"""Finds acts as clerks look for them: by characters, by pinyin initials, by another word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from counter_app.domain.item_search import folded
from counter_app.domain.pinyin import PinyinTable, title_initials
from counter_app.domain.steps import Act
from counter_app.ui.case.acts import ACT_WORDS, act_name

QUERY_CHARACTERS_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act of the list.

    Attributes:
        why_not: "" when it can be done now.
    """

    act: Act
    name: str
    why_not: str


class ActSearch:
    """An index over all acts; made once."""

    def __init__(self, pinyin: PinyinTable) -> None:
        self._keys = {act: _keys(act, pinyin) for act in ACT_WORDS}

    def find(self, text: str, refused: Mapping[Act, str]) -> tuple[ActRow, ...]:
        """Return the acts that fit, those that can be done first; nothing typed finds all."""
        word = folded(text[:QUERY_CHARACTERS_MAX]).replace(" ", "")
        fitting = [act for act, keys in self._keys.items() if any(word in key for key in keys)]
        rows = [ActRow(act, act_name(act), refused.get(act, "")) for act in fitting]
        return tuple(sorted(rows, key=lambda row: bool(row.why_not)))


def _keys(act: Act, pinyin: PinyinTable) -> frozenset[str]:
    words = (act_name(act), *ACT_WORDS[act].also.split())
    return frozenset(_spellings(words, pinyin))


def _spellings(words: Iterable[str], pinyin: PinyinTable) -> Iterable[str]:
    for word in words:
        yield folded(word)
        yield from title_initials(word, pinyin)
