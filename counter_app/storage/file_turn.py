"""One program at a time changes a small file: the operating system's lock on a file beside it.

The lock ends with the process, however that dies.  The Windows branch has never been run.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from counter_app.storage.durable_file import fail_of


@contextlib.contextmanager
def file_turn(path: Path) -> Iterator[None]:
    """Wait until nobody else has the lock, and hold it; made for milliseconds.

    Raises:
        DiskFull, DiskReadOnly: The lock file cannot be made.
    """
    try:
        handle = _opened(path)
    except OSError as error:
        raise fail_of(error) from error
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    """Open the lock file; on a disk that takes no writing, one that is there can be held too."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if error.errno != errno.EROFS:
            raise
        return os.open(path, os.O_RDONLY)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        while True:
            with contextlib.suppress(OSError):  # It gives up after ten seconds.
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
