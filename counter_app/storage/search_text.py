"""What a case is found by: words, keys, and the full-text tokens made of both.

Chinese has no blanks and names have one to four characters, so words are indexed as single
characters and pairs ("张 三 丰 张三 三丰").  Figures and Latin words are indexed from their
beginning, because pairs of figures are everywhere.  Numbers, telephones and the sound of names are
keys.  All but plain characters are marked with a noncharacter, which no text can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.case import Case
from counter_app.domain.pinyin import (
    PinyinTable,
    initials,
    readings,
    title_initials,
)
from counter_app.domain.search_words import normalised, search_words, squeezed

TAIL_CHARACTERS: Final = 6
"""People read out the end of a number (后六位)."""
SOUND_CHARACTERS_MAX: Final = 24
SOUNDS_MAX: Final = 8
TITLE_SOUNDS_MAX: Final = 4

_EXACT: Final = "\ufdd0"
_SOUND: Final = "\ufdd1"
_RUN: Final = "\ufdd2"
_PUNCTUATION: Final = {
    ord(sign): ord(sign) + 0xFEE0 for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
}
_PLAIN: Final = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_RUNS: Final = re.compile(r"[0-9a-z]+")
_RUNS_INSIDE: Final = re.compile(r"(?<=[^0-9a-z])[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """What one case is found by.

    Attributes:
        text: Normalised words divided by single blanks.
        keys: Each with its mark in front and a blank behind.
    """

    text: str
    keys: str

    def tokens(self) -> str:
        """Return everything for the full-text table, divided by blanks."""
        found = set(self.text)
        for word in self.text.split():
            found.update(_pairs(word))
        for run in _RUNS.findall(self.text):
            found.update(_beginnings(_RUN + run[:SOUND_CHARACTERS_MAX]))
        for key in self.keys.split():
            found.update(_beginnings(key) if key[0] == _SOUND else (key,))
        return " ".join(found).translate(_PUNCTUATION)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What somebody typed into the search box.

    Attributes:
        words: Normalised, without blanks; all have to be found.
        whole: Everything typed without blanks and hyphens, if it may be a number; else "".
    """

    words: tuple[str, ...]
    whole: str

    def match_expression(self) -> str:
        """Return an FTS5 expression that misses nothing; `finds` removes what is too much."""
        every = " AND ".join(f"({_word_expression(word)})" for word in self.words)
        return f"({every}) OR {_quoted(_EXACT + self.whole)}" if self.whole else every

    def finds(self, entry: SearchEntry) -> bool:
        """Answer whether a case is meant; this is the meaning of the search box."""
        if self.whole and f"{_EXACT}{self.whole} " in entry.keys:
            return True
        return all(
            _stands_in(word, entry.text)
            or _SOUND + word in entry.keys
            or (len(word) >= TAIL_CHARACTERS and f"{_EXACT}{word} " in entry.keys)
            for word in self.words
        )


def parse_query(text: str) -> SearchQuery | None:
    """Read what was typed; None if nothing in it can be looked for."""
    typed = search_words(text)
    if not typed.words:
        return None
    return SearchQuery(typed.words, typed.whole if _may_be_number(typed.whole) else "")


def entry_of(case: Case, pinyin: PinyinTable) -> SearchEntry:
    """Return what a case is found by: people, item, addresses, numbers, free text."""
    people: list[Applicant | Proxy] = [case.applicant]
    if case.proxy is not None:
        people.append(case.proxy)
    names = [person.name for person in people]
    words = [*names, case.item.name, case.applicant.address, *_free_text(case)]
    numbers = [case.number, *(person.number for person in people)]
    phones = [person.phone for person in people]
    exact = [*_with_tails(numbers), *(squeezed(phone) for phone in phones)]
    sounds = [sound for name in names for sound in _name_sounds(name, pinyin)]
    sounds += _title_sounds(case.item.name, pinyin)
    keys = [_EXACT + key for key in exact if key] + [_SOUND + sound for sound in sounds if sound]
    return SearchEntry(
        text=normalised(" ".join(words)),
        keys="".join(f"{key} " for key in dict.fromkeys(keys)),
    )


def header_entry(number: str, item_name: str) -> SearchEntry:
    """Return what a case is found by of which only the header is here: its number and item."""
    keys = [_EXACT + key for key in _with_tails([number])]
    return SearchEntry(text=normalised(item_name), keys="".join(f"{key} " for key in keys))


def searched_parts(case: Case) -> tuple[object, ...]:
    """Return the parts of a case that `entry_of` reads: the same objects, the same entry."""
    return (
        case.applicant,
        case.proxy,
        case.item,
        case.number,
        case.received_document_number,
        case.acceptance,
        case.refusal,
        case.notices,
        case.supplements,
        case.materials,
        case.corrections,
    )


def _free_text(case: Case) -> Iterable[str]:
    yield case.received_document_number
    if case.acceptance is not None:
        yield case.acceptance.document_number
    if case.refusal is not None:
        yield case.refusal.document_number
        yield case.refusal.reason
    for notice in case.notices:
        yield notice.document_number
    for supplement in case.supplements:
        yield supplement.document_number
    for material in case.materials:
        if material.problem:
            yield material.problem
    for correction in case.corrections:
        yield correction.after


def _with_tails(numbers: Iterable[str]) -> Iterable[str]:
    for number in numbers:
        whole = squeezed(number)
        yield whole
        if len(whole) > TAIL_CHARACTERS:
            yield whole[-TAIL_CHARACTERS:]


@lru_cache(maxsize=1_024)
def _name_sounds(name: str, pinyin: PinyinTable) -> tuple[str, ...]:
    found = (*readings(name, pinyin)[:SOUNDS_MAX], *initials(name, pinyin)[:SOUNDS_MAX])
    return tuple(sound[:SOUND_CHARACTERS_MAX] for sound in found if sound.isalnum())


@lru_cache(maxsize=1_024)
def _title_sounds(title: str, pinyin: PinyinTable) -> tuple[str, ...]:
    found = title_initials(title, pinyin)[:TITLE_SOUNDS_MAX]
    return tuple(sound[:SOUND_CHARACTERS_MAX] for sound in found if sound.isalnum())


def _pairs(word: str) -> list[str]:
    """Return the pairs of neighbours in a word, but for those of figures and Latin letters."""
    return [one + other for one, other in pairwise(word) if not (one in _PLAIN and other in _PLAIN)]


@lru_cache(maxsize=4_096)
def _beginnings(sound: str) -> tuple[str, ...]:
    """Return a marked sound as far as it may have been typed."""
    return tuple(sound[:end] for end in range(2, len(sound) + 1))


def _stands_in(word: str, text: str) -> bool:
    """Answer whether a word stands in a text; a plain one must begin a run there."""
    if not _is_plain(word):
        return word in text
    place = text.find(word)
    while place > 0 and text[place - 1] in _PLAIN:
        place = text.find(word, place + 1)
    return place >= 0


def _word_expression(word: str) -> str:
    if _is_plain(word):
        sound = word[: SOUND_CHARACTERS_MAX + 1]  # Longer than any: finds nothing.
        terms = [_quoted(_RUN + word[:SOUND_CHARACTERS_MAX]), _quoted(_SOUND + sound)]
    else:
        parts = _pairs(word) or [word]
        parts += [_RUN + run[:SOUND_CHARACTERS_MAX] for run in _RUNS_INSIDE.findall(word)]
        terms = [" AND ".join(_quoted(part) for part in parts)]
    if len(word) >= TAIL_CHARACTERS:
        terms.append(_quoted(_EXACT + word))
    return " OR ".join(f"({term})" for term in terms)


def _is_plain(word: str) -> bool:
    return _PLAIN.issuperset(word)


def _may_be_number(whole: str) -> bool:
    return len(whole) >= TAIL_CHARACTERS and whole.isascii() and whole.isalnum()


def _quoted(token: str) -> str:
    """Quote a token for FTS5: inside quotation marks nothing is an operator."""
    return '"' + token.translate(_PUNCTUATION).replace('"', '""') + '"'
