"""Rows of lists and search for one case, brought up to its fold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import (
    RunningClock,
    case_clocks,
    legal_limit,
    legal_notice_deadline,
    notice_deadline,
    running_clock,
)
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict_sides import readings
from counter_app.domain.ids import CaseId
from counter_app.domain.item import TimeLimit
from counter_app.domain.pinyin import PinyinTable
from counter_app.domain.privacy import mask_number
from counter_app.domain.time_limit import due_by
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.storage.folds import OpenFold
from counter_app.storage.other_values import write_other_value
from counter_app.storage.schema import NO_LIMIT
from counter_app.storage.search_text import SearchEntry, entry_of, searched_parts
from counter_app.storage.statements import (
    COUNT_OPEN_OF_CASE,
    DELETE_SEARCH,
    FIND_CASE_ROW,
    INSERT_CASE,
    INSERT_SEARCH,
    UPDATE_CASE,
    UPDATE_CASE_SEARCH,
)

CLOCKS_MAX = 4_096


_OWED_WITHOUT_A_DATE = frozenset({CaseStatus.PAUSED, CaseStatus.DENIED})
"""A stopped clock, and a denial that the citizen has not been handed yet."""


class Calendars(Protocol):
    """Where the calendar in force comes from: the `Rulebook` port is one."""

    @property
    def calendar(self) -> WorkCalendar: ...


@dataclass(frozen=True, slots=True)
class Clocks:
    """Dates that bind a case, as `CaseRow` keeps them."""

    binding_on: str | None
    is_provisional: bool = False
    binding_from: str | None = None
    notice_over_on: str | None = None
    deemed_due_on: str | None = None
    is_deemed_provisional: bool = False


class CaseProjection:
    """Writes `cases` and `search`, inside the caller's transaction."""

    def __init__(self, calendars: Calendars, pinyin: PinyinTable) -> None:
        self._calendars = calendars
        self._pinyin = pinyin
        self._counted_with: WorkCalendar | None = None
        self._counted: dict[tuple[date, int, TimeLimit | None], Clocks] = {}

    def write(self, connection: Any, case_id: CaseId, held: OpenFold) -> None:
        """Bring the rows of a case up to its fold."""
        case = held.case
        if case is None or case is held.written:
            return
        if held.open_events is None:
            (held.open_events,) = connection.execute(COUNT_OPEN_OF_CASE, (case_id,)).fetchone()
        values = self._values(case, held.open_events or 0)
        before = held.written
        had_one = not held.is_new if before is None else bool(before.other_values)
        write_other_value(connection, case_id, has_one=bool(case.other_values), had_one=had_one)
        if held.written is not None and held.row_id is not None:
            connection.execute(UPDATE_CASE, (*values, held.row_id))
            if _is_searched_alike(held.written, case):
                held.written = case
                return
        entry = entry_of(case, self._pinyin)
        is_first = held.is_new and held.row_id is None
        row = None if is_first else connection.execute(FIND_CASE_ROW, (case_id,)).fetchone()
        if row is None:
            held.row_id = _insert(connection, case_id, values, entry)
        else:
            held.row_id = row[0]
            connection.execute(UPDATE_CASE, (*values, held.row_id))
            if (entry.text, entry.keys) != (row[1], row[2]):
                _replace_entry(connection, row[0], entry)
        held.written = case

    def clocks(self, case: Case) -> Clocks:
        """Return the dates that bind a case; the calendar is asked once per day and limit."""
        if case.open_conflicts:
            return self._contested_clock(case)
        if case.status is CaseStatus.RECEIVED:
            return self._notice_clock(case)
        if case.status in _OWED_WITHOUT_A_DATE:
            return Clocks(NO_LIMIT)
        running = running_clock(case)
        if running not in {RunningClock.DECISION, RunningClock.DELIVERY}:
            return Clocks(None)
        today = case.received_on  # No procedure is open: the day only matters to an open one.
        clocks = case_clocks(case, today, self._calendars.calendar)
        deadline = clocks.binding
        if deadline is None:
            return Clocks(NO_LIMIT)
        start = case.accepted_on if running is RunningClock.DECISION else None
        if start is None and case.decision is not None:
            start = case.decision.decided_at.date()
        return Clocks(
            deadline.due_on.isoformat(),
            deadline.provisional,
            binding_from=start.isoformat() if start else None,
        )

    def _contested_clock(self, case: Case) -> Clocks:
        """Return the date by the reading of a contradicted case that is better for the citizen."""
        read = [self.clocks(replace(reading, conflicts=())) for reading in readings(case)]
        return min(read, key=lambda clocks: clocks.binding_on or "no date")

    def _notice_clock(self, case: Case) -> Clocks:
        calendar = self._calendars.calendar
        if calendar is not self._counted_with or len(self._counted) > CLOCKS_MAX:
            self._counted_with = calendar
            self._counted.clear()
        limit = case.item.promised_limit or legal_limit(case.item)
        key = (case.received_on, case.item.notice_limit_days, limit)
        known = self._counted.get(key)
        if known is None:
            known = self._counted[key] = _count_clocks(case, calendar)
        return known

    def _values(self, case: Case, open_events: int) -> tuple[object, ...]:
        clocks = self.clocks(case)
        return (
            case.number,
            case.item.name,
            case.applicant.name,
            mask_number(case.applicant.number),
            case.item.handling_type.value,
            case.status.value,
            case.received_at.isoformat(),
            clocks.binding_on,
            clocks.binding_from,
            clocks.notice_over_on,
            int(clocks.is_provisional),
            clocks.deemed_due_on,
            int(clocks.is_deemed_provisional),
            open_events,
            len(case.open_conflicts),
        )


def _count_clocks(case: Case, calendar: WorkCalendar) -> Clocks:
    notice = notice_deadline(case, calendar)
    limit = case.item.promised_limit or legal_limit(case.item)
    clocks = Clocks(
        notice.due_on.isoformat(),
        notice.provisional,
        binding_from=case.received_on.isoformat(),
        notice_over_on=legal_notice_deadline(case, calendar).due_on.isoformat(),
    )
    if limit is None:
        return clocks
    deemed = due_by(case.received_on, limit, calendar)
    return replace(
        clocks,
        deemed_due_on=deemed.due_on.isoformat(),
        is_deemed_provisional=deemed.provisional,
    )


def _is_searched_alike(before: Case, after: Case) -> bool:
    pairs = zip(searched_parts(before), searched_parts(after), strict=True)
    return all(one is other or one == other for one, other in pairs)


def _insert(
    connection: Any, case_id: CaseId, values: tuple[object, ...], entry: SearchEntry
) -> int:
    cursor = connection.execute(INSERT_CASE, (*values, entry.text, entry.keys, case_id))
    row_id = int(cursor.lastrowid)
    connection.execute(INSERT_SEARCH, (row_id, entry.tokens()))
    return row_id


def _replace_entry(connection: Any, row_id: int, entry: SearchEntry) -> None:
    connection.execute(UPDATE_CASE_SEARCH, (entry.text, entry.keys, row_id))
    connection.execute(DELETE_SEARCH, (row_id,))
    connection.execute(INSERT_SEARCH, (row_id, entry.tokens()))
