"""The sealed files of cases beside backups: `files/ab/abcd…`, each once for all backups there.

They are named by their content and sealed by themselves, so they are copied as they are, only
those that are not there yet, and each is opened where it arrived.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from counter_app.domain.attachment import is_file_name
from counter_app.domain.errors import AttachmentDamaged, AttachmentOnTheWay
from counter_app.storage.attachment_files import SealedFiles
from counter_app.storage.backup_copy import UNFINISHED, Watch
from counter_app.storage.durable_file import sync_folder

FOLDER: Final = "files"
_HAS_FILES: Final = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'attachments'"
_NAMED: Final = "SELECT DISTINCT sha256 FROM attachments ORDER BY sha256"
_OWNER_ONLY: Final = 0o700


def names_in(connection: object) -> tuple[str, ...]:
    """Return which files the events of a database name; none where it is too old for files."""
    execute = getattr(connection, "execute")  # noqa: B009 - the driver has no types
    if execute(_HAS_FILES).fetchone() is None:
        return ()
    return tuple(str(name) for (name,) in execute(_NAMED) if is_file_name(str(name)))


def carry(
    names: Iterable[str], source: Path, target: Path, data_key: bytes, watch: Watch
) -> tuple[str, ...]:
    """Copy sealed files from one folder to another; returns those that are whole there now.

    What is not at the source, or damaged there, is left out; so is what the target does not take.
    On the same volume a file gets a second name instead: it is never written in place.

    Raises:
        BackupCancelled: Somebody stopped it.
    """
    there = SealedFiles(target, data_key)
    carried = []
    wanted = list(names)
    for done, name in enumerate(wanted):
        watch.step(done, len(wanted))
        with contextlib.suppress(OSError, AttachmentDamaged, AttachmentOnTheWay):
            _carry(_place(source, name), _place(target, name))
            there.read(name)
            carried.append(name)
    return tuple(carried)


def sweep(folder: Path, named: Iterable[str]) -> int:
    """Remove files that none of the remaining backups names; returns how many.

    A folder that leads elsewhere is left alone, as is what bears no name of ours: whoever gives
    somebody a stick chooses what lies on it.
    """
    kept = frozenset(named)
    swept = 0
    for path in _all(folder):
        if path.name not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
                swept += 1
    return swept


def _carry(source: Path, target: Path) -> None:
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    part = target.with_name(target.name + UNFINISHED)
    part.unlink(missing_ok=True)
    try:
        try:
            os.link(source, part)
        except OSError:  # Another volume, or one without second names.
            shutil.copyfile(source, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _place(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def _all(folder: Path) -> Iterator[Path]:
    """Yield the sealed files of a folder, and copies of some that did not come to their end."""
    if not _is_own_folder(folder):
        return
    for part in filter(_is_own_folder, sorted(folder.iterdir())):
        for path in sorted(part.iterdir()):
            name = path.name.removesuffix(UNFINISHED)
            if is_file_name(name) and name.startswith(part.name):
                yield path


def _is_own_folder(path: Path) -> bool:
    """Whether a folder lies where it seems to: no link, and on Windows no junction."""
    is_junction = getattr(path.lstat(), "st_reparse_tag", 0) if path.is_dir() else 0
    return path.is_dir() and not path.is_symlink() and not is_junction
