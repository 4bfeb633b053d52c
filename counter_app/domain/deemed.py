"""What happens by itself when nobody acts in time: 视为受理, 超时默认, and lapses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import (
    CaseClocks,
    case_clocks,
    has_lapsed,
    legal_notice_deadline,
)
from counter_app.domain.case_status import BEFORE_DECISION, BEFORE_OUTCOME, CaseStatus
from counter_app.domain.handling_rules import DeemedDecision
from counter_app.domain.time_limit import Deadline, is_over
from counter_app.domain.work_calendar import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOnDay:
    """A case as it must be seen on a day.

    Attributes:
        case: With status DEEMED_ACCEPTED if the day is past the notice clock.
        clocks: All its clocks, with that status in them.
        deemed_accepted_on: Day of receipt if deemed accepted, else None.
        is_deemed_granted: 超时默认: the item has a rule, and the legal date is over.
        has_lapsed: The applicant's own time is over: of the supplement, or of the pledge.
    """

    case: Case
    clocks: CaseClocks
    deemed_accepted_on: date | None
    is_deemed_granted: bool
    has_lapsed: bool

    @property
    def notice_deadline(self) -> Deadline:
        return self.clocks.notice


def seen_on(
    case: Case, today: date, calendar: WorkCalendar, *, was_told_late: bool = False
) -> CaseOnDay:
    """Return how a case stands on a day, deemed acceptance included.

    A notice told on the due date itself is in time; from the day after, the case counts as
    accepted as of the day of receipt: those days are already used.

    Args:
        case: As its events leave it.
        today: The best estimate of the date, not the wall clock's word.
        calendar: The one in force.
        was_told_late: The trusted time of the first notice lies wholly after the due date,
            whatever date stands on its paper.

    Source: 行政许可法 art. 32(1)(4), last half: 逾期不告知的，自收到申请材料之日起即为受理.
    """
    law = legal_notice_deadline(case, calendar)
    is_silent = case.status is CaseStatus.RECEIVED and is_over(law, today)
    is_late = case.status in BEFORE_OUTCOME and bool(case.notices) and was_told_late
    is_deemed = is_silent or is_late
    seen = replace(case, status=CaseStatus.DEEMED_ACCEPTED) if is_deemed else case
    clocks = case_clocks(seen, today, calendar)
    return CaseOnDay(
        case=seen,
        clocks=clocks,
        deemed_accepted_on=case.received_on if is_deemed else None,
        is_deemed_granted=_is_deemed_granted(seen, clocks, today),
        has_lapsed=has_lapsed(seen, today, calendar),
    )


def _is_deemed_granted(case: Case, clocks: CaseClocks, today: date) -> bool:
    """Whether a rule of the item turns silence into a grant; no item has one by default.

    Source: law.md 4.9: silence has an effect only where a text says so.
    """
    legal = clocks.statutory or clocks.promised
    return (
        case.item.deemed_decision is DeemedDecision.GRANTED
        and case.status in BEFORE_DECISION - {CaseStatus.PAUSED}
        and legal is not None
        and is_over(legal, today)
    )
