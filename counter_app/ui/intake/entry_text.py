"""Words as they may enter a form: what nobody can see or print is taken out, nothing else."""

from __future__ import annotations

import unicodedata
from typing import Final

_REMOVED_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTION_MARKS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def plain_words(text: str, characters_max: int) -> str:
    """Return `text` without control characters, lone surrogates and marks of direction.

    Line ends and tabs become one blank.  Rare characters, variation selectors and the "·" of
    names stay.  Text beyond `characters_max` is cut: callers allow more than the rule they
    check, so that a text that is too long is noticed and not shortened into another one.
    """
    kept = []
    for character in text[: 4 * characters_max]:
        if character in "\t\n\r\u2028\u2029":
            kept.append(" ")
        elif character in _DIRECTION_MARKS:
            continue
        elif unicodedata.category(character) not in _REMOVED_CATEGORIES:
            kept.append(character)
    return "".join(kept)[:characters_max]
