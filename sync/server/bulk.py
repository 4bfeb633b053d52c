"""Many rows in one statement, without the cost of a statement a row.

What the county does most is to look up and to store two hundred events at once.  A list of two
hundred parameters is compiled and prepared anew at each length; one parameter that holds them all
is prepared once, and costs one message to the server.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    LargeBinary,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY

GIVEN: Final = "given"
"""Name of the one parameter that holds all values of `among_given`."""

Rows = Sequence[tuple[Any, ...]]


def among(
    connection: Connection, member: Column[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that a text column holds one of these values."""
    if connection.dialect.name == "postgresql":
        return member == any_(bindparam(None, list(values), ARRAY(Text)))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return member.in_(select(listed.c.value))


def among_given(dialect: str, member: Column[str]) -> ColumnElement[bool]:
    """Return the same condition for a statement that is built once; it asks for `GIVEN`."""
    if dialect == "postgresql":
        return member == any_(bindparam(GIVEN, type_=ARRAY(Text)))
    listed = func.json_each(bindparam(GIVEN, type_=Text)).table_valued("value")
    return member.in_(select(listed.c.value))


def given(connection: Connection, values: Collection[str]) -> dict[str, Any]:
    """Return the parameter of such a statement."""
    listed = list(values)
    return {GIVEN: listed if connection.dialect.name == "postgresql" else json.dumps(listed)}


def insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Store rows; each holds one value a column, in the order of the table's columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_insert_postgres(table), {"rows": _as_json(table, rows)})
    else:
        connection.exec_driver_sql(_insert_sqlite(table), list(rows))


@cache
def _insert_sqlite(table: Table) -> str:
    """Tuples go to the driver as they are; a statement of ours would look at each value."""
    return str(insert(table).compile(dialect=sqlite.dialect()))


@cache
def _insert_postgres(table: Table) -> Insert:
    """One JSON text carries all rows: its reader is the server's, not one of this program."""
    columns = [column(each.name, _wire_type(each)) for each in table.columns]
    given = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    row = given.table_valued(*columns).render_derived(name="row", with_types=True)
    values = [
        func.decode(row.c[each.name], "base64") if _is_bytes(each) else row.c[each.name]
        for each in table.columns
    ]
    return insert(table).from_select([each.name for each in table.columns], select(*values))


def _as_json(table: Table, rows: Rows) -> str:
    names = [column.name for column in table.columns]
    places = [place for place, column in enumerate(table.columns) if _is_bytes(column)]
    return json.dumps([dict(zip(names, _spelt(row, places), strict=True)) for row in rows])


def _spelt(row: tuple[Any, ...], places: Iterable[int]) -> list[Any]:
    values = list(row)
    for place in places:
        values[place] = base64.b64encode(values[place]).decode("ascii")
    return values


def _is_bytes(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary)


def _wire_type(column: Column[Any]) -> BigInteger | Text:
    return BigInteger() if isinstance(column.type, BigInteger | Integer) else Text()
