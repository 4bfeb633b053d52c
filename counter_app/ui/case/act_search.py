"""Finds acts as clerks look for them: by characters, by pinyin initials, by another word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counter_app.domain.item_search import folded
from counter_app.domain.pinyin import PinyinTable
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
        found = [
            (ActRow(act, act_name(act), refused.get(act, "")), _rank(word, keys))
            for act, keys in self._keys.items()
        ]
        fitting = [(row, rank) for row, rank in found if rank is not None]
        fitting.sort(key=lambda pair: (bool(pair[0].why_not), pair[1]))
        return tuple(row for row, _rank in fitting)


def _rank(word: str, keys: tuple[str, ...]) -> int | None:
    """Return how well a word fits, 0 best; None for not at all.  The name counts first."""
    ranks = [
        2 * place + (not key.startswith(word)) for place, key in enumerate(keys) if word in key
    ]
    return min(ranks, default=None) if word else 0


def _keys(act: Act, pinyin: PinyinTable) -> tuple[str, ...]:
    words = (act_name(act), *ACT_WORDS[act].also.split())
    return tuple(key for word in words for key in (folded(word), _initials(word, pinyin)))


def _initials(word: str, pinyin: PinyinTable) -> str:
    """Return the initials of the usual readings: 退件 → tj."""
    spelt = (pinyin.syllables(character) for character in word)
    return "".join(syllables[0][0] for syllables in spelt if syllables)
