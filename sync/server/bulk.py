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
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Table,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

Rows = Sequence[tuple[Any, ...]]


def among(
    connection: Connection, column: Column[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that a text column holds one of these values."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), ARRAY(Text)))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(listed.c.value))


def insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Store rows; each holds one value a column, in the order of the table's columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_insert_postgres(table), (_as_json(table, rows),))
    else:
        connection.exec_driver_sql(_insert_sqlite(table), list(rows))


@cache
def _insert_sqlite(table: Table) -> str:
    names = ", ".join(column.name for column in table.columns)
    places = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608 - our own names


@cache
def _insert_postgres(table: Table) -> str:
    """One JSON text carries all rows: its reader is the server's, not one of this program."""
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(
        f"decode({column.name}, 'base64')" if _is_bytes(column) else column.name
        for column in table.columns
    )
    kinds = ", ".join(f"{column.name} {_kind(column)}" for column in table.columns)
    source = f"json_to_recordset(%s::json) AS row({kinds})"
    return f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {source}"  # noqa: S608


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


def _kind(column: Column[Any]) -> str:
    return "bigint" if isinstance(column.type, BigInteger | Integer) else "text"
