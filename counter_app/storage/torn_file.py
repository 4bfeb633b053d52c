"""Reads what can still be read of a database file with damaged pages; it is only read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from counter_app.storage.still_file import CopyKey, open_still

REOPENED_MAX: Final = 2_000
"""A connection that met one damaged page reads nothing any more; how often another is opened."""


class TornFile:
    """Reads a file page by page; a damaged one costs its rows and no others."""

    def __init__(self, path: Path, key: CopyKey) -> None:
        self._path = path
        self._key = key
        self._opened: Any = None
        self._connection: Any = None
        self._left = REOPENED_MAX

    @property
    def failures(self) -> int:
        """How many questions met a page that cannot be read."""
        return REOPENED_MAX - self._left

    def one(self, statement: str, *values: object) -> Any:
        """Return one row; None when there is none or it cannot be read."""
        return next(iter(self.many(statement, *values)), None)

    def many(self, statement: str, *values: object) -> list[Any]:
        """Return as many rows as can be read."""
        rows: list[Any] = []
        if self._left <= 0:
            return rows
        try:
            for row in self._connected().execute(statement, values):
                rows.append(row)  # noqa: PERF402 - those before a damaged page count
        except dbapi2.Error:
            self._left -= 1
            self.close()
        return rows

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        if self._opened is not None:
            with suppress(dbapi2.Error):
                self._opened.__exit__(None, None, None)
        self._opened = self._connection = None

    def _connected(self) -> Any:
        if self._connection is None:
            self._opened = open_still(self._path, self._key)
            self._connection = self._opened.__enter__()
        return self._connection
