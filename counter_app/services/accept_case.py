"""受理: the case is accepted, and the decision clock runs."""

from __future__ import annotations

from datetime import date

from counter_app.domain.case import Acceptance, AcceptanceBasis, Case, CaseStatus
from counter_app.domain.case_event import CaseAccepted, Field
from counter_app.domain.deemed import seen_on
from counter_app.domain.errors import MaterialsNotComplete
from counter_app.domain.ids import CaseId
from counter_app.domain.item import TimeLimit
from counter_app.domain.material import outstanding, require_all_judged
from counter_app.domain.print_job import FormId
from counter_app.domain.time_limit import Deadline, due_by
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.print_document import intend


def accept(office: Office, work: UnitOfWork, case_id: CaseId) -> None:
    """Record acceptance inside a transaction of the caller.

    After a supplement, acceptance is as of the day the complete supplement arrived.  A case
    that nobody was told about in time is accepted as of the day of receipt, complete or not.

    Raises:
        IllegalStep: The case cannot be accepted from where it stands.
        MaterialsNotJudged, MaterialsNotComplete: Something is still open.

    Source: 行政许可法 art. 32(1)(4), 32(1)(5), 42.
    """
    case = work.case(case_id)
    now = office.clock.now()
    on_day = seen_on(case, now.date(), office.rulebook.calendar)
    on_day.case.require_step(CaseStatus.ACCEPTED)
    if on_day.deemed_accepted_on is not None:
        basis, accepted_on = AcceptanceBasis.DEEMED, on_day.deemed_accepted_on
    else:
        _require_complete(case)
        basis, accepted_on = _basis(case, today=now.date())
    promised = _due(office, case.item.promised_limit, accepted_on)
    statutory = _due(office, case.item.statutory_limit, accepted_on)
    acceptance = Acceptance(
        document_number=office.next_document_number(work, FormId.ACCEPTANCE_NOTICE),
        accepted_at=now,
        accepted_on=accepted_on,
        basis=basis,
        due_on=promised.due_on if promised else None,
        statutory_due_on=statutory.due_on if statutory else None,
        is_provisional=bool(promised and promised.provisional),
        statutory_is_provisional=bool(statutory and statutory.provisional),
        calendar_version=str(office.rulebook.calendar.version),
    )
    work.record(
        case_id, CaseAccepted(acceptance=acceptance), base={Field.STATUS: case.status_set_by}
    )


class AcceptCase:
    """Accepts a case and prints the acceptance notice."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_id: CaseId) -> Case:
        with self._office.unit_of_work() as work:
            accept(self._office, work, case_id)
            intend(self._office, work, case_id, [FormId.ACCEPTANCE_NOTICE])
            case = work.case(case_id)
            work.commit()
        return case


def _require_complete(case: Case) -> None:
    require_all_judged(case.materials)
    open_lines = outstanding(case.materials)
    if open_lines:
        raise MaterialsNotComplete("、".join(material.name for material in open_lines))


def _basis(case: Case, *, today: date) -> tuple[AcceptanceBasis, date]:
    complete = [supplement for supplement in case.supplements if supplement.is_complete]
    if complete:
        return AcceptanceBasis.SUPPLEMENTED, complete[-1].supplemented_at.date()
    return AcceptanceBasis.COMPLETE, today


def _due(office: Office, limit: TimeLimit | None, accepted_on: date) -> Deadline | None:
    if limit is None:
        return None
    return due_by(accepted_on, limit, office.rulebook.calendar)
