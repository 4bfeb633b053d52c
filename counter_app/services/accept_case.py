"""受理: the case is accepted, and the decision clock runs."""

from __future__ import annotations

from counter_app.domain.case import Case
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.acceptance import write_down_acceptance
from counter_app.services.office import Office
from counter_app.services.print_document import intend
from counter_app.services.stale_base import Seen, refuse_stale
from counter_app.services.standing import stand


def accept(office: Office, work: UnitOfWork, case_id: CaseId) -> None:
    """Record acceptance inside a transaction of the caller.

    After a supplement, acceptance is as of the day the complete supplement arrived.  A case
    that nobody was told about in time is accepted as of the day of receipt, complete or not.

    Raises:
        IllegalStep: The case cannot be accepted from where it stands.
        MaterialsNotJudged, MaterialsNotComplete: Something is still open.
        NotAuthorised, PermissionExpired: Not by this person, or not now.

    Source: 行政许可法 art. 32(1)(4), 32(1)(5), 42.
    """
    write_down_acceptance(stand(office, work, case_id, Act.ACCEPT))


class AcceptCase:
    """Accepts a case and prints the acceptance notice."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_id: CaseId, seen: Seen | None = None) -> Case:
        with self._office.unit_of_work() as work:
            refuse_stale(work, case_id, seen)
            accept(self._office, work, case_id)
            intend(self._office, work, case_id, [FormId.ACCEPTANCE_NOTICE])
            case = work.case(case_id)
            work.commit()
        return case
