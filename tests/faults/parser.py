"""Something that reads what a stranger wrote, as the fuzzer sees it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from counter_app.domain.errors import CounterError

RAM = Path("/dev/shm")
Read = Callable[[bytes], object]


@dataclass(frozen=True)
class Parser:
    """Something that reads what a stranger wrote.

    Attributes:
        fault: Of the table.
        samples: Inputs that it takes.
        read: Reads one input to its end.
        expected: What may come out instead, and nothing else.
        share: How many of a commit's inputs it gets: 1, unless reading one takes so long that
            three minutes would not do.  In the pieces of a release it gets them all.
    """

    fault: str
    samples: Callable[[], list[bytes]]
    read: Read
    expected: tuple[type[Exception], ...] = (CounterError, ValueError)
    share: float = 1.0


def any_of(
    *reads: Read, expected: tuple[type[Exception], ...] = (CounterError, ValueError)
) -> Read:
    """Have several read each input; it is taken when one of them takes it."""

    def read(content: bytes) -> object:
        refused: Exception | None = None
        taken = False
        for each in reads:
            try:
                each(content)
                taken = True
            except expected as error:
                refused = error
        if refused is not None and not taken:
            raise refused
        return taken

    return read


def as_text(read: Callable[[str], object]) -> Read:
    """Have somebody type it, or a scanner: whatever the bytes are, they come as text."""
    return lambda content: read(content.decode("utf-8", "replace"))


def in_file(name: str, read: Callable[[Path], Any]) -> Read:
    """Put each input into a file of that name, in a folder of the process, and read that."""

    @cache
    def opened() -> tuple[Path, int]:
        path = folder() / name
        return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def reads(content: bytes) -> object:
        path, file = opened()
        os.ftruncate(file, 0)
        os.pwrite(file, content, 0)
        return read(path)

    return reads


@cache
def folder() -> Path:
    """Return a folder in memory that goes with the process."""
    place = tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None)
    _KEPT.append(place)
    return Path(place.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
