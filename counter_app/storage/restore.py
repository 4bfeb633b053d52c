"""Puts a backup in the database's place; what was there is set aside, never deleted.

    counter.db.restoring-20261122T173000     the verified copy, while the places are changed
    set-aside/20261122T173000/               counter.db, -wal, -shm and tail/ as they were

The copy under its `restoring` name is the decision: a program that was cut off while changing
places goes on with it at its next start.  Before it, everything is as it was; after it, the new
generation (`generations.py`) says that the past was restored.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from counter_app.domain.backup import BackupStand
from counter_app.domain.errors import BackupDamaged, RestoreRefused
from counter_app.fault_points import fault_point
from counter_app.storage.backup_copy import UNFINISHED, Watch
from counter_app.storage.disk_words import disk_words
from counter_app.storage.durable_file import fail_of, sync_folder
from counter_app.storage.still_file import CopyKey, verified_stand

SET_ASIDE: Final = "set-aside"
TAIL: Final = "tail"
DATABASE_FILES: Final = ("counter.db", "counter.db-wal", "counter.db-shm")
_STAGED: Final = re.compile(r"counter\.db\.restoring-(\d{8}T\d{6})")
_TIME: Final = "%Y%m%dT%H%M%S"
_OWNER_ONLY: Final = 0o700
_BLOCK_BYTES: Final = 1 << 20


def stage(
    backup: Path, profile: Path, key: CopyKey, at: datetime, watch: Watch | None = None
) -> BackupStand:
    """Copy a backup into the profile and open it there; nothing else has changed yet.

    Args:
        backup: Verified or not; it is verified here.
        profile: The folder with `counter.db`.
        key: Of both.
        at: Names the folder where the present files will lie.
        watch: Who looks on.

    Raises:
        BackupDamaged, BackupForeign: It cannot be restored.
        BackupCancelled, DiskFull, DiskReadOnly: Nothing was changed.
    """
    watch = watch or Watch()
    staged = profile / f"counter.db.restoring-{at:{_TIME}}"
    part = staged.with_name(staged.name + UNFINISHED)
    try:
        _copy(backup, part, watch)
        stand = verified_stand(part, key)
        fault_point("restore.before_decision")
        part.replace(staged)
        sync_folder(profile)
    except OSError as error:
        if not backup.exists():
            raise BackupDamaged(f"{backup.name}：{disk_words(error)}") from error
        raise fail_of(error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return stand


def finish_restore(profile: Path) -> Path | None:
    """Change places, if a restore was decided on; safe to repeat after a cut anywhere.

    Returns:
        Where the former files lie now; None if nothing had been decided.

    Raises:
        DiskFull, DiskReadOnly: It is as far as it came; the next start goes on.
    """
    decided = sorted(path for path in profile.glob("counter.db.restoring-*"))
    staged = [path for path in decided if _STAGED.fullmatch(path.name)]
    if not staged:
        return None
    newest, *others = staged[::-1]
    match = _STAGED.fullmatch(newest.name)
    assert match is not None
    aside = profile / SET_ASIDE / match[1]
    try:
        move_aside([profile / name for name in DATABASE_FILES], aside)
        move_aside(others, aside)
        fault_point("restore.between_places")
        newest.replace(profile / DATABASE_FILES[0])
        sync_folder(profile)
    except OSError as error:
        raise fail_of(error) from error
    return aside


def is_decided(profile: Path) -> bool:
    """Whether a restore was cut off after its decision: the next opening goes on with it."""
    return any(_STAGED.fullmatch(path.name) for path in profile.glob("counter.db.restoring-*"))


def move_aside(paths: Sequence[Path], aside: Path) -> list[Path]:
    """Move files into a folder under their own names; nothing there is ever written over.

    Returns:
        Where those lie now that were there.
    """
    moved = []
    for path in paths:
        if not path.exists():
            continue
        aside.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        target = _free(aside, path.name)
        os.rename(path, target)  # noqa: PTH104 - the same volume; a copy would not be the file
        moved.append(target)
    if moved:
        sync_folder(aside)
        sync_folder(aside.parent)
    return moved


def set_tails_aside(folders: Sequence[Path], at: datetime) -> list[Path]:
    """Keep the second copies of what waited: the restored database knows nothing of them.

    They may hold the only copy of what the backup lacks, and are sealed to the county.

    Returns:
        Where they lie now; a folder that is not there is left out.
    """
    moved: list[Path] = []
    for folder in folders:
        with contextlib.suppress(OSError):
            bundles = sorted(folder.glob("*-tail-*"))
            moved += move_aside(bundles, folder / f"kept-{at:{_TIME}}")
    return moved


def latest_aside(profile: Path) -> Path | None:
    """Return where the files of the last restore lie; None if there was none."""
    folder = profile / SET_ASIDE
    return max(folder.iterdir(), default=None) if folder.is_dir() else None


def require_room(backup: Path, profile: Path, free_bytes: int) -> None:
    """See that a copy of the backup fits beside what is there.

    Raises:
        RestoreRefused: It does not, or there is no such file; nothing was changed.
    """
    try:
        needed = backup.stat().st_size
    except OSError as error:
        raise RestoreRefused(f"{backup}：{disk_words(error)}") from error
    if not backup.is_file():
        raise RestoreRefused(f"{backup} 不是文件")
    if needed > free_bytes:
        mib = (needed - free_bytes >> 20) + 1
        raise RestoreRefused(f"{profile} 所在的磁盘还差 {mib} MB，原来的数据不能删，请清理其他文件")


def _copy(backup: Path, part: Path, watch: Watch) -> None:
    part.unlink(missing_ok=True)
    size = backup.stat().st_size
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with backup.open("rb") as reading, os.fdopen(handle, "wb") as writing:
        while block := reading.read(_BLOCK_BYTES):
            writing.write(block)
            watch.step(writing.tell(), size)
        writing.flush()
        os.fsync(writing.fileno())


def _free(folder: Path, name: str) -> Path:
    path, again = folder / name, 1
    while path.exists():
        path, again = folder / f"{name}.{again}", again + 1
    return path
