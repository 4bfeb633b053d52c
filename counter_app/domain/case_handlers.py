"""Who handles a case, and looks into its papers without being asked why."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.domain.case import Case
from counter_app.domain.case_event import (
    CaseEvent,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
from counter_app.domain.case_status import ENDED
from counter_app.domain.post_book import post_of
from counter_app.domain.post_states import Holder
from counter_app.domain.privacy_facts import DataCopyGiven, DataRevealed
from counter_app.domain.staff import Operator
from counter_app.domain.steps import AT_THE_DESK
from counter_app.domain.two_persons import is_same_person

_NO_HANDLING = (
    DataCopyGiven,
    DataRevealed,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
)
"""Looking and printing make nobody a handler."""


def is_handler(
    operator: Operator, case: Case, events: Iterable[CaseEvent], holder: Holder, counter: str
) -> bool:
    """Whether somebody at the desk has an open case in hand.

    They took it in, or did a step of it, or hold its post: by name, or at its own counter as long
    as the post was never handed on.  Nobody handles what has ended, and nobody handles by a post
    whose take-over is not approved yet.

    Args:
        operator: Who is signed in.
        case: Which case.
        events: Of the case.
        holder: Of its post, today.
        counter: 11 digits: where they sit.
    """
    if case.status in ENDED or operator.role not in AT_THE_DESK:
        return False
    if is_same_person(case.receiver, operator.staff):
        return True
    did = (event for event in events if not isinstance(event.fact, _NO_HANDLING))
    return any(is_same_person(each.staff, operator.staff) for each in did) or _holds_post(
        operator, case, holder, counter
    )


def _holds_post(operator: Operator, case: Case, holder: Holder, counter: str) -> bool:
    if post_of(case.number) in operator.unapproved_posts:
        return False
    if operator.items is not None and case.item.item_id not in operator.items:
        return False
    if holder.staff:
        return is_same_person(holder.staff, operator.staff)
    return holder.counter == counter
