"""转报: straight up, with the first opinion and every material; nothing is asked for again."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.custody import held_by
from counter_app.domain.errors import FieldMissing
from counter_app.domain.handling_facts import (
    Forwarding,
    ForwardWay,
    UpperAnswer,
    UpperAnswerKind,
)
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import CaseForwarded, OriginalMoved, UpperBodyAnswered
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import Holder, OriginalMove
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.looking import Standing
from counter_app.services.office import Office
from counter_app.services.standing import stand

USUAL_OPINION = "经初审，申请材料齐全、符合法定形式，现连同全部申请材料报请审查"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardRequest:
    """Where to, how, with which first opinion, and who carries it."""

    to: str
    way: ForwardWay
    first_opinion: str = ""
    carrier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """What the upper body answered before it decides."""

    kind: UpperAnswerKind
    body: str
    text: str = ""


def forward(
    office: Office, work: UnitOfWork, case_id: CaseId, request: ForwardRequest
) -> tuple[FormId, ...]:
    """Record that a case went up; by hand, the originals in the drawer go with the carrier.

    Raises:
        NotForwardable: The item is decided here.
        PledgeOpen: A deferred material is not there; the bundle must be whole.
        FieldMissing: Where to is not said.

    Source: 行政许可法 art. 35.
    """
    standing = stand(office, work, case_id, Act.FORWARD)
    if not request.to.strip():
        raise FieldMissing("转报到哪个机关")
    by_hand = request.way is ForwardWay.HAND
    originals = held_by(standing.case, Holder.COUNTER) if by_hand else ()
    forwarding = Forwarding(
        document_number=standing.number(FormId.TRANSFER_SLIP),
        to=request.to.strip(),
        way=request.way,
        first_opinion=request.first_opinion.strip() or USUAL_OPINION,
        forwarded_at=standing.now,
        carrier=(request.carrier.strip() or standing.operator.name) if by_hand else "",
        originals=originals,
    )
    standing.record(CaseForwarded(forwarding=forwarding))
    _hand_over(standing, forwarding)
    return (FormId.TRANSFER_SLIP,)


def record_answer(
    office: Office, work: UnitOfWork, case_id: CaseId, request: AnswerRequest
) -> tuple[FormId, ...]:
    """Record an answer from above; a question goes to the township, never to the citizen."""
    standing = stand(office, work, case_id, Act.ANSWER)
    if not request.body.strip():
        raise FieldMissing("答复机关")
    answer = UpperAnswer(
        kind=request.kind,
        body=request.body.strip(),
        text=request.text.strip(),
        answered_at=standing.now,
    )
    standing.record(UpperBodyAnswered(answer=answer))
    return ()


def _hand_over(standing: Standing, forwarding: Forwarding) -> None:
    number = standing.number(FormId.CUSTODY_SLIP) if forwarding.originals else ""
    for material, count in forwarding.originals:
        move = OriginalMove(
            document_number=number,
            material=material,
            originals=count,
            came_from=Holder.COUNTER,
            went_to=Holder.COURIER,
            moved_at=standing.now,
            person=forwarding.carrier,
        )
        standing.record(OriginalMoved(move=move))
