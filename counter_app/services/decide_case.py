"""审批决定: granted or denied, signed by whom the law and the item let sign."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.case import Case
from counter_app.domain.errors import (
    MayNotSignAlone,
    NotAuthorised,
    OpinionDisagrees,
    OpinionsMissing,
    ReasonMissing,
    TwoPersonsNeeded,
)
from counter_app.domain.handling_facts import Decision, DecisionKind, Stance
from counter_app.domain.ids import CaseId
from counter_app.domain.item import HandlingType
from counter_app.domain.joint import silent_departments
from counter_app.domain.life_facts import CaseDecided
from counter_app.domain.print_job import FormId
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act
from counter_app.domain.two_persons import SecondPerson, is_same_person
from counter_app.ports import UnitOfWork
from counter_app.services.item_of_case import item_of
from counter_app.services.looking import Standing
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRequest:
    """What was decided, why, and by whom.

    Attributes:
        decided_by: A department or superior by name; "" when the person signed in signs.
        second: A colleague who signs, is not signed in, and proved who they are; `decided_by`
            is not asked then.
    """

    kind: DecisionKind
    reason: str = ""
    decided_by: str = ""
    second: SecondPerson | None = None


def may_sign_alone(case: Case) -> bool:
    """Whether a decision may be signed at the counter at all.

    Not for joint and escalated cases, nor where a site visit was needed: those wait for the
    department or the superior.

    Source: law.md 9 (首席代表制).
    """
    outside = {HandlingType.JOINT, HandlingType.ESCALATED}
    return case.item.handling_type not in outside and not case.visits


def decide(
    office: Office, work: UnitOfWork, case_id: CaseId, request: DecisionRequest
) -> tuple[FormId, ...]:
    """Record a decision on the merits inside a transaction of the caller.

    Raises:
        ReasonMissing: A denial without reasons.
        MayNotSignAlone: It is not the counter's to sign.
        TwoPersonsNeeded: Examiner and approver are the same person (一审一核).
        NotAuthorised: The signer is no chief representative, where one is needed.
        OpinionsMissing, OpinionDisagrees: A joint case that is not ripe for a grant.

    Source: 行政许可法 art. 34, 38; law.md 9.
    """
    standing = stand(office, work, case_id, Act.DECIDE)
    reason = request.reason.strip()
    if request.kind is DecisionKind.DENIED and not reason:
        raise ReasonMissing("不予许可的决定")
    _require_opinions(standing, request.kind, reason)
    signer = _signer(standing, request)
    decision = Decision(
        document_number=standing.number(FormId.DECISION_NOTICE),
        kind=request.kind,
        reason=reason,
        decided_by=signer,
        decided_at=standing.now,
        examiner=_examiner(standing),
        is_deemed=standing.seen.is_deemed_granted and request.kind is DecisionKind.GRANTED,
        second=_other(standing, request),
    )
    standing.record(CaseDecided(decision=decision))
    return ()


def _signer(standing: Standing, request: DecisionRequest) -> str:
    case, second = standing.case, _other(standing, request)
    named = "" if request.second is not None else request.decided_by.strip()
    if named and not is_same_person(named, standing.operator.staff):
        return named  # A department or a superior: its decision is only written down here.
    role = second.role if second is not None else standing.operator.role
    if not may_sign_alone(case):
        raise MayNotSignAlone(case.number)
    signer = second.staff if second is not None else standing.operator.staff
    if case.item.handling_type is HandlingType.INSTANT:
        return signer
    if role is not Role.CHIEF:
        raise NotAuthorised("非即办件由首席代表签批")
    if is_same_person(signer, _examiner(standing)):
        raise TwoPersonsNeeded("审查人与批准人")
    return signer


def _other(standing: Standing, request: DecisionRequest) -> SecondPerson | None:
    """Return who signs beside the person signed in; whoever proves to be themselves is one."""
    second = request.second
    is_own = second is not None and is_same_person(second.staff, standing.operator.staff)
    return None if is_own else second


def _examiner(standing: Standing) -> str:
    """Return who examined: whoever took the case in, at a township counter."""
    return standing.case.receiver


def _require_opinions(standing: Standing, kind: DecisionKind, reason: str) -> None:
    case = standing.case
    if case.item.handling_type is not HandlingType.JOINT or kind is DecisionKind.DENIED:
        return
    item = item_of(standing.office, case)
    missing = silent_departments(item, case, standing.today, standing.office.rulebook.calendar)
    if missing or not (case.opinions or case.item.joint_departments):
        raise OpinionsMissing("、".join(missing) or "还没有任何部门意见")
    against = [one.department for one in case.opinions if one.stance is Stance.DISAGREE]
    if against and not reason:
        raise OpinionDisagrees("、".join(against))
