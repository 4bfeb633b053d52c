"""Who holds which post: a pure fold of the posts' facts, equal on all replicas.

A post is the counter whose code the numbers of its cases begin with, so every case has exactly
one.  Its holder is whoever took it last, in the county's order first and then in the order made;
a hand-over moves it when it is accepted, a take-over when it is approved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.counter_profile import COUNTER_CODE_DIGITS
from counter_app.domain.handover_facts import (
    HandoverAnswer,
    HandoverAnswered,
    ReceiverAnnounced,
    TakeoverAnswer,
    TakeoverAnswered,
    TakeoverRequested,
    TakeoverRuled,
)
from counter_app.domain.ids import EventId
from counter_app.domain.permissions import RIGHTS, Right
from counter_app.domain.post_facts import PostHandedOver, PostTakenOver
from counter_app.domain.post_states import Covering, Holder, Passing, PassState
from counter_app.domain.two_persons import is_same_person

__all__ = [
    "NO_POSTS",
    "Covering",
    "Holder",
    "PassState",
    "Passing",
    "PostBook",
    "Proves",
    "Writing",
    "nobody",
    "post_of",
    "read_book",
]

Proves = Callable[[TakeoverRuled], bool]
"""Whether the county signed a ruling; whoever folds knows its keys, the fold does not."""

_OVER: Final = frozenset({PassState.ENDED, PassState.REFUSED})
_APPROVERS: Final = frozenset(role.value for role in RIGHTS[Right.APPROVE_TAKEOVER])
_HOLDERS: Final = frozenset(role.value for role in RIGHTS[Right.HOLD_POST])


@dataclass(frozen=True)
class PostBook:
    """Everything that is known of the posts of a township.

    Attributes:
        passings, coverings: By document number, in order.
        holders: Post code → whoever took it last; a post that is not here is its own counter's.
        receivers: Device → what it announced last.
        strange: Events of the posts that nobody was entitled to: kept, without effect.
    """

    passings: Mapping[str, Passing] = field(default_factory=dict)
    coverings: Mapping[str, Covering] = field(default_factory=dict)
    holders: Mapping[str, Holder] = field(default_factory=dict)
    receivers: Mapping[str, ReceiverAnnounced] = field(default_factory=dict)
    strange: tuple[EventId, ...] = ()

    def holder(self, post_code: str, today: date) -> Holder:
        """Return who answers for a post on a day.

        A take-over that was ended, that the county took back, or whose last day has passed, gives
        the post back to whoever had it before.
        """
        holder = self.holders.get(post_code, Holder("", post_code))
        while (covering := self._by_event(holder.by)) is not None:
            is_past = covering.state in _OVER or covering.is_over(today)
            if covering.before is None or not is_past:
                break
            holder = covering.before
        return holder

    def posts_at(self, counter: str, today: date) -> frozenset[str]:
        """Return the posts whose work is done at a counter."""
        known = {*self.holders, counter}
        return frozenset(code for code in known if self.holder(code, today).counter == counter)

    def acting_for(self, staff: str, counter: str, today: date) -> Covering | None:
        """Return the take-over in force in which somebody acts at a counter; None for none."""
        for covering in reversed(tuple(self.coverings.values())):
            holder = self.holder(covering.post_code, today)
            is_theirs = is_same_person(covering.taken_by, staff) and covering.at_counter == counter
            if is_theirs and holder.by == covering.event_id:
                return covering
        return None

    def waiting_for_approval(self, staff: str, today: date) -> tuple[Covering, ...]:
        """Return what somebody asked to take over and nobody has approved yet."""
        return tuple(
            each
            for each in self.open_coverings
            if is_same_person(each.taken_by, staff) and not each.is_over(today)
        )

    @property
    def to_review(self) -> tuple[Covering, ...]:
        """Return what was refused: what was done meanwhile stays, and somebody looks at it."""
        refused = (each for each in self.coverings.values() if each.state is PassState.REFUSED)
        return tuple(each for each in refused if not each.reviewed_by)

    @property
    def open_passings(self) -> tuple[Passing, ...]:
        return tuple(each for each in self.passings.values() if each.state is PassState.OPEN)

    @property
    def open_coverings(self) -> tuple[Covering, ...]:
        return tuple(each for each in self.coverings.values() if each.state is PassState.OPEN)

    def _by_event(self, event_id: EventId) -> Covering | None:
        """Return the take-over that made somebody a holder; None where it was none."""
        found = (each for each in self.coverings.values() if each.event_id == event_id)
        return next(found, None)


NO_POSTS: Final = PostBook()


def post_of(case_number: str) -> str:
    """Return the post that a case belongs to: 11 digits."""
    return case_number[:COUNTER_CODE_DIGITS]


def nobody(_: TakeoverRuled) -> bool:
    """Believe no ruling: no key of the county is known here."""
    return False


def read_book(events: Iterable[CaseEvent], is_ruled: Proves = nobody) -> PostBook:
    """Fold the facts of posts, in order; what is no fact of a post is passed over.

    Args:
        events: Facts of one township.
        is_ruled: Tells a ruling that the county signed from one that it did not.
    """
    writing = Writing(is_ruled)
    for event in events:
        writing.add(event)
    writing.close()
    return writing.book()


class Writing:
    """A book while it is written."""

    def __init__(self, is_ruled: Proves) -> None:
        self._is_ruled = is_ruled
        self.passings: dict[str, Passing] = {}
        self.coverings: dict[str, Covering] = {}
        self.holders: dict[str, Holder] = {}
        self.receivers: dict[str, ReceiverAnnounced] = {}
        self.strange: list[EventId] = []
        self._early: dict[str, list[CaseEvent]] = {}

    def book(self) -> PostBook:
        """Return it as it stands; it goes on with the writing, so look at it at once."""
        return PostBook(
            self.passings, self.coverings, self.holders, self.receivers, tuple(self.strange)
        )

    def close(self) -> None:
        """Count what answers nothing that is known here among the strange."""
        self.strange += [each.event_id for early in self._early.values() for each in early]

    def add(self, event: CaseEvent) -> None:
        """Take the next event.

        An answer proves that what it answers was there before it, whatever two clocks that
        disagree say: one that comes first waits for it.
        """
        fact = event.fact
        number = getattr(fact, "document_number", "")
        if isinstance(fact, HandoverAnswered) and number not in self.passings:
            self._early.setdefault(number, []).append(event)
            return
        if isinstance(fact, TakeoverAnswered | TakeoverRuled) and number not in self.coverings:
            self._early.setdefault(number, []).append(event)
            return
        self._take(event)
        if not isinstance(fact, HandoverAnswered | TakeoverAnswered | TakeoverRuled):
            for waiting in self._early.pop(number, ()):
                self.add(waiting)

    def _take(self, event: CaseEvent) -> None:
        fact = event.fact
        match fact:
            case PostHandedOver():
                is_good = self._hand_over(event, fact)
            case HandoverAnswered():
                is_good = self._answer(event, fact)
            case PostTakenOver():
                is_good = self._take_over(event, fact)
            case TakeoverRequested():
                is_good = self._ask(event, fact)
            case TakeoverAnswered():
                is_good = self._settle(event, fact)
            case TakeoverRuled():
                is_good = self._rule(fact)
            case ReceiverAnnounced():
                self.receivers[event.place[2]] = fact
                is_good = True
            case _:
                is_good = True
        if not is_good:
            self.strange.append(event.event_id)

    def _hand_over(self, event: CaseEvent, fact: PostHandedOver) -> bool:
        if not fact.post_code:
            return True  # Of an older program: the sheet was the whole of it, and nothing moved.
        is_new = fact.document_number not in self.passings
        is_new = is_new and not is_same_person(fact.handed_by, fact.handed_to)
        if not is_new or not _signed(event, fact.handed_by, _HOLDERS):
            return False
        for number, before in self.passings.items():
            is_same = before.fact.post_code == fact.post_code and before.state is PassState.OPEN
            if is_same and is_same_person(before.fact.handed_by, fact.handed_by):
                self.passings[number] = replace(before, state=PassState.WITHDRAWN)
        self.passings[fact.document_number] = Passing(event.event_id, fact)
        return True

    def _answer(self, event: CaseEvent, fact: HandoverAnswered) -> bool:
        passing = self.passings.get(fact.document_number)
        is_own = fact.answer is HandoverAnswer.WITHDRAWN
        if passing is None or passing.fact.post_code != fact.post_code:
            return False
        entitled = passing.fact.handed_by if is_own else passing.fact.handed_to
        if not is_same_person(fact.answered_by, entitled):
            return False
        if not _signed(event, fact.answered_by, _HOLDERS):
            return False
        if passing.state is not PassState.OPEN:
            self.passings[fact.document_number] = replace(passing, late=(*passing.late, fact))
            return True
        state = _STATE_OF[fact.answer]
        self.passings[fact.document_number] = replace(passing, state=state, answer=fact)
        if state is PassState.IN_FORCE:
            holder = Holder(fact.answered_by, fact.at_counter, by=event.event_id)
            self.holders[fact.post_code] = holder
        return True

    def _take_over(self, event: CaseEvent, fact: PostTakenOver) -> bool:
        if not fact.post_code:
            return True
        is_new = fact.document_number not in self.coverings
        people = (fact.taken_by, fact.acting_for)
        is_agreed = bool(fact.countersigned_by) and not any(
            is_same_person(fact.countersigned_by, each) for each in people
        )
        if not is_new or not is_agreed or not _signed(event, fact.taken_by, _HOLDERS):
            return False
        covering = _covering(event, fact)
        self._cover(replace(covering, state=PassState.IN_FORCE, approved_by=fact.countersigned_by))
        return True

    def _ask(self, event: CaseEvent, fact: TakeoverRequested) -> bool:
        is_new = fact.document_number not in self.coverings
        is_new = is_new and not is_same_person(fact.taken_by, fact.acting_for)
        if not is_new or not _signed(event, fact.taken_by, _HOLDERS):
            return False
        self.coverings[fact.document_number] = _covering(event, fact)
        return True

    def _settle(self, event: CaseEvent, fact: TakeoverAnswered) -> bool:
        covering = self.coverings.get(fact.document_number)
        if covering is None or not _may_settle(event, fact, covering):
            return False
        if fact.answer is TakeoverAnswer.REVIEWED:
            reviewed = replace(covering, reviewed_by=covering.reviewed_by or fact.answered_by)
            self.coverings[fact.document_number] = reviewed
            return True
        is_end = fact.answer is TakeoverAnswer.ENDED
        wanted = PassState.IN_FORCE if is_end else PassState.OPEN
        if covering.state is not wanted and not (is_end and covering.state is PassState.OPEN):
            self.coverings[fact.document_number] = replace(covering, late=(*covering.late, fact))
            return True
        if fact.answer is TakeoverAnswer.APPROVED:
            approved = replace(covering, state=PassState.IN_FORCE, approved_by=fact.answered_by)
            self._cover(approved)
            return True
        state = PassState.ENDED if is_end else PassState.REFUSED
        self.coverings[fact.document_number] = replace(covering, state=state, remarks=fact.remarks)
        return True

    def _rule(self, fact: TakeoverRuled) -> bool:
        """Take the county's word; a refusal counts against what is in force as well."""
        covering = self.coverings.get(fact.document_number)
        if covering is None or not _may_rule(fact, covering) or not self._is_ruled(fact):
            return False
        is_no = fact.answer is TakeoverAnswer.REFUSED
        open_to_it = {PassState.OPEN, PassState.IN_FORCE} if is_no else {PassState.OPEN}
        if covering.state not in open_to_it:
            self.coverings[fact.document_number] = replace(covering, late=(*covering.late, fact))
        elif is_no:
            refused = replace(covering, state=PassState.REFUSED, remarks=fact.reason, ruling=fact)
            self.coverings[fact.document_number] = refused
        else:
            approved = replace(covering, state=PassState.IN_FORCE, approved_by=fact.ruled_by)
            self._cover(replace(approved, ruling=fact))
        return True

    def _cover(self, covering: Covering) -> None:
        before = self.holders.get(covering.post_code, Holder("", covering.post_code))
        self.coverings[covering.document_number] = replace(covering, before=before)
        self.holders[covering.post_code] = Holder(
            covering.taken_by, covering.at_counter, covering.acting_for, covering.event_id
        )


_STATE_OF: Final = {
    HandoverAnswer.ACCEPTED: PassState.IN_FORCE,
    HandoverAnswer.OBJECTED: PassState.OBJECTED,
    HandoverAnswer.WITHDRAWN: PassState.WITHDRAWN,
}


def _covering(event: CaseEvent, fact: PostTakenOver | TakeoverRequested) -> Covering:
    """Return the take-over that a fact tells of, as long as nobody has agreed."""
    return Covering(
        event_id=event.event_id,
        document_number=fact.document_number,
        post=fact.post,
        post_code=fact.post_code,
        taken_by=fact.taken_by,
        acting_for=fact.acting_for,
        at_counter=fact.at_counter,
        reason=fact.reason,
        until=fact.until,
        state=PassState.OPEN,
        asked=event.place[:2],
    )


def _signed(event: CaseEvent, staff: str, roles: frozenset[str]) -> bool:
    """Whether the sign-in of an event is that of a person, in a role that may do this."""
    return is_same_person(event.staff, staff) and event.role in roles


def _may_settle(event: CaseEvent, fact: TakeoverAnswered, covering: Covering) -> bool:
    parties = (covering.taken_by, covering.acting_for)
    is_party = any(is_same_person(fact.answered_by, each) for each in parties)
    is_chief = _signed(event, fact.answered_by, _APPROVERS)
    if fact.answer is TakeoverAnswer.ENDED:
        return is_chief or (is_party and _signed(event, fact.answered_by, _HOLDERS))
    if fact.answer is TakeoverAnswer.REVIEWED:
        is_taker = is_same_person(fact.answered_by, covering.taken_by)
        is_holder = is_party and _signed(event, fact.answered_by, _HOLDERS)
        return covering.state is PassState.REFUSED and not is_taker and (is_chief or is_holder)
    return is_chief and not is_party


def _may_rule(fact: TakeoverRuled, covering: Covering) -> bool:
    """Whether a ruling is about this take-over, and of somebody who is none of the two."""
    if (fact.request, fact.post_code) != (covering.event_id, covering.post_code):
        return False
    parties = (covering.taken_by, covering.acting_for)
    is_answer = fact.answer in {TakeoverAnswer.APPROVED, TakeoverAnswer.REFUSED}
    return is_answer and not any(is_same_person(fact.ruled_by, each) for each in parties)
