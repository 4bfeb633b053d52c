"""What was entered in the form of an act, as the service takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeVar

from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import DeliveryManner, EndingKind, OverdueCategory, Result
from counter_app.domain.errors import FieldMissing, TwoPersonsNeeded
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.service_facts import DetailField, Holder
from counter_app.domain.steps import Act
from counter_app.domain.two_persons import SecondPerson
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.amend_case import AmendRequest
from counter_app.services.charge_fee import PaymentRequest, SlipRequest, WaiverRequest
from counter_app.services.conclude_case import ConcludeRequest, OverdueRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.forward_case import AnswerRequest, ForwardRequest
from counter_app.services.hear_citizen import (
    AnswerComplaintRequest,
    ComplainRequest,
)
from counter_app.services.issue_notice import NoticeRequest
from counter_app.services.move_original import MoveRequest
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.perform_step import Request
from counter_app.services.pledge_conditions import InformedPledgeRequest, PledgeCheckRequest
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.tell_apart import TellApartRequest
from counter_app.ui.case.act_defaults import FEE_PREFIX, ORIGINAL_SEPARATOR
from counter_app.ui.case.act_fields import Signer
from counter_app.ui.forms.spec import Entered, words_in

_Member = TypeVar("_Member", bound=Enum)
ActRequest = Request | NoticeRequest


def request_of(act: Act, entered: Entered, second: SecondPerson | None = None) -> ActRequest:
    """Return the request; whether it can stand, the service says.

    Args:
        act: What is to be done.
        entered: In its form.
        second: Who proved to be there and agrees, where somebody was asked.

    Raises:
        FieldMissing: A choice was not made.
        TwoPersonsNeeded: A colleague signs, and nobody proved to be them.
    """
    of_two = _MAKERS_OF_TWO.get(act)
    return _MAKERS[act](entered) if of_two is None else of_two(entered, second)


def _one_of(kind: type[_Member], entered: Entered, name: str, label: str) -> _Member:
    value = entered.get(name)
    member = next((member for member in kind if member.value == value), None)
    if member is None:
        raise FieldMissing(label)
    return member


def _number(entered: Entered, name: str) -> int:
    value = entered.get(name)
    return value if isinstance(value, int) else 0


def _names(entered: Entered, name: str) -> tuple[str, ...]:
    value = entered.get(name)
    return value if isinstance(value, tuple) else ()


def _notice(entered: Entered) -> NoticeRequest:
    return NoticeRequest(names=_names(entered, "names"), reason=words_in(entered, "reason"))


def _pledge(entered: Entered) -> PledgeRequest:
    due_on = entered.get("due_on")
    return PledgeRequest(due_on=due_on if isinstance(due_on, date) else None)


def _amendment(entered: Entered) -> AmendRequest:
    detail = _one_of(DetailField, entered, "detail", "更正哪一项")
    return AmendRequest(
        details={detail: words_in(entered, "after")}, reason=words_in(entered, "reason")
    )


def _pause(entered: Entered) -> PauseRequest:
    return PauseRequest(
        kind=_one_of(SpecialProcedureKind, entered, "kind", "哪一种程序"),
        expected_days=_number(entered, "expected_days"),
        reason=words_in(entered, "reason"),
    )


def _extension(entered: Entered) -> ExtendRequest:
    return ExtendRequest(
        approved_by=_one_of(ApproverRank, entered, "approved_by", "谁批准的"),
        approver=words_in(entered, "approver"),
        days=_number(entered, "days"),
        reason=words_in(entered, "reason"),
    )


def _overdue(entered: Entered) -> OverdueRequest:
    return OverdueRequest(
        category=_one_of(OverdueCategory, entered, "category", "原因类别"),
        text=words_in(entered, "text"),
    )


def _visit(entered: Entered) -> VisitRequest:
    return VisitRequest(
        place=words_in(entered, "place"),
        staff=_names(entered, "staff"),
        finding=words_in(entered, "finding"),
    )


def _party(entered: Entered) -> PartyRequest:
    return PartyRequest(
        name=words_in(entered, "name"),
        word=_one_of(PartyWord, entered, "word", "他怎么说"),
        text=words_in(entered, "text"),
    )


def _opinion(entered: Entered) -> OpinionRequest:
    return OpinionRequest(
        department=words_in(entered, "department"),
        stance=_one_of(Stance, entered, "stance", "意见"),
        text=words_in(entered, "text"),
    )


def _forwarding(entered: Entered) -> ForwardRequest:
    return ForwardRequest(
        to=words_in(entered, "to"),
        way=_one_of(ForwardWay, entered, "way", "怎么送"),
        first_opinion=words_in(entered, "first_opinion"),
        carrier=words_in(entered, "carrier"),
    )


def _answer(entered: Entered) -> AnswerRequest:
    return AnswerRequest(
        kind=_one_of(UpperAnswerKind, entered, "kind", "上级怎么说"),
        body=words_in(entered, "body"),
        text=words_in(entered, "text"),
    )


def _decision(entered: Entered, second: SecondPerson | None) -> DecisionRequest:
    signer = _one_of(Signer, entered, "signer", "谁签批")
    if (second is not None) is not (signer is Signer.CHIEF):
        raise TwoPersonsNeeded("签批的首席代表")
    return DecisionRequest(
        kind=_one_of(DecisionKind, entered, "kind", "决定"),
        reason=words_in(entered, "reason"),
        decided_by=words_in(entered, "decided_by") if signer is Signer.BODY else "",
        second=second,
    )


def _conclusion(entered: Entered) -> ConcludeRequest:
    return ConcludeRequest(
        result=Result(
            name=words_in(entered, "result_name"), number=words_in(entered, "result_number")
        ),
        manner=_one_of(DeliveryManner, entered, "manner", "怎么交给申请人"),
    )


def _delivery(entered: Entered) -> DeliverRequest:
    return DeliverRequest(
        manner=_one_of(DeliveryManner, entered, "manner", "送达方式"),
        received_by=words_in(entered, "received_by"),
        relation=words_in(entered, "relation"),
        tracking_number=words_in(entered, "tracking_number"),
        witness=words_in(entered, "witness"),
        refusal_reason=words_in(entered, "refusal_reason"),
    )


def _ending(kind: EndingKind) -> Callable[[Entered], EndRequest]:
    return lambda entered: EndRequest(kind=kind, reason=words_in(entered, "reason"))


def _voiding(entered: Entered, second: SecondPerson | None) -> EndRequest:
    return EndRequest(
        kind=EndingKind.VOID,
        reason=words_in(entered, "reason"),
        second=second,
    )


def _slip(entered: Entered) -> SlipRequest:
    quantities = {
        name.removeprefix(FEE_PREFIX): quantity
        for name, quantity in entered.items()
        if name.startswith(FEE_PREFIX) and isinstance(quantity, int) and quantity
    }
    if not quantities and any(name.startswith(FEE_PREFIX) for name in entered):
        raise FieldMissing("收费项目的数量")
    return SlipRequest(quantities=quantities)


def _move(entered: Entered) -> MoveRequest:
    holder, separator, material = words_in(entered, "original").partition(ORIGINAL_SEPARATOR)
    if not separator:
        raise FieldMissing("哪份原件")
    return MoveRequest(
        material=material,
        originals=_number(entered, "originals"),
        came_from=Holder(holder),
        went_to=_one_of(Holder, entered, "went_to", "交给谁"),
        person=words_in(entered, "person"),
    )


def _informed(entered: Entered) -> InformedPledgeRequest:
    conditions = tuple(words_in(entered, "conditions").splitlines())
    return InformedPledgeRequest(
        replaced=_names(entered, "replaced"),
        conditions=conditions,
        is_free_choice=words_in(entered, "choice") == "free",
    )


def _check(entered: Entered) -> PledgeCheckRequest:
    return PledgeCheckRequest(
        is_kept=words_in(entered, "found") == "kept", text=words_in(entered, "text")
    )


def _apart(entered: Entered) -> TellApartRequest:
    return TellApartRequest(
        other_number=words_in(entered, "other"),
        reason=words_in(entered, "reason"),
        is_duplicate=words_in(entered, "verdict") == "same",
    )


_MAKERS: Final[Mapping[Act, Callable[[Entered], ActRequest]]] = MappingProxyType(
    {
        Act.NOTICE: _notice,
        Act.ACCEPT_PROVISIONALLY: _pledge,
        Act.AMEND: _amendment,
        Act.PAUSE: _pause,
        Act.RESUME: lambda entered: ResumeRequest(result=words_in(entered, "result")),
        Act.EXTEND: _extension,
        Act.EXPLAIN_OVERDUE: _overdue,
        Act.VISIT: _visit,
        Act.HEAR_PARTY: _party,
        Act.OPINION: _opinion,
        Act.FORWARD: _forwarding,
        Act.ANSWER: _answer,
        Act.CONCLUDE: _conclusion,
        Act.DELIVER: _delivery,
        Act.RETURN: _ending(EndingKind.RETURNED),
        Act.WITHDRAW: _ending(EndingKind.WITHDRAWN),
        Act.TERMINATE: _ending(EndingKind.TERMINATED),
        Act.PAYMENT_SLIP: _slip,
        Act.PAYMENT_CONFIRMED: lambda entered: PaymentRequest(
            bank_reference=words_in(entered, "bank_reference")
        ),
        Act.WAIVE_FEE: lambda entered: WaiverRequest(reason=words_in(entered, "reason")),
        Act.MOVE_ORIGINAL: _move,
        Act.COMPLAIN: lambda entered: ComplainRequest(text=words_in(entered, "text")),
        Act.ANSWER_COMPLAINT: lambda entered: AnswerComplaintRequest(
            text=words_in(entered, "text")
        ),
        Act.PLEDGE_CONDITIONS: _informed,
        Act.CHECK_PLEDGE: _check,
        Act.TELL_APART: _apart,
    }
)

_MAKERS_OF_TWO: Final[Mapping[Act, Callable[[Entered, SecondPerson | None], ActRequest]]] = (
    MappingProxyType({Act.DECIDE: _decision, Act.VOID: _voiding})
)
