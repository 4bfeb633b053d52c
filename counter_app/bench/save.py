"""Saving a case: six materials, acceptance, two papers to print; all of it durable.

The floor is the bare driver on the same encrypted engine, FULL, one transaction, writing the very
rows that our save before it has written.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from counter_app.bench.office import KEYS, bench_office, fill, submissions, writing_connection
from counter_app.bench.plain_store import plain_office
from counter_app.bench.rows import Plan, Row, alternate, not_measured, percentile, row
from counter_app.bench.same_rows import NewRows, write
from counter_app.services.submit_intake import SubmitIntake
from counter_app.storage.engine import open_engine
from counter_app.storage.profile_store import DATABASE_NAME

STORED_CASES: Final = 2_000
FLUSH_LIMIT_PER_SAVE: Final = 1
TRACED: Final = "fdatasync,fsync,getppid"
"""`getppid` marks where the saves begin and end: nothing else in the child asks for it."""


def save_times(plan: Plan) -> list[Row]:
    """Measure the time from pressing submit to the disk having it."""
    runs, saves = plan.pick(9, 3), plan.pick(200, 60)
    with ExitStack() as ends:
        ours = ends.enter_context(bench_office(plan.folder / "ours"))
        fill(ours.store, plan.pick(STORED_CASES, STORED_CASES // 4))
        with bench_office(plan.folder / "floor") as twin:
            fill(twin.store, plan.pick(STORED_CASES, STORED_CASES // 4))
        engine = open_engine(plan.folder / "floor" / DATABASE_NAME, key=KEYS.key, salt=KEYS.salt)
        ends.callback(engine.dispose)
        new_rows = NewRows(writing_connection(ours.store.reading_engine))
        submit = SubmitIntake(ours.office)
        pages = iter(submissions((runs + 1) * saves))
        connection = writing_connection(engine)
        medians: tuple[list[float], list[float]] = ([], [])
        slowest: tuple[list[float], list[float]] = ([], [])
        for run in range(runs + 1):
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(saves):
                page = next(pages)
                times[0].append(_milliseconds(partial(submit, page)))
                statements = new_rows.statements()
                times[1].append(_milliseconds(partial(write, connection, statements)))
            if run:  # The first run fills caches.
                for place in (0, 1):
                    medians[place].append(median(times[place]))
                    slowest[place].append(percentile(times[place], 99))
    return [row("save.p50", "ms", *medians), row("save.p99", "ms", *slowest)]


def flushes(plan: Plan) -> list[Row]:
    """Count how often a save waits for the disk, by the system's own record of a child process."""
    saves = plan.pick(400, 100)
    found = count_flushes(plan.folder, saves)
    if found is None:
        return [not_measured("save.fdatasync", "per save", FLUSH_LIMIT_PER_SAVE)]
    return [Row("save.fdatasync", found / saves, "per save", FLUSH_LIMIT_PER_SAVE, saves)]


def encrypted(plan: Plan) -> list[Row]:
    """Measure the same save with a key and without."""
    runs, saves = plan.pick(9, 3), plan.pick(200, 60)
    with ExitStack() as ends:
        ours = ends.enter_context(bench_office(plan.folder / "ours"))
        plain = ends.enter_context(plain_office(plan.folder / "plain"))
        with_key, without = (
            _Saver(SubmitIntake(office), (runs + 1) * saves) for office in (ours.office, plain)
        )
        with_key(saves)
        without(saves)
        found = alternate(lambda: with_key(saves), lambda: without(saves), runs)
    return [row("save.encrypted", "ms", *found)]


def count_flushes(folder: Path, saves: int) -> int | None:
    """Return how many times so many saves waited for the disk; None where nobody can tell."""
    strace = shutil.which("strace")
    if strace is None:
        return None
    record = folder / "calls.txt"
    command = [strace, "-f", "-e", f"trace={TRACED}", "-o", str(record)]
    child = [sys.executable, "-m", "counter_app.bench.child_save", str(folder), str(saves)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [*command, *child], capture_output=True, check=False
    )
    if done.returncode:
        return None
    return flushes_between_marks(record.read_text(encoding="utf-8", errors="replace"))


def flushes_between_marks(record: str) -> int:
    """Count the flushes between the first and the second mark of a record of system calls."""
    parts = record.split("getppid(")
    assert len(parts) == 3, "the child marks begin and end"
    return parts[1].count("sync(")


class _Saver:
    """Saves pages of its own and tells the median time."""

    def __init__(self, submit: SubmitIntake, pages: int) -> None:
        self._submit = submit
        self._pages = iter(submissions(pages))

    def __call__(self, saves: int) -> float:
        pages = [next(self._pages) for _ in range(saves)]
        return median([_milliseconds(partial(self._submit, page)) for page in pages])


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1_000
