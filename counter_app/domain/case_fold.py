"""The fold: from what happened to a case to where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from counter_app.domain.case import Case, CaseStatus, Conflict
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
    TimeAnchored,
    UnknownFact,
)
from counter_app.domain.ids import EventId
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.print_job import PrintedDocument, PrintState

FOLD_VERSION: Final = 1
"""Raised whenever equal events would give another case; projections are then made anew."""

_Step = OneTimeNoticeIssued | CaseSupplemented | CaseAccepted | AcceptanceRefused
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
        status=CaseStatus.RECEIVED,
        status_set_by=event.event_id,
        history=(event.event_id,),
    )


def _happen(case: Case, event: CaseEvent) -> Case:
    fact = event.fact
    match fact:
        case CaseReceived() | TimeAnchored() | UnknownFact():
            return _set_aside(case, event)
        case CaseCorrected(correction=correction):
            return _kept(replace(case, corrections=(*case.corrections, correction)), event)
        case MaterialsJudged(materials=materials):
            return _judged(case, event, materials)
        case PrintIntended():
            return _kept(replace(case, documents=(*case.documents, _document(event))), event)
        case PrintSent() | PrintPrinted() | PrintFailed() | PrintUnknown() | PrintSettled():
            return _kept(replace(case, documents=_told(case.documents, fact)), event)
    after, status = _stepped(case, fact)
    return _step(case, after, event, status)


def _set_aside(case: Case, event: CaseEvent) -> Case:
    """Keep what changes nothing: a second intake, or what this program does not know."""
    if isinstance(event.fact, CaseReceived):
        return replace(case, repeats=(*case.repeats, event.event_id))
    return replace(case, unknown=(*case.unknown, event.event_id))


def _judged(case: Case, event: CaseEvent, materials: tuple[JudgedMaterial, ...]) -> Case:
    """Take verdicts in while nothing was told; afterwards what was told stands."""
    if case.status is not CaseStatus.RECEIVED:
        return replace(case, repeats=(*case.repeats, event.event_id))
    return _kept(replace(case, materials=_judged_anew(case.materials, materials)), event)


def _stepped(case: Case, fact: _Step) -> tuple[Case, CaseStatus]:
    """Return the case as it would be if the step may be taken, and where it would stand."""
    match fact:
        case OneTimeNoticeIssued(notice=notice):
            told = replace(case, notices=(*case.notices, notice))
            return told, CaseStatus.AWAITING_SUPPLEMENT
        case CaseSupplemented(supplement=supplement):
            judged = replace(
                case,
                supplements=(*case.supplements, supplement),
                materials=_judged_anew(case.materials, supplement.materials),
            )
            return judged, CaseStatus.AWAITING_SUPPLEMENT
        case CaseAccepted(acceptance=acceptance):
            return replace(case, acceptance=acceptance), CaseStatus.ACCEPTED
        case AcceptanceRefused(refusal=refusal):
            return replace(case, refusal=refusal), CaseStatus.REFUSED


def _step(case: Case, after: Case, event: CaseEvent, status: CaseStatus) -> Case:
    knew_where_it_stood = event.base.get(Field.STATUS) == case.status_set_by
    if knew_where_it_stood and case.may_step_to(status):
        return _kept(replace(after, status=status, status_set_by=event.event_id), event)
    if case.status is status:  # Two counters did the same; the first one stands.
        return replace(case, repeats=(*case.repeats, event.event_id))
    conflict = Conflict(event_id=event.event_id, standing=case.status, wanted=status)
    return replace(case, conflicts=(*case.conflicts, conflict))


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


def every_event(case: Case) -> tuple[EventId, ...]:
    """Return the ids of all events that a case has taken in, wherever they ended up."""
    conflicts = (conflict.event_id for conflict in case.conflicts)
    return (*case.history, *case.repeats, *case.unknown, *conflicts)
