"""Print jobs and their facts in memory, with a restart: what a printer thread works on."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from counter_app.domain.case import Case
from counter_app.domain.case_event import (
    CaseEvent,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.case_fold import apply
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintJob, PrintState
from tests.fakes.people import CASE, MONDAY, event, received

OPEN = {PrintState.INTENDED, PrintState.SENT, PrintState.UNKNOWN}


@dataclass
class PrintBook:
    """Cases that survive a restart of the program, and what each run owes on paper.

    Attributes:
        run: Names the present run of the program.
        commits_refused: What the next commits raise, first to last.
        commits: Names of the facts of each commit.
    """

    run: str = "run-1"
    commits_refused: list[Exception] = field(default_factory=list)
    commits: list[tuple[str, ...]] = field(default_factory=list)
    _events: dict[CaseId, list[CaseEvent]] = field(default_factory=dict)
    _cases: dict[CaseId, Case] = field(default_factory=dict)
    _case_of: dict[EventId, CaseId] = field(default_factory=dict)
    _run_of: dict[EventId, str] = field(default_factory=dict)
    _count: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def intend(
        self,
        form: FormId = FormId.INTAKE_RECEIPT,
        *,
        number: str = "收〔2026〕1号",
        case_id: CaseId = CASE,
    ) -> PrintJob:
        """Commit the wish for a paper; its copy number counts what may have come out before."""
        with self._changed:
            case = self._case(case_id)
            copy_number = case.next_copy_number(form=form, document_number=number)
            fact = PrintIntended(
                form=form,
                document_number=number,
                copy_number=copy_number,
                about=EventId("received"),
                intended_at=MONDAY,
            )
            job = self.append(fact, case_id)
            self._case_of[job] = case_id
            self._run_of[job] = self.run
            return self._job(self._paper(job), case_id)

    def restart(self) -> None:
        """Begin another run of the program."""
        self.run = f"run-{int(self.run.removeprefix('run-')) + 1}"

    @property
    def case(self) -> Case:
        """The case that papers are of, unless another was named."""
        return self._case(CASE)

    def state_of(self, job: EventId) -> PrintState:
        return self._paper(job).state

    def detail_of(self, job: EventId) -> str:
        return self._paper(job).detail

    def facts_of(self, job: EventId) -> list[str]:
        """Return the kinds of facts told about a job, in order."""
        told = (PrintSent, PrintPrinted, PrintFailed, PrintUnknown, PrintSettled)
        return [
            type(happened.fact).__name__
            for happened in self._events[self._case_of[job]]
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
                self._job(paper, case_id)
                for case_id, case in self._cases.items()
                for paper in case.documents
                if paper.state in OPEN and paper.came_out is None
            ]

    def close_left_over_jobs(self):
        left = [
            job for job in self.open_jobs() if job.state is PrintState.SENT and job.run != self.run
        ]
        for job in left:
            self.append(PrintUnknown(job=job.job, detail="program ended"), job.case_id)
        return len(left)

    def take_over(self, job):
        self._run_of[job] = self.run

    @contextmanager
    def unit_of_work(self, *, as_system=False):
        yield _Work(self)

    def events_of(self, case_id):
        with self._changed:
            return list(self._events[case_id])

    def append(self, fact, case_id: CaseId = CASE) -> EventId:
        """Make a fact durable."""
        with self._changed:
            case = self._case(case_id)
            self._count += 1
            happened = event(f"{self._count:064x}", fact, n=self._count)
            self._events[case_id].append(happened)
            self._cases[case_id] = apply(case, happened)
            self._changed.notify_all()
        return happened.event_id

    def _case(self, case_id: CaseId) -> Case:
        if case_id not in self._cases:
            intake = event("received", received())
            self._events[case_id] = [intake]
            self._cases[case_id] = apply(None, intake)
        return self._cases[case_id]

    def _paper(self, job: EventId):
        papers = self._cases[self._case_of[job]].documents
        return next(paper for paper in papers if paper.job == job)

    def _job(self, paper, case_id: CaseId) -> PrintJob:
        return PrintJob(
            job=paper.job,
            case_id=case_id,
            form=paper.form,
            document_number=paper.document_number,
            copy_number=paper.copy_number,
            state=paper.state,
            run=self._run_of[paper.job],
        )


class _Work:
    """One transaction: nothing is in the book before the commit."""

    def __init__(self, book: PrintBook) -> None:
        self._book = book
        self._facts = []

    def events_of(self, case_id):
        return self._book.events_of(case_id)

    def record(self, case_id, fact, *, base=None):
        self._facts.append((fact, case_id))
        return EventId("")

    def commit(self):
        if self._book.commits_refused:
            raise self._book.commits_refused.pop(0)
        self._book.commits.append(tuple(type(fact).__name__ for fact, _ in self._facts))
        for fact, case_id in self._facts:
            self._book.append(fact, case_id)
