"""JSON values -> tokens of a packed batch.

A value is told by what is known already: the same text in this column before, a text of the same
case, the number after the last one, an instant beside the event's own clock, an id by where the
event stands.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from counter_app.domain.identity_number import check_character_mod11_2
from sync.codec import canonical
from sync.packing_streams import Stream, Writer
from sync.packing_tables import DIGITS, HEX, WORDS, Context, Tables, plain_json, step_between
from sync.packing_tokens import DEPTH_MAX, NEAR, NEAR_TEXTS, Token

_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_IDENTITY: Final = re.compile(r"[0-9]{17}[0-9X]")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BASE64_BYTES_MAX: Final = 256
"""Longer ones are words that happen to look like base64."""

_INSTANTS: Final = range(10**12, 10**13)


class ValueWriter:
    """Writes values as tokens."""

    def __init__(self, tables: Tables, writer: Writer, known: Mapping[str, int]) -> None:
        self.tables = tables
        self.writer = writer
        self._known = known
        self.context = Context()

    def value(self, column: int, value: Any, depth: int = 0, key: str = "") -> None:
        """Write one JSON value of a column.

        Raises:
            ValueError: It has no packed form; it must travel as it is.
        """
        kind = type(value)
        control = self.writer.streams[Stream.CONTROL]
        if kind is str:
            self._text(column, value, key)
        elif kind is dict or kind is list:
            self._node(column, value, depth, key)
        elif kind is int:
            self._integer(column, value)
        elif value is None:
            control.append(Token.NULL)
        elif kind is bool:
            control.append(Token.TRUE if value else Token.FALSE)
        else:
            raise ValueError("no packed form")

    def _node(self, column: int, value: Any, depth: int, key: str) -> None:
        if depth > DEPTH_MAX:
            raise ValueError("nested too deeply")
        tables, writer = self.tables, self.writer
        text = plain_json(value)
        index = tables.nodes(column).get(text) if value else None
        if index is not None:
            writer.byte(Stream.CONTROL, Token.NODE)
            writer.number(Stream.CONTROL, index)
            return
        if isinstance(value, dict):
            writer.byte(Stream.CONTROL, Token.DICT)
            self._shape(tuple(sorted(value)))
            for name in sorted(value):
                self.value(tables.column(column, name), value[name], depth + 1, name)
        else:
            writer.byte(Stream.CONTROL, Token.LIST)
            writer.number(Stream.CONTROL, len(value))
            below = tables.column(column, "[]")
            for member in value:
                self.value(below, member, depth + 1, key)
        if value:
            tables.add_node(column, value, text)

    def _shape(self, shape: tuple[str, ...]) -> None:
        tables, writer = self.tables, self.writer
        index = tables.shapes.get(shape)
        writer.number(Stream.CONTROL, 0 if index is None else index + 1)
        if index is None:
            writer.number(Stream.CONTROL, len(shape))
            for name in shape:
                writer.text(Stream.TEXT, name)
            tables.add_shape(shape)

    def _integer(self, column: int, value: int) -> None:
        writer, last = self.writer, self.tables.last_number.get(column, 0)
        if value in _INSTANTS and self.context.ms in _INSTANTS:
            writer.byte(Stream.CONTROL, Token.INSTANT)
            writer.signed(Stream.NUMBERS, value - self.context.ms)
            return
        self.tables.last_number[column] = value
        if -NEAR <= value - last < NEAR:
            writer.byte(Stream.CONTROL, Token.NEAR_INTEGER + NEAR + value - last)
        else:
            writer.byte(Stream.CONTROL, Token.INTEGER)
            writer.signed(Stream.NUMBERS, value - last)

    def _text(self, column: int, text: str, key: str) -> None:
        if not text:
            self.writer.byte(Stream.CONTROL, Token.EMPTY)
            return
        if _HEX64.fullmatch(text):
            self._id(text)
            return
        if HEX.fullmatch(text) and not DIGITS.fullmatch(text):
            self._word(text)
            return
        tables, case = self.tables, self.context.case
        is_told = self._repeated(column, text, key) or self._typed(column, text)
        if not is_told:
            self.writer.byte(Stream.CONTROL, Token.TEXT)
            self.writer.text(Stream.TEXT, text)
            tables.add_text(column, text)
        tables.last_text[column] = text
        if case:
            tables.remember(case, key, text)

    def _repeated(self, column: int, text: str, key: str) -> bool:
        """Write a text that stood somewhere before."""
        writer, tables = self.writer, self.tables
        kept = tables.case_texts.get((self.context.case, key), ()) if self.context.case else ()
        if text in kept and not _is_word(text):
            writer.byte(Stream.CONTROL, Token.CASE)
            writer.number(Stream.CONTROL, kept.index(text))
            return True
        index = tables.texts(column).get(text)
        if index is not None and index < NEAR_TEXTS:
            writer.byte(Stream.CONTROL, Token.NEAR_TABLE + index)
            return True
        if index is not None:
            writer.byte(Stream.CONTROL, Token.TABLE)
            writer.number(Stream.NUMBERS, index)
            return True
        last = tables.last_text.get(column)
        if last == text:
            writer.byte(Stream.CONTROL, Token.SAME)
            return True
        step = None if last is None else step_between(last, text)
        if step == 1:
            writer.byte(Stream.CONTROL, Token.NEXT)
        elif step is not None:
            writer.byte(Stream.CONTROL, Token.NEXT_BY)
            writer.signed(Stream.NUMBERS, step)
        return step is not None

    def _typed(self, column: int, text: str) -> bool:
        """Write a text of a known form."""
        writer = self.writer
        if found := self.context.micros_of(text):
            writer.byte(Stream.CONTROL, Token.TIME)
            writer.byte(Stream.CONTROL, found[0])
            writer.signed(Stream.NUMBERS, found[1])
        elif _DATE.fullmatch(text) and (day := _date_of(text)) is not None:
            writer.byte(Stream.CONTROL, Token.DATE)
            writer.signed(Stream.NUMBERS, (day - self.context.today()).days)
        elif _IDENTITY.fullmatch(text) and check_character_mod11_2(text[:17]) == text[17]:
            writer.byte(Stream.CONTROL, Token.IDENTITY)
            writer.streams[Stream.DIGITS] += text[:17].encode()
        elif DIGITS.fullmatch(text):
            writer.byte(Stream.CONTROL, Token.DIGITS)
            writer.text(Stream.DIGITS, text)
        else:
            return self._encoded(column, text)
        return True

    def _encoded(self, column: int, text: str) -> bool:
        """Write base64: of our own JSON as what it says, else as its bytes."""
        content = _base64_of(text)
        if content is None:
            return False
        writer = self.writer
        inner = _object_of(content)
        if inner is not None:
            writer.byte(Stream.CONTROL, Token.BASE64_JSON)
            self.value(self.tables.column(column, "64"), inner, DEPTH_MAX // 2)
            return True
        if len(content) > _BASE64_BYTES_MAX:
            return False
        writer.byte(Stream.CONTROL, Token.BASE64)
        writer.number(Stream.CONTROL, len(content))
        writer.raw(content)
        return True

    def _word(self, text: str) -> None:
        """Write a hex text: a case, a device, a sign-in."""
        writer, index = self.writer, self.tables.texts(WORDS).get(text)
        if index is not None:
            writer.byte(Stream.CONTROL, Token.WORD)
            writer.number(Stream.CONTROL, index)
            return
        writer.byte(Stream.CONTROL, Token.HEX)
        writer.byte(Stream.CONTROL, len(text) // 2)
        writer.raw(bytes.fromhex(text))
        self.tables.add_word(text)

    def _id(self, identifier: str) -> None:
        """Write an event's id by where the event stands, as near as can be."""
        writer, tables = self.writer, self.tables
        own = tables.case_ids.get(self.context.case, ())
        place = tables.ids.get(identifier)
        if self.context.case and identifier in own:
            writer.byte(Stream.CONTROL, Token.OWN_ID)
            writer.number(Stream.CONTROL, own.index(identifier))
        elif place is not None:
            writer.byte(Stream.CONTROL, Token.BATCH_ID)
            writer.number(Stream.CONTROL, len(tables.id_list) - 1 - place)
        elif identifier in self._known:
            writer.byte(Stream.CONTROL, Token.KNOWN_ID)
            writer.number(Stream.NUMBERS, self._known[identifier])
        else:
            writer.byte(Stream.CONTROL, Token.RAW_ID)
            writer.raw(bytes.fromhex(identifier))


def _is_word(text: str) -> bool:
    """Answer whether a text is of the kind that programs choose from a list."""
    return text.isascii() and not any(map(str.isdigit, text))


def _date_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _base64_of(text: str) -> bytes | None:
    if len(text) < 8 or not text.isascii():
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if base64.b64encode(content).decode() == text else None


def _object_of(content: bytes) -> Any:
    """Read an object that is written our way; None for anything else."""
    if content[:1] != b"{" or b"\\u0000" in content:
        return None
    try:
        value = json.loads(content)
        return value if canonical(value) == content else None
    except (ValueError, RecursionError):
        return None
