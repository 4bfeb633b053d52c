"""容缺受理: accepted although secondary materials are late, on the applicant's pledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter_app.domain.case import Case
from counter_app.domain.case_status import AcceptanceBasis
from counter_app.domain.errors import (
    FieldMissing,
    MaterialsNotComplete,
    NotDeferrable,
    PledgeTooLong,
)
from counter_app.domain.handling_facts import Pledge
from counter_app.domain.handling_rules import SupplementLapse
from counter_app.domain.ids import CaseId
from counter_app.domain.item import Necessity
from counter_app.domain.life_facts import CaseProvisionallyAccepted
from counter_app.domain.material import outstanding
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.acceptance import acceptance_of
from counter_app.services.office import Office
from counter_app.services.standing import stand

CONSEQUENCES = {
    SupplementLapse.NONE: "逾期未补齐的，窗口将书面告知处理结果，由此产生的后果由申请人承担",
    SupplementLapse.WITHDRAWN: "逾期未补齐的，视为撤回申请",
    SupplementLapse.REFUSED: "逾期未补齐的，终止办理并书面告知",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeRequest:
    """What follows later, and by when.

    Attributes:
        deferred: Names of the materials; None for everything that is open.
    """

    due_on: date | None
    deferred: tuple[str, ...] | None = None


def accept_provisionally(
    office: Office, work: UnitOfWork, case_id: CaseId, request: PledgeRequest
) -> tuple[FormId, ...]:
    """Record a provisional acceptance inside a transaction of the caller.

    Raises:
        NothingMissing: Everything is there; accept instead.
        NotDeferrable: A principal material is open.
        MaterialsNotComplete: Something open is not among the deferred.
        PledgeTooLong: The pledge would end after the promised date, or lies in the past.
        AuthorityMissing: A proxy without authority cannot pledge.

    Source: law.md 7; local regulations of Anyang (24-29), Henan, Guangdong, Qingdao, Shanghai.
    """
    standing = stand(office, work, case_id, Act.ACCEPT_PROVISIONALLY)
    case = standing.case
    deferred = _deferred(case, request.deferred)
    if request.due_on is None:
        raise FieldMissing("容缺材料补齐期限")
    acceptance = acceptance_of(
        standing,
        AcceptanceBasis.PROVISIONAL,
        standing.now.date(),
        FormId.PROVISIONAL_ACCEPTANCE_NOTICE,
    )
    latest = acceptance.due_on
    if latest is not None and request.due_on > latest:
        raise PledgeTooLong(f"最晚 {latest:%Y-%m-%d}")
    if request.due_on < standing.now.date():
        raise PledgeTooLong("补齐期限已经过去")
    pledge = Pledge(
        document_number=standing.number(FormId.SUPPLEMENT_PLEDGE),
        deferred=deferred,
        due_on=request.due_on,
        consequence=CONSEQUENCES[case.item.supplement_lapse],
    )
    standing.record(CaseProvisionallyAccepted(acceptance=acceptance, pledge=pledge))
    return FormId.SUPPLEMENT_PLEDGE, FormId.PROVISIONAL_ACCEPTANCE_NOTICE


def _deferred(case: Case, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    open_lines = {line.name: line for line in outstanding(case.materials)}
    names = tuple(open_lines) if wanted is None else wanted
    wrong = [
        name
        for name in names
        if name not in open_lines or open_lines[name].necessity is not Necessity.DEFERRABLE
    ]
    if wrong:
        raise NotDeferrable("、".join(wrong))
    left = [name for name in open_lines if name not in names]
    if left:
        raise MaterialsNotComplete("、".join(left))
    return tuple(name for name in open_lines if name in names)
