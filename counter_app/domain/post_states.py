"""How hand-overs and take-overs stand: what the book of posts is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from counter_app.domain.handover_facts import HandoverAnswered, TakeoverAnswered, TakeoverRuled
from counter_app.domain.ids import EventId
from counter_app.domain.post_facts import PostHandedOver

NOTHING: Final = EventId("")
HybridPlace = tuple[int, int]
"""(hybrid ms, hybrid counter) of an event."""


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
    by: EventId = NOTHING


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
        asked: When it was asked for, by its own clock: what they did since then is theirs to show.
        ruling: The county's word on it; None where the township decided.
        reviewed_by: Who has looked at what was done before it was refused; "" for nobody.
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
    late: tuple[TakeoverAnswered | TakeoverRuled, ...] = ()
    asked: HybridPlace = (0, 0)
    ruling: TakeoverRuled | None = None
    reviewed_by: str = ""

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and today > self.until
