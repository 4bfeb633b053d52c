"""What happens by itself when the notice clock runs out (视为受理)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain.case import Case, CaseStatus
from counter_app.domain.item import NOTICE_LIMIT_DAYS_MAX, DayUnit, TimeLimit
from counter_app.domain.time_limit import Deadline, due_by, is_over
from counter_app.domain.work_calendar import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOnDay:
    """A case as it must be seen on a day.

    Attributes:
        case: With status DEEMED_ACCEPTED if the day is past the notice clock.
        notice_deadline: Until when everything missing has to be told; a county's shorter limit
            is a promise, and only the law's five days make a case count as accepted.
        deemed_accepted_on: Day of receipt if deemed accepted, else None.
    """

    case: Case
    notice_deadline: Deadline
    deemed_accepted_on: date | None


def notice_deadline(case: Case, calendar: WorkCalendar) -> Deadline:
    """Return until when the applicant has to be told, as the item sets it.

    Source: 行政许可法 art. 32(1)(4); a county may set fewer than 5 working days for a permit,
    never more; 政府信息公开条例 art. 30 gives 7.
    """
    return _from_receipt(case, case.item.notice_limit_days, calendar)


def _from_receipt(case: Case, days: int, calendar: WorkCalendar) -> Deadline:
    limit = TimeLimit(days=days, unit=DayUnit.WORKING)
    return due_by(case.received_on, limit, calendar)


def seen_on(case: Case, today: date, calendar: WorkCalendar) -> CaseOnDay:
    """Return how a case stands on a day, deemed acceptance included.

    A notice told on the due date itself is in time; from the day after, the case counts as
    accepted as of the day of receipt: those days are already used.

    Source: 行政许可法 art. 32(1)(4), last half: 逾期不告知的，自收到申请材料之日起即为受理.
    """
    deadline = notice_deadline(case, calendar)
    law_days = max(case.item.notice_limit_days, NOTICE_LIMIT_DAYS_MAX)
    law = _from_receipt(case, law_days, calendar)
    is_late = case.status is CaseStatus.RECEIVED and is_over(law, today)
    if not is_late:
        return CaseOnDay(case=case, notice_deadline=deadline, deemed_accepted_on=None)
    return CaseOnDay(
        case=replace(case, status=CaseStatus.DEEMED_ACCEPTED),
        notice_deadline=deadline,
        deemed_accepted_on=case.received_on,
    )
