"""The two sides of a conflict: reading what each says, and putting one or the other in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final, cast

from counter_app.domain.case import Case
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseSupplemented,
    OneTimeNoticeIssued,
)
from counter_app.domain.case_field import FIELD_OF_DETAIL, Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict_record import Conflict, ConflictState, Recorded, Taken
from counter_app.domain.ids import EventId
from counter_app.domain.life_facts import (
    CaseAmended,
    CaseProvisionallyAccepted,
    FeeWaived,
    LifeFact,
    OriginalMoved,
    PaymentConfirmed,
    PaymentSlipIssued,
)
from counter_app.domain.life_fold import MOVES, amended, moved
from counter_app.domain.material import judged_anew
from counter_app.domain.print_job import PrintedDocument, PrintState
from counter_app.domain.service_facts import DetailField

OUTCOME: Final = (
    "status",
    "status_set_by",
    "paused_from",
    "acceptance",
    "pledge",
    "refusal",
    "procedures",
    "forwarding",
    "decision",
    "conclusion",
    "delivery",
    "ending",
)
"""What the steps of a case set, and one side of a conflict says otherwise than the other.

Notices, supplements, visits and papers are not among them: what was told or taken in stays so.
"""

outcome_of: Final = attrgetter(*OUTCOME)
DETAIL_OF_FIELD: Final = {field: detail for detail, field in FIELD_OF_DETAIL.items()}
_MONEY: Final = attrgetter("slip", "payment", "waiver")


def detail_of(case: Case, detail: DetailField) -> str:
    """Return what an application says of one detail; "" where it says nothing."""
    person, name = detail.value, detail.value.removeprefix("proxy-")
    holder = case.proxy if person.startswith("proxy-") else case.applicant
    return str(getattr(holder, name)) if holder is not None else ""


def read_side(case: Case, field: Field) -> tuple[Any, ...]:
    """Return what a case says of a field, as `write_side` takes it."""
    if field is Field.STATUS:
        return (*outcome_of(case), case.trail)
    if field is Field.AMOUNTS:
        return cast("tuple[Any, ...]", _MONEY(case.service))
    if field is Field.ORIGINALS:
        return (case.service.moves,)
    if field is Field.PLEDGE:
        return (case.pledge,)
    return (detail_of(case, DETAIL_OF_FIELD[field]),)


def write_side(case: Case, field: Field, said: tuple[Any, ...]) -> Case:
    """Let a case say of a field what `read_side` or a step before it read."""
    if field is Field.STATUS:
        return replace(case, **dict(zip((*OUTCOME, "trail"), said, strict=True)))
    if field is Field.AMOUNTS:
        slip, payment, waiver = said
        service = replace(case.service, slip=slip, payment=payment, waiver=waiver)
        return replace(case, service=service)
    if field is Field.ORIGINALS:
        return replace(case, service=replace(case.service, moves=said[0]))
    if field is Field.PLEDGE:
        return replace(case, pledge=said[0])
    return amended(case, DETAIL_OF_FIELD[field], said[0])


def switch(case: Case, conflict: Conflict) -> tuple[Case, Conflict]:
    """Put the side in force that is not; nothing is lost, and switching again undoes it."""
    assert conflict.kept is not None, "only a conflict with two sides is switched"
    now = read_side(case, conflict.field)
    case = write_side(case, conflict.field, conflict.kept)
    for act in conflict.waiting:
        case = _forced(case, act)
    swapped = replace(conflict, in_force=conflict.in_force.other, kept=now, waiting=())
    return case, swapped


def readings(case: Case) -> Iterator[Case]:
    """Yield the case as it stands, and as it would stand by the other side of each open conflict.

    A clock uses the reading that is better for the citizen.
    """
    yield case
    for conflict in case.conflicts:
        has_two = conflict.kept is not None and conflict.field in {Field.STATUS, Field.PLEDGE}
        if conflict.is_open and has_two:
            yield switch(case, conflict)[0]


def hidden_ids(case: Case, conflict: Conflict) -> Iterator[EventId]:
    """Yield the acts of the side that is not in force."""
    for act in conflict.waiting:
        yield act.event_id
    if conflict.field is Field.STATUS and conflict.kept is not None:
        present = {taken.event.event_id for taken in case.trail}
        for taken in conflict.kept[-1]:
            if taken.event.event_id not in present:
                yield taken.event.event_id


def came_out(document: PrintedDocument) -> bool:
    """Whether a paper certainly exists: the printer said so, or a person looked."""
    return document.state is PrintState.PRINTED or document.came_out is True


def papers_of(case: Case, event: Recorded) -> tuple[PrintedDocument, ...]:
    """Return the print jobs of the papers that an act owed."""
    numbers = set(_numbers(event.fact))
    return tuple(paper for paper in case.documents if paper.document_number in numbers)


def is_on_paper(case: Case, acts: tuple[Recorded, ...]) -> bool:
    """Whether a paper of one of these acts lies in somebody's hands."""
    return any(came_out(paper) for act in acts for paper in papers_of(case, act))


def _numbers(fact: object) -> Iterator[str]:
    for name in getattr(fact, "__dataclass_fields__", ()):
        number = getattr(getattr(fact, name), "document_number", None)
        if number is not None:
            yield number


def _forced(case: Case, event: Recorded) -> Case:
    """Take an act in that a person let stand, whatever the table of steps says."""
    fact = event.fact
    match fact:
        case CaseAmended(amendment=amendment):
            return amended(case, amendment.detail, amendment.after)
        case PaymentSlipIssued(slip=slip):
            return replace(case, service=replace(case.service, slip=slip))
        case PaymentConfirmed(payment=payment):
            return replace(case, service=replace(case.service, payment=payment))
        case FeeWaived(waiver=waiver):
            return replace(case, service=replace(case.service, waiver=waiver))
        case OriginalMoved(move=move):
            moves = (*case.service.moves, move)
            return replace(case, service=replace(case.service, moves=moves))
    after, status = _stepped(case, event)
    taken = Taken(event=event, before=outcome_of(case))
    return replace(after, status=status, status_set_by=event.event_id, trail=(*case.trail, taken))


def _stepped(case: Case, event: Recorded) -> tuple[Case, CaseStatus]:
    fact = event.fact
    match fact:
        case CaseAccepted(acceptance=acceptance):
            return replace(case, acceptance=acceptance), CaseStatus.ACCEPTED
        case AcceptanceRefused(refusal=refusal):
            return replace(case, refusal=refusal), CaseStatus.REFUSED
        case OneTimeNoticeIssued(notice=notice):
            told = replace(case, notices=(*case.notices, notice))
            return told, CaseStatus.AWAITING_SUPPLEMENT
        case CaseSupplemented(supplement=supplement):
            materials = judged_anew(case.materials, supplement.materials)
            supplements = (*case.supplements, supplement)
            after = replace(case, supplements=supplements, materials=materials)
            return after, case.status
    if type(fact) in MOVES:
        after, _, status = moved(case, cast("LifeFact", fact))
        return after, status
    return case, case.status  # What moves nothing lay beside an act that did.


def pledge_of(event: Recorded) -> Any:
    """Return the promise (容缺) that an act took down, or None."""
    return event.fact.pledge if isinstance(event.fact, CaseProvisionallyAccepted) else None


def closed(conflict: Conflict, state: ConflictState) -> Conflict:
    """Return a conflict in another state."""
    return replace(conflict, state=state)
