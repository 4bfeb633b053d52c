"""The fold: from what happened to a case to where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, cast

from counter_app.domain.attachment import MaterialAttached, MaterialDetached, with_fact
from counter_app.domain.case import Case
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseCorrected,
    CaseEvent,
    CaseReceived,
    CaseSupplemented,
    MaterialsJudged,
    OneTimeNoticeIssued,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict_facts import ConflictResolved
from counter_app.domain.conflict_fold import (
    Step,
    kept,
    meet,
    repeat,
    ruled,
    set_aside,
    step,
    take_in,
    weigh_papers,
)
from counter_app.domain.conflict_record import Conflict, Rule
from counter_app.domain.conflict_values import MONEY_FACTS, amend, charge
from counter_app.domain.custody import can_move
from counter_app.domain.ids import EventId
from counter_app.domain.life_facts import (
    CaseAmended,
    CaseProvisionallyAccepted,
    InformedPledgeSigned,
    LifeFact,
    OriginalMoved,
)
from counter_app.domain.life_fold import MOVES, NOTES, moved, noted
from counter_app.domain.material import JudgedMaterial, Verdict, judged_anew
from counter_app.domain.notice import OneTimeNotice
from counter_app.domain.print_job import PrintedDocument, PrintState
from counter_app.domain.privacy_facts import DataCopyGiven, DataRevealed, SeenBy
from counter_app.domain.steps import Act, target_of

FOLD_VERSION: Final = 7
"""Raised whenever equal events would give another case; projections are then made anew."""

_PrintOutcome = PrintSent | PrintPrinted | PrintFailed | PrintUnknown | PrintSettled


def fold(events: Iterable[CaseEvent]) -> Case | None:
    """Return the case after all its events.

    Pure and total.  Equal events in equal order give equal cases on every counter and on the
    county server, and no validly signed event makes the fold raise: an act that cannot stand
    becomes a repeat or a conflict, and every event is found again in the case.

    Args:
        events: All events of one case: first those the county has put in order, by
            `server_sequence`, then those it has not yet acknowledged, in the order made.

    Returns:
        The case, or None as long as its intake is not among the events.
    """
    # Nothing can have happened to a case before its intake, whatever the order says.
    ordered = sorted(events, key=lambda event: not isinstance(event.fact, CaseReceived))
    case: Case | None = None
    for event in ordered:
        case = apply(case, event)
    return case


def apply(case: Case | None, event: CaseEvent) -> Case | None:
    """Return the case after one more event; `fold` is this, from the beginning."""
    if case is not None:
        return _happen(case, event)
    if isinstance(event.fact, CaseReceived):
        return _receive(event, event.fact)
    return None


def _receive(event: CaseEvent, fact: CaseReceived) -> Case:
    return Case(
        case_id=event.case_id,
        number=fact.number,
        query_code=fact.query_code,
        received_document_number=fact.document_number,
        item=fact.item,
        applicant=fact.applicant,
        proxy=fact.proxy,
        channel=fact.channel,
        received_at=fact.received_at,
        receiver=event.staff,
        materials=fact.materials,
        received_materials=fact.materials,
        not_duplicate_reason=fact.not_duplicate_reason,
        terms=fact.terms,
        status=CaseStatus.RECEIVED,
        status_set_by=event.event_id,
        history=(event.event_id,),
    )


def _happen(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    if type(fact) in MOVES:
        after, act, status = moved(case, cast("LifeFact", fact))
        fields = (Field.PLEDGE,) if isinstance(fact, CaseProvisionallyAccepted) else ()
        return step(case, Step(after, act, status, fields), event)
    if type(fact) in NOTES:
        return _note(case, event, cast("LifeFact", fact))
    return _HAPPEN.get(type(fact), _set_aside)(case, event)


def _set_aside(case: Case, event: CaseEvent) -> Case:
    """Keep what changes nothing: a second intake, or what this program does not know."""
    if isinstance(event.fact, CaseReceived):
        return repeat(case, event, case.history[0])
    return replace(case, unknown=(*case.unknown, event.event_id))


def _corrected(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    assert isinstance(fact, CaseCorrected)
    return kept(replace(case, corrections=(*case.corrections, fact.correction)), event)


def _judged(case: Case, event: CaseEvent) -> Case:
    """Take verdicts in while nothing was told; afterwards what was told stands."""
    fact = event.fact
    assert isinstance(fact, MaterialsJudged)
    if case.status is not CaseStatus.RECEIVED:
        return repeat(case, event)
    materials = judged_anew(case.materials, fact.materials)
    return kept(replace(case, materials=materials), event, Field.MATERIALS)


def _printing(case: Case, event: CaseEvent) -> Case:
    """Note what became of a paper; which side of an open conflict is on paper may change by it."""
    fact = event.fact
    if isinstance(fact, PrintIntended):
        return kept(replace(case, documents=(*case.documents, _document(event))), event)
    assert isinstance(fact, _PrintOutcome)
    after = kept(replace(case, documents=_told(case.documents, fact)), event)
    return weigh_papers(after) if after.conflicts else after


def _filed(case: Case, event: CaseEvent) -> Case:
    """Note a file that was added or taken off; neither ever contradicts anything."""
    fact = event.fact
    assert isinstance(fact, MaterialAttached | MaterialDetached)
    files = with_fact(case.files, event.event_id, event.staff, fact)
    return kept(replace(case, files=files), event)


def _seen(case: Case, event: CaseEvent) -> Case:
    """Note who has seen masked data in full, or opened a scan."""
    fact = event.fact
    assert isinstance(fact, DataRevealed)
    seen = SeenBy(event_id=event.event_id, staff=event.staff, reveal=fact.reveal)
    return kept(replace(case, reveals=(*case.reveals, seen)), event)


def _copied(case: Case, event: CaseEvent) -> Case:
    """Note that the citizen was told what is held about them."""
    fact = event.fact
    assert isinstance(fact, DataCopyGiven)
    return kept(replace(case, data_copies=(*case.data_copies, fact.copy)), event)


def _accepted(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    assert isinstance(fact, CaseAccepted)
    after = replace(case, acceptance=fact.acceptance)
    return step(case, Step(after, Act.ACCEPT, CaseStatus.ACCEPTED), event)


def _refused(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    assert isinstance(fact, AcceptanceRefused)
    after = replace(case, refusal=fact.refusal)
    return step(case, Step(after, Act.REFUSE, CaseStatus.REFUSED), event)


def _note(case: Case, event: CaseEvent, fact: LifeFact) -> Case:
    """Take in what is true wherever the case stands; what cannot be, waits for a human."""
    if isinstance(fact, CaseAmended):
        return amend(case, event)
    after, act = noted(case, fact)
    if isinstance(fact, MONEY_FACTS):
        return charge(case, after, event)
    if after is case:
        return repeat(case, event)
    if act is None:
        return kept(after, event)
    if isinstance(fact, OriginalMoved):
        return _original(case, after, event, fact)
    if isinstance(fact, InformedPledgeSigned):
        after = _marked(after, event, Field.MATERIALS)
    status = target_of(act, case.status) if case.may_take(act) else case.status
    return take_in(case, Step(after, act, status), event)


def _original(case: Case, after: Case, event: CaseEvent, fact: OriginalMoved) -> Case:
    """Note who has an original now; one that was not there to be moved is looked for."""
    if can_move(case, fact.move):
        return kept(after, event, Field.ORIGINALS)
    conflict = Conflict(
        event_id=event.event_id,
        standing=case.status,
        wanted=case.status,
        field=Field.ORIGINALS,
        first_act=case.setter_of(Field.ORIGINALS),
        acts=(event,),
        kept=(case.service.moves,),
        waiting=(event,),
    )
    return set_aside(case, conflict)


def _supplemented(case: Case, event: CaseEvent) -> Case:
    """Take materials in from every counter that they came to: none of them is a repeat."""
    fact = event.fact
    assert isinstance(fact, CaseSupplemented)
    after = replace(
        case,
        supplements=(*case.supplements, fact.supplement),
        materials=judged_anew(case.materials, fact.supplement.materials),
    )
    status = case.status
    if status is CaseStatus.PROVISIONALLY_ACCEPTED and not after.open_pledge:
        status = CaseStatus.ACCEPTED
    return take_in(case, Step(after, Act.SUPPLEMENT, status, (Field.MATERIALS,)), event)


def _told_once(case: Case, event: CaseEvent) -> Case:
    """Take a notice in.  The earliest is *the* notice; another counter's is united with it.

    Where the second one demands something new and nobody overrode, the citizen was told twice:
    a breach that a human has to see (行政许可法 art. 72(4)).
    """
    fact = event.fact
    assert isinstance(fact, OneTimeNoticeIssued)
    told = replace(
        case,
        notices=_united(case, event, fact.notice),
        materials=_demanded_again(case.materials, fact.notice),
    )
    wanted = Step(told, Act.NOTICE, CaseStatus.AWAITING_SUPPLEMENT, (Field.NOTICE,))
    after = step(case, wanted, event)
    if after.status_set_by != event.event_id:
        return after
    known = frozenset[str]().union(*(notice.names for notice in case.notices))
    is_new = bool(case.notices) and not fact.notice.names <= known
    if is_new and fact.notice.override is None:
        breach = Conflict(
            event_id=event.event_id,
            standing=case.status,
            wanted=CaseStatus.AWAITING_SUPPLEMENT,
            is_breach=True,
            rule=Rule.EARLIEST_NOTICE,
            field=Field.NOTICE,
            first_act=case.setter_of(Field.NOTICE),
            acts=(event,),
        )
        return set_aside(after, breach)
    return after


def _united(case: Case, event: CaseEvent, notice: OneTimeNotice) -> tuple[OneTimeNotice, ...]:
    """Return all notices; of two made without knowing of each other the earlier stands first."""
    notices = (*case.notices, notice)
    if meet(case, event).knew:
        return notices
    return tuple(sorted(notices, key=lambda one: one.issued_at))


def _demanded_again(
    materials: tuple[JudgedMaterial, ...], notice: OneTimeNotice
) -> tuple[JudgedMaterial, ...]:
    """Open the lines again that were complete and that an override demands anew."""
    if notice.override is None:
        return materials
    named = {line.name: line for line in notice.lines}
    return tuple(
        replace(
            material, verdict=named[material.name].verdict, problem=named[material.name].problem
        )
        if material.name in named and material.verdict is Verdict.COMPLETE
        else material
        for material in materials
    )


def _marked(case: Case, event: CaseEvent, field: Field) -> Case:
    return replace(case, set_by=MappingProxyType({**case.set_by, field: event.event_id}))


def _document(event: CaseEvent) -> PrintedDocument:
    fact = event.fact
    assert isinstance(fact, PrintIntended)
    return PrintedDocument(
        job=event.event_id,
        form=fact.form,
        document_number=fact.document_number,
        copy_number=fact.copy_number,
        intended_at=fact.intended_at,
        about=fact.about,
        reason=fact.reason,
    )


def _told(
    documents: tuple[PrintedDocument, ...], told: _PrintOutcome
) -> tuple[PrintedDocument, ...]:
    return tuple(
        _after(document, told) if document.job == told.job else document for document in documents
    )


def _after(document: PrintedDocument, told: _PrintOutcome) -> PrintedDocument:
    match told:
        case PrintSent():
            return replace(document, state=PrintState.SENT)
        case PrintPrinted():
            return replace(document, state=PrintState.PRINTED)
        case PrintFailed(detail=detail):
            return replace(document, state=PrintState.FAILED, detail=detail)
        case PrintUnknown(detail=detail):
            return replace(document, state=PrintState.UNKNOWN, detail=detail)
        case PrintSettled(came_out=came_out):
            return replace(document, came_out=came_out)


_HAPPEN: Final[Mapping[type[Any], Callable[[Case, CaseEvent], Case]]] = MappingProxyType(
    {
        CaseCorrected: _corrected,
        MaterialsJudged: _judged,
        OneTimeNoticeIssued: _told_once,
        CaseSupplemented: _supplemented,
        CaseAccepted: _accepted,
        AcceptanceRefused: _refused,
        ConflictResolved: ruled,
        MaterialAttached: _filed,
        MaterialDetached: _filed,
        DataRevealed: _seen,
        DataCopyGiven: _copied,
        **dict.fromkeys(
            (PrintIntended, PrintSent, PrintPrinted, PrintFailed, PrintUnknown, PrintSettled),
            _printing,
        ),
    }
)
"""Facts of intake and printing; what stands in no table is kept and set aside."""


def every_event(case: Case) -> tuple[EventId, ...]:
    """Return the ids of all events that a case has taken in, wherever they ended up."""
    taken = frozenset((*case.history, *case.repeats))
    waiting = (act for one in case.conflicts for act in (*one.against, *one.acts))
    beside = dict.fromkeys(act.event_id for act in waiting if act.event_id not in taken)
    rulings = (ruling.event_id for ruling in case.rulings)
    told = (*case.history, *case.repeats, *case.unknown, *case.powerless)
    return (*told, *beside, *rulings)
