"""延期: once, approved by the rank that the law names, told with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from counter_app.domain.case_clocks import case_clocks
from counter_app.domain.clock_facts import (
    EXTENSION_DAYS_MAX,
    JOINT_EXTENSION_DAYS_MAX,
    ApproverRank,
    TimeExtension,
)
from counter_app.domain.errors import ExtensionTooLong, ReasonMissing, WrongApprover
from counter_app.domain.ids import CaseId
from counter_app.domain.item import HandlingType
from counter_app.domain.life_facts import LimitExtended
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.looking import Standing
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendRequest:
    """Who approved, why, and by how many days; None for as many as the law allows."""

    approved_by: ApproverRank
    reason: str
    days: int | None = None
    approver: str = ""


def extend(
    office: Office, work: UnitOfWork, case_id: CaseId, request: ExtendRequest
) -> tuple[FormId, ...]:
    """Record an extension inside a transaction of the caller.

    Raises:
        AlreadyExtended, NotExtendable, ExtensionTooLate: See `guards`.
        WrongApprover: +10 needs the head of the agency, +15 of a joint case the head of the
            government of the same level.
        ExtensionTooLong: More than 10, or 15 for a joint case; or less than one day.
        ReasonMissing: The applicant is told why.

    Source: 行政许可法 art. 42.
    """
    standing = stand(office, work, case_id, Act.EXTEND)
    if not request.reason.strip():
        raise ReasonMissing("延期")
    days = _days(standing, request)
    clocks = standing.seen.clocks
    extension = TimeExtension(
        document_number=standing.number(FormId.EXTENSION_NOTICE),
        days=days,
        approved_by=request.approved_by,
        approver=request.approver.strip(),
        reason=request.reason.strip(),
        extended_at=standing.now,
        old_due_on=clocks.promised.due_on if clocks.promised else None,
        new_due_on=None,
    )
    extended = replace(standing.case, extensions=(extension,))
    after = case_clocks(extended, standing.today, office.rulebook.calendar).promised
    told = replace(
        extension,
        new_due_on=after.due_on if after else None,
        is_provisional=bool(after and after.provisional),
    )
    standing.record(LimitExtended(extension=told))
    return (FormId.EXTENSION_NOTICE,)


def _days(standing: Standing, request: ExtendRequest) -> int:
    is_joint = standing.case.item.handling_type is HandlingType.JOINT
    rank = ApproverRank.GOVERNMENT_HEAD if is_joint else ApproverRank.DIRECTOR
    if request.approved_by is not rank:
        raise WrongApprover(standing.case.number)
    most = JOINT_EXTENSION_DAYS_MAX if is_joint else EXTENSION_DAYS_MAX
    days = most if request.days is None else request.days
    if not 1 <= days <= most:
        raise ExtensionTooLong(f"最多{most}天")
    return days
