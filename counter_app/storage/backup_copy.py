"""Copies a database that is in use, and believes the copy only when it was opened and compared.

The copy goes through the driver's backup interface, encrypted to encrypted with the same key,
under a name that nobody takes for a backup; its last step is the rename.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from counter_app.domain.backup import BackupStand
from counter_app.domain.errors import BackupCancelled, BackupDamaged, BackupFailed, DatabaseDamaged
from counter_app.fault_points import fault_point
from counter_app.storage.disk_words import disk_words
from counter_app.storage.driver_errors import (
    SQLITE_CORRUPT,
    SQLITE_FULL,
    SQLITE_NOTADB,
    SQLITE_READONLY,
    code_of,
)
from counter_app.storage.durable_file import sync_folder
from counter_app.storage.engine import BUSY_TIMEOUT_MS, bring_log_in
from counter_app.storage.still_file import CopyKey, read_stand, verified_stand

UNFINISHED: Final = ".part"
PAGES_A_STEP: Final = 512
_BLOCK_BYTES: Final = 1 << 20
_OWNER_ONLY: Final = 0o600


def tell_nobody(done: int, total: int) -> None:
    """Take word of progress that nobody waits for."""
    del done, total


def never() -> bool:
    """Stop nothing."""
    return False


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on while a backup is made.

    Attributes:
        progress: Told (pages done, pages in all) on the thread that copies.
        is_cancelled: Asked between steps.
    """

    progress: Callable[[int, int], None] = tell_nobody
    is_cancelled: Callable[[], bool] = never

    def step(self, done: int, total: int) -> None:
        """Tell how far it is.

        Raises:
            BackupCancelled: Somebody wants it to stop.
        """
        if self.is_cancelled():
            raise BackupCancelled
        self.progress(done, total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy that was opened and found equal.

    Attributes:
        sha256: 64 hex digits, of the whole file.
    """

    stand: BackupStand
    size_bytes: int
    sha256: str


def copy_database(
    source: Path,
    target: Path,
    key: CopyKey,
    *,
    watch: Watch | None = None,
    before_naming: Callable[[Copied], None] | None = None,
) -> Copied:
    """Copy a database, in use or not, to a name that is not taken.

    Args:
        source: Of this or an older schema.
        target: Gets its name last, when the copy was verified and lies on the disk.
        key: Of the source; the copy has the same.
        watch: Progress, and whether to stop.
        before_naming: Called with what is known of the copy before it gets its name.

    Raises:
        BackupFailed: The medium did not take it; or something of that name is there.
        BackupCancelled: Somebody stopped it.  Nothing is left of it in either case.
        DatabaseDamaged: The source itself cannot be read to its end.
    """
    watch = watch or Watch()
    part = target.with_name(target.name + UNFINISHED)
    if target.exists():
        raise BackupFailed(f"{target.name} 已经存在，请换一个文件名")
    try:
        with _failures(), _unfinished(part):
            _make_own(part)
            expected = _copy(source, part, key, watch)
            fault_point("backup.before_verify")
            copied = _verified(part, expected, key)
            if before_naming is not None:
                before_naming(copied)
            fault_point("backup.before_naming")
            part.replace(target)
            sync_folder(target.parent)
    except BackupDamaged as error:
        # The driver copies a damaged page as zeros, without a word.
        with _failures():
            _require_sound(source, key)
        raise BackupFailed("写下的内容读不回来，请换一个 U 盘或磁盘") from error
    return copied


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _copy(source: Path, part: Path, key: CopyKey, watch: Watch) -> BackupStand:
    """Copy one state of the source; returns how far that state had come."""
    if not source.exists():
        raise DatabaseDamaged(source.name)

    def step(_status: int, remaining: int, total: int) -> None:
        watch.step(total - remaining, total)

    with _connected(source, key) as reading, _connected(part, key) as writing:
        reading.execute("PRAGMA query_only = ON")
        reading.execute("BEGIN")  # One state, however much is saved meanwhile.
        expected = read_stand(reading, key.device)
        writing.execute("PRAGMA synchronous = OFF")  # The whole file is synced at its end.
        reading.backup(writing, pages=PAGES_A_STEP, progress=step)
        reading.execute("ROLLBACK")
        # The journal's mode came with the pages; a backup is one file, readable where none
        # can be made.
        writing.execute("PRAGMA journal_mode = DELETE")
    return expected


def _verified(part: Path, expected: BackupStand, key: CopyKey) -> Copied:
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    stand = verified_stand(part, key)
    if stand != expected:
        raise BackupDamaged(part.name)
    return Copied(stand=stand, size_bytes=part.stat().st_size, sha256=sha256_of(part))


def _require_sound(source: Path, key: CopyKey) -> None:
    """Look at every page of the source; raises DatabaseDamaged."""
    with _connected(source, key) as connection:
        connection.execute("PRAGMA query_only = ON")
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
        if bring_log_in(connection):
            found += [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    if damage := [line for line in found if line != "ok"]:
        raise DatabaseDamaged(damage[0])


@contextmanager
def _connected(path: Path, key: CopyKey) -> Iterator[Any]:
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute(key.statement)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        yield connection
    finally:
        connection.close()


def _make_own(part: Path) -> None:
    """Make the file before the driver does: readable by its owner only."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))


@contextmanager
def _unfinished(part: Path) -> Iterator[None]:
    """Leave nothing of a copy that did not come to its end."""
    try:
        yield
    finally:
        for path in (part, part.with_name(part.name + "-journal")):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


@contextmanager
def _failures() -> Iterator[None]:
    """Say in words why a medium did not take a copy."""
    try:
        yield
    except dbapi2.Error as error:
        code = code_of(error)
        if code in {SQLITE_CORRUPT, SQLITE_NOTADB}:
            raise DatabaseDamaged(str(error)) from error
        words = {SQLITE_FULL: "磁盘已满", SQLITE_READONLY: "写保护，写不进去"}
        raise BackupFailed(words.get(code, "写不进去，磁盘或 U 盘可能已被拔出")) from error
    except OSError as error:
        raise BackupFailed(f"写不进去：{disk_words(error)}") from error
