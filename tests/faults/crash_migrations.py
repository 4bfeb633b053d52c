"""F21: a power cut at any moment of an upgrade leaves the old database whole, or the new one.

Every released schema is brought up to date under the recorder, and a new database is made.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from counter_app.domain.errors import CounterError
from counter_app.storage import engine as engines
from counter_app.storage.audit import find_damage
from counter_app.storage.engine import SCHEMA_VERSION, open_engine
from counter_app.storage.migrate import REVISIONS, migrate
from counter_app.storage.profile_store import DATABASE_NAME
from tests.faults.children import told
from tests.faults.counted import Count
from tests.faults.crash_saves import ram_folder, told_recording
from tests.faults.recorded import Cut, cuts, put_down
from tests.storage.conftest import KEYS
from tests.storage.fresh_store import fresh_store
from tests.storage.snapshots import kept_events
from tests.storage.test_migrate import load_dump

SECRET = {"key": KEYS.key, "salt": KEYS.salt}
EVENTS_IN_A_DUMP = 7
FULL_CHECK_EVERY = 40
OLDER = [version for version in REVISIONS if version < SCHEMA_VERSION]

Shape = list[tuple[str, str]]


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Upgrade each released schema once, and cut all of that `count` times together."""
    return [_upgrade(seed, version, max(1, count // len(OLDER)), sabotage) for version in OLDER]


def _upgrade(seed: int, version: int, number: int, sabotage: str) -> Count:
    whence = f"schema {version}" if version else "nothing"
    count = Count("F21", f"power cut while {whence} becomes schema {SCHEMA_VERSION}")
    with ram_folder() as folder:
        site = folder / "site"
        site.mkdir()
        if version:
            told(partial(load_dump, site / DATABASE_NAME, version))
        before, steps = told_recording(folder, partial(bring_up, sabotage))
        checker = partial(_checked, folder / "check", site, version)
        found = told(partial(checker, cuts(before, steps, number, random.Random(seed))))
    count.tried, count.lost, count.corrupt = found["tried"], found["lost"], found["corrupt"]
    count.more, count.found = found["more"], found["found"]
    return count


def bring_up(sabotage: str, site: Path, say: Callable[[object], None]) -> None:
    """Bring a database up to date, as the program does at its start."""
    say("READY")
    with spoilt(sabotage):
        migrate(site / DATABASE_NAME, **SECRET)
    say(1)


@contextmanager
def spoilt(sabotage: str) -> Iterator[None]:
    """Let every statement of a migration be a transaction of its own."""
    begin = engines._begin_immediate
    if sabotage == "no-transaction":
        engines._begin_immediate = lambda connection: None
    try:
        yield
    finally:
        engines._begin_immediate = begin


def _checked(folder: Path, site: Path, version: int, all_cuts: Iterator[Cut]) -> object:
    """Look at each disk; the shapes it may have are those before and after."""
    folder.mkdir()
    count = Count("", "")
    new = shape_of(site)
    old = _old_shape(folder, version)
    known: set[bytes] = set()
    for cut in all_cuts:
        count.tried += 1
        if cut.digest in known:
            continue
        known.add(cut.digest)
        count.add("different")
        put_down(folder, cut.files)
        is_done = cut.said.endswith(b"1\n")
        where = f"from schema {version}, state {count.tried}"
        try:
            shape = shape_of(folder)
            if shape not in (old, new):
                count.spoil(f"{where}: half a schema, {len(shape)} parts")
            elif is_done and shape != new:
                count.lose(f"{where}: the upgrade was done, and is gone")
            if count.more["different"] % FULL_CHECK_EVERY == 1:
                count.add("opened whole")
                _open_whole(folder, version)
        except (CounterError, AssertionError, DBAPIError) as error:
            count.spoil(f"{where}: {type(error).__name__} {error}")
    return count.__dict__


def _old_shape(folder: Path, version: int) -> Shape:
    if version:
        load_dump(folder / DATABASE_NAME, version)
    shape = shape_of(folder)
    put_down(folder, {})
    return shape


def shape_of(folder: Path) -> Shape:
    """Return versions, tables and the number of events, read by the production engine."""
    engine = open_engine(folder / DATABASE_NAME, **SECRET)
    try:
        assert find_damage(engine) == (), "damage"
        with engine.connect() as connection:
            run = connection.exec_driver_sql
            parts = [
                (name, sql or "")
                for name, sql in run("SELECT name, sql FROM sqlite_schema ORDER BY name")
            ]
            names = {name for name, _ in parts}
            for name, query in (
                ("user_version", "PRAGMA user_version"),
                ("alembic_version", "SELECT version_num FROM alembic_version"),
                ("events", "SELECT COUNT(*) FROM events"),
            ):
                if name in names or query.startswith("PRAGMA"):
                    parts.append((name, str(run(query).scalar())))
    finally:
        engine.dispose()
    return parts


def _open_whole(folder: Path, version: int) -> None:
    """The program starts on it, whatever it is, and everything that happened is there."""
    with fresh_store(folder) as store:
        assert len(kept_events(store)) == (EVENTS_IN_A_DUMP if version else 0), "events are gone"
