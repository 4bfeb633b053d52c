"""The work list with many rows: our paged model beside Qt's own model over the same rows.

Both stand in the same plain table view, so that models are compared and not painters.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from counter_app.bench.office import bench_office, fill, writing_connection
from counter_app.bench.rows import Plan, Row, not_measured, row
from counter_app.bench.start import PLATFORM_VARIABLE
from counter_app.storage.profile_store import Store

ROWS: Final = 1_000_000
ROWS_QUICK: Final = 20_000
_MADE: Final = 5_000
_DOUBLE: Final = (
    "INSERT INTO cases (number, item_name, applicant_name, number_masked, handling_type, status,"
    " received_at, binding_on, is_provisional, deemed_due_on, is_deemed_provisional,"
    " unacknowledged, open_conflicts, search_text, search_keys, case_id)"
    " SELECT number, item_name, applicant_name, number_masked, handling_type, status,"
    " received_at, binding_on, is_provisional, deemed_due_on, is_deemed_provisional,"
    " unacknowledged, open_conflicts, search_text, search_keys, printf('%032x', id - 1 + :count)"
    " FROM cases WHERE id <= :more ORDER BY id"
)
_ATTACH: Final = "ATTACH DATABASE ? AS plain KEY ''"
_COPY: Final = "CREATE TABLE plain.cases AS SELECT * FROM cases"
_COPY_KEY: Final = "CREATE UNIQUE INDEX plain.ix_cases_id ON cases (id)"


def table(plan: Plan) -> list[Row]:
    """Measure fresh processes in turn."""
    runs, count = plan.pick(5, 3), plan.pick(ROWS, ROWS_QUICK)
    plain = plan.folder / "plain.db"
    with bench_office(plan.folder / "ours") as bench:
        fill(bench.store, min(_MADE, count))
        _multiply(bench.store, count)
        copy_plain(bench.store, plain)
    ours, floor = ("ours", plan.folder / "ours"), ("floor", plain)
    _child(*ours), _child(*floor)  # So that both find every file in memory.
    pairs = [(_child(*ours), _child(*floor)) for _ in range(runs)]
    rows = [
        row(name, "ms", [one[key] for one, _ in pairs], [other[key] for _, other in pairs])
        for name, key in (("table.open", "open_ms"), ("table.frame", "frame_ms"))
    ]
    if pairs[0][0]["grown_mb"] is None:
        return [*rows, not_measured("table.rss", "MB", None)]
    grown = [[each["grown_mb"] for each in side] for side in zip(*pairs, strict=True)]
    return [*rows, row("table.rss", "MB", *grown)]


def copy_plain(store: Store, path: Path) -> None:
    """Write the cases of a store into a database without a key, readable by Qt's own driver."""
    pooled = store.engine.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        connection.execute(_ATTACH, (str(path),))
        connection.execute(_COPY)
        connection.execute(_COPY_KEY)
        connection.execute("DETACH DATABASE plain")
    finally:
        pooled.close()


def _multiply(store: Store, count: int) -> None:
    """Repeat the cases until there are so many; lists show them all, search knows the first."""
    connection = writing_connection(store.engine)
    have = min(_MADE, count)
    while have < count:
        more = min(have, count - have)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_DOUBLE, {"count": have, "more": more})
        connection.execute("COMMIT")
        have += more


def _child(kind: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "counter_app.bench.child_table", kind, str(path)]
    environment = os.environ | {PLATFORM_VARIABLE: "offscreen"}
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, capture_output=True, check=True, env=environment
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told
