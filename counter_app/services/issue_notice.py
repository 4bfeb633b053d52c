"""一次性告知: telling the applicant everything that is missing, once."""

from __future__ import annotations

from counter_app.domain.case import Case, CaseStatus
from counter_app.domain.case_event import Field, OneTimeNoticeIssued
from counter_app.domain.deemed import seen_on
from counter_app.domain.ids import CaseId
from counter_app.domain.notice import OneTimeNotice, notice_lines, require_no_new_demand
from counter_app.domain.print_job import FormId
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.print_document import intend


def issue_notice(office: Office, work: UnitOfWork, case_id: CaseId) -> None:
    """Record a one-time notice inside a transaction of the caller.

    Raises:
        IllegalStep: Too late (the case is deemed accepted), or no longer open.
        MaterialsNotJudged: A line has no verdict, so the notice could not be whole.
        NothingMissing: Everything is complete.
        NewDemand: Something was not named in the first notice.

    Source: 行政许可法 art. 32(1)(4).
    """
    case = work.case(case_id)
    now = office.clock.now()
    on_day = seen_on(case, now.date(), office.rulebook.calendar)
    on_day.case.require_step(CaseStatus.AWAITING_SUPPLEMENT)
    lines = notice_lines(case.materials)
    is_repeat = require_no_new_demand(lines, case.notices)
    named = {line.name for line in lines}
    notice = OneTimeNotice(
        document_number=office.next_document_number(work, FormId.ONE_TIME_NOTICE),
        issued_at=now,
        lines=lines,
        received=tuple(
            material.name
            for material in case.materials
            if material.name not in named and material.verdict is not None
        ),
        is_repeat=is_repeat,
    )
    work.record(
        case_id, OneTimeNoticeIssued(notice=notice), base={Field.STATUS: case.status_set_by}
    )


class IssueOneTimeNotice:
    """Issues a notice for a case that was received, and prints it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_id: CaseId) -> Case:
        with self._office.unit_of_work() as work:
            issue_notice(self._office, work, case_id)
            intend(self._office, work, case_id, [FormId.ONE_TIME_NOTICE])
            case = work.case(case_id)
            work.commit()
        return case
