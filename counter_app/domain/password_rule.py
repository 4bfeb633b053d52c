"""What a password must be: length, kinds of characters, and nothing that strangers try first."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

PASSWORD_CHARACTERS_MAX: Final = 256
"""More than anybody types; keeps a pasted file out of the key derivation."""


SIGNS_AROUND_MAX: Final = 8
"""A year, a full stop and an exclamation mark make nothing of a common word."""

_STANDS_FOR: Final = str.maketrans("@4013$57!|", "aaoiesstii")


class CharacterKind(Enum):
    """The four kinds that are counted."""

    UPPER = "upper"
    LOWER = "lower"
    DIGIT = "digit"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRule:
    """A policy; the default is the one of GB/T 22239 levels two and three.

    Attributes:
        characters_min: Counted after NFKC, as the vault takes the password.
        kinds_min: How many of the four kinds have to be there.
    """

    characters_min: int = 10
    kinds_min: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordVerdict:
    """What a password still lacks; everything zero and false means it will do.

    Attributes:
        characters_missing: How many more are needed.
        kinds_missing: How many more kinds are needed.
        kinds_absent: The kinds it has nothing of.
        has_own_word: It contains the person's login name, staff number or name, or a name or
            telephone number of the place.
        is_common: It is a word of the list, or two of them, with a few signs around.
        is_too_long: Longer than `PASSWORD_CHARACTERS_MAX`.
        has_invisible: It holds line ends, tabs or other signs that nobody sees.
    """

    characters_missing: int
    kinds_missing: int
    kinds_absent: tuple[CharacterKind, ...]
    has_own_word: bool
    is_too_long: bool
    has_invisible: bool
    is_common: bool = False

    @property
    def will_do(self) -> bool:
        lacks = (self.characters_missing, self.kinds_missing)
        guessable = (self.has_own_word, self.is_common)
        return not any((*lacks, *guessable, self.is_too_long, self.has_invisible))


def judge_password(
    password: str,
    rule: PasswordRule | None = None,
    *,
    own_words: tuple[str, ...] = (),
    common: Collection[str] = frozenset(),
) -> PasswordVerdict:
    """Say what a password lacks.  It is looked at and nothing of it is kept.

    Args:
        password: As typed or pasted.
        rule: The policy; the shipped one when None.
        own_words: What others can guess of this person and place; words of fewer than 3
            characters, or 2 of Chinese, are passed over.
        common: Words that strangers try first, in lower case.
    """
    rule = rule or PasswordRule()
    taken = unicodedata.normalize("NFKC", password)
    present = {kind_of(char) for char in taken}
    absent = tuple(kind for kind in CharacterKind if kind not in present)
    folded = taken.casefold()
    words = [unicodedata.normalize("NFKC", word).casefold() for word in own_words]
    return PasswordVerdict(
        characters_missing=max(0, rule.characters_min - len(taken)),
        kinds_missing=max(0, rule.kinds_min - len(present)),
        kinds_absent=absent,
        has_own_word=any(
            _is_telling(word) and (word in folded or word in _unmasked(folded)) for word in words
        ),
        is_too_long=len(taken) > PASSWORD_CHARACTERS_MAX,
        has_invisible=any(unicodedata.category(char) in {"Cc", "Cs"} for char in taken),
        is_common=_is_common(folded, common),
    )


def kind_of(char: str) -> CharacterKind:
    """Return the kind of one character; Chinese counts as other."""
    if "A" <= char <= "Z":
        return CharacterKind.UPPER
    if "a" <= char <= "z":
        return CharacterKind.LOWER
    if "0" <= char <= "9":
        return CharacterKind.DIGIT
    return CharacterKind.OTHER


def _is_common(folded: str, common: Collection[str]) -> bool:
    """Whether a listed word, or two, with at most `SIGNS_AROUND_MAX` signs around is all of it."""
    if not common:
        return False
    cores = {
        _letters(folded),
        _letters(_unmasked(folded)),
        _letters(_unmasked(_without_ends(folded))),
    }
    words = (core for core in cores if len(folded) - len(core) <= SIGNS_AROUND_MAX)
    is_whole = folded in common or _unmasked(folded) in common
    return is_whole or any(_is_made_of(word, common) for word in words)


def _is_made_of(core: str, common: Collection[str]) -> bool:
    if core in common:
        return True
    return any(core[:at] in common and core[at:] in common for at in range(1, len(core)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _without_ends(text: str) -> str:
    """Return what stands between the first and the last letter."""
    places = [at for at, char in enumerate(text) if char.isalpha()]
    return text[places[0] : places[-1] + 1] if places else ""


def _unmasked(text: str) -> str:
    """Return a word with the letters that signs stand for: p@ssw0rd is password."""
    return text.translate(_STANDS_FOR)


def _is_telling(word: str) -> bool:
    return len(word) >= (3 if word.isascii() else 2)
