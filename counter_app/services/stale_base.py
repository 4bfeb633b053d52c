"""The brake of the page: an act is not made on a case that changed under the clerk's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.case import Case
from counter_app.domain.case_field import FIELD_OF_DETAIL, Field
from counter_app.domain.errors import StaleBase
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.terms import name_of
from counter_app.ports import UnitOfWork
from counter_app.services.amend_case import AmendRequest
from counter_app.services.charge_fee import PaymentRequest, SlipRequest, WaiverRequest
from counter_app.services.hear_citizen import AnswerComplaintRequest, ComplainRequest, RateRequest
from counter_app.services.move_original import MoveRequest
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.tell_apart import TellApartRequest

Seen = Mapping[Field, EventId]
"""Which event had set each part of a case, when a page showed it."""

_OF_REQUEST: Final[Mapping[type[Any], frozenset[Field]]] = MappingProxyType(
    {
        AmendRequest: frozenset(FIELD_OF_DETAIL.values()),
        SlipRequest: frozenset({Field.STATUS, Field.AMOUNTS}),
        PaymentRequest: frozenset({Field.AMOUNTS}),
        WaiverRequest: frozenset({Field.STATUS, Field.AMOUNTS}),
        ResolveRequest: frozenset({Field.STATUS, Field.CONFLICTS}),
        MoveRequest: frozenset({Field.ORIGINALS}),
        **dict.fromkeys(
            (
                RateRequest,
                ComplainRequest,
                AnswerComplaintRequest,
                VisitRequest,
                PartyRequest,
                OpinionRequest,
                TellApartRequest,
            ),
            frozenset(),
        ),
    }
)
"""What an act rests upon.  What is united with anything anyway is never stopped."""

_OF_ANY_STEP: Final = frozenset({Field.STATUS, Field.MATERIALS, Field.CONFLICTS})


def seen_of(case: Case) -> Seen:
    """Return what a page keeps of the case that it shows, to hand it in with an act."""
    return MappingProxyType({field: case.setter_of(field) for field in Field})


def refuse_stale(
    work: UnitOfWork, case_id: CaseId, seen: Seen | None, request: object = None
) -> None:
    """Refuse an act whose maker had another case before their eyes; nothing is recorded.

    Args:
        work: The transaction in which the act would be made.
        case_id: The case.
        seen: From `seen_of`; None where nobody looks at a page, and nothing is asked.
        request: What is asked for; None for a step without a request.

    Raises:
        StaleBase: The differences, in words: what it is now, by whom and when.
    """
    if seen is None:
        return
    case = work.case(case_id)
    asked = _OF_REQUEST.get(type(request), _OF_ANY_STEP)
    changed = [field for field in Field if field in asked and seen[field] != case.setter_of(field)]
    if not changed:
        return
    events = {event.event_id: event for event in work.events_of(case_id)}
    words = []
    for field in changed:
        event = events.get(case.setter_of(field))
        told = f"{name_of(field)}已变"
        if field is Field.STATUS:
            told = f"办件现为“{name_of(case.status)}”"
        if event is not None:
            told += f"（{event.staff}，{event.made_at:%m月%d日 %H:%M}）"
        words.append(told)
    raise StaleBase("；".join(words), seen_of(case))
