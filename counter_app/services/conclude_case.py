"""办结 and 逾期原因: the result exists; and if it is late, the public is told why."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.case_status import DECIDED
from counter_app.domain.ending_facts import (
    Conclusion,
    DeliveryManner,
    OverdueCategory,
    OverdueReason,
    Result,
)
from counter_app.domain.errors import FieldMissing, ReasonMissing
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import CaseConcluded, OverdueExplained
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.domain.time_limit import days_over
from counter_app.ports import UnitOfWork
from counter_app.services.decide_case import DecisionRequest, decide
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRequest:
    """Why it is late, without a word about the person."""

    category: OverdueCategory
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeRequest:
    """Which result, and how it gets to the applicant."""

    result: Result
    manner: DeliveryManner = DeliveryManner.DIRECT


def explain_overdue(
    office: Office, work: UnitOfWork, case_id: CaseId, request: OverdueRequest
) -> tuple[FormId, ...]:
    """Record why a case is late; category and days go into the public list.

    Raises:
        IllegalStep: It is not late.
        ReasonMissing: No words.

    Source: 优化营商环境条例 art. 36.
    """
    standing = stand(office, work, case_id, Act.EXPLAIN_OVERDUE)
    if not request.text.strip():
        raise ReasonMissing("逾期原因")
    promised = standing.seen.clocks.promised
    assert promised is not None, "late, so there is a limit"
    decision = standing.case.decision
    until = decision.decided_at.date() if decision is not None else standing.today
    reason = OverdueReason(
        document_number=standing.number(FormId.OVERDUE_STATEMENT),
        category=request.category,
        text=request.text.strip(),
        explained_at=standing.now,
        days_over=days_over(promised, until, office.rulebook.calendar),
    )
    standing.record(OverdueExplained(overdue_reason=reason))
    return (FormId.OVERDUE_STATEMENT,)


def conclude(
    office: Office, work: UnitOfWork, case_id: CaseId, request: ConcludeRequest
) -> tuple[FormId, ...]:
    """Record that the result is there.

    An 即办件 is decided on the spot: its granting decision is recorded with the conclusion.

    Raises:
        PledgeOpen, PaymentOpen, OverdueReasonMissing: See `guards`.
        FieldMissing: The result has no name.

    Source: 行政许可法 art. 34, 44.
    """
    standing = stand(office, work, case_id, Act.CONCLUDE)
    if not request.result.name.strip():
        raise FieldMissing("办理结果名称")
    if standing.case.status not in DECIDED:
        decide(office, work, case_id, DecisionRequest(kind=DecisionKind.GRANTED))
        standing = stand(office, work, case_id, Act.CONCLUDE)
    conclusion = Conclusion(
        document_number=standing.number(FormId.COLLECTION_NOTICE),
        result=Result(name=request.result.name.strip(), number=request.result.number.strip()),
        manner=request.manner,
        concluded_at=standing.now,
    )
    standing.record(CaseConcluded(conclusion=conclusion))
    return (FormId.COLLECTION_NOTICE,)
