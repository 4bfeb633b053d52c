"""From the fields of a line to the request that the window would make of the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.conflict_record import Side
from counter_app.domain.ending_facts import DeliveryManner, EndingKind, OverdueCategory, Result
from counter_app.domain.errors import ScenarioInvalid, UnknownProcedure, WrongApprover
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.service_facts import DetailField, Holder, RatingChannel
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act
from counter_app.scenario.line_fields import LineFields
from counter_app.scenario.people import PEOPLE
from counter_app.scenario.world import World
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
    RateRequest,
)
from counter_app.services.move_original import MoveRequest
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.perform_step import Request
from counter_app.services.pledge_conditions import InformedPledgeRequest, PledgeCheckRequest
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.tell_apart import TellApartRequest

_DETAILS: Final = MappingProxyType({each.value.replace("-", "_"): each for each in DetailField})
_RANKED: Final = {role.value for role in Role} | set(PEOPLE) | {"department-head"}


def detail_corrections(fields: LineFields) -> dict[DetailField, str]:
    """Return what a `correct` line changes about the people."""
    return {_DETAILS[name]: fields.text(name) for name in fields.names() if name in _DETAILS}


def other_corrections(fields: LineFields) -> dict[str, str]:
    """Return what a `correct` line mends in the papers themselves: logged, no field of ours."""
    return {name: fields.text(name) for name in fields.names() if name not in _DETAILS}


def amend_request(fields: LineFields) -> AmendRequest:
    """Return the request of a `correct` line."""
    table = fields.table("fields")
    if table is None:
        raise ScenarioInvalid("fields：没有填写")
    return AmendRequest(details=detail_corrections(table), reason=fields.text("reason"))


def overdue_request(fields: LineFields) -> OverdueRequest:
    """Return the request of `explain_overdue`, or of a `conclude` that explains itself."""
    return OverdueRequest(
        category=fields.choice("category", OverdueCategory, OverdueCategory.COUNTER),
        text=fields.text("overdue_reason") or fields.text("text") or fields.text("reason"),
    )


def _pledge(_: World, fields: LineFields) -> Request:
    return PledgeRequest(due_on=fields.day("pledge_due_on"), deferred=fields.texts("deferred"))


def _pause(_: World, fields: LineFields) -> Request:
    kind = fields.needed("procedure")
    if kind not in {each.value for each in SpecialProcedureKind}:
        raise UnknownProcedure(kind)
    return PauseRequest(
        kind=SpecialProcedureKind(kind),
        expected_days=fields.whole("expected_days") or 0,
        reason=fields.text("reason"),
    )


def _resume(_: World, fields: LineFields) -> Request:
    return ResumeRequest(result=fields.text("result") or fields.text("reason"))


def _extend(world: World, fields: LineFields) -> Request:
    rank = fields.text("approved_by")
    if rank in _RANKED - {each.value for each in ApproverRank}:
        raise WrongApprover(rank)
    approved_by = fields.choice("approved_by", ApproverRank)
    director = world.known("director")
    is_ours = approved_by is ApproverRank.DIRECTOR and director is not None
    return ExtendRequest(
        approved_by=approved_by,
        reason=fields.text("reason"),
        days=fields.whole("days"),
        approver=director.name if director is not None and is_ours else "",
    )


def _visit(_: World, fields: LineFields) -> Request:
    return VisitRequest(
        place=fields.text("place"),
        staff=fields.texts("staff") or (),
        finding=fields.text("finding"),
    )


def _party(_: World, fields: LineFields) -> Request:
    return PartyRequest(
        name=fields.text("name"),
        word=fields.choice("word", PartyWord, PartyWord.NO_ANSWER),
        text=fields.text("text"),
    )


def _opinion(_: World, fields: LineFields) -> Request:
    return OpinionRequest(
        department=fields.text("department"),
        stance=fields.choice("opinion", Stance),
        text=fields.text("text"),
    )


def _forward(_: World, fields: LineFields) -> Request:
    return ForwardRequest(
        to=fields.text("to"),
        way=fields.choice("by", ForwardWay, ForwardWay.NETWORK),
        first_opinion=fields.text("first_opinion"),
        carrier=fields.text("carrier"),
    )


def _answer(_: World, fields: LineFields) -> Request:
    return AnswerRequest(
        kind=fields.choice("answer", UpperAnswerKind, UpperAnswerKind.ACCEPTED),
        body=fields.text("body") or fields.text("from"),
        text=fields.text("text"),
    )


def _decide(world: World, fields: LineFields) -> Request:
    kind = fields.choice("decision", DecisionKind)
    second = world.second(fields.text("by"))
    return DecisionRequest(
        kind=kind,
        reason=fields.text("reason"),
        decided_by=fields.text("by") if second is None else "",
        second=second,
    )


def _conclude(_: World, fields: LineFields) -> Request:
    result = fields.table("result") or LineFields({}, "result")
    return ConcludeRequest(
        result=Result(name=result.text("name"), number=result.text("number")),
        manner=fields.choice("manner", DeliveryManner, DeliveryManner.DIRECT),
    )


def _deliver(_: World, fields: LineFields) -> Request:
    return DeliverRequest(
        manner=fields.choice("manner", DeliveryManner, DeliveryManner.DIRECT),
        received_by=fields.text("received_by"),
        relation=fields.text("relation"),
        tracking_number=fields.text("tracking_number"),
        witness=fields.text("witness"),
        refusal_reason=fields.text("refusal_reason"),
    )


def _end(kind: EndingKind) -> Callable[[World, LineFields], Request]:
    def make(world: World, fields: LineFields) -> Request:
        return EndRequest(
            kind=kind,
            reason=fields.text("reason"),
            second=world.second(fields.text("countersigned_by")),
        )

    return make


def _slip(_: World, fields: LineFields) -> Request:
    table = fields.table("quantities")
    names = table.names() if table is not None else ()
    quantities = {name: table.whole(name) or 0 for name in names} if table is not None else {}
    return SlipRequest(quantities=quantities)


def _payment(_: World, fields: LineFields) -> Request:
    return PaymentRequest(bank_reference=fields.text("bank_reference"))


def _waiver(_: World, fields: LineFields) -> Request:
    return WaiverRequest(reason=fields.text("reason"))


def _move(_: World, fields: LineFields) -> Request:
    return MoveRequest(
        material=fields.needed("material"),
        originals=fields.count("originals", 1),
        came_from=fields.choice("from", Holder),
        went_to=fields.choice("to", Holder),
        person=fields.text("person"),
    )


def _rate(_: World, fields: LineFields) -> Request:
    return RateRequest(grade=fields.whole("grade"), channel=fields.choice("channel", RatingChannel))


def _complain(_: World, fields: LineFields) -> Request:
    return ComplainRequest(text=fields.text("text"))


def _answer_complaint(_: World, fields: LineFields) -> Request:
    return AnswerComplaintRequest(text=fields.text("text"))


def _informed(_: World, fields: LineFields) -> Request:
    return InformedPledgeRequest(
        replaced=fields.texts("replaced") or (),
        conditions=fields.texts("conditions") or (),
        is_free_choice=True,
    )


def _check(_: World, fields: LineFields) -> Request:
    return PledgeCheckRequest(is_kept=fields.text("found") != "broken", text=fields.text("text"))


def _resolve(_: World, fields: LineFields) -> Request:
    """Let the first or the second side of the oldest open conflict stand."""
    stands = fields.choice("stands", Side, Side.FIRST)
    return ResolveRequest(stands=stands, reason=fields.text("reason"))


def _tell_apart(world: World, fields: LineFields) -> Request:
    """Tell the case apart from another of the script, or take that back."""
    other = world.cases[fields.text("other")]
    with world.office.unit_of_work(as_system=True) as work:
        number = work.case(other).number
    return TellApartRequest(
        other_number=number,
        reason=fields.text("reason"),
        is_duplicate=fields.text("verdict") == "same",
    )


REQUESTS: Final[Mapping[Act, Callable[[World, LineFields], Request]]] = MappingProxyType(
    {
        Act.ACCEPT_PROVISIONALLY: _pledge,
        Act.PAUSE: _pause,
        Act.RESUME: _resume,
        Act.EXTEND: _extend,
        Act.VISIT: _visit,
        Act.HEAR_PARTY: _party,
        Act.OPINION: _opinion,
        Act.FORWARD: _forward,
        Act.ANSWER: _answer,
        Act.DECIDE: _decide,
        Act.CONCLUDE: _conclude,
        Act.DELIVER: _deliver,
        Act.RETURN: _end(EndingKind.RETURNED),
        Act.WITHDRAW: _end(EndingKind.WITHDRAWN),
        Act.TERMINATE: _end(EndingKind.TERMINATED),
        Act.VOID: _end(EndingKind.VOID),
        Act.PAYMENT_SLIP: _slip,
        Act.PAYMENT_CONFIRMED: _payment,
        Act.WAIVE_FEE: _waiver,
        Act.MOVE_ORIGINAL: _move,
        Act.RATE: _rate,
        Act.COMPLAIN: _complain,
        Act.ANSWER_COMPLAINT: _answer_complaint,
        Act.PLEDGE_CONDITIONS: _informed,
        Act.CHECK_PLEDGE: _check,
        Act.EXPLAIN_OVERDUE: lambda _, fields: overdue_request(fields),
        Act.RESOLVE: _resolve,
        Act.TELL_APART: _tell_apart,
    }
)
"""Acts on a case that are one request; the others have a function of their own."""
