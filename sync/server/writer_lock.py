"""One writer at a time on an SQLite file, for all threads of all processes of the county.

SQLite lets a second writer poll with growing sleeps, and may leave one to starve.  Here writers
queue at a lock that the system hands on, and `BEGIN IMMEDIATE` never has to wait.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SUFFIX: Final = ".lock"


class WriterLock:
    """Held by whoever writes; other programs that open the file still meet SQLite's own lock.

    The lock file beside the database is empty and stays: to delete it would let two in.  Where
    the system has no `flock` (Windows), threads queue and processes poll as SQLite does.
    """

    def __init__(self, database_file: Path | None) -> None:
        self._threads = threading.Lock()
        self._path: Path | None = None
        if database_file is not None and sys.platform != "win32":
            self._path = database_file.with_name(database_file.name + SUFFIX)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock while this block runs; it is free again when its holder dies."""
        with self._threads, self._alone():
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if sys.platform == "win32" or self._path is None:
            yield
            return
        import fcntl

        with self._path.open("ab") as file:  # Closing it gives the lock back.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
