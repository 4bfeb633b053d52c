"""Print jobs and their facts in memory, with a restart: what a printer thread works on."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from counter_app.domain.case_event import (
    CaseEvent,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.case_fold import fold
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import FormId, PrintJob, PrintState
from tests.fakes.people import CASE, MONDAY, event, received

OPEN = {PrintState.INTENDED, PrintState.SENT, PrintState.UNKNOWN}


@dataclass
class PrintBook:
    """Events of one case that survive a restart; `run` names the run of the program.

    Attributes:
        commits_refused: What the next commits raise, first to last.
        commits: Names of the facts of each commit, for tests of the order.
    """

    run: str = "run-1"
    events: list[CaseEvent] = field(default_factory=lambda: [event("received", received())])
    commits_refused: list[Exception] = field(default_factory=list)
    commits: list[tuple[str, ...]] = field(default_factory=list)
    _runs: dict[EventId, str] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def intend(
        self, form: FormId = FormId.INTAKE_RECEIPT, *, number: str = "收〔2026〕1号"
    ) -> PrintJob:
        """Commit the wish for a paper; the copy number counts what may have come out before."""
        with self._changed:
            may_be_out = sum(
                paper.document_number == number and paper.state is not PrintState.FAILED
                for paper in self.case.documents
            )
            fact = PrintIntended(
                form=form,
                document_number=number,
                copy_number=1 + may_be_out,
                about=EventId("received"),
                intended_at=MONDAY,
            )
            job = self._append(fact)
            self._runs[job] = self.run
        return next(open_job for open_job in self.open_jobs() if open_job.job == job)

    def restart(self) -> None:
        """Begin another run of the program."""
        self.run = f"run-{int(self.run.removeprefix('run-')) + 1}"

    @property
    def case(self):
        return fold(self.events)

    def state_of(self, job: EventId) -> PrintState:
        return next(paper.state for paper in self.case.documents if paper.job == job)

    def detail_of(self, job: EventId) -> str:
        return next(paper.detail for paper in self.case.documents if paper.job == job)

    def facts_of(self, job: EventId) -> list[str]:
        """Return the kinds of facts told about a job, in order."""
        told = (PrintSent, PrintPrinted, PrintFailed, PrintUnknown, PrintSettled)
        return [
            type(happened.fact).__name__
            for happened in self.events
            if isinstance(happened.fact, told) and happened.fact.job == job
        ]

    def wait_until(self, is_so, *, timeout_s: float = 10.0) -> bool:
        with self._changed:
            return self._changed.wait_for(is_so, timeout_s)

    # What the ports ask for.

    def next_job(self, forms):
        for job in self.open_jobs():
            if job.state is PrintState.INTENDED and job.run == self.run and job.form in forms:
                return job
        return None

    def open_jobs(self):
        with self._changed:
            return [
                PrintJob(
                    job=paper.job,
                    case_id=CASE,
                    form=paper.form,
                    document_number=paper.document_number,
                    copy_number=paper.copy_number,
                    state=paper.state,
                    run=self._runs[paper.job],
                )
                for paper in self.case.documents
                if paper.state in OPEN and paper.came_out is None
            ]

    def close_left_over_jobs(self):
        left = [
            job for job in self.open_jobs() if job.state is PrintState.SENT and job.run != self.run
        ]
        for job in left:
            with self._changed:
                self._append(PrintUnknown(job=job.job, detail="program ended"))
        return len(left)

    def take_over(self, job):
        self._runs[job] = self.run

    @contextmanager
    def unit_of_work(self, *, as_system=False):
        yield _Work(self)

    def _append(self, fact) -> EventId:
        name = f"{len(self.events):064x}"
        self.events.append(event(name, fact, n=len(self.events)))
        self._changed.notify_all()
        return EventId(name)


class _Work:
    """One transaction: nothing is in the book before the commit."""

    def __init__(self, book: PrintBook) -> None:
        self._book = book
        self._facts = []

    def events_of(self, case_id):
        assert case_id == CASE
        with self._book._changed:
            return list(self._book.events)

    def record(self, case_id, fact, *, base=None):
        assert case_id == CASE
        self._facts.append(fact)
        return EventId("")

    def commit(self):
        with self._book._changed:
            if self._book.commits_refused:
                raise self._book.commits_refused.pop(0)
            for fact in self._facts:
                self._book._append(fact)
            self._book.commits.append(tuple(type(fact).__name__ for fact in self._facts))
