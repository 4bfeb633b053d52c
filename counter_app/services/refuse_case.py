"""不受理 and 不予受理: refused at once, in writing, with the reason and where to go."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.case import Case, Refusal
from counter_app.domain.case_event import AcceptanceRefused
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.errors import RefusalIncomplete
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.print_document import intend
from counter_app.services.stale_base import Seen, refuse_stale
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalReason:
    """Why, and if this agency is not competent, which one is."""

    ground: RefusalGround
    reason: str
    competent_authority: str = ""

    def require_whole(self) -> None:
        """Raise `RefusalIncomplete` unless the law's content is there.

        Source: 行政许可法 art. 32(1)(1), 32(1)(2), 72(5): no refusal without a reason.
        """
        if not self.reason.strip():
            raise RefusalIncomplete("没有填写理由")
        if self.ground is RefusalGround.NOT_COMPETENT and not self.competent_authority.strip():
            raise RefusalIncomplete("没有写明应向哪个机关申请")


def refuse(office: Office, work: UnitOfWork, case_id: CaseId, reason: RefusalReason) -> None:
    """Record a refusal inside a transaction of the caller.

    Raises:
        RefusalIncomplete: Reason or competent agency is missing.
        IllegalStep: The case is accepted, or counts as accepted.
    """
    reason.require_whole()
    standing = stand(office, work, case_id, Act.REFUSE)
    refusal = Refusal(
        document_number=standing.number(FormId.REFUSAL_NOTICE),
        refused_at=standing.now,
        ground=reason.ground,
        reason=reason.reason.strip(),
        competent_authority=reason.competent_authority.strip(),
    )
    standing.record(AcceptanceRefused(refusal=refusal))


class RefuseCase:
    """Refuses a case that was received, and prints the refusal notice."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_id: CaseId, reason: RefusalReason, seen: Seen | None = None) -> Case:
        with self._office.unit_of_work() as work:
            refuse_stale(work, case_id, seen)
            refuse(self._office, work, case_id, reason)
            intend(self._office, work, case_id, [FormId.REFUSAL_NOTICE])
            case = work.case(case_id)
            work.commit()
        return case
