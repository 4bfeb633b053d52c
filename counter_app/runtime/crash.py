"""What happens when the program meets its own mistake: a report, and a word to the clerk.

An expected failure never comes here; it is told to the clerk where it happens.  The report holds
code positions and versions, never a value, so it may be sent to the county as it is.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from counter_app.runtime.traceback_text import safe_traceback

REPORTS_MAX: Final = 20
FAULT_FILE: Final = "fault.txt"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One crash, as the dialog shows it.

    Attributes:
        name: Short name to be read out over the telephone, for example `1102-0930-7F3A`.
        thread: Name of the thread that broke.
        path: The report file, or None if it could not be written.
    """

    name: str
    thread: str
    path: Path | None


class CrashReporter:
    """Writes a report for every exception that nobody expected, and hands it on."""

    def __init__(
        self,
        folder: Path,
        on_crash: Callable[[CrashReport], None],
        *,
        now: Callable[[], datetime],
        version: str,
    ) -> None:
        """Join the parts; nothing is hooked yet.

        Args:
            folder: Where reports go; the newest `REPORTS_MAX` are kept.
            on_crash: Called on the thread that broke; a window must queue it to its own.
            now: The wall clock.
            version: Of this program, for the report.
        """
        self._folder = folder
        self._on_crash = on_crash
        self._now = now
        self._version = version
        self._is_reporting = threading.local()

    def report(self, error: BaseException, *, thread: str | None = None) -> CrashReport | None:
        """Write a report and hand it on; the user interface's own hook calls this too.

        Returns:
            The report, or None when the dialog of another report broke in turn.
        """
        if getattr(self._is_reporting, "now", False):
            return None
        self._is_reporting.now = True
        try:
            report = self._write(error, thread or threading.current_thread().name)
            _log.critical("crash %s", report.name, exc_info=error)
            self._on_crash(report)
        finally:
            self._is_reporting.now = False
        return report

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """Report whatever reaches the top of the main or of any other thread in this block."""
        main_before, thread_before = sys.excepthook, threading.excepthook

        def on_main(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            if isinstance(error, KeyboardInterrupt):
                main_before(kind, error, trace)
            else:
                self.report(error)

        def on_thread(args: threading.ExceptHookArgs) -> None:
            if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
                self.report(args.exc_value, thread=args.thread.name if args.thread else None)

        sys.excepthook, threading.excepthook = on_main, on_thread
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = main_before, thread_before

    def _write(self, error: BaseException, thread: str) -> CrashReport:
        at = self._now()
        name = f"{at:%m%d-%H%M}-{secrets.token_hex(2).upper()}"
        text = (
            f"report {name}\nat {at.isoformat(timespec='seconds')}\nprogram {self._version}\n"
            f"python {platform.python_version()}\nsystem {platform.platform()}\n"
            f"thread {thread}\n\n{safe_traceback(error)}"
        )
        path = self._folder / f"crash-{at:%Y%m%d-%H%M%S}-{name[-4:]}.txt"
        try:
            path.write_text(text, encoding="utf-8", errors="replace")
            self._drop_old_reports()
        except OSError:
            return CrashReport(name, thread, path=None)
        return CrashReport(name, thread, path)

    def _drop_old_reports(self) -> None:
        for old in sorted(self._folder.glob("crash-*.txt"))[:-REPORTS_MAX]:
            old.unlink(missing_ok=True)


@contextmanager
def hard_crashes_to(folder: Path) -> Iterator[Path]:
    """Keep where every thread stood when the process dies below Python (Qt, a driver).

    Yields:
        The file; it holds code positions only, and grows by one entry a crash.
    """
    path = folder / FAULT_FILE
    with path.open("a", encoding="utf-8") as file:
        faulthandler.enable(file, all_threads=True)
        try:
            yield path
        finally:
            faulthandler.disable()
