"""A migration that fails or dies at any statement leaves the old database, or the whole new one."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from counter_app.domain.errors import (
    BackupBeforeUpgradeFailed,
    DiskFull,
)
from counter_app.storage.engine import SCHEMA_VERSION, open_migration_engine
from counter_app.storage.migrate import REVISIONS, migrate
from counter_app.storage.still_file import CopyKey
from tests.storage.conftest import KEYS
from tests.storage.test_migrate import SECRET, load_dump

OLD = [version for version in REVISIONS if 0 < version < SCHEMA_VERSION]
KEY = CopyKey(KEYS.key, KEYS.salt, "0" * 16)


class StatementFailed(Exception):
    """Stands for whatever a disk, a driver or a bug may do in the middle."""


def everything(path) -> list[tuple]:
    """Return the whole content of a database: schema, versions, every row of every table."""
    engine = open_migration_engine(path, **SECRET)
    try:
        with engine.connect() as connection:
            run = connection.exec_driver_sql
            schema = run("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
            version = run("PRAGMA user_version").scalar_one()
            assert run("PRAGMA integrity_check").scalar_one() == "ok"
            tables = [
                name
                for name, sql in schema
                if sql and sql.startswith("CREATE TABLE") and not name.startswith("search_")
            ]
            rows = [(name, run(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()) for name in tables]
        return [("version", version), *map(tuple, schema), *rows]
    finally:
        engine.dispose()


@contextmanager
def acting_at(number: int, act):
    """Act before the n-th statement of whatever engine; counts them."""
    seen = [0]

    def before(_connection, _cursor, statement, *_more):
        seen[0] += 1
        if seen[0] == number:
            act()

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", before)


def fail():
    raise StatementFailed


@pytest.fixture(params=OLD)
def old(request, tmp_path):
    path = tmp_path / "old.db"
    load_dump(path, request.param)
    return path


def copied(old, to):
    for suffix in ("", "-wal", "-shm"):
        to.with_name(to.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(old, to)
    return to


@pytest.mark.fault("F21")
def test_a_failure_at_every_statement_and_at_the_commit_leaves_the_old_database(old, tmp_path):
    before = everything(old)
    path = copied(old, tmp_path / "whole.db")
    with acting_at(0, fail) as seen:
        assert migrate(path, **SECRET)
    after, statements = everything(path), seen[0]
    assert after[0] == ("version", SCHEMA_VERSION)
    assert statements > 15, "the shortest step, 3 to 4, has eighteen"

    for number in range(1, statements + 1):
        path = copied(old, tmp_path / "cut.db")
        with acting_at(number, fail), pytest.raises(StatementFailed):
            migrate(path, **SECRET)
        assert everything(path) == before, number

    path = copied(old, tmp_path / "cut.db")

    def refuse(_connection):
        raise StatementFailed

    event.listen(Engine, "commit", refuse)
    try:
        with pytest.raises(StatementFailed):
            migrate(path, **SECRET)
    finally:
        event.remove(Engine, "commit", refuse)
    assert everything(path) == before
    assert migrate(path, **SECRET)
    assert everything(path) == after


@pytest.mark.fault("F21")
@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_kill_at_every_statement_leaves_the_old_database_or_the_new_one(old, tmp_path):
    """A child is killed at each statement in turn; it opens the file itself, after the fork."""
    before = everything(old)
    path = copied(old, tmp_path / "killed.db")
    with acting_at(0, fail) as seen:
        migrate(path, **SECRET)
    after = everything(path)
    kept = 0
    for number in range(1, seen[0] + 2):
        path = copied(old, tmp_path / "killed.db")
        child = os.fork()
        if child == 0:
            with acting_at(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                migrate(path, **SECRET)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found = everything(path)
        assert found in (before, after), number
        kept += found == before
        assert os.WIFSIGNALED(status) or found == after
    assert kept >= seen[0] - 1


@pytest.mark.fault("F21")
def test_a_full_disk_in_the_middle_is_told_as_such_and_changes_nothing(old, tmp_path):
    before = everything(old)
    path = copied(old, tmp_path / "full.db")
    pages = path.stat().st_size // 4096

    def no_more(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Engine, "connect", no_more)
    try:
        with pytest.raises(DiskFull):
            migrate(path, **SECRET)
    finally:
        event.remove(Engine, "connect", no_more)
    assert everything(path) == before


@pytest.mark.fault("F21")
def test_no_backup_no_migration(old, tmp_path):
    before = everything(old)

    def no_room(_schema):
        raise BackupBeforeUpgradeFailed

    with pytest.raises(BackupBeforeUpgradeFailed):
        migrate(old, before=no_room, **SECRET)
    assert everything(old) == before
    asked = []
    assert migrate(old, before=asked.append, **SECRET)
    assert asked == [before[0][1]]
    assert not migrate(old, before=asked.append, **SECRET)
    assert len(asked) == 1, "nothing to leave, nothing to back up"
