"""Opening the database: by its raw key, beside the same file without one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from counter_app.bench.office import KEYS, bench_office, fill, writing_connection
from counter_app.bench.plain_store import open_plain, schema_of_store
from counter_app.bench.rows import Plan, Row, alternate, row
from counter_app.bench.same_rows import NewRows, write
from counter_app.storage.engine import open_reading_engine
from counter_app.storage.profile_store import DATABASE_NAME

_FIRST_READ = "SELECT number FROM cases ORDER BY id DESC LIMIT 1"


def raw_key(plan: Plan) -> list[Row]:
    """Measure from nothing to the first row read, with every pragma set and read back."""
    folder = plan.folder / "ours"
    with bench_office(folder) as bench:
        fill(bench.store, plan.pick(2_000, 500))
    path = folder / DATABASE_NAME
    plain = _plain_copy(plan.folder, path)
    runs, times = plan.pick(9, 3), plan.pick(50, 20)
    found = alternate(
        lambda: median([_opened(lambda: _open(path)) for _ in range(times)]),
        lambda: median([_opened(lambda: (open_plain(plain), None)) for _ in range(times)]),
        runs,
    )
    return [row("open.raw_key", "ms", *found)]


def _open(path: Path) -> tuple[Any, Any]:
    engine = open_reading_engine(path, key=KEYS.key, salt=KEYS.salt)
    return writing_connection(engine), engine


def _opened(open_one: Callable[[], tuple[Any, Any]]) -> float:
    started = time.perf_counter()
    connection, engine = open_one()
    assert connection.execute(_FIRST_READ).fetchone() is not None
    milliseconds = (time.perf_counter() - started) * 1_000
    connection.close()
    if engine is not None:
        engine.dispose()
    return milliseconds


def _plain_copy(folder: Path, path: Path) -> Path:
    """Return a database without a key that holds the same cases."""
    plain = folder / "plain.db"
    connection = open_plain(plain)
    for statement in schema_of_store(folder / "schema"):
        connection.execute(statement)
    engine = open_reading_engine(path, key=KEYS.key, salt=KEYS.salt)
    write(connection, NewRows(writing_connection(engine), with_present=True).statements())
    engine.dispose()
    connection.close()
    return plain
