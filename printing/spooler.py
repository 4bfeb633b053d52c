"""One job onto paper, in an order that survives a power cut at any place.

Rendered before the port is opened; `print.sent` is durable before the first byte leaves; what came
of it is a fact of its own.  Failed says that there is certainly no mark on paper; printed says
that the printer took the whole job and was well afterwards; everything else is unknown, and only a
person turns unknown into one of the others.  Nothing is ever sent twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_event import (
    CaseEvent,
    CaseFact,
    PrintFailed,
    PrintPrinted,
    PrintSent,
    PrintUnknown,
)
from counter_app.domain.case_fold import fold
from counter_app.domain.desk_news import Light
from counter_app.domain.errors import (
    CounterError,
    PrinterUnreachable,
    StorageError,
)
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import PrintJob, PrintState
from counter_app.fault_points import fault_point
from printing.delivery import Delivery, Outcome, RenderedPaper, status_line
from printing.drivers.status import PrinterCondition
from printing.drivers.status_line import BEFORE_JOB
from printing.loose_paper import rendered
from printing.print_room import Printer, PrintRoom, job_news

TEXT_PRINTING: Final = "正在打印…"
TEXT_BUG_BEFORE: Final = "程序内部错误，没有打印，请联系维护人员"
TEXT_BUG_AFTER: Final = "程序内部错误，不知道有没有打完"


class Spooler:
    """Brings the jobs of one printer onto paper, one at a time, on the caller's thread."""

    def __init__(self, printer: Printer, room: PrintRoom) -> None:
        self._printer = printer
        self._room = room
        self._under_way: PrintJob | None = None
        self._is_sent = False
        self._unrecorded: deque[tuple[PrintJob, Outcome]] = deque()

    def print_one(self, job: PrintJob) -> PrintState:
        """Print a job that is intended, and record what came of it.

        Raises:
            StorageError: `print.sent` could not be recorded; nothing was sent, the job waits.
        """
        self._under_way, self._is_sent = job, False
        try:
            paper = self._render(job)
        except CounterError as error:
            outcome = Outcome(PrintState.FAILED, error.advice)
        else:
            with self._printer.lock:
                outcome = self._bring_out(job, paper)
        self._finish(job, outcome)
        return outcome.state

    def give_up(self) -> bool:
        """After a bug: record what is certain about the paper that was under way, if one was."""
        if self._under_way is None:
            return False
        outcome = Outcome(PrintState.FAILED, TEXT_BUG_BEFORE)
        if self._is_sent:
            outcome = Outcome(PrintState.UNKNOWN, TEXT_BUG_AFTER)
        self._finish(self._under_way, outcome)
        return True

    def record_left_over(self) -> None:
        """Record outcomes that the disk refused before.

        Raises:
            StorageError: It still does.
        """
        while self._unrecorded:
            job, outcome = self._unrecorded[0]
            self._record(job, _fact(job, outcome))
            self._unrecorded.popleft()

    def tell_changes(self) -> None:
        """Tell how the printer is if that is no longer what was told."""
        self._tell_printer(self._printer.light, self._printer.text)

    def look(self) -> None:
        """Ask an idle printer how it is, unless somebody else is using it."""
        if not self._printer.lock.acquire(blocking=False):
            return
        try:
            port = self._room.make_port(self._printer.settings, self._printer.profile)
            try:
                port.open("")
                line = status_line(port, self._printer, self._room)
                self._show(line.ask(BEFORE_JOB))
            finally:
                port.close()
        except PrinterUnreachable as error:
            self._tell_printer(Light.FAILED, error.advice)
        finally:
            self._printer.lock.release()

    def _render(self, job: PrintJob) -> RenderedPaper:
        with self._room.house.unit_of_work(as_system=True) as work:
            case = case_as_of(work.events_of(job.case_id), job.job)
        document = self._room.house.document_for(job, case)
        mark = copy_mark(job.copy_number)
        title = f"{job.form.value} {job.document_number} {job.copy_number}"
        return replace(rendered(document, self._printer, copy_mark=mark), title=title)

    def _bring_out(self, job: PrintJob, paper: RenderedPaper) -> Outcome:
        port = self._room.make_port(self._printer.settings, self._printer.profile)
        try:
            try:
                port.open(paper.title)
            except PrinterUnreachable as error:
                self._tell_printer(Light.FAILED, error.advice)
                return Outcome(PrintState.FAILED, error.advice)
            delivery = Delivery(port, self._printer, self._room, told=self._show)
            if (trouble := delivery.trouble_before()) is not None:
                return Outcome(PrintState.FAILED, trouble)
            fault_point("print.before_sent")
            self._record(job, PrintSent(job=job.job, printer=self._printer.settings.name))
            self._is_sent = True
            fault_point("print.after_sent")
            self._tell_job(job, Outcome(PrintState.SENT, TEXT_PRINTING))
            return delivery.send(paper)
        finally:
            port.close()

    def _finish(self, job: PrintJob, outcome: Outcome) -> None:
        if outcome.state is PrintState.UNKNOWN:
            self._printer.doubtful.add(job.job)
            self._printer.must_prove_itself = True
        elif outcome.state is PrintState.PRINTED:
            self._printer.doubtful.clear()
            self._printer.must_prove_itself = False
        self.tell_changes()
        fault_point("print.before_outcome")
        self._unrecorded.append((job, outcome))
        self._under_way = None
        with suppress(StorageError):  # Kept in mind; nothing else prints before it is recorded.
            self.record_left_over()
        self._tell_job(job, outcome)

    def _record(self, job: PrintJob, fact: CaseFact) -> None:
        with self._room.house.unit_of_work(as_system=True) as work:
            work.record(job.case_id, fact)
            work.commit()

    def _show(self, condition: PrinterCondition) -> None:
        if condition.is_known or not self._printer.is_folder_of_sheets:
            self._tell_printer(condition.light, condition.text)

    def _tell_printer(self, light: Light, text: str) -> None:
        if (news := self._printer.changed(light, text)) is not None:
            self._room.tell(news)

    def _tell_job(self, job: PrintJob, outcome: Outcome) -> None:
        self._room.tell(job_news(job, outcome.detail, outcome.state))


def copy_mark(copy_number: int) -> str | None:
    """Return the words over a copy, 补打 第n次; None for the only unmarked one."""
    return None if copy_number == 1 else f"补打 第{copy_number - 1}次"


def case_as_of(events: Iterable[CaseEvent], job: EventId) -> Case:
    """Return the case as it stood when a print was intended: a paper does not know the future."""
    known: list[CaseEvent] = []
    for event in events:
        known.append(event)
        if event.event_id == job:
            break
    case = fold(known)
    assert case is not None, "a print was intended for a case without an intake"
    return case


def _fact(job: PrintJob, outcome: Outcome) -> CaseFact:
    match outcome.state:
        case PrintState.PRINTED:
            return PrintPrinted(job=job.job)
        case PrintState.FAILED:
            return PrintFailed(job=job.job, detail=outcome.detail)
        case _:
            return PrintUnknown(job=job.job, detail=outcome.detail)
