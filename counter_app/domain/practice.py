"""Practice (练习): a counter whose numbers can never be real, and whose papers say so."""

from __future__ import annotations

from typing import Final

from counter_app.domain.counter_profile import CounterProfile

PRACTICE_COUNTY: Final = "999999"
"""County code of every practice counter.  No county of China has it, so a case number, a paper's
number or an event of practice can never be taken for one that counts."""

PRACTICE_MARK: Final = "练习"
"""Stands across every paper of a practice counter."""

PRACTICE_WORDS: Final = "练习模式：办件不会上报，打出的文书无效"


def is_practice_code(counter_code: str) -> bool:
    """Whether a counter code is one of practice."""
    return counter_code.startswith(PRACTICE_COUNTY)


def is_practice(counter: CounterProfile) -> bool:
    """Whether a counter holds practice data."""
    return is_practice_code(counter.counter_code)


def mark_of(counter: CounterProfile) -> str:
    """Return the word that stands across the papers of a counter; "" in earnest."""
    return PRACTICE_MARK if is_practice(counter) else ""


def words_of(counter: CounterProfile) -> str:
    """Return what a window always shows; "" in earnest."""
    return PRACTICE_WORDS if is_practice(counter) else ""
