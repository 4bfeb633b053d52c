"""What is to be done: derived from cases, calendar and day; nothing of it is ever stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import ENDED, CaseStatus
from counter_app.domain.clock_facts import SpecialProcedureKind
from counter_app.domain.conflict_record import Conflict
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.drawer import kept_here
from counter_app.domain.guards import Situation, is_overdue
from counter_app.domain.handling_facts import PartyWord
from counter_app.domain.ids import CaseId
from counter_app.domain.item import DayUnit, TimeLimit
from counter_app.domain.print_job import PrintState
from counter_app.domain.staff import SYSTEM
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.terms import name_of
from counter_app.domain.time_limit import Deadline, due_by, is_over, working_days_left
from counter_app.domain.trusted_time import Estimate
from counter_app.domain.work_calendar import WorkCalendar

WARNING_DAYS_LEFT: Final = 2
"""From so many working days before a date on, somebody is reminded of it."""

HEARING_LIMIT: Final = TimeLimit(20, DayUnit.WORKING, "行政许可法第四十七条第一款")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for somebody.

    Attributes:
        case_id: None for what concerns the desk itself.
        detail: What of it; names no person.
        due_on: Last day in time, or since when it is due; None when no date is set.
    """

    code: TaskCode
    case_id: CaseId | None = None
    detail: str = ""
    due_on: date | None = None


def case_tasks(seen: CaseOnDay, today: date, calendar: WorkCalendar) -> tuple[Task, ...]:
    """Return what is to be done about a case, the most binding first.

    Args:
        seen: The case as seen today.
        today: Best estimate of the date.
        calendar: The one in force.
    """
    day = _Day(seen, today, calendar)
    return (
        *day.before_outcome(),
        *day.applicant_lapsed(),
        *day.decision(),
        *day.hearing(),
        *day.delivery(),
        *day.loose_ends(),
    )


def conflict_detail(conflict: Conflict) -> str:
    """Return what two counters disagree about, in words that name no person."""
    if conflict.is_breach:
        return "两次一次性告知，第二次多要求了材料"
    about = name_of(conflict.field)
    if conflict.field is Field.STATUS and conflict.standing is not conflict.wanted:
        about = f"{name_of(conflict.standing)}／{name_of(conflict.wanted)}"
    return f"{about}（裁决后又有新情况）" if conflict.is_reopened else about


def desk_tasks(estimate: Estimate | None) -> tuple[Task, ...]:
    """Return what is to be done about the desk itself.

    Args:
        estimate: What is known of the time; None where nobody keeps it.
    """
    if estimate is None or not estimate.is_clock_wrong:
        return ()
    minutes = round(estimate.wall_off.total_seconds() / 60)
    return (Task(code=TaskCode.CLOCK_OFF, detail=f"电脑时钟偏差约{minutes}分钟"),)


@dataclass(frozen=True, slots=True)
class _Day:
    seen: CaseOnDay
    today: date
    calendar: WorkCalendar

    def before_outcome(self) -> Iterator[Task]:
        case, notice = self.seen.case, self.seen.clocks.notice
        if case.status is CaseStatus.DEEMED_ACCEPTED:
            yield self._task(TaskCode.DEEMED_ACCEPTED, due_on=case.received_on)
        if case.status is not CaseStatus.RECEIVED:
            return
        if is_over(notice, self.today):
            yield self._task(TaskCode.NOTICE_OVERDUE, due_on=notice.due_on)
        elif notice.due_on == self.today:
            yield self._task(TaskCode.NOTICE_DUE_TODAY, due_on=notice.due_on)
        elif self._is_near(notice):
            yield self._task(TaskCode.NOTICE_DUE, due_on=notice.due_on)

    def applicant_lapsed(self) -> Iterator[Task]:
        case = self.seen.case
        supplement = self.seen.clocks.supplement
        if case.status is CaseStatus.AWAITING_SUPPLEMENT and self.seen.has_lapsed:
            due_on = supplement.due_on if supplement else None
            yield self._task(TaskCode.SUPPLEMENT_LAPSED, due_on=due_on)
        if case.pledge is not None and case.open_pledge and self._is_running:
            is_lapsed = self.today > case.pledge.due_on
            code = TaskCode.PLEDGE_LAPSED if is_lapsed else TaskCode.PLEDGE_OPEN
            yield self._task(code, "、".join(case.open_pledge), case.pledge.due_on)

    def decision(self) -> Iterator[Task]:
        case, promised = self.seen.case, self.seen.clocks.promised
        if self.seen.clocks.running is RunningClock.DECISION and promised is not None:
            if self.seen.is_deemed_granted:
                yield self._task(TaskCode.DEEMED_DECISION, due_on=promised.due_on)
            if not is_over(promised, self.today) and self._is_near(promised):
                yield self._task(TaskCode.PROMISE_DUE, due_on=promised.due_on)
        procedure = case.open_procedure
        if procedure is not None and self.today > procedure.expected_end_on:
            yield self._task(TaskCode.PROCEDURE_OVER, due_on=procedure.expected_end_on)
        if promised is not None and case.overdue_reason is None and self._is_overdue:
            yield self._task(TaskCode.OVERDUE_EXPLAIN, due_on=promised.due_on)

    def hearing(self) -> Iterator[Task]:
        case = self.seen.case
        asked = [party for party in case.parties if party.word is PartyWord.HEARING]
        is_held = any(each.kind is SpecialProcedureKind.HEARING for each in case.procedures)
        if asked and not is_held and self._is_running:
            due = due_by(asked[0].told_at.date(), HEARING_LIMIT, self.calendar)
            yield self._task(TaskCode.HEARING_DUE, due_on=due.due_on)

    def delivery(self) -> Iterator[Task]:
        clocks = self.seen.clocks
        if clocks.running is RunningClock.DELIVERY and clocks.delivery is not None:
            yield self._task(TaskCode.DELIVERY_DUE, due_on=clocks.delivery.due_on)

    def loose_ends(self) -> Iterator[Task]:
        case = self.seen.case
        for complaint in case.service.open_complaints:
            number, answer_by = complaint.document_number, complaint.answer_by
            yield self._task(TaskCode.COMPLAINT_ANSWER_DUE, number, answer_by)
        if case.status in ENDED:
            for held in kept_here(case):
                yield self._task(TaskCode.ORIGINALS_OWED, f"{held.material}{held.originals}份")
        for conflict in case.open_conflicts:
            yield self._task(TaskCode.CONFLICT, conflict_detail(conflict))
        for value in case.other_values:
            yield self._task(TaskCode.OTHER_VALUE, conflict_detail(value))
        for document in case.documents:
            if document.state is PrintState.UNKNOWN and document.came_out is None:
                yield self._task(TaskCode.REPRINT_UNKNOWN, document.document_number)

    @property
    def _is_overdue(self) -> bool:
        """Whether the decision is, or came, late; nobody is asked once all is over."""
        status = self.seen.case.status
        is_alive = self._is_running or status in {CaseStatus.DENIED, CaseStatus.CONCLUDED}
        is_alive |= status in {CaseStatus.GRANTED, CaseStatus.DEEMED_ACCEPTED}
        return is_alive and is_overdue(Situation(self.seen, SYSTEM, self.today))

    @property
    def _is_running(self) -> bool:
        return self.seen.clocks.running in {RunningClock.DECISION, RunningClock.PAUSED}

    def _is_near(self, deadline: Deadline) -> bool:
        return working_days_left(deadline, self.today, self.calendar) <= WARNING_DAYS_LEFT

    def _task(self, code: TaskCode, detail: str = "", due_on: date | None = None) -> Task:
        return Task(code=code, case_id=self.seen.case.case_id, detail=detail, due_on=due_on)
