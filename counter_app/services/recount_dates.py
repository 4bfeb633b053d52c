"""预计 becomes certain: dates counted anew when a new calendar arrives, and logged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import CaseClocks, case_clocks
from counter_app.domain.case_status import BEFORE_DECISION
from counter_app.domain.clock_facts import Recount
from counter_app.domain.conflict import base_of
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import DatesRecounted
from counter_app.services.office import Office


class RecountDates:
    """Logs, case by case, what a new calendar has changed; the old dates stay in the events."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_ids: Iterable[CaseId]) -> int:
        """Recount cases that wait for a decision; return how many dates moved or became firm.

        Each case is a transaction of its own, so that a stop in between loses nothing: what was
        counted with the calendar in force is not counted again.
        """
        return sum(self._recount(case_id) for case_id in case_ids)

    def _recount(self, case_id: CaseId) -> bool:
        office = self._office
        calendar = office.rulebook.calendar
        with office.unit_of_work(as_system=True) as work:
            case = work.case(case_id)
            if case.acceptance is None or case.status not in BEFORE_DECISION:
                return False
            told = _told(case)
            clocks = case_clocks(case, office.today(), calendar)
            if told.calendar_version == str(calendar.version) or not _has_moved(clocks, told):
                return False
            recount = Recount(
                calendar_version=str(calendar.version),
                recounted_at=office.now(),
                old_due_on=told.due_on,
                new_due_on=clocks.promised.due_on if clocks.promised else None,
                old_statutory_due_on=told.statutory_due_on,
                new_statutory_due_on=clocks.statutory.due_on if clocks.statutory else None,
                is_provisional=bool(clocks.promised and clocks.promised.provisional),
            )
            fact = DatesRecounted(recount=recount)
            work.record(case_id, fact, base=base_of(case, fact))
            work.commit()
        return True


@dataclass(frozen=True, slots=True)
class _Told:
    """Both dates as the applicant was told them last."""

    calendar_version: str
    due_on: date | None
    statutory_due_on: date | None
    is_provisional: bool


def _told(case: Case) -> _Told:
    acceptance = case.acceptance
    assert acceptance is not None, "asked only of accepted cases"
    if case.recounts:
        last = case.recounts[-1]
        return _Told(
            last.calendar_version,
            last.new_due_on,
            last.new_statutory_due_on,
            last.is_provisional,
        )
    extension = case.extensions[-1] if case.extensions else None
    return _Told(
        acceptance.calendar_version,
        extension.new_due_on if extension else acceptance.due_on,
        acceptance.statutory_due_on,
        extension.is_provisional if extension else acceptance.is_provisional,
    )


def _has_moved(clocks: CaseClocks, told: _Told) -> bool:
    promised, statutory = clocks.promised, clocks.statutory
    if promised is not None and promised.due_on != told.due_on:
        return True
    if promised is not None and promised.provisional != told.is_provisional:
        return True
    return statutory is not None and statutory.due_on != told.statutory_due_on
