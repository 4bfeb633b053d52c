"""一次性告知: telling the applicant everything that is missing, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from counter_app.domain.authority import may_override
from counter_app.domain.case import Case
from counter_app.domain.case_clocks import supplement_deadline
from counter_app.domain.case_event import OneTimeNoticeIssued
from counter_app.domain.errors import NewDemand, NotAuthorised, ReasonMissing, TwoPersonsNeeded
from counter_app.domain.ids import CaseId
from counter_app.domain.material import Verdict
from counter_app.domain.notice import (
    NoticeLine,
    NoticeOverride,
    OneTimeNotice,
    chosen_lines,
    new_demands,
)
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.domain.time_limit import due_by
from counter_app.domain.two_persons import is_same_person
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ports import UnitOfWork
from counter_app.services.looking import Standing
from counter_app.services.office import Office
from counter_app.services.print_document import intend
from counter_app.services.stale_base import Seen, refuse_stale
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRequest:
    """What a notice is to demand.

    Attributes:
        names: Materials to name; None for everything that is not complete.  A later notice may
            name fewer; what the first one leaves out needs an override later.
        reason: Why something new is demanded; only the chief representative may, and each time
            is counted (行政许可法 art. 72(4)).
    """

    names: tuple[str, ...] | None = None
    reason: str = ""


EVERYTHING: Final = NoticeRequest()


def issue_notice(
    office: Office, work: UnitOfWork, case_id: CaseId, request: NoticeRequest = EVERYTHING
) -> None:
    """Record a one-time notice inside a transaction of the caller.

    Raises:
        IllegalStep: Too late (the case is deemed accepted), or no longer open.
        MaterialsNotJudged: A line has no verdict, so the notice could not be whole.
        NothingMissing: Everything is complete.
        UnknownMaterial: A name is not on the list.
        NewDemand: Something was not named in the first notice, and nobody overrode.
        NotAuthorised, ReasonMissing: An override by somebody else, or without its reason.
        TwoPersonsNeeded: An override by who had issued a notice of this case.

    Source: 行政许可法 art. 32(1)(4).
    """
    standing = stand(office, work, case_id, Act.NOTICE)
    case = standing.case
    lines = chosen_lines(case.materials, request.names, is_first=not case.notices)
    override = _override(standing, lines, request.reason)
    named = {line.name for line in lines}
    limit = case.item.supplement_limit
    notice = OneTimeNotice(
        document_number=standing.number(FormId.ONE_TIME_NOTICE),
        issued_at=standing.now,
        lines=lines,
        received=tuple(
            material.name
            for material in case.materials
            if material.name not in named and material.verdict is not None
        ),
        is_repeat=bool(case.notices) and override is None,
        override=override,
    )
    if limit is not None:
        notice = _with_deadline(case, notice, office.rulebook.calendar)
    standing.record(OneTimeNoticeIssued(notice=notice))


class IssueOneTimeNotice:
    """Issues a notice for a case that was received, and prints it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(
        self, case_id: CaseId, request: NoticeRequest = EVERYTHING, seen: Seen | None = None
    ) -> Case:
        with self._office.unit_of_work() as work:
            refuse_stale(work, case_id, seen)
            issue_notice(self._office, work, case_id, request)
            intend(self._office, work, case_id, [FormId.ONE_TIME_NOTICE])
            case = work.case(case_id)
            work.commit()
        return case


def _override(
    standing: Standing, lines: Sequence[NoticeLine], reason: str
) -> NoticeOverride | None:
    case = standing.case
    complete = [line.name for line in case.materials if line.verdict is Verdict.COMPLETE]
    new = new_demands(lines, case.notices, complete)
    if not new:
        return None
    if not reason.strip():
        if may_override(standing.operator):
            raise ReasonMissing("、".join(new))
        raise NewDemand("、".join(new))
    if not may_override(standing.operator):
        raise NotAuthorised("新增补正要求须由首席代表批准：" + "、".join(new))
    _require_another(standing)
    return NoticeOverride(
        approved_by=standing.operator.staff, reason=reason.strip(), names=tuple(new)
    )


def _require_another(standing: Standing) -> None:
    """See that nobody lets out of the one-time rule what they themselves told: two people."""
    for event in standing.work.events_of(standing.case_id):
        told_it = isinstance(event.fact, OneTimeNoticeIssued)
        if told_it and is_same_person(event.staff, standing.operator.staff):
            raise TwoPersonsNeeded("新增补正要求须由没有作过告知的首席代表批准")


def _with_deadline(case: Case, notice: OneTimeNotice, calendar: WorkCalendar) -> OneTimeNotice:
    limit = case.item.supplement_limit
    assert limit is not None, "asked only where the item has one"
    deadline = supplement_deadline(case, calendar) or due_by(
        notice.issued_at.date(), limit, calendar
    )
    return replace(
        notice,
        supplement_due_on=deadline.due_on,
        supplement_is_provisional=deadline.provisional,
    )
