"""Rows of print jobs, brought up to what the events say."""

from __future__ import annotations

from typing import Any

from counter_app.domain.case_event import (
    CaseEvent,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.print_job import PrintState
from counter_app.storage.statements import (
    INSERT_PRINT_JOB,
    SETTLE_PRINT_JOB,
    UPDATE_PRINT_JOB,
)


def write_print_job(connection: Any, event: CaseEvent, *, run: str) -> None:
    """Take one event into `print_jobs`; events of other kinds change nothing.

    What became of a job counts only from the device that had it.

    Args:
        connection: Driver connection with an open transaction.
        event: Any event.
        run: The run of the program it was made in; "" for pulled and read-again events, so
            that no job of the past is ever printed by itself.
    """
    fact = event.fact
    device = event.place[2]
    match fact:
        case PrintIntended():
            connection.execute(
                INSERT_PRINT_JOB,
                (
                    event.event_id,
                    event.case_id,
                    device,
                    fact.form.value,
                    fact.document_number,
                    fact.copy_number,
                    run,
                ),
            )
        case PrintSent(job=job):
            connection.execute(UPDATE_PRINT_JOB, (PrintState.SENT.value, 1, job, device))
        case PrintPrinted(job=job):
            connection.execute(UPDATE_PRINT_JOB, (PrintState.PRINTED.value, 0, job, device))
        case PrintFailed(job=job):
            connection.execute(UPDATE_PRINT_JOB, (PrintState.FAILED.value, 0, job, device))
        case PrintUnknown(job=job):
            connection.execute(UPDATE_PRINT_JOB, (PrintState.UNKNOWN.value, 1, job, device))
        case PrintSettled(job=job, came_out=came_out):
            connection.execute(SETTLE_PRINT_JOB, (int(came_out), job, device))
        case _:
            pass
