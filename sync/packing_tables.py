"""What both ends of a packed batch know at each point of it: columns, texts, subtrees, clock."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from counter_app.domain.numbering import CASE_NUMBER_DIGITS, check_digit, is_case_number

COLUMN_TEXTS_MAX: Final = 2_000
COLUMN_NODES_MAX: Final = 2_000
CASE_TEXTS_MAX: Final = 8
WORDS: Final = -1
"""Column of hex texts: cases, devices, sign-ins."""

CHINA: Final = timezone(timedelta(hours=8))
MS_OF_OUR_TIME: Final = range(10**12, 4 * 10**12)
"""Hybrid clocks that are packed: 2001 to 2096."""

HEX: Final = re.compile(r"(?:[0-9a-f]{2}){4,64}")
DIGITS: Final = re.compile(r"[0-9]{4,64}")
_STEP_MAX: Final = 1_000
"""Further apart, two numbers have nothing to do with each other."""

_RUN: Final = re.compile(r"(.*?)([0-9]{1,15})([^0-9]*)", re.DOTALL)
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3}|\.[0-9]{6})?[+-][0-9]{2}:[0-9]{2}"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_SPECS: Final = {0: "seconds", 4: "milliseconds", 7: "microseconds"}
_PLAIN: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def plain_json(value: Any) -> str:
    """Return canonical JSON of a value that is known to be plain."""
    return _PLAIN.encode(value)


class Tables:
    """What both ends know: columns, their texts and subtrees, shapes of objects, ids.

    Those of a primer are the base of every batch and are never changed; a batch writes into
    copies of the columns that it touches.
    """

    def __init__(self, base: Tables | None = None) -> None:
        self._base = base
        self.columns: dict[tuple[int, str], int] = dict(base.columns) if base else {}
        self.kept_texts: dict[int, dict[str, int]] = {}
        self.kept_nodes: dict[int, dict[str, int]] = {}
        self.kept_values: dict[int, list[tuple[Any, int]]] = {}
        self._names: dict[int, list[str]] = {}
        self.shapes: dict[tuple[str, ...], int] = dict(base.shapes) if base else {}
        self.shape_list: list[tuple[str, ...]] = list(base.shape_list) if base else []
        self.last_number: dict[int, int] = {}
        self.last_text: dict[int, str] = {}
        self.case_texts: dict[tuple[str, str], list[str]] = {}
        self.case_ids: dict[str, list[str]] = {}
        self.ids: dict[str, int] = {}
        self.id_list: list[str] = []

    def column(self, parent: int, key: str) -> int:
        """Return the number of a column below another."""
        return self.columns.setdefault((parent, key), len(self.columns) + 1)

    def texts(self, column: int) -> dict[str, int]:
        """Return text → index of a column."""
        found = self.kept_texts.get(column)
        if found is None:
            base = self._base.kept_texts.get(column) if self._base else None
            found = self.kept_texts[column] = dict(base) if base else {}
            self._names[column] = list(found)
        return found

    def names(self, column: int) -> list[str]:
        """Return the texts of a column by index."""
        self.texts(column)
        return self._names[column]

    def add_word(self, text: str) -> None:
        """Note a hex text; all columns share them."""
        self.add_text(WORDS, text)

    def add_text(self, column: int, text: str) -> None:
        texts = self.texts(column)
        if len(texts) < COLUMN_TEXTS_MAX and text not in texts:
            texts[text] = len(texts)
            self._names[column].append(text)

    def nodes(self, column: int) -> dict[str, int]:
        """Return JSON → index of the subtrees of a column."""
        found = self.kept_nodes.get(column)
        if found is None:
            base = self._base.kept_nodes.get(column) if self._base else None
            found = self.kept_nodes[column] = dict(base) if base else {}
            self.kept_values[column] = (
                list(self._base.kept_values[column]) if self._base and base else []
            )
        return found

    def values(self, column: int) -> list[tuple[Any, int]]:
        """Return subtrees and their sizes by index."""
        self.nodes(column)
        return self.kept_values[column]

    def add_node(self, column: int, value: Any, text: str) -> None:
        nodes = self.nodes(column)
        if len(nodes) < COLUMN_NODES_MAX and text not in nodes:
            nodes[text] = len(nodes)
            self.kept_values[column].append((value, len(text)))

    def add_shape(self, shape: tuple[str, ...]) -> None:
        if shape not in self.shapes:
            self.shapes[shape] = len(self.shape_list)
            self.shape_list.append(shape)

    def remember(self, case: str, key: str, text: str) -> None:
        """Put a text in front of those of its case and key."""
        kept = self.case_texts.setdefault((case, key), [])
        if text in kept:
            kept.remove(text)
        kept.insert(0, text)
        del kept[CASE_TEXTS_MAX:]

    def as_base(self) -> Tables:
        """Return what is worth keeping for other batches: no ids, nothing of one case."""
        kept = Tables(self._base)
        for (parent, key), column in self.columns.items():
            assert kept.column(parent, key) == column, "the same columns in the same order"
        for shape in self.shape_list:
            kept.add_shape(shape)
        for column, texts in self.kept_texts.items():
            for text in texts:
                if column != WORDS:
                    kept.add_text(column, text)
        for column, nodes in self.kept_nodes.items():
            for text, index in nodes.items():
                kept.add_node(column, self.kept_values[column][index][0], text)
        return kept.flat()

    def flat(self) -> Tables:
        """Return the same without a base under it."""
        base = self._base
        if base is not None:
            for column in base.kept_texts:
                self.texts(column)
            for column in base.kept_nodes:
                self.nodes(column)
        self._base = None
        return self

    def add_id(self, case: str, identifier: str) -> None:
        """Note an event of this batch."""
        self.ids.setdefault(identifier, len(self.id_list))
        self.id_list.append(identifier)
        self.case_ids.setdefault(case, []).insert(0, identifier)


def zone_of(wall: str) -> timezone | None:
    """Return the offset of an instant in whole minutes; None when it has none."""
    try:
        offset = datetime.fromisoformat(wall).utcoffset()
    except ValueError:
        return None
    return None if offset is None or offset.microseconds else timezone(offset)


class Context:
    """What is known about the event whose values come next.

    Attributes:
        case: 32 hex digits or "".
        ms: Its hybrid clock, milliseconds since 1970.
        zone: Offset of its wall clock.
    """

    def __init__(self, case: str = "", ms: int = 0, zone: timezone = CHINA) -> None:
        self.case = case
        self.ms = ms
        self.zone = zone

    def at(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self.ms)

    def micros_of(self, text: str) -> tuple[int, int] | None:
        """Return spec and microseconds since the event of an instant that is written our way."""
        match = _TIME.fullmatch(text)
        if match is None:
            return None
        try:
            instant = datetime.fromisoformat(text)
            spec = len(match.group(1) or "")
            micros = (instant - self.at()) // _MICROSECOND
            return (spec, micros) if self.instant(spec, micros) == text else None
        except (ValueError, OverflowError):
            return None

    def instant(self, spec: int, micros: int) -> str:
        """Return an instant beside the event as text.

        Raises:
            ValueError: It is beyond the calendar.
        """
        try:
            at = self.at() + timedelta(microseconds=micros)
            return at.astimezone(self.zone).isoformat(timespec=_SPECS[spec])
        except (OverflowError, KeyError) as error:
            raise ValueError("an instant beyond the calendar") from error

    def today(self) -> date:
        """Return the event's local date.

        Raises:
            ValueError: It is beyond the calendar.
        """
        try:
            return self.at().astimezone(self.zone).date()
        except OverflowError as error:
            raise ValueError("a date beyond the calendar") from error


def step_between(last: str, text: str) -> int | None:
    """Return how far the last number in a text is from that in another; None when more differs.

    Of case numbers, the check digit follows from the rest.
    """
    if len(last) == len(text) == CASE_NUMBER_DIGITS and is_case_number(last):
        return int(text[:-1]) - int(last[:-1]) if _is_near(last, text) else None
    one, other = _RUN.fullmatch(last), _RUN.fullmatch(text)
    if one is None or other is None:
        return None
    if (one[1], len(one[2]), one[3]) != (other[1], len(other[2]), other[3]):
        return None
    step = int(other[2]) - int(one[2])
    return step if abs(step) < _STEP_MAX else None


def stepped(last: str, step: int) -> str:
    """Return a text whose last number is so much further.

    Raises:
        ValueError: It has no number, or no room for that one.
    """
    if abs(step) > 1 << 62:
        raise ValueError("a number out of range")
    if len(last) == CASE_NUMBER_DIGITS and is_case_number(last):
        body = str(int(last[:-1]) + step).zfill(CASE_NUMBER_DIGITS - 1)
        if len(body) != CASE_NUMBER_DIGITS - 1 or not DIGITS.fullmatch(body):
            raise ValueError("a number out of range")
        return body + check_digit(body)
    match = _RUN.fullmatch(last)
    if match is None:
        raise ValueError("a text without a number")
    number = int(match[2]) + step
    run = str(number).zfill(len(match[2]))
    if number < 0 or len(run) != len(match[2]):
        raise ValueError("a number out of range")
    return match[1] + run + match[3]


def _is_near(last: str, text: str) -> bool:
    return is_case_number(text) and abs(int(text[:-1]) - int(last[:-1])) < 1 << 60
