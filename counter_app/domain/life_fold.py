"""How a fact of a case's later life changes it; `case_fold` says whether it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_args

from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.case import Case
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.clock_facts import TimeExtension
from counter_app.domain.handling_facts import DecisionKind, InformedPledge, Opinion
from counter_app.domain.life_facts import (
    CaseAmended,
    CaseConcluded,
    CaseDecided,
    CaseForwarded,
    CaseProvisionallyAccepted,
    CaseReturned,
    CaseTerminated,
    CaseVoided,
    CaseWithdrawn,
    ComplaintAnswered,
    ComplaintFiled,
    DatesRecounted,
    DuplicateJudged,
    FeeWaived,
    InformedPledgeChecked,
    InformedPledgeSigned,
    InterestedPartyHeard,
    LifeFact,
    LimitExtended,
    OpinionRecorded,
    OriginalMoved,
    OverdueExplained,
    PaymentConfirmed,
    PaymentSlipIssued,
    ResultDelivered,
    ServiceRated,
    SiteVisitRecorded,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    UpperBodyAnswered,
)
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import (
    ComplaintAnswer,
    DetailField,
    Service,
)
from counter_app.domain.steps import Act


@dataclass(frozen=True, slots=True)
class Move:
    """How a fact moves a case.

    Attributes:
        act: The row of the table of steps.
        target: Where the case stands afterwards; None when the fact itself says it.
        field: Of the fact and of the case alike; "" when there is more to do.
    """

    act: Act
    target: CaseStatus | None
    field: str = ""


MOVES: Final[Mapping[type[Any], Move]] = MappingProxyType(
    {
        CaseProvisionallyAccepted: Move(
            Act.ACCEPT_PROVISIONALLY, CaseStatus.PROVISIONALLY_ACCEPTED
        ),
        SpecialProcedureStarted: Move(Act.PAUSE, CaseStatus.PAUSED),
        SpecialProcedureEnded: Move(Act.RESUME, None),
        CaseForwarded: Move(Act.FORWARD, CaseStatus.FORWARDED, "forwarding"),
        CaseDecided: Move(Act.DECIDE, None, "decision"),
        CaseConcluded: Move(Act.CONCLUDE, CaseStatus.CONCLUDED, "conclusion"),
        ResultDelivered: Move(Act.DELIVER, CaseStatus.DELIVERED, "delivery"),
        CaseReturned: Move(Act.RETURN, CaseStatus.RETURNED, "ending"),
        CaseWithdrawn: Move(Act.WITHDRAW, CaseStatus.WITHDRAWN, "ending"),
        CaseTerminated: Move(Act.TERMINATE, CaseStatus.TERMINATED, "ending"),
        CaseVoided: Move(Act.VOID, CaseStatus.VOID, "ending"),
    }
)
"""Facts that move a case to another status; each rests on where its maker saw it stand."""


@dataclass(frozen=True, slots=True)
class Note:
    """How a fact is written down that is true wherever the case stands by now.

    Attributes:
        act: The row of the table of steps; None for what nobody decides.
        field: Of the fact, and the name of `place` in the case.
        place: Field of the case, or of its `Service`, that takes it in.
        is_once: The first one stands, and another is a repeat.
    """

    act: Act | None
    field: str
    place: str
    is_once: bool = False
    is_service: bool = False


NOTES: Final[Mapping[type[Any], Note]] = MappingProxyType(
    {
        CaseAmended: Note(Act.AMEND, "amendment", "amendments", is_service=True),
        LimitExtended: Note(Act.EXTEND, "extension", "extensions"),
        DatesRecounted: Note(None, "recount", "recounts"),
        SiteVisitRecorded: Note(Act.VISIT, "visit", "visits"),
        InterestedPartyHeard: Note(Act.HEAR_PARTY, "party", "parties"),
        OpinionRecorded: Note(Act.OPINION, "opinion", "opinions"),
        UpperBodyAnswered: Note(Act.ANSWER, "answer", "answers"),
        OverdueExplained: Note(
            Act.EXPLAIN_OVERDUE, "overdue_reason", "overdue_reason", is_once=True
        ),
        PaymentSlipIssued: Note(Act.PAYMENT_SLIP, "slip", "slip", is_once=True, is_service=True),
        PaymentConfirmed: Note(
            Act.PAYMENT_CONFIRMED, "payment", "payment", is_once=True, is_service=True
        ),
        FeeWaived: Note(Act.WAIVE_FEE, "waiver", "waiver", is_once=True, is_service=True),
        OriginalMoved: Note(Act.MOVE_ORIGINAL, "move", "moves", is_service=True),
        ServiceRated: Note(Act.RATE, "rating", "ratings", is_service=True),
        ComplaintFiled: Note(Act.COMPLAIN, "complaint", "complaints", is_service=True),
        ComplaintAnswered: Note(
            Act.ANSWER_COMPLAINT, "answer", "complaint_answers", is_service=True
        ),
        InformedPledgeSigned: Note(
            Act.PLEDGE_CONDITIONS, "informed_pledge", "informed_pledge", is_once=True
        ),
        InformedPledgeChecked: Note(Act.CHECK_PLEDGE, "check", "pledge_checks"),
        DuplicateJudged: Note(Act.TELL_APART, "judgement", "duplicate_judgements"),
    }
)
"""Facts that two counters may both make; all of them are kept."""

assert {*MOVES, *NOTES} == set(get_args(LifeFact)), "every fact moves a case or is noted"


def moved(case: Case, fact: LifeFact) -> tuple[Case, Act, CaseStatus]:
    """Return the case as it would be, the act it was, and where it would stand."""
    move = MOVES[type(fact)]
    if isinstance(fact, SpecialProcedureEnded):
        return _resumed(case, fact)
    if isinstance(fact, CaseProvisionallyAccepted):
        after = replace(case, acceptance=fact.acceptance, pledge=fact.pledge)
    elif isinstance(fact, SpecialProcedureStarted):
        procedures = (*case.procedures, fact.procedure)
        after = replace(case, procedures=procedures, paused_from=case.status)
    else:
        after = replace(_with(case, move.field, getattr(fact, move.field)), paused_from=None)
    return after, move.act, move.target or _decided(fact)


def noted(case: Case, fact: LifeFact) -> tuple[Case, Act | None]:
    """Return the case with the fact taken in, and the act it was.

    A fact that had happened before (a second extension, the same department again) leaves the
    case as it is: the first one stands, and the caller keeps the other as a repeat.
    """
    note = NOTES[type(fact)]
    value = getattr(fact, note.field)
    if _is_known(case, value):
        return case, note.act
    if isinstance(fact, CaseAmended):
        case = amended(case, fact.amendment.detail, fact.amendment.after)
    if isinstance(fact, InformedPledgeSigned) and case.informed_pledge is None:
        case = _promised(case, fact.informed_pledge)
    if note.is_service:
        service = _taken_in(case.service, note, value)
        return (case if service is case.service else replace(case, service=service)), note.act
    return _taken_in(case, note, value), note.act


_T = TypeVar("_T", Case, Service)


def _taken_in(holder: _T, note: Note, value: object) -> _T:
    present: Any = getattr(holder, note.place)
    if note.is_once:
        return holder if present is not None else _with(holder, note.place, value)
    return _with(holder, note.place, (*present, value))


def _with(holder: _T, field: str, value: object) -> _T:
    changes: dict[str, Any] = {field: value}
    return replace(holder, **changes)


def _is_known(case: Case, value: object) -> bool:
    """Whether the same was done before, so that the first one stands."""
    match value:
        case TimeExtension():
            return bool(case.extensions)
        case Opinion(department=department):
            return department in {known.department for known in case.opinions}
        case ComplaintAnswer(complaint_number=number):
            answers = case.service.complaint_answers
            return number in {known.complaint_number for known in answers}
    return False


def _decided(fact: LifeFact) -> CaseStatus:
    assert isinstance(fact, CaseDecided), type(fact)
    is_granted = fact.decision.kind is DecisionKind.GRANTED
    return CaseStatus.GRANTED if is_granted else CaseStatus.DENIED


def _promised(case: Case, pledge: InformedPledge) -> Case:
    """Let a written promise stand for the proofs it replaces."""
    materials = tuple(
        replace(line, verdict=Verdict.COMPLETE, problem="告知承诺代替")
        if line.name in pledge.replaced
        else line
        for line in case.materials
    )
    return replace(case, materials=materials)


def _resumed(case: Case, fact: SpecialProcedureEnded) -> tuple[Case, Act, CaseStatus]:
    procedures = tuple(
        replace(procedure, ended_at=fact.ended_at, result=fact.result)
        if procedure.ended_at is None
        else procedure
        for procedure in case.procedures
    )
    status = case.paused_from or CaseStatus.ACCEPTED
    return replace(case, procedures=procedures, paused_from=None), Act.RESUME, status


def amended(case: Case, detail: DetailField, words: str) -> Case:
    """Return the case with one detail of the application saying something else."""
    applicant, proxy = case.applicant, case.proxy
    match detail:
        case DetailField.NAME:
            applicant = replace(applicant, name=words)
        case DetailField.NUMBER:
            applicant = replace(applicant, number=words)
        case DetailField.PHONE:
            applicant = replace(applicant, phone=words)
        case DetailField.ADDRESS:
            applicant = replace(applicant, address=words)
        case _:
            proxy = _amended_proxy(proxy, applicant, detail, words)
    return replace(case, applicant=applicant, proxy=proxy)


def _amended_proxy(
    proxy: Proxy | None, applicant: Applicant, detail: DetailField, words: str
) -> Proxy:
    before = proxy or Proxy(name="", id_kind=applicant.id_kind, number="")
    match detail:
        case DetailField.PROXY_NAME:
            return replace(before, name=words)
        case DetailField.PROXY_NUMBER:
            return replace(before, number=words)
        case DetailField.PROXY_PHONE:
            return replace(before, phone=words)
        case _:
            return replace(before, authority=words)
