"""How a case ends: the result handed over, or one of the other ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated

from counter_app.domain.privacy import Pi
from counter_app.domain.two_persons import SecondPerson


class DeliveryManner(Enum):
    """How a paper is served (民事诉讼法 art. 88-95)."""

    DIRECT = "direct"
    PROXY = "proxy"
    COURIER = "courier"
    MAIL = "mail"
    LEFT = "left"
    PUBLIC_NOTICE = "public-notice"
    ELECTRONIC = "electronic"


class OverdueCategory(Enum):
    """Why a case was late; goes into the public list without personal data (条例 art. 36)."""

    COUNTER = "counter"
    DEPARTMENT = "department"
    COUNTY = "county"
    OUTAGE = "outage"
    APPLICANT = "applicant"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OverdueReason:
    """逾期原因: stated publicly (优化营商环境条例 art. 36).

    Attributes:
        days_over: Working days after the promised date when it was stated.
    """

    document_number: Annotated[str, Pi.P1]
    category: Annotated[OverdueCategory, Pi.P1]
    text: Annotated[str, Pi.P2]
    explained_at: Annotated[datetime, Pi.P1]
    days_over: Annotated[int, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Result:
    """The paper that the citizen came for: name and number of the certificate or reply."""

    name: Annotated[str, Pi.P1]
    number: Annotated[str, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Conclusion:
    """办结: the result exists and waits to be handed out."""

    document_number: Annotated[str, Pi.P1]
    result: Annotated[Result, Pi.P2]
    manner: Annotated[DeliveryManner, Pi.P1]
    concluded_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Delivery:
    """送达: handed over, with who took it; the service date is the day of receipt.

    Attributes:
        received_by: The applicant, or who took it for them; "" only for a public notice.
        relation: Of a substitute receiver; "" for the applicant.
        tracking_number: Of the courier or the registered letter.
        witness: With LEFT: who saw it, or that it was filmed.
    """

    document_number: Annotated[str, Pi.P1]
    manner: Annotated[DeliveryManner, Pi.P1]
    received_by: Annotated[str, Pi.P2]
    delivered_at: Annotated[datetime, Pi.P1]
    relation: Annotated[str, Pi.P2] = ""
    tracking_number: Annotated[str, Pi.P2] = ""
    witness: Annotated[str, Pi.P2] = ""
    refusal_reason: Annotated[str, Pi.P2] = ""


class EndingKind(Enum):
    """The ends other than delivery and refusal."""

    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    VOID = "void"


class EndingGround(Enum):
    """Why a case was terminated or counts as withdrawn or refused by a rule."""

    OWN_WISH = "own-wish"
    SUPPLEMENT_LAPSED = "supplement-lapsed"
    PLEDGE_LAPSED = "pledge-lapsed"
    RETURNED = "returned"
    BY_RULE = "by-rule"
    MADE_IN_ERROR = "made-in-error"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ending:
    """退件, 撤回, 终止 or 作废, in writing and with its reason.

    Attributes:
        document_number: Of its paper; 作废 has none and bears the case's own number, so that no
            number of a paper is taken that never comes out.
        given_back: (material, originals) handed back with it.
        countersigned_by: Second person, where the act wants two.
        second: The same, and how they were known; None from a program that only had the number.
    """

    document_number: Annotated[str, Pi.P1]
    kind: Annotated[EndingKind, Pi.P1]
    ground: Annotated[EndingGround, Pi.P1]
    reason: Annotated[str, Pi.P2]
    ended_at: Annotated[datetime, Pi.P1]
    given_back: Annotated[tuple[tuple[str, int], ...], Pi.P1] = ()
    countersigned_by: Annotated[str, Pi.P1] = ""
    second: Annotated[SecondPerson | None, Pi.P1] = None
