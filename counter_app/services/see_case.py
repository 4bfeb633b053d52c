"""A case as it must be seen today: its clocks, and what trusted time says of its acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import legal_notice_deadline, promised_deadline
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseEvent,
    OneTimeNoticeIssued,
)
from counter_app.domain.case_status import BEFORE_OUTCOME
from counter_app.domain.deadline_verdict import DeadlineVerdict, TimeInterval, is_plausible, judge
from counter_app.domain.deemed import CaseOnDay, seen_on
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.life_facts import CaseDecided, CaseProvisionallyAccepted
from counter_app.services.office import Office

_TOLD = (OneTimeNoticeIssued, CaseAccepted, CaseProvisionallyAccepted, AcceptanceRefused)

Intervals = Mapping[EventId, TimeInterval]


def see(office: Office, case: Case, events: Callable[[CaseId], Sequence[CaseEvent]]) -> CaseOnDay:
    """Return a case as seen today.

    Args:
        office: The desk.
        case: As its events leave it.
        events: Reads them; asked only where a notice might have been told late by trusted time.
    """
    was_told_late = False
    if case.status in BEFORE_OUTCOME and case.notices:
        intervals = office.intervals(case.case_id)
        if intervals:
            verdicts = told_verdicts(office, case, events(case.case_id), intervals)
            was_told_late = DeadlineVerdict.LATE in verdicts
    return seen_on(case, office.today(), office.rulebook.calendar, was_told_late=was_told_late)


def verdicts_of(
    office: Office, case: Case, events: Sequence[CaseEvent]
) -> tuple[DeadlineVerdict, ...]:
    """Return what trusted time says of every act of a case that had a deadline."""
    intervals = office.intervals(case.case_id)
    verdicts = list(told_verdicts(office, case, events, intervals))
    received = intervals.get(events[0].event_id) if events else None
    if received is not None and not is_plausible(case.received_at, received):
        verdicts.append(DeadlineVerdict.DISPUTED)  # Every limit counts from a day that is not so.
    promised = promised_deadline(case, office.today(), office.rulebook.calendar)
    if promised is not None:
        decided = _first(events, (CaseDecided,), intervals)
        verdicts += [judge(interval, promised.due_on) for interval in decided]
    return tuple(verdicts)


def told_verdicts(
    office: Office, case: Case, events: Sequence[CaseEvent], intervals: Intervals
) -> tuple[DeadlineVerdict, ...]:
    """Return the verdict on the first outcome told, against the law's notice limit."""
    due_on = legal_notice_deadline(case, office.rulebook.calendar).due_on
    return tuple(judge(interval, due_on) for interval in _first(events, _TOLD, intervals))


def _first(
    events: Iterable[CaseEvent], kinds: tuple[type, ...], intervals: Intervals
) -> list[TimeInterval]:
    found = next((event for event in events if isinstance(event.fact, kinds)), None)
    if found is None or found.event_id not in intervals:
        return []
    return [intervals[found.event_id]]
