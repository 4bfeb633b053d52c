"""Who holds which post: a pure fold of the posts' facts, equal on all replicas.

A post is the counter whose code the numbers of its cases begin with, so every case has exactly
one.  Its holder is whoever took it last, in the county's order first and then in the order made;
a hand-over moves it when it is accepted, a take-over when it is approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
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
)
from counter_app.domain.ids import EventId
from counter_app.domain.permissions import RIGHTS, Right
from counter_app.domain.post_facts import PostHandedOver, PostTakenOver
from counter_app.domain.two_persons import is_same_person

_NOTHING: Final = EventId("")
_APPROVERS: Final = frozenset(role.value for role in RIGHTS[Right.APPROVE_TAKEOVER])
_HOLDERS: Final = frozenset(role.value for role in RIGHTS[Right.HOLD_POST])


class PassState(Enum):
    """How a hand-over or take-over stands.

    OPEN waits for an answer.  IN_FORCE was accepted or approved.  Of the others nothing moved:
    OBJECTED, REFUSED, WITHDRAWN; ENDED was in force and is over.
    """

    OPEN = "open"
    IN_FORCE = "in-force"
    OBJECTED = "objected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a post.

    Attributes:
        staff: Staff number; "" while the post was never handed on here.
        counter: 11 digits: where its work is done.
        acting_for: Staff number of the absent holder; "" for one's own post.
        by: Event that made it so; "" for none.
    """

    staff: str
    counter: str
    acting_for: str = ""
    by: EventId = _NOTHING


@dataclass(frozen=True, slots=True)
class Passing:
    """One hand-over, as it stands.

    Attributes:
        late: Answers that came when it had been answered: kept, without effect.
    """

    event_id: EventId
    fact: PostHandedOver
    state: PassState = PassState.OPEN
    answer: HandoverAnswered | None = None
    late: tuple[HandoverAnswered, ...] = ()


@dataclass(frozen=True, slots=True)
class Covering:
    """One take-over, as it stands.

    Attributes:
        before: Who held the post when it came into force.
        until: Last day; None for one that lasts until it is ended.
    """

    event_id: EventId
    document_number: str
    post: str
    post_code: str
    taken_by: str
    acting_for: str
    at_counter: str
    reason: str
    until: date | None
    state: PassState
    approved_by: str = ""
    before: Holder | None = None
    remarks: str = ""
    late: tuple[TakeoverAnswered, ...] = ()

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and today > self.until


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

        A take-over that was ended, or whose last day has passed, gives the post back to whoever
        had it before.
        """
        holder = self.holders.get(post_code, Holder("", post_code))
        while (covering := self._by_event(holder.by)) is not None:
            is_past = covering.state is PassState.ENDED or covering.is_over(today)
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


def read_book(events: Iterable[CaseEvent]) -> PostBook:
    """Fold the facts of posts, in order; what is no fact of a post is passed over."""
    writing = _Writing()
    for event in events:
        writing.add(event)
    writing.close()
    return PostBook(
        writing.passings,
        writing.coverings,
        writing.holders,
        writing.receivers,
        tuple(writing.strange),
    )


class _Writing:
    """A book while it is written."""

    def __init__(self) -> None:
        self.passings: dict[str, Passing] = {}
        self.coverings: dict[str, Covering] = {}
        self.holders: dict[str, Holder] = {}
        self.receivers: dict[str, ReceiverAnnounced] = {}
        self.strange: list[EventId] = []
        self._early: dict[str, list[CaseEvent]] = {}

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
        if isinstance(fact, TakeoverAnswered) and number not in self.coverings:
            self._early.setdefault(number, []).append(event)
            return
        self._take(event)
        if not isinstance(fact, HandoverAnswered | TakeoverAnswered):
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
    return is_chief and not is_party
