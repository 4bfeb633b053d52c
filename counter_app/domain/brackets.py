"""Texts in brackets, found in one pass however many brackets a hostile table opens."""

from __future__ import annotations

import re
from typing import Final

_CLOSING: Final = ")）]】"
_BRACKETED: Final = re.compile(r"[（(\[【](.*?)[)）\]】]", re.DOTALL)


def outside_brackets(text: str) -> str:
    """Return a text without what stands in brackets; a bracket that nobody closes stays."""
    end = _end_of_last(text)
    return _BRACKETED.sub("", text[:end]) + text[end:]


def first_in_brackets(text: str) -> str:
    """Return what stands in the first pair of brackets; "" when there is none."""
    found = _BRACKETED.search(text, 0, _end_of_last(text))
    return found[1] if found else ""


def _end_of_last(text: str) -> int:
    """Return the place after the last closing bracket.

    Before it every opening one has an end, so that no search runs to the end of the text in vain
    once for each bracket: a cell of 4,000 of them took 50 ms, one of a megabyte an hour.
    """
    return max(text.rfind(sign) for sign in _CLOSING) + 1
