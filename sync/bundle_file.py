"""Bundles on a stick: written so that half of one never counts, read so that nothing on it is run.

Sticks lie: they say that bytes are written which are only in their memory.  So the file gets its
name last, the system's own copy of it is dropped, and it is read again and compared.
What the system cannot be made to forget (the stick's own memory, a driver that caches in spite of
being told not to) is not proven by this: only taking the stick out and putting it in again is.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from counter_app.domain.errors import BundleInvalid, MediumFault, UnreadableFile
from sync.bundle import FILE_BYTES_MAX, SUFFIX, Sink

PART_SUFFIX: Final = ".part"
_PIECE_BYTES: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})

Fill = Callable[[Sink], str]
"""Writes a bundle and returns the SHA-256 of what it wrote, 64 hex digits."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was read again and found to be what was written."""

    path: Path
    sha256: str
    size_bytes: int


def write_bundle(
    folder: Path, name: str, fill: Fill, *, before_naming: Callable[[str], None]
) -> Written:
    """Write a bundle into a folder and read it again.

    Args:
        folder: On the stick.
        name: Of the file; ends in `.tcbundle`.
        fill: Writes it.
        before_naming: Called with the hash when every byte is written, before the file gets its
            name: the place to make a note that outlives a crash.

    Raises:
        MediumFault: The stick is full, gone, read-only, or gives other bytes back.  No file of
            this name is left, as far as the stick still answers.
    """
    assert name.endswith(SUFFIX)
    part, path = folder / (name + PART_SUFFIX), folder / name
    try:
        sha256 = _fill(part, fill)
        before_naming(sha256)
        part.replace(path)
        _sync_folder(folder)
        found, size_bytes = _read_again(path)
    except OSError as error:
        _remove(part, path)
        raise _fault(error) from error
    except BaseException:  # Cancelled, or the database failed: nothing of it may count.
        _remove(part, path)
        raise
    if found != sha256:
        _remove(path)
        raise MediumFault("U 盘读出的内容与写入的不同")
    return Written(path, sha256, size_bytes)


@contextmanager
def read_bundle(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Copy a bundle off the stick, at most as long as one may be, and lend the copy.

    The copy is a nameless file of this machine, as sealed as the bundle itself; whoever pulls the
    stick meanwhile changes nothing.

    Raises:
        UnreadableFile: There is none, or the stick was pulled.
        BundleInvalid: It is longer than any bundle.
    """
    with tempfile.TemporaryFile() as copy:
        try:
            size = _copy(path, copy)
        except OSError as error:
            raise UnreadableFile(error.strerror or type(error).__name__) from error
        yield copy, size


def bundles_in(folder: Path) -> list[Path]:
    """Return the bundles in a folder, newest first; no other file is even looked at."""
    try:
        found = [path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file()]
        return sorted(found, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    except OSError:
        return []


def _copy(path: Path, copy: BinaryIO) -> int:
    if not path.is_file():  # A folder, a pipe, a device: nothing that could keep us waiting.
        raise FileNotFoundError(errno.ENOENT, "没有这个文件")
    size = 0
    with path.open("rb") as source:
        if os.fstat(source.fileno()).st_size > FILE_BYTES_MAX:
            raise BundleInvalid("longer than any bundle")
        while piece := source.read(_PIECE_BYTES):
            size += len(piece)
            if size > FILE_BYTES_MAX:
                raise BundleInvalid("longer than any bundle")
            copy.write(piece)
    copy.seek(0)
    return size


def _fill(part: Path, fill: Fill) -> str:
    with part.open("wb") as file:
        sha256 = fill(file)
        file.flush()
        os.fsync(file.fileno())
    return sha256


def _read_again(path: Path) -> tuple[str, int]:
    """Hash a file after the system was asked to forget what it holds of it in memory."""
    hashed, size = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):  # Windows has nothing like it.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(_PIECE_BYTES):
            hashed.update(piece)
            size += len(piece)
    return hashed.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    """Wait until the stick has the new name; on Windows the rename itself has to do."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _fault(error: OSError) -> MediumFault:
    if error.errno in _FULL:
        return MediumFault("U 盘空间不够")
    return MediumFault(error.strerror or type(error).__name__)
