"""告知承诺: conditions told, promised in writing, and checked afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.errors import FieldMissing, NotPledgeable, UnknownMaterial
from counter_app.domain.handling_facts import InformedPledge, PledgeCheck
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import InformedPledgeChecked, InformedPledgeSigned
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.item_of_case import item_of
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class InformedPledgeRequest:
    """Which proofs the promise stands for, and what was told.

    Attributes:
        is_free_choice: The applicant was offered both ways and chose this one.
    """

    replaced: tuple[str, ...]
    conditions: tuple[str, ...]
    is_free_choice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeCheckRequest:
    """What the check found."""

    is_kept: bool
    text: str


def pledge_conditions(
    office: Office, work: UnitOfWork, case_id: CaseId, request: InformedPledgeRequest
) -> tuple[FormId, ...]:
    """Record a written promise inside a transaction of the caller.

    Raises:
        NotPledgeable: The item is not on the published list.
        UnknownMaterial: A proof is not on the checklist.
        FieldMissing: No proof or no condition, or it was not the applicant's own choice.

    Source: law.md 7 (告知承诺): offered as a choice, never forced.
    """
    standing = stand(office, work, case_id, Act.PLEDGE_CONDITIONS)
    item = item_of(office, standing.case)
    if item is None or not item.informed_pledge:
        raise NotPledgeable(standing.case.item.name)
    known = {line.name for line in standing.case.materials}
    strange = [name for name in request.replaced if name not in known]
    if strange:
        raise UnknownMaterial("、".join(strange))
    conditions = tuple(line.strip() for line in request.conditions if line.strip())
    if not request.replaced or not conditions:
        raise FieldMissing("代替的证明材料和告知的条件")
    if not request.is_free_choice:
        raise FieldMissing("须由申请人自愿选择告知承诺")
    pledge = InformedPledge(
        document_number=standing.number(FormId.INFORMED_PLEDGE),
        replaced=tuple(dict.fromkeys(request.replaced)),
        conditions=conditions,
        signed_at=standing.now,
    )
    standing.record(InformedPledgeSigned(informed_pledge=pledge))
    return (FormId.INFORMED_PLEDGE,)


def check_pledge(
    office: Office, work: UnitOfWork, case_id: CaseId, request: PledgeCheckRequest
) -> tuple[FormId, ...]:
    """Record what a later check of the promise found; a broken one is said in words."""
    standing = stand(office, work, case_id, Act.CHECK_PLEDGE)
    if not request.text.strip():
        raise FieldMissing("核查情况")
    check = PledgeCheck(is_kept=request.is_kept, text=request.text.strip(), checked_at=standing.now)
    standing.record(InformedPledgeChecked(check=check))
    return ()
