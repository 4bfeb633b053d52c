"""What a form asks, as data; no widgets and no rules of the service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

WORDS_MAX: Final = 200
TEXT_MAX: Final = 500

Value = str | int | date | tuple[str, ...] | None
Entered = Mapping[str, Value]
"""What stands in the fields, by the name of the field; hidden fields are absent."""


class FieldKind(Enum):
    """How something is entered."""

    WORDS = "words"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    NAMES = "names"
    CHECKS = "checks"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: the value that is entered, and the words for it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownWhen:
    """A field is asked only while another one has one of these values, or contains one."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a form.

    Attributes:
        name: Key in what is entered.
        hint: Below the field, in words for the clerk.
        choices: Of CHOICE and CHECKS.
        suggestions: Usual words, offered on the down key.
        remembers: Whether what was entered is offered the next time; never for words about
            citizens.
        default: What stands there at first.
        least, most: Of a NUMBER.
        latest: Of a DATE, shown and not enforced.
        shown_when: None for a field that is always asked.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.WORDS
    is_required: bool = False
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    remembers: bool = False
    default: Value = None
    least: int = 1
    most: int = 999
    latest: date | None = None
    shown_when: ShownWhen | None = None


def _no_warning(entered: Entered) -> str:
    del entered
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """One form.

    Attributes:
        name: For tests and for what is remembered.
        intro: What happens then, and what to mind.
        accept: Words of the button that does it.
        is_final: Whether it cannot be taken back; the button looks like it.
        warns: Returns what must be in sight for what is entered now; "" for nothing.
    """

    name: str
    title: str
    fields: tuple[FieldSpec, ...]
    accept: str
    intro: str = ""
    is_final: bool = False
    icon: str = "pencil"
    warns: Callable[[Entered], str] = _no_warning


def is_shown(field: FieldSpec, entered: Entered) -> bool:
    """Whether a field is asked for what stands in the others."""
    if field.shown_when is None:
        return True
    value = entered.get(field.shown_when.field)
    values = value if isinstance(value, tuple) else (value,)
    return any(one in field.shown_when.values for one in values)


def first_missing(fields: Iterable[FieldSpec], entered: Entered) -> FieldSpec | None:
    """Return the first field that has to be filled in and is not."""
    return next(
        (field for field in fields if field.is_required and is_blank(entered.get(field.name, 0))),
        None,
    )


def is_blank(value: Value) -> bool:
    """Whether nothing was entered; a field that is not asked counts as filled (0)."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == ()


def words_in(entered: Entered, name: str) -> str:
    """Return the words of a field, stripped; "" for one that was not asked."""
    value = entered.get(name)
    return value.strip() if isinstance(value, str) else ""


def names_in(text: str) -> tuple[str, ...]:
    """Split names as people write them: 周小禾、高远 or one after a blank or comma."""
    return tuple(name for name in re.split(r"[、,，;；/\s]+", text.strip()) if name)
