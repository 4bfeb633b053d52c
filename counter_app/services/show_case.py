"""Everything about one case on one page: where it stands, why, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from counter_app.domain.case import Case, CaseStatus
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.deemed import seen_on
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.material import outstanding
from counter_app.domain.print_job import FormId
from counter_app.domain.time_limit import Deadline, due_by
from counter_app.ports import CaseFinder
from counter_app.services.office import Office
from counter_app.services.print_document import available_forms


class CaseAct(Enum):
    """What a clerk can do with a case that exists."""

    ACCEPT = "accept"
    NOTICE = "notice"
    JUDGE = "judge"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"


class RunningClock(Enum):
    """Which clock binds the counter now."""

    NOTICE = "notice"
    DECISION = "decision"
    NONE = "none"


@dataclass(frozen=True, slots=True, repr=False)
class CaseFile:
    """One case, read for the case page and `counter case show`.

    Attributes:
        case: As seen today: deemed acceptance is already in its status.
        deadline: Day by day, of the running clock; None when none runs.
        deemed_accepted_on: Day of receipt if deemed accepted, else None.
        events: In fold order.
        acknowledged: Events that the county has signed for.
        forms: Papers that can be printed.
        refused_acts: Act → why it is not allowed now, in Chinese; an allowed act is absent.
    """

    case: Case
    clock: RunningClock
    deadline: Deadline | None
    deemed_accepted_on: date | None
    events: tuple[CaseEvent, ...]
    acknowledged: frozenset[EventId]
    forms: tuple[FormId, ...]
    refused_acts: dict[CaseAct, str]


class ShowCase:
    """Reads one case."""

    def __init__(self, office: Office, finder: CaseFinder) -> None:
        self._office = office
        self._finder = finder

    def __call__(self, case_id: CaseId) -> CaseFile:
        calendar = self._office.rulebook.calendar
        with self._office.unit_of_work(as_system=True) as work:
            stored = work.case(case_id)
            events = tuple(work.events_of(case_id))
        on_day = seen_on(stored, self._office.today(), calendar)
        clock, deadline = _running(self._office, on_day.case, on_day.notice_deadline)
        return CaseFile(
            case=on_day.case,
            clock=clock,
            deadline=deadline,
            deemed_accepted_on=on_day.deemed_accepted_on,
            events=events,
            acknowledged=self._finder.acknowledged_events(case_id),
            forms=available_forms(stored),
            refused_acts=_refused_acts(on_day.case),
        )


def _running(office: Office, case: Case, notice: Deadline) -> tuple[RunningClock, Deadline | None]:
    if case.status is CaseStatus.RECEIVED:
        return RunningClock.NOTICE, notice
    start = case.acceptance.accepted_on if case.acceptance else None
    if case.status is CaseStatus.DEEMED_ACCEPTED:
        start = case.received_on
    limit = case.item.promised_limit
    if start is None or limit is None:
        return RunningClock.NONE, None
    return RunningClock.DECISION, due_by(start, limit, office.rulebook.calendar)


def _refused_acts(case: Case) -> dict[CaseAct, str]:
    """Say of each act that is not allowed now why it is not."""
    reasons: dict[CaseAct, str] = {}
    open_lines = outstanding(case.materials)
    unjudged = [material.name for material in open_lines if material.verdict is None]
    is_deemed = case.status is CaseStatus.DEEMED_ACCEPTED
    is_waiting = case.status is CaseStatus.AWAITING_SUPPLEMENT
    if not case.may_step_to(CaseStatus.ACCEPTED):
        reasons[CaseAct.ACCEPT] = "已有受理或不予受理的结论"
    elif open_lines and not is_deemed:
        reasons[CaseAct.ACCEPT] = "材料还不齐：" + "、".join(line.name for line in open_lines)
    if is_deemed:
        reasons[CaseAct.NOTICE] = "法定期限内没有告知，依法视为受理，不能再要求补正"
    elif not case.may_step_to(CaseStatus.AWAITING_SUPPLEMENT):
        reasons[CaseAct.NOTICE] = "已有受理或不予受理的结论"
    elif not open_lines:
        reasons[CaseAct.NOTICE] = "材料已齐，请直接受理"
    elif unjudged:
        reasons[CaseAct.NOTICE] = "还有材料没有判定：" + "、".join(unjudged)
    if case.status is not CaseStatus.RECEIVED:
        reasons[CaseAct.JUDGE] = "已经告知或已有结论，判定不能再改"
    if not is_waiting:
        reasons[CaseAct.SUPPLEMENT] = "没有待补正的一次性告知"
    if not case.may_step_to(CaseStatus.REFUSED):
        reasons[CaseAct.REFUSE] = "已受理（或视为受理）的办件不能再不予受理"
    return reasons
