"""Unfinished intakes that go along with a post: none is lost, and none is finished twice."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.domain.case_card import Draft
from counter_app.domain.post_book import PassState, PostBook
from counter_app.domain.two_persons import is_same_person
from counter_app.ports import Drafts


def drafts_of(drafts: Drafts, staff: str) -> tuple[Draft, ...]:
    """Return the unfinished intakes of one person."""
    return tuple(draft for draft in drafts.all() if is_same_person(draft.staff, staff))


def keep_drafts(drafts: Drafts, brought: Iterable[Draft]) -> int:
    """Keep intakes that came with a post; what is here and newer stays.  Returns how many came."""
    here = {draft.draft_id: draft.saved_at for draft in drafts.all()}
    kept = 0
    for draft in brought:
        if draft.draft_id not in here or here[draft.draft_id] < draft.saved_at:
            drafts.save(draft)
            kept += 1
    return kept


def let_go(drafts: Drafts, book: PostBook, own_counter: str) -> int:
    """Discard intakes that somebody at another computer has said they hold.

    Only a taker's word that names an intake lets it go, and only as it was then: what was typed
    here after the hand-over stays, and so does what somebody at this computer has said they hold.
    One giver may hand over twice before the first is heard of; were both to believe the other,
    nobody would have it.  Returns how many went.
    """
    gone = 0
    here = {draft.draft_id: draft for draft in drafts.all()}
    taken = [
        (passing.fact.handed_at, passing.answer)
        for passing in book.passings.values()
        if passing.answer is not None and passing.state is PassState.IN_FORCE
    ]
    ours = {each for _, said in taken if said.at_counter == own_counter for each in said.drafts}
    for handed_at, said in taken:
        if said.at_counter == own_counter:
            continue
        for draft_id in set(said.drafts) - ours:
            draft = here.get(draft_id)
            if draft is not None and draft.saved_at <= handed_at:
                drafts.discard(draft_id)
                gone += 1
    return gone
