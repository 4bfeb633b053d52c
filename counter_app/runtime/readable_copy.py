"""A file of a case handed to another program, so that nothing readable reaches the disk.

On Linux the bytes lie in memory under a name that only this process has: `/proc/PID/fd/N`.  They
end with the process, however it ends.  Where there is no such thing (Windows, old kernels) nothing
is handed over unless the settings allow a plain file until the screen is locked; that file is
overwritten before it is removed, which a flash disk may not honour.

The Windows branch was never run there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from enum import Enum
from pathlib import Path
from typing import Final

from counter_app.domain.errors import DiskFull, DiskReadOnly, PdfNotOpened, StorageError

_OWNER_ONLY: Final = 0o600
_ANONYMOUS_NAME: Final = "attachment"
_BLOCK_BYTES: Final = 1 << 20


class HandOver(Enum):
    """How a PDF may be handed to the reader program of the system."""

    ANONYMOUS = "anonymous"
    FILE = "file"
    NEVER = "never"


class ReadableCopies:
    """Readable copies of sealed files, for other programs, until the screen is locked."""

    def __init__(self, folder: Path, hand_over: HandOver) -> None:
        """Take the folder for plain files; what an earlier run left in it goes at once."""
        self._folder = folder
        self._hand_over = hand_over
        self._anonymous: dict[str, int] = {}
        self.forget()

    def lay_down(self, sha256: str, content: bytes, suffix: str) -> Path:
        """Return where another program can read a file; again gives the same place.

        Raises:
            PdfNotOpened: Nothing may be laid down here, or it would have to touch the disk.
            DiskFull, DiskReadOnly: There is no room for a plain file.
        """
        if self._hand_over is HandOver.NEVER:
            raise PdfNotOpened
        if self._hand_over is HandOver.FILE:
            return self._plain(self._folder / f"{sha256[:16]}{suffix}", content)
        handle = self._anonymous.get(sha256)
        if handle is None:
            handle = self._anonymous[sha256] = _anonymous(content)
        return Path(f"/proc/{os.getpid()}/fd/{handle}")

    def forget(self) -> None:
        """Remove every copy; what another program has read it keeps until it is closed."""
        for handle in self._anonymous.values():
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
            os.close(handle)
        self._anonymous.clear()
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                with contextlib.suppress(OSError):
                    _overwrite(path)
            shutil.rmtree(self._folder, ignore_errors=True)

    def _plain(self, path: Path, content: bytes) -> Path:
        try:
            if path.exists():  # It may be open in another program.
                return path
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except OSError as error:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise _fail_of(error) from error
        return path


def _anonymous(content: bytes) -> int:
    """Return the handle of a file that has a name in memory alone.

    Raises:
        PdfNotOpened: This system has no such files.
    """
    if not hasattr(os, "memfd_create"):
        raise PdfNotOpened("no anonymous files here")
    try:
        handle = os.memfd_create(_ANONYMOUS_NAME, os.MFD_CLOEXEC)
        with open(handle, "wb", closefd=False) as file:
            file.write(content)
    except OSError as error:
        raise PdfNotOpened(error.strerror or "") from error
    return handle


def _overwrite(path: Path) -> None:
    """Write noughts over a file, in place, and wait for the disk."""
    if path.is_symlink() or not path.is_file():
        return
    left = path.stat().st_size
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK_BYTES)))
        file.flush()
        os.fsync(file.fileno())


def _fail_of(error: OSError) -> StorageError:
    return DiskFull() if error.errno == errno.ENOSPC else DiskReadOnly()
