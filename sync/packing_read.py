"""Tokens of a packed batch -> JSON values; of anything else becomes a `ValueError`.

The tables are filled in the same order in which `packing_write` filled them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from counter_app.domain.identity_number import check_character_mod11_2
from sync.packing_streams import Reader, Stream
from sync.packing_tables import DIGITS, WORDS, Context, Tables, plain_json, stepped
from sync.packing_tokens import DEPTH_MAX, NEAR, Token

_T = TypeVar("_T")

SIZE_MAX: Final = 4 << 20
"""Most characters that one batch may come to, counted while it is unpacked."""

_CONSTANTS: Final[Mapping[int, Any]] = {
    Token.NULL: None,
    Token.TRUE: True,
    Token.FALSE: False,
    Token.EMPTY: "",
}

_IDS: Final = frozenset(
    {Token.OWN_ID, Token.BATCH_ID, Token.KNOWN_ID, Token.RAW_ID, Token.HEX, Token.WORD}
)


class ValueReader:
    """Reads what `ValueWriter` wrote; of anything else it makes a `ValueError`."""

    def __init__(self, tables: Tables, reader: Reader, known: Sequence[str]) -> None:
        self.tables = tables
        self.reader = reader
        self._known = known
        self.context = Context()
        self._room = SIZE_MAX

    def spend(self, size: int) -> None:
        """Count what a batch comes to; a small one must not become a large one."""
        self._room -= size + 1
        if self._room < 0:
            raise ValueError("a batch that would not end")

    def value(self, column: int, depth: int = 0, key: str = "") -> Any:
        """Read one value of a column."""
        token = self.reader.byte(Stream.CONTROL)
        self.spend(8)
        if Token.NEAR_INTEGER <= token < Token.NEAR_TABLE:
            return self._integer(column, token - Token.NEAR_INTEGER - NEAR)
        if token in _CONSTANTS:
            return _CONSTANTS[token]
        if token in {Token.DICT, Token.LIST, Token.NODE}:
            return self._node(column, token, depth, key)
        if token in {Token.INTEGER, Token.INSTANT}:
            number = self.reader.signed(Stream.NUMBERS)
            is_instant = token == Token.INSTANT
            return self.context.ms + number if is_instant else self._integer(column, number)
        if token in _IDS:
            return self._id(token)
        return self._told(column, key, self._text(column, token, key))

    def _node(self, column: int, token: int, depth: int, key: str) -> Any:
        if depth > DEPTH_MAX:
            raise ValueError("nested too deeply")
        tables, reader = self.tables, self.reader
        if token == Token.NODE:
            value, size = _at(tables.values(column), reader.number(Stream.CONTROL))
            self.spend(size)
            return value
        if token == Token.DICT:
            value = {
                name: self.value(tables.column(column, name), depth + 1, name)
                for name in self._shape()
            }
        else:
            count = reader.number(Stream.CONTROL)
            below = tables.column(column, "[]")
            value = []
            for _ in range(count):  # Each member costs a byte, so that it has an end.
                value.append(self.value(below, depth + 1, key))
        if value:
            tables.add_node(column, value, plain_json(value))
        return value

    def _shape(self) -> tuple[str, ...]:
        tables, reader = self.tables, self.reader
        index = reader.number(Stream.CONTROL)
        if index:
            return _at(tables.shape_list, index - 1)
        names = [reader.text(Stream.TEXT) for _ in range(reader.number(Stream.CONTROL))]
        if sorted(set(names)) != names:
            raise ValueError("an object with unordered keys")
        shape = tuple(names)
        tables.add_shape(shape)
        return shape

    def _integer(self, column: int, step: int) -> int:
        value = self.tables.last_number.get(column, 0) + step
        if abs(value) >= 1 << 60:
            raise ValueError("a number out of range")
        self.tables.last_number[column] = value
        return value

    def _told(self, column: int, key: str, text: str) -> str:
        """Note a text that was read, as the writer did."""
        self.spend(len(text))
        tables, case = self.tables, self.context.case
        tables.last_text[column] = text
        if case:
            tables.remember(case, key, text)
        return text

    def _text(self, column: int, token: int, key: str) -> str:
        reader, tables = self.reader, self.tables
        if token >= Token.NEAR_TABLE:
            return _at(tables.names(column), token - Token.NEAR_TABLE)
        match token:
            case Token.CASE:
                kept = tables.case_texts.get((self.context.case, key), [])
                return _at(kept, reader.number(Stream.CONTROL))
            case Token.TABLE:
                return _at(tables.names(column), reader.number(Stream.NUMBERS))
            case Token.SAME | Token.NEXT | Token.NEXT_BY:
                return self._stepped(column, token)
            case Token.TEXT:
                text = reader.text(Stream.TEXT)
                tables.add_text(column, text)
                return text
        return self._typed(column, token)

    def _typed(self, column: int, token: int) -> str:
        reader = self.reader
        match token:
            case Token.DIGITS:
                return reader.text(Stream.DIGITS)
            case Token.IDENTITY:
                digits = "".join(chr(reader.byte(Stream.DIGITS)) for _ in range(17))
                if not DIGITS.fullmatch(digits):
                    raise ValueError("a number with letters in it")
                return digits + check_character_mod11_2(digits)
            case Token.TIME:
                spec = reader.byte(Stream.CONTROL)
                return self.context.instant(spec, reader.signed(Stream.NUMBERS))
            case Token.DATE:
                return self._date(reader.signed(Stream.NUMBERS))
        return self._decoded(column, token)

    def _decoded(self, column: int, token: int) -> str:
        reader = self.reader
        if token == Token.BASE64:
            return base64.b64encode(reader.raw(reader.number(Stream.CONTROL))).decode()
        if token != Token.BASE64_JSON:
            raise ValueError("an unknown token")
        inner = self.value(self.tables.column(column, "64"), DEPTH_MAX // 2)
        return base64.b64encode(plain_json(inner).encode()).decode()

    def _stepped(self, column: int, token: int) -> str:
        """Return a text that follows from the last one of its column."""
        last = self.tables.last_text.get(column)
        if last is None:
            raise ValueError("nothing came before")
        if token == Token.SAME:
            return last
        return stepped(last, 1 if token == Token.NEXT else self.reader.signed(Stream.NUMBERS))

    def _date(self, days: int) -> str:
        try:
            return (self.context.today() + timedelta(days=days)).isoformat()
        except OverflowError as error:
            raise ValueError("a date beyond the calendar") from error

    def _id(self, token: int) -> str:
        reader, tables = self.reader, self.tables
        if token == Token.OWN_ID:
            own = tables.case_ids.get(self.context.case, [])
            return _at(own, reader.number(Stream.CONTROL))
        if token == Token.BATCH_ID:
            back = reader.number(Stream.CONTROL)
            return _at(tables.id_list, len(tables.id_list) - 1 - back)
        if token == Token.WORD:
            return _at(tables.names(WORDS), reader.number(Stream.CONTROL))
        if token == Token.HEX:
            word = reader.raw(reader.byte(Stream.CONTROL)).hex()
            tables.add_word(word)
            return word
        if token == Token.KNOWN_ID:
            return _at(self._known, reader.number(Stream.NUMBERS))
        return reader.raw(32).hex()


def _at(members: Sequence[_T], index: int) -> _T:
    if not 0 <= index < len(members):
        raise ValueError("a place that does not exist")
    return members[index]
