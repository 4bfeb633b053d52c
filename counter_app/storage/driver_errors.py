"""What the driver's errors mean for the clerk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlcipher3 import dbapi2

from counter_app.domain.errors import (
    AlreadyRunning,
    CommitUnknown,
    DatabaseDamaged,
    DiskFull,
    DiskReadOnly,
    StorageError,
    WrongKey,
)

_PRIMARY: Final = 0xFF  # The low byte of an extended result code is the plain one.
SQLITE_BUSY: Final = 5
SQLITE_READONLY: Final = 8
SQLITE_IOERR: Final = 10
SQLITE_CORRUPT: Final = 11
SQLITE_FULL: Final = 13
SQLITE_CANTOPEN: Final = 14
SQLITE_NOTADB: Final = 26

_MEANINGS: Final[dict[int, type[StorageError]]] = {
    # Inside this program writers take turns, so it is another one that holds the database.
    SQLITE_BUSY: AlreadyRunning,
    SQLITE_READONLY: DiskReadOnly,
    SQLITE_IOERR: CommitUnknown,
    SQLITE_CORRUPT: DatabaseDamaged,
    SQLITE_FULL: DiskFull,
    SQLITE_CANTOPEN: DatabaseDamaged,
    SQLITE_NOTADB: WrongKey,
}


def code_of(error: BaseException) -> int:
    """Return SQLite's primary result code of a driver error; 0 when there is none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & _PRIMARY


def meaning_of(error: BaseException) -> StorageError | None:
    """Return the expected failure that a driver error stands for; None if it is a bug.

    The driver's words name tables and files, never values, so they may be kept.
    """
    meaning = _MEANINGS.get(code_of(error))
    return None if meaning is None else meaning(str(error))


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's environment errors into ours; a bug passes as it is."""
    try:
        yield
    except dbapi2.Error as error:
        meaning = meaning_of(error)
        if meaning is None:
            raise
        raise meaning from error
