"""Notices that the window hangs, and keeps where every thread stood; once a hang.

The window beats.  A thread looks every moment when it last did; after `HANG_S` without a beat the
stacks go to `hang.txt` among the logs: files, lines and names of functions, never a value.  When
the window moves again, a line says for how long it stood.

A library that hangs with the interpreter's lock in its hand stops that thread as well.  So the
thread keeps putting off the interpreter's own watchdog, which needs no lock: it barks only when no
line of Python ran for so long, and then all stacks stand still while it reads them.
"""

from __future__ import annotations

import faulthandler
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from counter_app.runtime.system_clock import CHINA

HANG_S: Final = 5.0
"""A clerk believes the program dead after about as long."""

HANG_FILE: Final = "hang.txt"
FILE_BYTES_MAX: Final = 256 << 10
RECENT: Final = timedelta(days=7)
_LOOKS_A_HANG: Final = 5
_BEGINS: Final = (b"hang at ", b"Timeout (")
"""First words of what the thread writes, and of what the interpreter's watchdog does."""

_log = logging.getLogger(__name__)
Beat = Callable[[], None]


@dataclass(frozen=True, slots=True)
class HangsSeen:
    """What the file tells of hangs.

    Attributes:
        count: Since the file was begun anew.
        last_at: When something was last written; None without a hang.
    """

    count: int = 0
    last_at: datetime | None = None

    def is_recent(self, now: datetime) -> bool:
        """Whether the last one is of these days."""
        return self.last_at is not None and now - self.last_at < RECENT


@contextmanager
def watching_hangs(
    folder: Path, now: Callable[[], datetime], *, hang_s: float = HANG_S
) -> Iterator[Beat]:
    """Watch while this block lasts, from the first beat on.

    Args:
        folder: Of the logs; must exist and take writing.
        now: The wall clock.
        hang_s: Without a beat for so long, the window hangs.

    Yields:
        To be called by the window's thread, several times in `hang_s`.
    """
    path = folder / HANG_FILE
    if path.exists() and path.stat().st_size > FILE_BYTES_MAX:
        path.unlink()
    with path.open("ab", buffering=0) as file:
        watch = _Watch(file, now, hang_s)
        watch.start()
        try:
            yield watch.beat
        finally:
            watch.end()


def hangs_seen(folder: Path) -> HangsSeen:
    """Return what is known of hangs; nothing where there is no file to read."""
    path = folder / HANG_FILE
    try:
        with path.open("rb") as file:
            count = sum(line.startswith(_BEGINS) for line in file)
        if not count:
            return HangsSeen()
        return HangsSeen(count, datetime.fromtimestamp(path.stat().st_mtime, CHINA))
    except OSError:
        return HangsSeen()


class _Watch(threading.Thread):
    def __init__(self, file: IO[bytes], now: Callable[[], datetime], hang_s: float) -> None:
        super().__init__(name="hang-watch", daemon=True)
        self._file = file
        self._now = now
        self._hang_s = hang_s
        self._is_over = threading.Event()
        self._beat_at_s: float | None = None
        self._told_of_s: float | None = None

    def beat(self) -> None:
        """Say that the window's event loop turns."""
        self._beat_at_s = time.monotonic()

    def end(self) -> None:
        """Stop watching, and wait for the thread."""
        self._is_over.set()
        self.join()

    def run(self) -> None:
        """Look until the end."""
        looked_at_s = time.monotonic()
        try:
            while not self._is_over.wait(self._hang_s / _LOOKS_A_HANG):
                faulthandler.dump_traceback_later(2 * self._hang_s, file=self._file)
                now_s = time.monotonic()
                if now_s - looked_at_s > self._hang_s and self._beat_at_s is not None:
                    self.beat()  # The whole machine slept: the window may wake up first.
                self._look(now_s)
                looked_at_s = now_s
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _look(self, now_s: float) -> None:
        beat_at_s, told_of_s = self._beat_at_s, self._told_of_s
        if beat_at_s is None:
            return
        if told_of_s is not None and told_of_s != beat_at_s:
            self._told_of_s = None
            self._write(f"moved again at {self._at()}, after {beat_at_s - told_of_s:.0f} s\n\n")
            _log.warning("the window stood for %.0f s, see %s", beat_at_s - told_of_s, HANG_FILE)
        elif told_of_s is None and now_s - beat_at_s >= self._hang_s:
            self._told_of_s = beat_at_s
            self._write(f"hang at {self._at()}\n")
            faulthandler.dump_traceback(self._file, all_threads=True)

    def _write(self, line: str) -> None:
        with suppress(OSError):  # A full disk stops neither the window nor the watch.
            self._file.write(line.encode("ascii"))

    def _at(self) -> str:
        return self._now().isoformat(timespec="seconds")
