"""Files instead of paper: A4 PDFs in a folder, and jobs as bytes for support."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from counter_app.domain.errors import PrinterUnreachable

_NOT_IN_NAMES: Final = re.compile(r"[^\w（）()-]+")
_NAME_MAX: Final = 60


class FolderPort:
    """A folder where each job becomes one file; written beside, synced, then renamed."""

    is_two_way = False

    def __init__(self, folder: Path, *, suffix: str, is_proof: bool) -> None:
        """Prepare the folder; it is made when a job comes.

        Args:
            folder: Where the files go.
            suffix: ".pdf" or ".escpos".
            is_proof: Whether a file on disk is the paper itself.
        """
        self._folder = folder
        self._suffix = suffix
        self.is_proof = is_proof
        self._path: Path | None = None

    def open(self, title: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PrinterUnreachable(f"{self._folder}: {error.strerror}") from error
        if not os.access(self._folder, os.W_OK):
            raise PrinterUnreachable(f"{self._folder}: may not be written")
        name = _NOT_IN_NAMES.sub("-", title).strip("-")[:_NAME_MAX] or "job"
        self._path = self._folder / f"{name}-{secrets.token_hex(4)}{self._suffix}"

    def write(self, data: bytes, *, timeout_ms: int) -> int:  # noqa: ARG002  # A disk is quick.
        """Write the whole file or none: a half one is removed and 0 returned."""
        assert self._path is not None, "the port is not open"
        part = self._path.with_suffix(".part")
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
            _sync_folder(self._folder)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return len(data) - 1 if self._path.exists() else 0
        return len(data)

    def read(self, *, timeout_ms: int) -> bytes:  # noqa: ARG002  # Nothing ever comes.
        return b""

    def finish(self, *, timeout_ms: int) -> None:
        """Nothing is on its way: the file is on the disk."""

    def close(self) -> None:
        self._path = None


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder for syncing; the rename is journalled.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
