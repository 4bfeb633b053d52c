"""原件流转: a paper original goes from hand to hand, and the record goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.custody import can_move, is_identity_card
from counter_app.domain.errors import FieldMissing, IdentityCardKept, OriginalNotHeld
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import OriginalMoved
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import Holder, OriginalMove
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """What goes from whom to whom, and who takes it."""

    material: str
    originals: int
    came_from: Holder
    went_to: Holder
    person: str = ""


def move_original(
    office: Office, work: UnitOfWork, case_id: CaseId, request: MoveRequest
) -> tuple[FormId, ...]:
    """Record that originals changed hands.

    Raises:
        OriginalNotHeld: The giver does not have as many.
        IdentityCardKept: An identity card would stay with anybody but its holder.
        FieldMissing: Giver and taker are the same.
    """
    standing = stand(office, work, case_id, Act.MOVE_ORIGINAL)
    if request.came_from is request.went_to:
        raise FieldMissing("交给谁")
    if request.went_to is not Holder.CITIZEN and is_identity_card(request.material):
        raise IdentityCardKept(request.material)
    move = OriginalMove(
        document_number=standing.number(FormId.CUSTODY_SLIP),
        material=request.material,
        originals=request.originals,
        came_from=request.came_from,
        went_to=request.went_to,
        moved_at=standing.now,
        person=request.person.strip(),
    )
    if not can_move(standing.case, move):
        raise OriginalNotHeld(request.material)
    standing.record(OriginalMoved(move=move))
    return (FormId.CUSTODY_SLIP,)
