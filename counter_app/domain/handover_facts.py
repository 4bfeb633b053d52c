"""Facts of a hand-over between people who may sit at different counters; of a post, of no case.

A hand-over is three things said by three people at most: the holder hands over, the taker accepts
or objects, and until then the holder may take it back.  A take-over without a chief in the room is
asked for first and approved from afar.  What was said too late is kept and has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated

from counter_app.domain.ids import EventId
from counter_app.domain.privacy import Pi


class HandoverAnswer(Enum):
    """What became of a hand-over: ACCEPTED and OBJECTED by the taker, WITHDRAWN by the holder."""

    ACCEPTED = "accepted"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"


class TakeoverAnswer(Enum):
    """APPROVED and REFUSED by a chief representative or the director; ENDED by whoever of the two.

    A take-over that was approved in the room has no answer; ending it is one.  REVIEWED: the
    holder or a chief has looked at what was done before it was refused.
    """

    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HandoverAnswered:
    """Somebody answered a hand-over.

    Attributes:
        document_number: Of the sheet that it answers.
        post_code: 11 digits: the counter whose cases go along.
        at_counter: 11 digits: where whoever answers works.
        originals_counted: Paper originals that the taker found in the drawer.
        drafts: Ids of the unfinished intakes that the taker holds now.
        remarks: What the taker found otherwise, or why they object.
    """

    document_number: Annotated[str, Pi.P1]
    post_code: Annotated[str, Pi.P1]
    answer: Annotated[HandoverAnswer, Pi.P1]
    answered_by: Annotated[str, Pi.P1]
    answered_at: Annotated[datetime, Pi.P1]
    at_counter: Annotated[str, Pi.P1]
    originals_counted: Annotated[int, Pi.P1] = 0
    drafts: Annotated[tuple[str, ...], Pi.P1] = ()
    remarks: Annotated[str, Pi.P2] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TakeoverRequested:
    """顶岗, with no chief in the room: papers are taken in, nothing is decided until approved.

    Attributes:
        post_code: 11 digits: the counter whose cases are looked after.
        at_counter: 11 digits: where the taker works.
        until: Last day of it; the post then falls back by itself.
        login: The sign-in in which it was asked for.
    """

    document_number: Annotated[str, Pi.P1]
    post: Annotated[str, Pi.P1]
    post_code: Annotated[str, Pi.P1]
    taken_by: Annotated[str, Pi.P1]
    acting_for: Annotated[str, Pi.P1]
    at_counter: Annotated[str, Pi.P1]
    requested_at: Annotated[datetime, Pi.P1]
    until: Annotated[date, Pi.P1]
    reason: Annotated[str, Pi.P2]
    login: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TakeoverAnswered:
    """Somebody answered a take-over.

    Attributes:
        document_number: Of the sheet that it answers.
        answered_by: Approving takes somebody who is neither the taker nor the absent holder.
        remarks: Why it was refused or ended.
    """

    document_number: Annotated[str, Pi.P1]
    post_code: Annotated[str, Pi.P1]
    answer: Annotated[TakeoverAnswer, Pi.P1]
    answered_by: Annotated[str, Pi.P1]
    answered_at: Annotated[datetime, Pi.P1]
    remarks: Annotated[str, Pi.P2] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TakeoverRuled:
    """The county answered a take-over, from afar.

    It bears the county's own signature, so that it proves itself whichever way it comes: by line,
    in a return, in a colleague's bundle, offered back after a restore.

    Attributes:
        request: The event that it answers.
        answer: APPROVED or REFUSED; a refusal takes one back that is in force.
        ruled_by: Staff number of whoever decided at the county.
        signature: Ed25519 over the rest with purpose `ruling`, base64.
    """

    document_number: Annotated[str, Pi.P1]
    post_code: Annotated[str, Pi.P1]
    request: Annotated[EventId, Pi.P1]
    answer: Annotated[TakeoverAnswer, Pi.P1]
    ruled_by: Annotated[str, Pi.P1]
    ruled_at: Annotated[datetime, Pi.P1]
    reason: Annotated[str, Pi.P2]
    signature: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverAnnounced:
    """A device told to which key a post can be sealed for it, so that one can come on a stick.

    Attributes:
        bundle_key: X25519, 64 hex digits; derived from the key that signs this event.
    """

    counter: Annotated[str, Pi.P1]
    counter_name: Annotated[str, Pi.P1]
    bundle_key: Annotated[str, Pi.P1]


HandoverFact = (
    HandoverAnswered | TakeoverRequested | TakeoverAnswered | TakeoverRuled | ReceiverAnnounced
)
