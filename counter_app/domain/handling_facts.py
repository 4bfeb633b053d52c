"""What happens between acceptance and decision: visits, opinions, forwarding, the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated

from counter_app.domain.privacy import Pi
from counter_app.domain.two_persons import SecondPerson


class Stance(Enum):
    """What a department says in a joint case (联办意见)."""

    AGREE = "agree"
    DISAGREE = "disagree"


class ForwardWay(Enum):
    """How a case goes up (转报): with the same content either way."""

    NETWORK = "network"
    HAND = "hand"


class UpperAnswerKind(Enum):
    """What the upper body answered; its decision is a `Decision`."""

    ACCEPTED = "accepted"
    ASKED = "asked"


class DecisionKind(Enum):
    """On the merits; not to be mixed up with a refusal to accept."""

    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """容缺受理承诺: which secondary materials follow, by when, and what happens if not.

    Attributes:
        deferred: Names of the materials; each is published as deferrable.
        due_on: Not later than the promised date.
        consequence: Words for the notice, from the item's setting.
    """

    document_number: Annotated[str, Pi.P1]
    deferred: Annotated[tuple[str, ...], Pi.P1]
    due_on: Annotated[date, Pi.P1]
    consequence: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SiteVisit:
    """现场踏勘: needs two names (行政许可法 art. 34); never pauses the clock."""

    document_number: Annotated[str, Pi.P1]
    visited_at: Annotated[datetime, Pi.P1]
    place: Annotated[str, Pi.P2]
    staff: Annotated[tuple[str, ...], Pi.P1]
    finding: Annotated[str, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opinion:
    """What one department says.  A department speaks once; the first word stands."""

    department: Annotated[str, Pi.P1]
    stance: Annotated[Stance, Pi.P1]
    text: Annotated[str, Pi.P2]
    recorded_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Forwarding:
    """转报: the first opinion and all materials go straight up (行政许可法 art. 35).

    Attributes:
        first_opinion: 初审意见.
        carrier: Who carries the envelope; "" by network.
        originals: (material, number) of every paper original in the envelope.
    """

    document_number: Annotated[str, Pi.P1]
    to: Annotated[str, Pi.P1]
    way: Annotated[ForwardWay, Pi.P1]
    first_opinion: Annotated[str, Pi.P2]
    forwarded_at: Annotated[datetime, Pi.P1]
    carrier: Annotated[str, Pi.P1] = ""
    originals: Annotated[tuple[tuple[str, int], ...], Pi.P1] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UpperAnswer:
    """What came back before the decision; a question goes to the township, not the citizen."""

    kind: Annotated[UpperAnswerKind, Pi.P1]
    body: Annotated[str, Pi.P1]
    text: Annotated[str, Pi.P2]
    answered_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decision:
    """审批决定, granted or denied.

    Attributes:
        decided_by: Who signs: a person at the counter, or the department or superior.
        examiner: 审查人, who is somebody else where the county wants one to examine and another
            to approve.
        is_deemed: 超时默认: nobody decided in time, and a rule of the item says what follows.
        second: Who signs and is not signed in, and how they were known; None where whoever is
            signed in signs, or a body.
    """

    document_number: Annotated[str, Pi.P1]
    kind: Annotated[DecisionKind, Pi.P1]
    reason: Annotated[str, Pi.P2]
    decided_by: Annotated[str, Pi.P1]
    decided_at: Annotated[datetime, Pi.P1]
    examiner: Annotated[str, Pi.P1] = ""
    is_deemed: Annotated[bool, Pi.P1] = False
    second: Annotated[SecondPerson | None, Pi.P1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformedPledge:
    """告知承诺: proofs that the applicant's written promise stands for (law.md 7).

    Attributes:
        replaced: Names of the materials that need not be brought.
        conditions: As the agency told them.
    """

    document_number: Annotated[str, Pi.P1]
    replaced: Annotated[tuple[str, ...], Pi.P1]
    conditions: Annotated[tuple[str, ...], Pi.P1]
    signed_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PledgeCheck:
    """履诺核查: whether what was promised is so, looked at afterwards."""

    is_kept: Annotated[bool, Pi.P1]
    text: Annotated[str, Pi.P2]
    checked_at: Annotated[datetime, Pi.P1]


class PartyWord(Enum):
    """What an interested third party said when told (行政许可法 art. 36, 46)."""

    NO_ANSWER = "no-answer"
    NO_OBJECTION = "no-objection"
    OBJECTION = "objection"
    HEARING = "hearing"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InterestedParty:
    """利害关系人: who was told, when, and what they said (行政许可法 art. 36)."""

    name: Annotated[str, Pi.P2]
    told_at: Annotated[datetime, Pi.P1]
    word: Annotated[PartyWord, Pi.P2]
    text: Annotated[str, Pi.P2] = ""
