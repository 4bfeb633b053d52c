"""A copy of the county's database, and the way back to one.

A restore takes the county back to what it knew then, and says so: it draws a new epoch, so that
every counter gives again what the county has lost.  What it replaced is kept aside.  The signing
key is not part of a backup.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select, update

from counter_app.domain.errors import CounterError, SettingsInvalid, UnreadableFile
from sync.server import postgres_backup, security_log
from sync.server.engine import (
    HEAD_ID,
    Database,
    database_file,
    open_database,
    postgres_url,
)
from sync.server.private_file import make_private
from sync.server.schema import ledger_head
from sync.server.system_clock import CHINA, NowMs, system_now_ms
from sync.server.writer_lock import WriterLock

RESTORED: Final = "county-restored"
"""Kind of the security event that a restore leaves."""

_SQLITE_BEGINS: Final = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What a database holds.

    Attributes:
        last_sequence: Events have sequences from 1 to this one.
    """

    epoch: str
    last_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did.

    Attributes:
        kept_aside: Where the replaced database is: a file, or a schema's name; "" when there
            was none.
        in_backup: As it stood in the backup; its epoch is history.
        epoch: The new one.
    """

    kept_aside: str
    in_backup: Stand
    epoch: str


def back_up(url: str, file: Path) -> Stand:
    """Write a copy of the database to a new file, while the county may be running.

    The copy is opened and checked before it gets its name.

    Raises:
        SettingsInvalid: The file exists, or PostgreSQL's programs are not installed.
        UnreadableFile: The database cannot be read, or the copy cannot be written or is bad.
    """
    if file.exists():
        raise SettingsInvalid(f"{file} exists already")
    part = file.with_name(file.name + ".part")
    source = database_file(url)
    try:
        part.unlink(missing_ok=True)
        make_private(part)
        if source is None:
            stand = _stand_of(url)
            postgres_backup.dump(postgres_url(url), part)
        else:
            _copy(_existing(source), part)
            stand = _checked(part)
        _sync_file(part)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise UnreadableFile(f"{file}: {type(error).__name__}") from error
    finally:
        part.unlink(missing_ok=True)
    return stand


def restore(url: str, file: Path, *, now_ms: NowMs = system_now_ms) -> Restored:
    """Put a backup in the database's place, with a new epoch; the county may be running.

    Whoever asks the county meanwhile sees the old or the new state, never one in between.

    Raises:
        SettingsInvalid: PostgreSQL's programs are not installed.
        UnreadableFile: The backup is none, is damaged, or cannot be put in place.
    """
    target = database_file(url)
    if target is None:
        epoch, kept_aside = postgres_backup.restore(
            postgres_url(url), file, at_ms=now_ms(), kind=RESTORED
        )
        stand = _stand_of(url)  # Opening it brings an older schema up to date.
        in_backup = Stand(epoch="", last_sequence=stand.last_sequence)
        return Restored(kept_aside=kept_aside, in_backup=in_backup, epoch=epoch)
    in_backup = _checked(file)
    try:
        with _prepared(file, target.parent, now_ms) as (prepared, epoch):
            kept_aside = _put_in_place(prepared, target, now_ms())
    except (OSError, sqlite3.Error) as error:
        raise UnreadableFile(f"{target}: {type(error).__name__}") from error
    return Restored(kept_aside=kept_aside, in_backup=in_backup, epoch=epoch)


@contextmanager
def _prepared(file: Path, folder: Path, now_ms: NowMs) -> Iterator[tuple[Path, str]]:
    """Make a copy of a backup beside the target: present schema, new epoch, security event."""
    with tempfile.TemporaryDirectory(prefix="county-restore-", dir=folder) as made:
        copy = Path(made) / "county.db"
        _copy(file, copy)
        database = open_database(str(copy))
        try:
            epoch = _begin_anew(database, now_ms())
        finally:
            database.close()
        yield copy, epoch


def _begin_anew(database: Database, at_ms: int) -> str:
    epoch = database.draw_epoch()
    with database.writing() as connection:
        connection.execute(
            update(ledger_head).where(ledger_head.c.id == HEAD_ID).values(epoch=epoch)
        )
        security_log.note(connection, RESTORED, security_log.ANY_DEVICE, at_ms=at_ms)
    return epoch


def _put_in_place(prepared: Path, target: Path, at_ms: int) -> str:
    """Replace the database's content in one transaction; one that cannot be read is moved away."""
    if not target.exists():
        prepared.replace(target)
        return ""
    aside = _free_name(target, at_ms)
    with WriterLock(target).held():
        journal = _copied_journal(target, aside)
        try:
            _copy(target, aside)
            _checked(aside)
        except (sqlite3.Error, CounterError):
            target.replace(aside)
            _beside(target, "-wal").unlink(missing_ok=True)
            _beside(target, "-shm").unlink(missing_ok=True)
            prepared.replace(target)
            return str(aside)
        if journal is not None:
            journal.unlink()
        _copy(prepared, target)
    return str(aside)


def _copied_journal(target: Path, aside: Path) -> Path | None:
    """Copy what may hold the last events: SQLite drops it when the database is damaged."""
    journal = _beside(target, "-wal")
    if not journal.exists():
        return None
    kept = _beside(aside, "-wal.copy")
    make_private(kept)
    shutil.copyfile(journal, kept)
    return kept


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _free_name(target: Path, at_ms: int) -> Path:
    moment = datetime.fromtimestamp(at_ms / 1000, CHINA).strftime("%Y%m%d-%H%M%S")
    aside = target.with_name(f"{target.name}.replaced-{moment}")
    number = 1
    while aside.exists():
        number += 1
        aside = target.with_name(f"{target.name}.replaced-{moment}-{number}")
    return aside


def _copy(source: Path, target: Path) -> None:
    """Copy a database page by page in one transaction, as of one moment."""
    make_private(target)
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        there.execute("PRAGMA synchronous = FULL")
        here.backup(there)


def _checked(file: Path) -> Stand:
    """Open a copy as the county would, and look at every page of it.

    Raises:
        UnreadableFile: It is no database of a county, or is damaged.
    """
    try:
        with _existing(file).open("rb") as opened:
            is_database = opened.read(len(_SQLITE_BEGINS)) == _SQLITE_BEGINS
        if not is_database:
            raise UnreadableFile(f"{file} is no backup of a county")
        with closing(sqlite3.connect(file)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            epoch, last = connection.execute(
                "SELECT epoch, last_sequence FROM ledger_head"
            ).fetchone()
            (largest,) = connection.execute("SELECT MAX(server_sequence) FROM events").fetchone()
    except (OSError, sqlite3.Error, TypeError) as error:
        raise UnreadableFile(f"{file}: {type(error).__name__}") from error
    if found != "ok" or (largest or 0) > last:
        raise UnreadableFile(f"{file} is damaged")
    return Stand(epoch=epoch, last_sequence=last)


def _stand_of(url: str) -> Stand:
    database = open_database(url)
    try:
        with database.reading() as connection:
            row = connection.execute(select(ledger_head.c.epoch, ledger_head.c.last_sequence)).one()
    finally:
        database.close()
    return Stand(epoch=row.epoch, last_sequence=row.last_sequence)


def _existing(file: Path) -> Path:
    """Return a file that is there: sqlite3 would make one that is not."""
    if not file.is_file():
        raise UnreadableFile(f"{file} is not there")
    return file


def _sync_file(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
