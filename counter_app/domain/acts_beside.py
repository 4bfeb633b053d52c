"""Which acts on the cases of a post were not its holder's: by whoever held it before, or others.

An absent holder may work on for days without a line, and a colleague may help out.  Such an act
counts like any other; it is named, so that the holder sees it.  Pure: every replica with the same
events in the same order names the same acts.
"""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.domain.case_event import CaseEvent, CaseReceived
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.post_book import Proves, Writing, nobody, post_of
from counter_app.domain.two_persons import is_same_person


def acts_beside(events: Iterable[CaseEvent], is_ruled: Proves = nobody) -> dict[EventId, str]:
    """Return acts on cases of a post that somebody else held then, each with the holder's number.

    Args:
        events: Facts of posts and of cases of one township, in fold order.  An act comes beside
            the holder by its place in that order, not by the clock of whoever made it.
        is_ruled: Tells a ruling that the county signed from one that it did not.
    """
    writing = Writing(is_ruled)
    posts: dict[CaseId, str] = {}
    found: dict[EventId, str] = {}
    for event in events:
        if not event.case_id:
            writing.add(event)
            continue
        if isinstance(event.fact, CaseReceived):
            posts.setdefault(event.case_id, post_of(event.fact.number))
        post_code = posts.get(event.case_id, "")
        holder = writing.book().holder(post_code, event.made_at.date())
        if holder.staff and event.staff and not is_same_person(holder.staff, event.staff):
            found[event.event_id] = holder.staff
    return found
