"""What somebody typed into the search box, as it is compared: the words, and the whole of it.

Whoever looks and whoever records who looked read a box alike: a number in full width, with marks
that nobody sees, or beside another word finds the same person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final

from counter_app.domain.privacy import Pi

QUERY_CHARACTERS_MAX: Final = 64
QUERY_WORDS_MAX: Final = 8

# Controls and blanks divide; noncharacters, invisible marks and halves of characters vanish.
_BLANK: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u3000]+")
_GONE: Final = re.compile(
    r"[\ufdd0-\ufdef\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_JOINTS: Final = re.compile(r"[\s\-]+")


@dataclass(frozen=True, slots=True, repr=False)
class SearchWords:
    """A box as it is read.

    Attributes:
        words: Normalised, without blanks, each once; all have to be found.
        whole: Everything typed without blanks and hyphens.
    """

    words: Annotated[tuple[str, ...], Pi.P2]
    whole: Annotated[str, Pi.P2]


def normalised(text: str) -> str:
    """Return a text as it is compared: one form, one case, single blanks.

    For comparison only: what is stored and printed stays as it came.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _BLANK.sub(" ", _GONE.sub("", folded)).strip()


def squeezed(text: str) -> str:
    """Return a text as numbers are compared: normalised, without blanks and hyphens."""
    return _JOINTS.sub("", normalised(text))


def search_words(text: str) -> SearchWords:
    """Read a box."""
    typed = normalised(text[:QUERY_CHARACTERS_MAX])
    words = tuple(dict.fromkeys(typed.split()))[:QUERY_WORDS_MAX]
    return SearchWords(words, _JOINTS.sub("", typed))
