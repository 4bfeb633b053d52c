"""What an acceptance says: its day, its basis, and both dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from counter_app.domain.case import Acceptance, Case
from counter_app.domain.case_clocks import case_clocks
from counter_app.domain.case_event import CaseAccepted
from counter_app.domain.case_status import AcceptanceBasis, CaseStatus
from counter_app.domain.print_job import FormId
from counter_app.services.looking import Standing


def write_down_acceptance(standing: Standing) -> None:
    """Record the acceptance of a case that may be, or already counts as, accepted."""
    case = standing.case
    if standing.seen.deemed_accepted_on is not None:
        basis, accepted_on = AcceptanceBasis.DEEMED, standing.seen.deemed_accepted_on
    else:
        basis, accepted_on = _basis(case, today=standing.now.date())
    standing.record(CaseAccepted(acceptance=acceptance_of(standing, basis, accepted_on)))


def acceptance_of(
    standing: Standing,
    basis: AcceptanceBasis,
    accepted_on: date,
    form: FormId = FormId.ACCEPTANCE_NOTICE,
) -> Acceptance:
    """Return an acceptance with both dates counted from its day."""
    calendar = standing.office.rulebook.calendar
    number = standing.number(form)
    blank = Acceptance(
        document_number=number,
        accepted_at=standing.now,
        accepted_on=accepted_on,
        basis=basis,
        due_on=None,
        statutory_due_on=None,
        is_provisional=False,
        calendar_version=str(calendar.version),
    )
    accepted = replace(standing.case, status=CaseStatus.ACCEPTED, acceptance=blank)
    clocks = case_clocks(accepted, standing.today, calendar)
    promised, statutory = clocks.promised, clocks.statutory
    return replace(
        blank,
        due_on=promised.due_on if promised else None,
        statutory_due_on=statutory.due_on if statutory else None,
        is_provisional=bool(promised and promised.provisional),
        statutory_is_provisional=bool(statutory and statutory.provisional),
    )


def _basis(case: Case, *, today: date) -> tuple[AcceptanceBasis, date]:
    complete = [supplement for supplement in case.supplements if supplement.is_complete]
    if complete:
        return AcceptanceBasis.SUPPLEMENTED, complete[-1].supplemented_at.date()
    return AcceptanceBasis.COMPLETE, today
