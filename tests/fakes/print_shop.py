"""A printer's thread without the thread: one spooler, one book, one printer; and quick limits."""

from __future__ import annotations

import threading
from dataclasses import replace

from counter_app.domain.print_job import FormId
from printing.document import Align, Document, Pair, Text
from printing.drivers.settings import PrinterSettings
from printing.drivers.virtual_engine import VirtualEngine
from printing.print_room import Printer, PrintHouse, PrintLimits, PrintRoom
from printing.profiles import profile, profile_for_paper
from printing.spooler import Spooler

ALL_FORMS = frozenset(FormId)
ANSWERING = profile("epson-180dpi-80").learnt(buffer_bytes=65_536, speed_mm_s=500)
LEARNING = profile_for_paper("80").learnt(speed_mm_s=500)

QUICK = PrintLimits(
    query_ms=80, write_ms=400, barrier_ms=200, heat_ms=400, queue_ms=50, idle_ms=60_000
)
"""For a real byte stream: a busy machine still answers in time, silence takes a moment."""


def short_receipt(job, case) -> Document:
    """A receipt of three lines: few bytes to die after."""
    return Document(
        title="收件回执",
        blocks=(
            Text("收件回执", align=Align.CENTER),
            Pair("申请人：", case.applicant.name),
            Pair("编号：", job.document_number),
        ),
        number=job.document_number,
    )


def settings_for(
    address, *, name="窗口打印机", paper="80", forms=ALL_FORMS, profile=""
) -> PrinterSettings:
    return PrinterSettings(name=name, address=address, profile=profile, forms=forms, paper=paper)


class Shop:
    """What prints at once when told to; `news` holds all that was said."""

    def __init__(
        self, book, address, model=ANSWERING, *, limits=QUICK, document_for=short_receipt, **more
    ):
        self.book = book
        unit_of_work = more.pop("unit_of_work", None) or book.unit_of_work
        self.news = []
        self.bugs = []
        house = PrintHouse(
            queue=book,
            unit_of_work=unit_of_work,
            document_for=document_for,
            report_bug=self.bugs.append,
            limits=limits,
        )
        self.room = PrintRoom(house=house, tell=self.news.append)
        wires = {name: more.pop(name) for name in ("make_port", "now_ms") if name in more}
        self.room = replace(self.room, **wires)
        self.printer = Printer(settings_for(address, **more), model, threading.Lock())
        self.spooler = Spooler(self.printer, self.room)

    def print_next(self):
        """Print the oldest waiting job and return what became of it."""
        return self.spooler.print_one(self.book.next_job(ALL_FORMS))

    def print_copy(self):
        """Wish for the paper once more, and print it."""
        self.book.intend()
        return self.print_next()


class EnginePort:
    """A port onto a simulated printer without a wire, so that every byte can be tried.

    Time passes only where the program waits for an answer that does not come.
    """

    is_two_way = True
    is_proof = False

    def __init__(self, engine: VirtualEngine):
        self.engine = engine
        self._now_ms = 0

    def now_ms(self):
        return self._now_ms

    def open(self, title):
        self.engine.answers()

    def write(self, data, *, timeout_ms):
        for at in range(len(data)):
            if self.engine.is_connection_dropped:
                self.engine.is_connection_dropped = False
                self.engine.faults.drop_connection_at = None
                return at
            self.engine.take(data[at : at + 1])
        self.engine.run()
        return len(data)

    def read(self, *, timeout_ms):
        said = self.engine.answers()
        self._now_ms += 0 if said else timeout_ms
        return said

    def finish(self, *, timeout_ms):
        self._now_ms += timeout_ms

    def close(self):
        pass


def engine_shop(book, engine: VirtualEngine, **more) -> Shop:
    """A shop whose printer is an engine without a wire, with the limits of the real ones."""
    port = EnginePort(engine)
    return Shop(
        book,
        "tcp://127.0.0.1:9",
        engine.profile,
        limits=PrintLimits(),
        make_port=lambda settings, model: port,
        now_ms=port.now_ms,
        **more,
    )
