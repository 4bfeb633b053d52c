"""One paper over one open port: may it start, was it taken, and what does that prove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from counter_app.domain.errors import PrinterSilent
from counter_app.domain.print_job import PrintState
from counter_app.fault_points import fault_point
from printing.drivers.port import PrinterPort
from printing.drivers.settings import SerialAddress
from printing.drivers.status import TEXT_HOT, PrinterCondition
from printing.drivers.status_line import AFTER_JOB, BEFORE_JOB, StatusLine
from printing.print_room import Printer, PrintRoom

_HEAT_LOOK_MS: Final = 2000
_LAST_BITS_MS: Final = 1000

TEXT_NOTHING_TAKEN: Final = "打印机没有接收数据，没有打印"
TEXT_BROKEN_OFF: Final = "打印中途断开，不知道有没有打完"
TEXT_NO_REPORT: Final = "这台打印机不回报结果"
TEXT_NOT_CONFIRMED: Final = "打印机没有确认打完"


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
class Outcome:
    """What came of a job: failed, printed or unknown, and why in the clerk's words."""

    state: PrintState
    detail: str = ""


class Delivery:
    """A conversation with the printer, from the first question to the proof."""

    def __init__(
        self,
        port: PrinterPort,
        printer: Printer,
        room: PrintRoom,
        *,
        told: Callable[[PrinterCondition], None],
    ) -> None:
        """Begin over a port that is open.

        Args:
            port: Open; whoever opened it closes it.
            printer: What is known of the printer; learnt to be more.
            room: How long things may take.
            told: Called with each condition the printer reports.
        """
        self._port = port
        self._printer = printer
        self._room = room
        self._limits = room.house.limits
        self._told = told
        self._line = status_line(port, printer, room)

    def trouble_before(self) -> str | None:
        """Return why nothing may be sent; None if the printer is well or silent."""
        condition = self._ask_past_heat(BEFORE_JOB)
        self._told(condition)
        if condition.fault is not None:
            return condition.fault.advice
        if condition.is_hot:
            return TEXT_HOT
        if not self._has_worked_off_the_last_job():
            return PrinterSilent.advice
        return None

    def _has_worked_off_the_last_job(self) -> bool:
        """After a job that ended unknown, see that its rest cannot swallow the next one's head.

        A printer that was cut off within a picture takes what comes next for the rest of it, the
        reprint mark too, and it may still answer for a job that it kept through a paper change.
        """
        printer = self._printer
        if not printer.must_prove_itself or not printer.habit.answers_barrier:
            return True
        limit_ms = self._limits.barrier_ms
        if self._line.pass_old_barriers(printer.pending_barriers, timeout_ms=limit_ms):
            printer.pending_barriers = 0
            printer.must_prove_itself = False
            return True
        printer.pending_barriers += 1
        return False

    def send(self, paper: RenderedPaper) -> Outcome:
        """Send a paper, once, and find out what became of it.

        `print.sent` must be durable; whatever happens here, the same job is never sent again.
        """
        self._line.forget_input()
        line_ms = self._line_time_ms(len(paper.data))
        taken = self._port.write(paper.data, timeout_ms=2 * line_ms + self._limits.write_ms)
        fault_point("print.after_write")
        if taken == 0:
            return Outcome(PrintState.FAILED, TEXT_NOTHING_TAKEN)
        if paper.barrier_offset is not None and taken > paper.barrier_offset:
            self._printer.pending_barriers += 1
        if taken < len(paper.data):
            return Outcome(PrintState.UNKNOWN, self._detail_after(TEXT_BROKEN_OFF))
        if self._port.is_proof:
            return Outcome(PrintState.PRINTED)
        has_barrier = paper.barrier_offset is not None
        if not self._port.is_two_way:
            self._port.finish(timeout_ms=self._limits.queue_ms)
            return Outcome(PrintState.UNKNOWN, TEXT_NO_REPORT)
        if not has_barrier or not self._printer.habit.may_answer_barrier:
            self._port.finish(timeout_ms=2 * line_ms + _LAST_BITS_MS)
            return Outcome(PrintState.UNKNOWN, TEXT_NO_REPORT)
        paper_ms = self._printer.profile.paper_time_ms(paper.height_dots)
        return self._judge(line_ms + paper_ms + self._limits.barrier_ms)

    def _judge(self, barrier_limit_ms: int) -> Outcome:
        """Wait for the barrier, ask how the printer is, and say what that proves."""
        is_taken = self._line.wait_for_barrier(barrier_limit_ms)
        condition = self._ask_past_heat(AFTER_JOB)
        self._told(condition)
        self._printer.habit.heard_barrier(is_answer=is_taken, is_well=condition.is_well)
        if is_taken:
            self._printer.pending_barriers = 0
        if is_taken and condition.is_well:
            return Outcome(PrintState.PRINTED)
        if condition.fault is not None:
            return Outcome(PrintState.UNKNOWN, condition.fault.advice)
        return Outcome(PrintState.UNKNOWN, TEXT_NOT_CONFIRMED)

    def _detail_after(self, otherwise: str) -> str:
        condition = self._line.ask(AFTER_JOB)
        self._told(condition)
        return condition.fault.advice if condition.fault is not None else otherwise

    def _ask_past_heat(self, queries: tuple[int, ...]) -> PrinterCondition:
        """Ask, and ask again while a hot head recovers by itself."""
        end_ms = self._room.now_ms() + self._limits.heat_ms
        while True:
            condition = self._line.ask(queries)
            is_waiting = (
                condition.is_hot and condition.fault is None and self._room.now_ms() < end_ms
            )
            if not is_waiting:
                return condition
            self._told(condition)
            look_ms = min(_HEAT_LOOK_MS, self._limits.heat_ms // 10)
            if self._room.is_stopping.wait(look_ms / 1000):
                return condition

    def _line_time_ms(self, size_bytes: int) -> int:
        place = self._printer.settings.place
        if not isinstance(place, SerialAddress):
            return 0
        return size_bytes * 10_000 // (place.baud or self._printer.profile.baud)


def status_line(port: PrinterPort, printer: Printer, room: PrintRoom) -> StatusLine:
    """Return the questions and answers over an open port."""
    limit_ms = room.house.limits.query_ms
    if isinstance(printer.settings.place, SerialAddress):
        limit_ms += 50  # Question and answer take their time on a slow line.
    return StatusLine(port, printer.habit, query_limit_ms=limit_ms, now_ms=room.now_ms)
