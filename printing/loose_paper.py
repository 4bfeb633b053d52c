"""Papers that are no fact of any case, such as a guide or the test page: printed at once.

They go past the queue, while no paper of a case is under way.  Nothing of them is recorded, so
what came of one is only told to who asked for it.
"""

from __future__ import annotations

from typing import Final

from counter_app.domain.desk_news import Light
from counter_app.domain.errors import PrinterUnreachable
from counter_app.domain.print_job import PrintState
from printing.delivery import Delivery, Outcome, RenderedPaper
from printing.document import Document
from printing.drivers.status import PrinterCondition
from printing.print_room import Printer, PrintRoom

TEXT_BUSY: Final = "打印机正在打印，请稍后再试"
BUSY_LIMIT_S: Final = 5.0


def rendered(
    document: Document, printer: Printer, *, copy_mark: str | None = None
) -> RenderedPaper:
    """Return a document as the bytes of one printer.

    Raises:
        FormDataInvalid: Something in it does not fit on this paper.
    """
    if printer.settings.paper == "a4":
        from printing.render_pdf import render_pdf

        sheet = render_pdf(document, copy_mark=copy_mark)
        return RenderedPaper(data=sheet.data, title=document.title)
    from printing.render_escpos import render_escpos

    strip = render_escpos(document, printer.profile, copy_mark=copy_mark)
    return RenderedPaper(
        data=strip.data,
        title=document.title,
        height_dots=strip.height_dots,
        barrier_offset=strip.barrier_offset,
    )


def print_loose(
    printer: Printer, room: PrintRoom, paper: RenderedPaper, *, busy_limit_s: float = BUSY_LIMIT_S
) -> Outcome:
    """Print a paper at once and wait for what comes of it.

    Call it on a thread that may wait: a printer takes seconds, a silent one longer.

    Returns:
        Failed when certainly nothing came out, printed when the printer said so, else unknown.
    """
    if not printer.lock.acquire(timeout=busy_limit_s):
        return Outcome(PrintState.FAILED, TEXT_BUSY)
    try:
        return _bring_out(printer, room, paper)
    finally:
        printer.lock.release()


def _bring_out(printer: Printer, room: PrintRoom, paper: RenderedPaper) -> Outcome:
    def show(condition: PrinterCondition) -> None:
        _tell(printer, room, condition.light, condition.text)

    port = room.make_port(printer.settings, printer.profile)
    try:
        port.open(paper.title)
        delivery = Delivery(port, printer, room, told=show)
        if (trouble := delivery.trouble_before()) is not None:
            return Outcome(PrintState.FAILED, trouble)
        outcome = delivery.send(paper)
    except PrinterUnreachable as error:
        _tell(printer, room, Light.FAILED, error.advice)
        return Outcome(PrintState.FAILED, error.advice)
    finally:
        port.close()
    if outcome.state is PrintState.UNKNOWN:  # Its rest may swallow the head of the next paper.
        printer.must_prove_itself = True
    return outcome


def _tell(printer: Printer, room: PrintRoom, light: Light, text: str) -> None:
    if (news := printer.changed(light, text)) is not None:
        room.tell(news)
