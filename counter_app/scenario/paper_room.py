"""The printer of a scenario: the real spooler, its bytes, and a printer without a wire."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Final

from counter_app.bootstrap.printers import paper_context
from counter_app.bootstrap.profile import OpenProfile
from counter_app.domain.case import Case
from counter_app.domain.desk_news import PrinterNews, PrintNews
from counter_app.domain.errors import ScenarioInvalid
from counter_app.domain.ids import EventId
from counter_app.domain.practice import mark_of
from counter_app.domain.print_job import FormId, PrintJob, PrintState
from printing.document import Document
from printing.drivers.settings import PrinterSettings
from printing.drivers.virtual_engine import VirtualEngine
from printing.drivers.virtual_faults import VirtualFaults
from printing.drivers.virtual_mechanism import ROLL_DOTS
from printing.forms.from_case import PaperCopy, form_data
from printing.forms.registry import lay_out
from printing.print_room import Printer, PrintHouse, PrintLimits, PrintRoom
from printing.profiles import profile as printer_profile
from printing.spooler import Spooler

PAPER: Final = "80"
_QUESTION_BYTES_MAX: Final = 8
"""Status questions are a few bytes; every paper is longer."""

_MODEL: Final = "epson-180dpi-80"
_CUT: Final = re.compile(r"cut-after-([0-9]{1,6})-bytes")


class EnginePort:
    """A port onto a simulated printer; time passes only where an answer does not come.

    Attributes:
        falls_silent: From the first byte of a paper on, the printer answers nothing.
    """

    is_two_way = True
    is_proof = False

    def __init__(self, engine: VirtualEngine) -> None:
        self._engine = engine
        self._waited_ms = 0
        self.falls_silent = False

    def now_ms(self) -> int:
        """Return milliseconds spent waiting."""
        return self._waited_ms

    def open(self, title: str) -> None:
        del title
        self._engine.answers()

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        del timeout_ms
        if self.falls_silent and len(data) > _QUESTION_BYTES_MAX:
            self._engine.arm(VirtualFaults(is_silent=True))
        for taken in range(len(data)):
            if self._engine.is_dead:
                return taken
            self._engine.take(data[taken : taken + 1])
        self._engine.run()
        return len(data)

    def read(self, *, timeout_ms: int) -> bytes:
        said = self._engine.answers()
        self._waited_ms += 0 if said else timeout_ms
        return said

    def finish(self, *, timeout_ms: int) -> None:
        self._waited_ms += timeout_ms

    def close(self) -> None:
        """Keep nothing."""


class PaperRoom:
    """Brings papers out at once; a fault lasts for one paper."""

    def __init__(self, profile: OpenProfile) -> None:
        self._queue = profile.store.print_queue
        self._context = paper_context(profile)
        self._mark = mark_of(profile.settings.counter)
        self.bugs: list[Exception] = []
        model = printer_profile(_MODEL).learnt(buffer_bytes=65_536, speed_mm_s=500)
        self._engine = VirtualEngine(model)
        port = self._port = EnginePort(self._engine)
        house = PrintHouse(
            queue=self._queue,
            unit_of_work=profile.store.unit_of_work,
            document_for=self._document,
            report_bug=self.bugs.append,
            limits=PrintLimits(),
        )
        room = PrintRoom(
            house=house, tell=_tell_nobody, make_port=lambda _, __: port, now_ms=port.now_ms
        )
        settings = PrinterSettings(
            name="练习打印机",
            address="tcp://127.0.0.1:9",
            profile=_MODEL,
            forms=frozenset(FormId),
            paper=PAPER,
        )
        self._spooler = Spooler(Printer(settings, model, threading.Lock()), room)

    def bring_out(self, job: EventId, fault: str) -> PrintState:
        """Print one job that was intended a moment ago.

        Args:
            job: Its id.
            fault: As the scenario calls it; "" for none.  See `faults_of`.
        """
        self._mend()
        self._engine.arm(faults_of(fault))
        self._port.falls_silent = fault == "silent"
        self._engine.is_cover_open = fault == "cover-open"
        self._engine.mechanism.paper_left_dots = 0 if fault == "paper-out" else ROLL_DOTS
        self._engine.is_dead = fault == "cut-after-0-bytes"
        waiting = next(each for each in self._queue.open_jobs() if each.job == job)
        return self._spooler.print_one(waiting)

    @property
    def sheets(self) -> list[str]:
        """The text of every paper that came out, oldest first."""
        return ["\n".join(sheet.lines) for sheet in self._engine.mechanism.sheets]

    def _mend(self) -> None:
        """Put in paper, close the cover, switch on: somebody saw to it since the last paper."""
        self._engine.power_on()
        self._engine.refill()

    def _document(self, job: PrintJob, case: Case) -> Document:
        printed = next(document for document in case.documents if document.job == job.job)
        copy = PaperCopy(job.copy_number, job.job)
        data = form_data(job.form, case, self._context, printed_at=printed.intended_at, copy=copy)
        document = lay_out(job.form, data, paper=PAPER)
        return replace(document, watermark=self._mark)


def faults_of(fault: str) -> VirtualFaults:
    """Return what a printer fault of a scenario does to the printer.

    Raises:
        ScenarioInvalid: There is no such fault.
    """
    cut = _CUT.fullmatch(fault)
    if cut is not None:
        return VirtualFaults(dead_after=int(cut.group(1)))
    if fault in {"", "paper-out", "cover-open", "silent"}:
        return VirtualFaults()
    raise ScenarioInvalid("printer_fault：只能是 paper-out、cover-open、silent、cut-after-N-bytes")


def _tell_nobody(news: PrinterNews | PrintNews) -> None:
    del news
