"""The printers of this counter as the window sees them: which form goes where, and the news."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from counter_app.domain.case_event import PrintSettled
from counter_app.domain.desk_news import PrinterNews, PrintNews
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import FormId, PrintJob, PrintState
from printing.delivery import Outcome
from printing.document import Document
from printing.drivers.settings import (
    NetworkAddress,
    PrinterSettings,
    SimulatedAddress,
    check_printers,
)
from printing.drivers.virtual import VirtualPrinter
from printing.print_room import Printer, PrintHouse, PrintRoom, job_news
from printing.print_worker import PrintWorker
from printing.profiles import PrinterProfile, profile, profile_for_paper

TEXT_NO_PRINTER: Final = "没有可用的打印机，请在设置中为这种文书指定打印机；办件已保存，可稍后打印"

TEXT_NO_PRINTER_HERE: Final = "没有可用的打印机，请在设置中添加打印机"

_STOP_LIMIT_S: Final = 10.0
_NO_PROFILE_PAPER: Final = "80"  # A PDF has none; limits and status need some.


class CounterPrinters:
    """Implements `ports.PrintDesk` over one thread a printer.

    Use as a context manager, or call `start` and `stop`.
    """

    def __init__(self, printers: Sequence[PrinterSettings], house: PrintHouse) -> None:
        """Take the settings in; nothing is opened and no thread runs yet.

        Raises:
            SettingsInvalid: Two printers have one name or one form, or a profile is wrong.
        """
        check_printers(tuple(printers))
        self._settings = tuple(printers)
        self._house = house
        self._profiles = {one.name: _profile_of(one, house.profiles) for one in printers}
        self._subscribers: list[Callable[[PrinterNews | PrintNews], None]] = []
        self._room = PrintRoom(house=house, tell=self._tell)
        self._workers: list[PrintWorker] = []
        self._lonely = _LonelyForms(self._room, frozenset(FormId) - self._forms_taken())
        self._simulated = ExitStack()
        self.virtual_printers: dict[str, VirtualPrinter] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Close what an earlier run left over, then start the printer threads.

        Jobs sent in an earlier run become unknown, intended ones wait for a key: after a restart
        nothing prints by itself.
        """
        self._house.queue.close_left_over_jobs()
        locks: dict[str, threading.Lock] = {}
        for settings in self._settings:
            profile_here = self._profiles[settings.name]
            running = self._with_virtual(settings, profile_here)
            lock = locks.setdefault(_physical_place(running), threading.Lock())
            printer = Printer(running, profile_here, lock)
            worker = PrintWorker(printer, self._room)
            self._workers.append(worker)
        for worker in self._workers:
            worker.start()
        self._lonely.start()

    def stop(self, *, timeout_s: float = _STOP_LIMIT_S) -> bool:
        """Let each printer finish its job and end the threads.

        Returns:
            Whether all ended in time; a job still under way becomes unknown at the next start.
        """
        self._room.is_stopping.set()
        ended = [worker.join(timeout_s) for worker in self._workers]
        ended.append(self._lonely.join(timeout_s))
        self._simulated.close()
        return all(ended)

    def nudge(self) -> None:
        """Tell the printer threads that a job was committed; returns at once."""
        for worker in self._workers:
            worker.nudge()
        self._lonely.nudge()

    def settle(self, job: EventId, *, came_out: bool) -> None:
        """Record the clerk's answer to 出纸了吗？; does nothing for a job that is not unknown.

        Raises:
            NotSignedIn: Only a person can know.
            StorageError: The answer could not be recorded.
        """
        for open_job in self._house.queue.open_jobs():
            if open_job.job == job and open_job.state is PrintState.UNKNOWN:
                with self._house.unit_of_work() as work:
                    work.record(open_job.case_id, PrintSettled(job=job, came_out=came_out))
                    work.commit()
                self._tell(replace(job_news(open_job, "", PrintState.UNKNOWN), came_out=came_out))
                if came_out:  # What is out cannot come later; what is not, still can.
                    self._no_longer_doubtful(job)

    def print_test_page(self, printer: str, printed_at: datetime) -> Outcome:
        """Print the test page of one printer, past the queue; takes as long as the printer does."""
        from printing.test_page import print_test_page

        (worker,) = (one for one in self._workers if one.printer.settings.name == printer)
        return print_test_page(worker.printer, self._room, printed_at=printed_at)

    def print_loose(self, form: FormId, document_for: Callable[[str], Document]) -> Outcome:
        """Print a paper that belongs to no case, past the queue; takes as long as the printer.

        Args:
            form: Chooses the printer.
            document_for: Makes the document for a paper: "58", "80" or "a4".

        Raises:
            FormDataInvalid: The document does not fit on that paper.
        """
        from printing.loose_paper import print_loose, rendered

        takers = (one.printer for one in self._workers if form in one.printer.settings.forms)
        printer = next(takers, None)
        if printer is None:
            return Outcome(PrintState.FAILED, TEXT_NO_PRINTER_HERE)
        document = document_for(printer.settings.paper)
        return print_loose(printer, self._room, rendered(document, printer))

    def _no_longer_doubtful(self, job: EventId) -> None:
        for worker in self._workers:
            worker.printer.doubtful.discard(job)
            worker.nudge()

    def statuses(self) -> Sequence[PrinterNews]:
        """Return what was last told of each printer, in the order of the settings."""
        return [worker.printer.news for worker in self._workers]

    def subscribe(self, told: Callable[[PrinterNews | PrintNews], None]) -> None:
        """Call `told` on a printer thread at each change."""
        self._subscribers.append(told)

    def _tell(self, news: PrinterNews | PrintNews) -> None:
        for told in tuple(self._subscribers):
            told(news)

    def _forms_taken(self) -> frozenset[FormId]:
        return frozenset(form for printer in self._settings for form in printer.forms)

    def _with_virtual(self, settings: PrinterSettings, model: PrinterProfile) -> PrinterSettings:
        """Start the simulated printer that the settings ask for and give it its address."""
        if not isinstance(settings.place, SimulatedAddress):
            return settings
        virtual = self._simulated.enter_context(VirtualPrinter(model, is_paced=True))
        self.virtual_printers[settings.name] = virtual
        return replace(settings, address=virtual.address)


class _LonelyForms:
    """Says once for each waiting job that no printer takes its form."""

    def __init__(self, room: PrintRoom, forms: frozenset[FormId]) -> None:
        self._room = room
        self._forms = forms
        self._told: set[EventId] = set()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer-none", daemon=True)

    def start(self) -> None:
        if self._forms:
            self._thread.start()

    def nudge(self) -> None:
        self._wake.set()

    def join(self, timeout_s: float) -> bool:
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._room.is_stopping.is_set():
            self._wake.clear()
            for job in self._jobs_of_this_run():
                if job.job not in self._told:
                    self._told.add(job.job)
                    self._room.tell(job_news(job, TEXT_NO_PRINTER))
            self._wake.wait()

    def _jobs_of_this_run(self) -> list[PrintJob]:
        first = self._room.house.queue.next_job(self._forms)
        if first is None:
            return []
        return [
            job
            for job in self._room.house.queue.open_jobs()
            if job.form in self._forms and job.state is PrintState.INTENDED and job.run == first.run
        ]


def _profile_of(settings: PrinterSettings, folder: Path | None) -> PrinterProfile:
    if settings.profile:
        return profile(settings.profile, folder)
    return profile_for_paper(_NO_PROFILE_PAPER if settings.paper == "a4" else settings.paper)


def _physical_place(settings: PrinterSettings) -> str:
    """Return one name for one thing of metal, however its address is written."""
    place = settings.place
    if isinstance(place, NetworkAddress):
        return f"tcp {place.host.lower()} {place.port}"
    return f"{settings.address.partition('?')[0]}"
