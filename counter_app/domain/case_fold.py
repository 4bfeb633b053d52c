"""The fold: from what happened to a case to where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, cast

from counter_app.domain.case import Case, Conflict
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseCorrected,
    CaseEvent,
    CaseReceived,
    CaseSupplemented,
    Field,
    MaterialsJudged,
    OneTimeNoticeIssued,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.custody import can_move
from counter_app.domain.ids import EventId
from counter_app.domain.life_facts import LifeFact, OriginalMoved
from counter_app.domain.life_fold import MOVES, NOTES, moved, noted
from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.domain.notice import OneTimeNotice
from counter_app.domain.print_job import PrintedDocument, PrintState
from counter_app.domain.steps import Act, target_of

FOLD_VERSION: Final = 2
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
        terms=fact.terms,
        status=CaseStatus.RECEIVED,
        status_set_by=event.event_id,
        history=(event.event_id,),
    )


def _happen(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    if type(fact) in MOVES:
        return _step(case, moved(case, cast("LifeFact", fact)), event)
    if type(fact) in NOTES:
        return _note(case, event, cast("LifeFact", fact))
    return _HAPPEN.get(type(fact), _set_aside)(case, event)


def _set_aside(case: Case, event: CaseEvent) -> Case:
    """Keep what changes nothing: a second intake, or what this program does not know."""
    if isinstance(event.fact, CaseReceived):
        return replace(case, repeats=(*case.repeats, event.event_id))
    return replace(case, unknown=(*case.unknown, event.event_id))


def _corrected(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    assert isinstance(fact, CaseCorrected)
    return _kept(replace(case, corrections=(*case.corrections, fact.correction)), event)


def _judged(case: Case, event: CaseEvent) -> Case:
    """Take verdicts in while nothing was told; afterwards what was told stands."""
    fact = event.fact
    assert isinstance(fact, MaterialsJudged)
    if case.status is not CaseStatus.RECEIVED:
        return replace(case, repeats=(*case.repeats, event.event_id))
    return _kept(replace(case, materials=_judged_anew(case.materials, fact.materials)), event)


def _printing(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    if isinstance(fact, PrintIntended):
        return _kept(replace(case, documents=(*case.documents, _document(event))), event)
    assert isinstance(fact, _PrintOutcome)
    return _kept(replace(case, documents=_told(case.documents, fact)), event)


def _accepted(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    assert isinstance(fact, CaseAccepted)
    after = replace(case, acceptance=fact.acceptance)
    return _step(case, (after, Act.ACCEPT, CaseStatus.ACCEPTED), event)


def _refused(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    assert isinstance(fact, AcceptanceRefused)
    after = replace(case, refusal=fact.refusal)
    return _step(case, (after, Act.REFUSE, CaseStatus.REFUSED), event)


def _step(case: Case, step: tuple[Case, Act, CaseStatus], event: CaseEvent) -> Case:
    """Take a step that rests on where the case stood; else it is a repeat or a conflict."""
    after, act, status = step
    knew_where_it_stood = event.base.get(Field.STATUS) == case.status_set_by
    if knew_where_it_stood and case.may_take(act):
        return _kept(replace(after, status=status, status_set_by=event.event_id), event)
    if case.status is status:  # Two counters did the same; the first one stands.
        return replace(case, repeats=(*case.repeats, event.event_id))
    return _conflicting(case, event, status)


def _conflicting(case: Case, event: CaseEvent, wanted: CaseStatus) -> Case:
    conflict = Conflict(event_id=event.event_id, standing=case.status, wanted=wanted)
    return replace(case, conflicts=(*case.conflicts, conflict))


def _note(case: Case, event: CaseEvent, fact: LifeFact) -> Case:
    """Take in what is true wherever the case stands; what cannot be, waits for a human."""
    after, act = noted(case, fact)
    if after is case:
        return replace(case, repeats=(*case.repeats, event.event_id))
    if act is None:
        return _kept(after, event)
    if not case.may_take(act):
        return _conflicting(case, event, target_of(act, case.status))
    if isinstance(fact, OriginalMoved) and not can_move(case, fact.move):
        return _conflicting(case, event, case.status)
    status = target_of(act, case.status)
    if status is case.status:
        return _kept(after, event)
    return _kept(replace(after, status=status, status_set_by=event.event_id), event)


def _supplemented(case: Case, event: CaseEvent) -> Case:
    """Take materials in from every counter that they came to: none of them is a repeat."""
    fact = event.fact
    assert isinstance(fact, CaseSupplemented)
    if not case.may_take(Act.SUPPLEMENT):
        return _conflicting(case, event, CaseStatus.AWAITING_SUPPLEMENT)
    after = replace(
        case,
        supplements=(*case.supplements, fact.supplement),
        materials=_judged_anew(case.materials, fact.supplement.materials),
    )
    status = case.status
    if status is CaseStatus.PROVISIONALLY_ACCEPTED and not after.open_pledge:
        status = CaseStatus.ACCEPTED
    return _kept(replace(after, status=status, status_set_by=event.event_id), event)


def _told_once(case: Case, event: CaseEvent) -> Case:
    """Take a notice in.  The first is *the* notice; another counter's is united with it.

    Where the second one demands something new and nobody overrode, the citizen was told twice:
    a breach that a human has to see (行政许可法 art. 72(4)).
    """
    fact = event.fact
    assert isinstance(fact, OneTimeNoticeIssued)
    if not case.may_take(Act.NOTICE):
        return _conflicting(case, event, CaseStatus.AWAITING_SUPPLEMENT)
    told = replace(
        case,
        notices=(*case.notices, fact.notice),
        materials=_demanded_again(case.materials, fact.notice),
    )
    after = _kept(
        replace(told, status=CaseStatus.AWAITING_SUPPLEMENT, status_set_by=event.event_id), event
    )
    known = frozenset[str]().union(*(notice.names for notice in case.notices))
    is_new = bool(case.notices) and not fact.notice.names <= known
    if is_new and fact.notice.override is None:
        breach = Conflict(
            event_id=event.event_id,
            standing=case.status,
            wanted=CaseStatus.AWAITING_SUPPLEMENT,
            is_breach=True,
        )
        return replace(after, conflicts=(*after.conflicts, breach))
    return after


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


def _kept(case: Case, event: CaseEvent) -> Case:
    return replace(case, history=(*case.history, event.event_id))


def _judged_anew(
    before: tuple[JudgedMaterial, ...], supplement: tuple[JudgedMaterial, ...]
) -> tuple[JudgedMaterial, ...]:
    latest = {material.name: material for material in supplement}
    return tuple(latest.get(material.name, material) for material in before)


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
        **dict.fromkeys(
            (PrintIntended, PrintSent, PrintPrinted, PrintFailed, PrintUnknown, PrintSettled),
            _printing,
        ),
    }
)
"""Facts of intake and printing; what stands in no table is kept and set aside."""


def every_event(case: Case) -> tuple[EventId, ...]:
    """Return the ids of all events that a case has taken in, wherever they ended up."""
    conflicts = (conflict.event_id for conflict in case.conflicts if not conflict.is_breach)
    return (*case.history, *case.repeats, *case.unknown, *conflicts)
