"""Finds items as clerks look for them: by name, nickname, code, pinyin, or a few words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from counter_app.domain.item import ServiceItem
from counter_app.domain.pinyin import PinyinTable, title_initials, title_readings

WORDS_MAX: Final = 8
QUERY_CHARACTERS_MAX: Final = 100

_ACTIONS: Final = ("申请", "申领", "登记", "办理", "审批", "认定", "备案", "报销", "证", "卡")
_COMMON_ACTION: Final = "申请"

_EXACT, _PREFIX, _INSIDE = 0, 1, 2
_TITLE_SCORES: Final = (100, 80, 60)
_CODE_SCORES: Final = (100, 70, 40)
_INITIALS_SCORES: Final = (75, 65, 45)
_READINGS_SCORES: Final = (70, 55, 35)
_DEPARTMENT_SCORES: Final = (30, 25, 20)
_SCATTERED_SCORE: Final = 15


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item's keys; each text holds its keys between line ends, so one `in` asks all."""

    item: ServiceItem
    titles: str
    code: str
    initials: str
    readings: str
    department: str
    name: str

    def score(self, word: str) -> int:
        """Return how well one word fits; 0 = not at all."""
        scores = (
            _fit(word, self.titles, _TITLE_SCORES),
            _fit(word, self.code, _CODE_SCORES),
            _fit(word, self.initials, _INITIALS_SCORES),
            _fit(word, self.readings, _READINGS_SCORES) if len(word) > 1 else 0,
            _fit(word, self.department, _DEPARTMENT_SCORES),
        )
        return max(scores) or (_SCATTERED_SCORE if _is_scattered_in(word, self.name) else 0)


class ItemSearch:
    """An index over one catalogue; made once, then asked at every key press."""

    def __init__(self, items: Iterable[ServiceItem], pinyin: PinyinTable | None = None) -> None:
        """Index `items`; without a table, only characters and codes are found."""
        self._entries = [_entry(item, pinyin) for item in items]

    def find(self, text: str, limit: int) -> tuple[ServiceItem, ...]:
        """Return the items that fit every word of `text`, best first.

        Items that cannot be used or never are come last, however well they fit.  Nothing
        typed finds everything, in the catalogue's order.
        """
        words = folded(text[:QUERY_CHARACTERS_MAX]).split()[:WORDS_MAX]
        found = []
        for place, entry in enumerate(self._entries):
            scores = [entry.score(word) for word in words]
            if all(scores):
                item = entry.item
                is_last = not item.is_usable or item.is_dormant
                found.append((is_last, -sum(scores), len(item.name) if words else 0, place))
        return tuple(self._entries[place].item for *_, place in sorted(found)[:limit])


def folded(text: str) -> str:
    """Return `text` as keys are compared: full-width forms plain, lower case, trimmed."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def search_initials(titles: Sequence[str], pinyin: PinyinTable) -> tuple[str, ...]:
    """Return the keys of initials of an item's name and nicknames, in their order."""
    found = (key for title in _with_action(titles) for key in title_initials(title, pinyin))
    return tuple(dict.fromkeys(found))


def _entry(item: ServiceItem, pinyin: PinyinTable | None) -> _Entry:
    titles = _with_action((item.name, *item.nicknames))
    readings = [] if pinyin is None else [k for t in titles for k in title_readings(t, pinyin)]
    return _Entry(
        item=item,
        titles=_lines(folded(title) for title in titles),
        code=_lines([folded(item.code)] if item.code else []),
        initials=_lines(item.initials),
        readings=_lines(readings),
        department=_lines([folded(item.department)]),
        name=folded(item.name),
    )


def _with_action(titles: Sequence[str]) -> tuple[str, ...]:
    """Add 低保申请 to 低保: people name what they want to do, the county what there is."""
    acts = [f"{title}{_COMMON_ACTION}" for title in titles if not title.endswith(_ACTIONS)]
    return tuple(dict.fromkeys((*titles, *acts)))


def _lines(keys: Iterable[str]) -> str:
    text = "\n".join(key for key in keys if key)
    return f"\n{text}\n" if text else ""


def _fit(word: str, keys: str, scores: tuple[int, int, int]) -> int:
    if word not in keys:
        return 0
    if f"\n{word}" not in keys:
        return scores[_INSIDE]
    return scores[_EXACT] if f"\n{word}\n" in keys else scores[_PREFIX]


def _is_scattered_in(word: str, name: str) -> bool:
    """Whether the characters of `word` stand in `name` in this order, as 老人津贴 does."""
    if len(word) < 2 or word.isascii():
        return False
    place = -1
    for character in word:
        place = name.find(character, place + 1)
        if place < 0:
            return False
    return True
