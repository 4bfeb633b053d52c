"""What all printer threads of a counter share, and what each knows of its own printer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.desk_news import Light, PrinterNews, PrintNews
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import PrintJob, PrintState
from counter_app.ports import PrintQueue, UnitOfWorkFactory
from printing.document import Document
from printing.drivers.make_port import make_port
from printing.drivers.port import PrinterPort
from printing.drivers.settings import FolderAddress, PrinterSettings
from printing.drivers.status import TEXT_READY, TEXT_SILENT
from printing.drivers.status_line import QUERY_LIMIT_MS, AnswerHabit, monotonic_ms
from printing.profiles import PrinterProfile

BACKLOG_WARNING: Final = "换纸或开机后，打印机可能接着打出上一张，请收回作废"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLimits:
    """How long a printer may take; everything in milliseconds.

    Attributes:
        query_ms: For one answer to a status question, asked three times.
        write_ms: For taking a job, besides twice its time on the line.
        barrier_ms: For the answer to the barrier, besides the time the paper moves.
        heat_ms: For a hot head to recover.
        queue_ms: For a queue of the operating system to pass a job on.
        idle_ms: Between two looks at an idle printer.
    """

    query_ms: int = QUERY_LIMIT_MS
    write_ms: int = 10_000
    barrier_ms: int = 5_000
    heat_ms: int = 60_000
    queue_ms: int = 20_000
    idle_ms: int = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintHouse:
    """What the printers of a counter get from the rest of the program.

    Attributes:
        queue: Jobs of this device.
        unit_of_work: Opens transactions, on the printers' threads too.
        document_for: Makes the paper of a job from its case as of that job; pure.
        report_bug: Called on a printer thread with what must end in the crash dialog.
        profiles: Folder of a county's own printer profiles; None for the shipped ones.
        limits: How long a printer may take.
    """

    queue: PrintQueue
    unit_of_work: UnitOfWorkFactory
    document_for: Callable[[PrintJob, Case], Document]
    report_bug: Callable[[Exception], None]
    profiles: Path | None = None
    limits: PrintLimits = field(default_factory=PrintLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRoom:
    """What the printer threads of one counter share.

    Attributes:
        tell: Called on the printer's thread at each change.
        is_stopping: Set when the program ends; every wait ends with it.
        make_port: Makes the port of a printer, not yet opened.
        now_ms: Milliseconds that never go back.
    """

    house: PrintHouse
    tell: Callable[[PrinterNews | PrintNews], None]
    is_stopping: threading.Event = field(default_factory=threading.Event)
    make_port: Callable[[PrinterSettings, PrinterProfile], PrinterPort] = make_port
    now_ms: Callable[[], int] = monotonic_ms


class Printer:
    """One printer as its thread knows it; nothing of it is kept over a restart.

    Attributes:
        lock: Held while the port is open; two printers at one address share it.
        habit: What it has been heard to answer.
        pending_barriers: Barriers sent and never answered: it may still work them off.
        doubtful: Jobs that ended unknown; the printer may print them after a paper change.
        must_prove_itself: The last job ended unknown, so its rest may still be in the printer.
        is_folder_of_sheets: A4 as PDF files; it has no paper to run out of, and says nothing.
        news: What was last told of it.
    """

    def __init__(
        self, settings: PrinterSettings, profile: PrinterProfile, lock: threading.Lock
    ) -> None:
        self.settings = settings
        self.profile = profile
        self.lock = lock
        self.habit = AnswerHabit(profile)
        self.pending_barriers = 0
        self.doubtful: set[EventId] = set()
        self.must_prove_itself = False
        place = settings.place
        self.is_folder_of_sheets = isinstance(place, FolderAddress) and place.scheme == "pdf"
        self.light = Light.OK if self.is_folder_of_sheets else Light.UNKNOWN
        self.text = TEXT_READY if self.is_folder_of_sheets else TEXT_SILENT
        self.news = self._as_news()

    def changed(self, light: Light, text: str) -> PrinterNews | None:
        """Take in how the printer is; return the news if it differs from what was last told."""
        self.light, self.text = light, text
        news = self._as_news()
        if news == self.news:
            return None
        self.news = news
        return news

    def _as_news(self) -> PrinterNews:
        text = f"{self.text}。{BACKLOG_WARNING}" if self.doubtful else self.text
        return PrinterNews(printer=self.settings.name, light=self.light, text=text)


def job_news(job: PrintJob, detail: str, state: PrintState = PrintState.INTENDED) -> PrintNews:
    """Return the news that a job took a step, or waits."""
    return PrintNews(
        job=job.job,
        case_id=job.case_id,
        form=job.form,
        document_number=job.document_number,
        copy_number=job.copy_number,
        state=state,
        detail=detail,
    )
