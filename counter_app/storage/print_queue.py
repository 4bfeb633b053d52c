"""Print jobs of this device: the `PrintQueue` port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_event import PrintUnknown
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintJob, PrintState
from counter_app.ports import UnitOfWorkFactory
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading

OPEN_JOBS_MAX: Final = 1_000

_JOBS: Final = (
    "SELECT job, case_id, form, document_number, copy_number, state, run FROM print_jobs"
    " WHERE is_open AND device = ?"
)
_NEXT: Final = _JOBS + (
    " AND run = ? AND state = 'intended' AND instr(?, ' ' || form || ' ') > 0 ORDER BY id LIMIT 1"
)
_OPEN: Final = _JOBS + " ORDER BY id LIMIT ?"
_TAKE_OVER: Final = (
    "UPDATE print_jobs SET run = ? WHERE job = ? AND device = ? AND is_open AND state = 'intended'"
)


class SqlPrintQueue:
    """What this counter still owes on paper."""

    def __init__(
        self, ledger: Ledger, reading_engine: Engine, unit_of_work: UnitOfWorkFactory, *, run: str
    ) -> None:
        self._ledger = ledger
        self._engine = reading_engine
        self._unit_of_work = unit_of_work
        self._run = run
        self._device = ledger.log.signatory.device

    def next_job(self, forms: frozenset[FormId]) -> PrintJob | None:
        wanted = "".join(f" {form.value} " for form in forms)
        with reading(self._engine) as connection:
            row = connection.execute(_NEXT, (self._device, self._run, wanted)).fetchone()
        return None if row is None else _job(row)

    def open_jobs(self) -> Sequence[PrintJob]:
        with reading(self._engine) as connection:
            rows = connection.execute(_OPEN, (self._device, OPEN_JOBS_MAX)).fetchall()
        return [_job(row) for row in rows]

    def close_left_over_jobs(self) -> int:
        """Record what became of jobs that an earlier run had sent: nobody knows.

        Returns:
            How many became unknown.  Those only intended stay as they are: nothing prints by
            itself after a restart.
        """
        left = [
            job for job in self.open_jobs() if job.state is PrintState.SENT and job.run != self._run
        ]
        if not left:
            return 0
        with self._unit_of_work(as_system=True) as work:
            for job in left:
                work.record(job.case_id, PrintUnknown(job=job.job, detail="program ended"))
            work.commit()
        return len(left)

    def take_over(self, job: EventId) -> None:
        with self._ledger.transaction() as transaction:
            transaction.connection.execute(_TAKE_OVER, (self._run, job, self._device))
            transaction.commit()


def _job(row: tuple[Any, ...]) -> PrintJob:
    return PrintJob(
        job=EventId(row[0]),
        case_id=CaseId(row[1]),
        form=FormId(row[2]),
        document_number=row[3],
        copy_number=row[4],
        state=PrintState(row[5]),
        run=row[6],
    )
