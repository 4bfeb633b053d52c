"""Small files that are either the old one or the new one, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from counter_app.domain.errors import DiskFull, DiskReadOnly, StorageError
from counter_app.storage.disk_words import disk_words

_OWNER_ONLY = 0o600


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another, readable by its owner only, and wait for the disk.

    Raises:
        DiskFull, DiskReadOnly: The old file is still the old file.
    """
    new = path.with_name(path.name + ".new")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise fail_of(error) from error


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; Windows does this by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fail_of(error: OSError) -> StorageError:
    """Return what an error of the disk means: no room, or no writing."""
    kind = (
        DiskFull
        if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
        else DiskReadOnly
    )
    return kind(disk_words(error))
