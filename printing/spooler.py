"""One job onto paper, in an order that survives a power cut at any place.

Rendered before the port is opened; `print.sent` is durable before the first byte leaves; what came
of it is a fact of its own.  Failed says that there is certainly no mark on paper; printed says
that the printer took the whole job and was well afterwards; everything else is unknown, and only a
person turns unknown into one of the others.  Nothing is ever sent twice.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
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
    PrinterSilent,
    PrinterUnreachable,
    StorageError,
)
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import PrintJob, PrintState
from counter_app.fault_points import fault_point
from printing.drivers.make_port import make_port
from printing.drivers.port import PrinterPort
from printing.drivers.settings import SerialAddress
from printing.drivers.status import TEXT_HOT, PrinterCondition
from printing.drivers.status_line import AFTER_JOB, BEFORE_JOB, StatusLine
from printing.print_room import Printer, PrintRoom, job_news

_HEAT_LOOK_MS: Final = 2000

TEXT_PRINTING: Final = "正在打印…"
TEXT_NOTHING_TAKEN: Final = "打印机没有接收数据，没有打印"
TEXT_BROKEN_OFF: Final = "打印中途断开，不知道有没有打完"
TEXT_NO_REPORT: Final = "这台打印机不回报结果"
TEXT_NOT_CONFIRMED: Final = "打印机没有确认打完"
TEXT_BUG_BEFORE: Final = "程序内部错误，没有打印，请联系维护人员"
TEXT_BUG_AFTER: Final = "程序内部错误，不知道有没有打完"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPaper:
    """A job as bytes.

    Attributes:
        data: ESC/POS, or a PDF for A4.
        title: Name of the job in queues and files; no personal data.
        height_dots: Paper it moves; 0 where nobody waits for it.
        barrier_offset: Where its barrier begins, None without one.
    """

    data: bytes
    title: str
    height_dots: int = 0
    barrier_offset: int | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: PrintState
    detail: str = ""


class Spooler:
    """Brings the jobs of one printer onto paper, one at a time, on the caller's thread."""

    def __init__(self, printer: Printer, room: PrintRoom) -> None:
        self._printer = printer
        self._room = room
        self._sent: EventId | None = None
        self._unrecorded: deque[tuple[PrintJob, _Outcome]] = deque()

    def print_one(self, job: PrintJob) -> PrintState:
        """Print a job that is intended, and record what came of it.

        Raises:
            StorageError: `print.sent` could not be recorded; nothing was sent, the job waits.
        """
        self._sent = None
        try:
            paper = self._render(job)
        except CounterError as error:
            outcome = _Outcome(PrintState.FAILED, error.advice)
        else:
            with self._printer.lock:
                outcome = self._bring_out(job, paper)
        self._finish(job, outcome)
        return outcome.state

    def give_up(self, job: PrintJob) -> None:
        """After a bug in the middle of a job: record what is certain about its paper."""
        if self._sent == job.job:
            self._finish(job, _Outcome(PrintState.UNKNOWN, TEXT_BUG_AFTER))
        else:
            self._finish(job, _Outcome(PrintState.FAILED, TEXT_BUG_BEFORE))

    def record_left_over(self) -> None:
        """Record outcomes that the disk refused before.

        Raises:
            StorageError: It still does.
        """
        while self._unrecorded:
            job, outcome = self._unrecorded[0]
            self._record(job, _fact(job, outcome))
            self._unrecorded.popleft()

    def look(self) -> None:
        """Ask an idle printer how it is, unless somebody else is using it."""
        if not self._printer.lock.acquire(blocking=False):
            return
        try:
            port = make_port(self._printer.settings, self._printer.profile)
            try:
                port.open("")
                self._show(self._line(port).ask(BEFORE_JOB))
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
        if self._printer.settings.paper == "a4":
            from printing.render_pdf import render_pdf

            return RenderedPaper(data=render_pdf(document, copy_mark=mark).data, title=title)
        from printing.render_escpos import render_escpos

        made = render_escpos(document, self._printer.profile, copy_mark=mark)
        return RenderedPaper(
            data=made.data,
            title=title,
            height_dots=made.height_dots,
            barrier_offset=made.barrier_offset,
        )

    def _bring_out(self, job: PrintJob, paper: RenderedPaper) -> _Outcome:
        port = make_port(self._printer.settings, self._printer.profile)
        try:
            try:
                port.open(paper.title)
            except PrinterUnreachable as error:
                self._tell_printer(Light.FAILED, error.advice)
                return _Outcome(PrintState.FAILED, error.advice)
            line = self._line(port)
            if (trouble := self._trouble_before(line)) is not None:
                return _Outcome(PrintState.FAILED, trouble)
            fault_point("print.before_sent")
            self._record(job, PrintSent(job=job.job, printer=self._printer.settings.name))
            self._sent = job.job
            fault_point("print.after_sent")
            self._tell_job(job, _Outcome(PrintState.SENT, TEXT_PRINTING))
            return self._send(port, line, paper)
        finally:
            port.close()

    def _trouble_before(self, line: StatusLine) -> str | None:
        """Return why nothing may be sent; None if the printer is well or silent."""
        condition = self._ask_past_heat(line, BEFORE_JOB)
        self._show(condition)
        if condition.fault is not None:
            return condition.fault.advice
        if condition.is_hot:
            return TEXT_HOT
        printer = self._printer
        if printer.pending_barriers and printer.habit.answers_barrier:
            limit_ms = self._room.house.limits.barrier_ms
            if not line.pass_old_barriers(printer.pending_barriers, timeout_ms=limit_ms):
                printer.pending_barriers += 1
                return PrinterSilent.advice
            printer.pending_barriers = 0
        return None

    def _send(self, port: PrinterPort, line: StatusLine, paper: RenderedPaper) -> _Outcome:
        line.forget_input()
        limits = self._room.house.limits
        line_ms = self._line_time_ms(len(paper.data))
        taken = port.write(paper.data, timeout_ms=2 * line_ms + limits.write_ms)
        fault_point("print.after_write")
        if taken == 0:
            return _Outcome(PrintState.FAILED, TEXT_NOTHING_TAKEN)
        if paper.barrier_offset is not None and taken > paper.barrier_offset:
            self._printer.pending_barriers += 1
        if taken < len(paper.data):
            return _Outcome(PrintState.UNKNOWN, self._detail_after(line, TEXT_BROKEN_OFF))
        if port.is_proof:
            return _Outcome(PrintState.PRINTED)
        has_barrier = paper.barrier_offset is not None
        if not port.is_two_way or not has_barrier or not self._printer.habit.may_answer_barrier:
            port.finish(timeout_ms=limits.queue_ms if not port.is_two_way else 2 * line_ms + 1000)
            return _Outcome(PrintState.UNKNOWN, TEXT_NO_REPORT)
        paper_ms = self._printer.profile.paper_time_ms(paper.height_dots)
        return self._judge(line, line_ms + paper_ms + limits.barrier_ms)

    def _judge(self, line: StatusLine, barrier_limit_ms: int) -> _Outcome:
        """Wait for the barrier, ask how the printer is, and say what that proves."""
        is_taken = line.wait_for_barrier(barrier_limit_ms)
        condition = self._ask_past_heat(line, AFTER_JOB)
        self._show(condition)
        self._printer.habit.heard_barrier(is_answer=is_taken, is_well=condition.is_well)
        if is_taken:
            self._printer.pending_barriers = 0
        if is_taken and condition.is_well:
            return _Outcome(PrintState.PRINTED)
        if condition.fault is not None:
            return _Outcome(PrintState.UNKNOWN, condition.fault.advice)
        return _Outcome(PrintState.UNKNOWN, TEXT_NOT_CONFIRMED)

    def _detail_after(self, line: StatusLine, otherwise: str) -> str:
        condition = line.ask(AFTER_JOB)
        self._show(condition)
        return condition.fault.advice if condition.fault is not None else otherwise

    def _ask_past_heat(self, line: StatusLine, queries: tuple[int, ...]) -> PrinterCondition:
        """Ask, and ask again while a hot head recovers by itself."""
        end = time.monotonic() + self._room.house.limits.heat_ms / 1000
        while True:
            condition = line.ask(queries)
            is_waiting = condition.is_hot and condition.fault is None and time.monotonic() < end
            if not is_waiting:
                return condition
            self._show(condition)
            look_ms = min(_HEAT_LOOK_MS, self._room.house.limits.heat_ms // 10)
            if self._room.is_stopping.wait(look_ms / 1000):
                return condition

    def _line(self, port: PrinterPort) -> StatusLine:
        limit_ms = self._room.house.limits.query_ms
        if isinstance(self._printer.settings.place, SerialAddress):
            limit_ms += 50  # Question and answer take their time on a slow line.
        return StatusLine(port, self._printer.habit, query_limit_ms=limit_ms)

    def _line_time_ms(self, size_bytes: int) -> int:
        place = self._printer.settings.place
        if not isinstance(place, SerialAddress):
            return 0
        return size_bytes * 10_000 // (place.baud or self._printer.profile.baud)

    def _finish(self, job: PrintJob, outcome: _Outcome) -> None:
        if outcome.state is PrintState.UNKNOWN:
            self._printer.may_hold_paper = True
        elif outcome.state is PrintState.PRINTED:
            self._printer.may_hold_paper = False
        self._tell_printer(self._printer.light, self._printer.text)
        fault_point("print.before_outcome")
        self._unrecorded.append((job, outcome))
        with suppress(StorageError):  # Kept in mind; nothing else prints before it is recorded.
            self.record_left_over()
        self._tell_job(job, outcome)

    def _record(self, job: PrintJob, fact: CaseFact) -> None:
        with self._room.house.unit_of_work(as_system=True) as work:
            work.record(job.case_id, fact)
            work.commit()

    def _show(self, condition: PrinterCondition) -> None:
        self._tell_printer(condition.light, condition.text)

    def _tell_printer(self, light: Light, text: str) -> None:
        if (news := self._printer.changed(light, text)) is not None:
            self._room.tell(news)

    def _tell_job(self, job: PrintJob, outcome: _Outcome) -> None:
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


def _fact(job: PrintJob, outcome: _Outcome) -> CaseFact:
    match outcome.state:
        case PrintState.PRINTED:
            return PrintPrinted(job=job.job)
        case PrintState.FAILED:
            return PrintFailed(job=job.job, detail=outcome.detail)
        case _:
            return PrintUnknown(job=job.job, detail=outcome.detail)
