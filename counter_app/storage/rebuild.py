"""Projections are never migrated: they are thrown away and made anew from the events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from counter_app.domain.case_fold import FOLD_VERSION
from counter_app.domain.ids import CaseId
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.storage.attachment_projection import ATTACHED, write_attachment
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.disposal import headers, write_header
from counter_app.storage.ledger import Ledger, LedgerTransaction
from counter_app.storage.other_values import forget_other_values
from counter_app.storage.print_projection import write_print_job
from counter_app.storage.schema import PROJECTION_VERSION
from counter_app.storage.statements import (
    CASES_IN_ORDER,
    DELETE_ALL_SEARCH,
    DELETE_CASES,
    DELETE_PRINT_JOBS,
    EVENTS_OF_TYPE,
    GET_META,
    JOBS_OF_RUNS,
    PRINT_EVENTS,
    RUNNING_CASES,
    SET_META,
    SET_RUN,
)
from sync.codec import open_event

PROGRESS_CASES: Final = 256
"""How many cases are folded between two words of progress."""

_MADE_BY: Final = "projections"
_COUNTED_WITH: Final = "calendar"

Progress = Callable[[int, int], None]
"""Told (cases done, cases in all) on the thread that rebuilds."""


def bring_up_to_date(
    ledger: Ledger, projection: CaseProjection, calendar: WorkCalendar, progress: Progress
) -> bool:
    """Make projections anew that another program made, and dates that another calendar gave.

    Returns:
        Whether the dates had been counted with another calendar, so that what was told about
        them has to be logged anew.
    """
    made_by = f"{PROJECTION_VERSION}.{FOLD_VERSION}"
    counted_with = f"{calendar.version} {calendar.sha256}"
    with ledger.transaction() as transaction:
        connection = transaction.connection
        before = _meta(connection, _COUNTED_WITH)
        if _meta(connection, _MADE_BY) != made_by:
            _rebuild(transaction, projection, progress)
        elif before != counted_with:
            _count_again(transaction, projection)
        else:
            return False
        connection.execute(SET_META, (_MADE_BY, made_by))
        connection.execute(SET_META, (_COUNTED_WITH, counted_with))
        transaction.commit()
    ledger.forget()
    return before not in {None, counted_with}


def rebuild_projections(ledger: Ledger, projection: CaseProjection, progress: Progress) -> None:
    """Throw all projections away and make them anew, in one transaction.

    Drafts, numbers and the events themselves are not projections.
    """
    with ledger.transaction() as transaction:
        _rebuild(transaction, projection, progress)
        transaction.commit()
    ledger.forget()


def _rebuild(
    transaction: LedgerTransaction, projection: CaseProjection, progress: Progress
) -> None:
    connection = transaction.connection
    runs = connection.execute(JOBS_OF_RUNS).fetchall()
    for statement in (DELETE_CASES, DELETE_ALL_SEARCH, DELETE_PRINT_JOBS):
        connection.execute(statement)
    forget_other_values(connection)
    cases = [CaseId(row[0]) for row in connection.execute(CASES_IN_ORDER)]
    away = headers(connection)
    for done, case_id in enumerate(cases):
        if done % PROGRESS_CASES == 0:
            progress(done, len(cases))
        if case_id in away:
            write_header(connection, case_id, away[case_id])
        else:
            _write_again(transaction, projection, case_id)
    for (data,) in connection.execute(PRINT_EVENTS).fetchall():
        write_print_job(connection, open_event(data), run="")
    for (data,) in connection.execute(EVENTS_OF_TYPE, (ATTACHED,)).fetchall():
        write_attachment(connection, open_event(data), is_here=False)
    connection.executemany(SET_RUN, runs)
    progress(len(cases), len(cases))


def _count_again(transaction: LedgerTransaction, projection: CaseProjection) -> None:
    for (case_id,) in transaction.connection.execute(RUNNING_CASES).fetchall():
        _write_again(transaction, projection, CaseId(case_id))


def _write_again(
    transaction: LedgerTransaction, projection: CaseProjection, case_id: CaseId
) -> None:
    folds = transaction.ledger.folds
    projection.write(
        transaction.connection, case_id, folds.read_again(transaction.connection, case_id)
    )
    folds.forget(case_id)


def _meta(connection: Any, key: str) -> str | None:
    row = connection.execute(GET_META, (key,)).fetchone()
    return None if row is None else str(row[0])
