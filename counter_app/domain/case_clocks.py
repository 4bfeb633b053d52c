"""Every clock of a case on a day: which limits run, until when, and why.

A clock is never changed in place: pauses and extensions are facts of the case, and the dates are
counted anew from the same start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from counter_app.domain.case import Case, ItemSnapshot
from counter_app.domain.case_status import BEFORE_DECISION, CaseStatus
from counter_app.domain.clock_facts import SpecialProcedure
from counter_app.domain.conflict_sides import readings
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.item import NOTICE_LIMIT_DAYS_MAX, DayUnit, HandlingType, TimeLimit
from counter_app.domain.time_limit import Deadline, Pause, due_by, is_over
from counter_app.domain.work_calendar import WorkCalendar

DECISION_LIMIT: Final = TimeLimit(20, DayUnit.WORKING, "行政许可法第四十二条第一款")
JOINT_LIMIT: Final = TimeLimit(45, DayUnit.WORKING, "行政许可法第四十二条第二款")
FIRST_EXAMINATION_LIMIT: Final = TimeLimit(20, DayUnit.WORKING, "行政许可法第四十三条")
DELIVERY_LIMIT: Final = TimeLimit(10, DayUnit.WORKING, "行政许可法第四十四条")
COMPLAINT_LIMIT: Final = TimeLimit(15, DayUnit.WORKING, "投诉答复期限（县级设置）")

_NOT_BINDING: Final = (3, 2)
"""Places of a case without any clock, and of one that waits for the citizen."""


class RunningClock(Enum):
    """Which clock binds now."""

    NOTICE = "notice"
    SUPPLEMENT = "supplement"
    DECISION = "decision"
    PAUSED = "paused"
    DELIVERY = "delivery"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClocks:
    """The clocks of a case, each day by day.

    Attributes:
        notice: Until when everything missing is to be told; from receipt.
        promised: What clerk and applicant see; None when the item has no limit at all.
        statutory: Behind the promise, never hidden; None when no law sets one.
        supplement: The applicant's time to supplement; None where the item has none.
        delivery: From a granting decision; None otherwise.
        running: Which of them binds now.
    """

    notice: Deadline
    promised: Deadline | None
    statutory: Deadline | None
    supplement: Deadline | None
    delivery: Deadline | None
    running: RunningClock

    @property
    def binding(self) -> Deadline | None:
        """The deadline that binds the counter now; None when none runs."""
        match self.running:
            case RunningClock.NOTICE:
                return self.notice
            case RunningClock.DECISION | RunningClock.PAUSED:
                return self.promised
            case RunningClock.DELIVERY:
                return self.delivery
            case _:
                return None


def legal_limit(item: ItemSnapshot) -> TimeLimit | None:
    """Return the limit that the law sets for a decision, or None.

    A permit has the law's own limit where the catalogue names no shorter or special one.

    Source: 行政许可法 art. 42, 43.
    """
    if item.statutory_limit is not None or not item.is_permit:
        return item.statutory_limit
    match item.handling_type:
        case HandlingType.JOINT:
            return JOINT_LIMIT
        case HandlingType.ESCALATED:
            return FIRST_EXAMINATION_LIMIT
        case _:
            return DECISION_LIMIT


def case_clocks(case: Case, today: date, calendar: WorkCalendar) -> CaseClocks:
    """Return all clocks of a case.

    While a conflict is open, the reading that is better for the citizen counts: a clock that
    binds the counter before one that waits for the citizen, and the sooner date (sync.md 9).

    Args:
        case: As seen today (`deemed.seen_on`), so that a deemed acceptance counts.
        today: Until when a special procedure that still goes on is counted at least.
        calendar: The one in force.
    """
    if not case.open_conflicts:
        return _clocks_of(case, today, calendar)
    read = [_clocks_of(reading, today, calendar) for reading in readings(case)]
    return min(read, key=_better_for_citizen)


def _clocks_of(case: Case, today: date, calendar: WorkCalendar) -> CaseClocks:
    return CaseClocks(
        notice=notice_deadline(case, calendar),
        promised=promised_deadline(case, today, calendar),
        statutory=_decision_deadline(case, legal_limit(case.item), today, calendar),
        supplement=supplement_deadline(case, calendar),
        delivery=_delivery_deadline(case, calendar),
        running=running_clock(case),
    )


def _better_for_citizen(clocks: CaseClocks) -> tuple[int, date]:
    """Order readings of a case: first the one that binds the counter, and the soonest."""
    binding = clocks.binding
    if binding is None:
        return _NOT_BINDING[clocks.running is RunningClock.SUPPLEMENT], date.max
    is_stopped = clocks.running is RunningClock.PAUSED
    return int(is_stopped), binding.due_on


def notice_deadline(case: Case, calendar: WorkCalendar) -> Deadline:
    """Return until when the applicant has to be told, as the item sets it.

    Source: 行政许可法 art. 32(1)(4); a county may set fewer than 5 working days for a permit,
    never more; 政府信息公开条例 art. 30 gives 7.
    """
    return _from_receipt(case, case.item.notice_limit_days, calendar)


def legal_notice_deadline(case: Case, calendar: WorkCalendar) -> Deadline:
    """Return after which day silence counts as acceptance; never shorter than the law's five."""
    days = max(case.item.notice_limit_days, NOTICE_LIMIT_DAYS_MAX)
    return _from_receipt(case, days, calendar)


def promised_deadline(case: Case, today: date, calendar: WorkCalendar) -> Deadline | None:
    """Return the promised date with pauses and the extension in it.

    After a provisional acceptance (容缺受理) the promise runs from the day the last deferred
    material came; the date the law sets stays behind it (law.md 7).
    """
    limit = case.item.promised_limit or legal_limit(case.item)
    return _decision_deadline(case, limit, today, calendar, is_promise=True)


def supplement_deadline(case: Case, calendar: WorkCalendar) -> Deadline | None:
    """Return until when the applicant supplements; counted from the first notice."""
    limit = case.item.supplement_limit
    if limit is None or not case.notices:
        return None
    return due_by(case.notices[0].issued_at.date(), limit, calendar)


def pauses_of(case: Case, today: date) -> tuple[Pause, ...]:
    """Return the special procedures as pauses; one that goes on lasts as long as was told."""
    return tuple(_pause(procedure, today) for procedure in case.procedures)


def running_clock(case: Case) -> RunningClock:
    """Return which clock binds a case as seen today."""
    if case.status is CaseStatus.RECEIVED:
        return RunningClock.NOTICE
    if case.status is CaseStatus.AWAITING_SUPPLEMENT:
        return RunningClock.SUPPLEMENT
    if case.status is CaseStatus.PAUSED:
        return RunningClock.PAUSED
    if case.status in BEFORE_DECISION or case.status is CaseStatus.DEEMED_ACCEPTED:
        return RunningClock.DECISION
    if _is_granted(case) and case.status in {CaseStatus.GRANTED, CaseStatus.CONCLUDED}:
        return RunningClock.DELIVERY
    return RunningClock.NONE


def has_lapsed(case: Case, today: date, calendar: WorkCalendar) -> bool:
    """Whether the applicant's own time is over: for the supplement, or for the pledge (容缺).

    While a conflict is open, it must be over by every reading of the case.
    """
    if case.open_conflicts:
        return all(_has_lapsed(reading, today, calendar) for reading in readings(case))
    return _has_lapsed(case, today, calendar)


def _has_lapsed(case: Case, today: date, calendar: WorkCalendar) -> bool:
    if case.status is CaseStatus.AWAITING_SUPPLEMENT:
        deadline = supplement_deadline(case, calendar)
        return deadline is not None and is_over(deadline, today)
    return case.pledge is not None and bool(case.open_pledge) and today > case.pledge.due_on


def _from_receipt(case: Case, days: int, calendar: WorkCalendar) -> Deadline:
    return due_by(case.received_on, TimeLimit(days=days, unit=DayUnit.WORKING), calendar)


def _decision_deadline(
    case: Case,
    limit: TimeLimit | None,
    today: date,
    calendar: WorkCalendar,
    *,
    is_promise: bool = False,
) -> Deadline | None:
    start = case.accepted_on
    if start is None and case.status is CaseStatus.DEEMED_ACCEPTED:
        start = case.received_on
    if limit is None or start is None:
        return None
    if is_promise and case.pledge is not None and not case.open_pledge and case.supplements:
        start = max(start, case.supplements[-1].supplemented_at.date())
    extra = sum(extension.days for extension in case.extensions)
    extended = TimeLimit(limit.days + extra, limit.unit, limit.basis)
    return due_by(start, extended, calendar, pauses_of(case, today))


def _delivery_deadline(case: Case, calendar: WorkCalendar) -> Deadline | None:
    if not _is_granted(case):
        return None
    assert case.decision is not None, "granted, so there is a decision"
    return due_by(case.decision.decided_at.date(), DELIVERY_LIMIT, calendar)


def _is_granted(case: Case) -> bool:
    return case.decision is not None and case.decision.kind is DecisionKind.GRANTED


def _pause(procedure: SpecialProcedure, today: date) -> Pause:
    started_on = procedure.started_at.date()
    if procedure.ended_at is not None:
        return Pause(started_on, max(started_on, procedure.ended_at.date()))
    return Pause(started_on, max(started_on, procedure.expected_end_on, today))
