"""The thread of one printer: wakes up, prints what waits, looks after the printer, sleeps."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb

from counter_app.domain.errors import CounterError
from counter_app.domain.print_job import PrintJob
from printing.print_room import Printer, PrintRoom, job_news
from printing.spooler import Spooler

_log = logging.getLogger(__name__)


class PrintWorker:
    """Owns one printer; everything that touches its port happens on this thread."""

    def __init__(self, printer: Printer, room: PrintRoom) -> None:
        self.printer = printer
        self._room = room
        self._spooler = Spooler(printer, room)
        self._wake = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"printer-{printer.settings.name}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """Wake the thread; returns at once."""
        self._wake.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread to end after the room was told to stop; returns whether it did."""
        self._wake.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        may_look = self.printer.settings.may_be_asked_when_idle
        idle_s = self._room.house.limits.idle_ms / 1000
        while not self._room.is_stopping.is_set():
            self._wake.clear()
            self._guarded(self._print_all)
            if may_look and not self._wake.is_set() and not self._room.is_stopping.is_set():
                self._guarded(self._spooler.look)
            self._wake.wait(idle_s)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except CounterError as error:  # The disk; what was printed is kept in mind and retried.
            _log.info("printer thread: %s", error.code)
        except Exception as error:  # noqa: BLE001  # A thread's top: the other jobs must go on.
            self._bug(error)
            if self._spooler.give_up():
                self._wake.set()

    def _print_all(self) -> None:
        self._spooler.tell_changes()
        while not self._room.is_stopping.is_set():
            self._spooler.record_left_over()
            job = self._room.house.queue.next_job(self.printer.settings.forms)
            if job is None:
                return
            self._print(job)

    def _print(self, job: PrintJob) -> None:
        try:
            self._spooler.print_one(job)
        except CounterError as error:  # Nothing was sent; the job waits for the next nudge.
            self._room.tell(job_news(job, error.advice))
            raise

    def _bug(self, error: Exception) -> None:
        # Only the kind and the place: the text of an exception may hold personal data.
        places = [f"{Path(at.filename).name}:{at.lineno}" for at in extract_tb(error.__traceback__)]
        _log.error("printer thread: %s at %s", type(error).__name__, " > ".join(places))
        self._room.house.report_bug(error)
