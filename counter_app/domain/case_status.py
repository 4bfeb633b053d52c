"""Where a case stands, and the words for how it came there."""

from __future__ import annotations

from enum import Enum
from typing import Final


class CaseStatus(Enum):
    """Where a case stands; the values are public interface of the command line.

    补办件 and 退回件 are statuses, not handling types.  DEEMED_ACCEPTED is never set by an
    event: nothing happened, and that is the point.  It is derived from the day
    (`deemed.seen_on`).
    """

    RECEIVED = "received"
    AWAITING_SUPPLEMENT = "awaiting-supplement"
    ACCEPTED = "accepted"
    DEEMED_ACCEPTED = "deemed-accepted"
    PROVISIONALLY_ACCEPTED = "provisionally-accepted"
    UNDER_REVIEW = "under-review"
    PAUSED = "paused"
    FORWARDED = "forwarded"
    GRANTED = "granted"
    DENIED = "denied"
    CONCLUDED = "concluded"
    DELIVERED = "delivered"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    VOID = "void"


BEFORE_OUTCOME: Final = frozenset({CaseStatus.RECEIVED, CaseStatus.AWAITING_SUPPLEMENT})
"""Received, and nobody has said yes or no yet: the notice clock, or the applicant's turn."""

WORKING: Final = frozenset(
    {CaseStatus.ACCEPTED, CaseStatus.PROVISIONALLY_ACCEPTED, CaseStatus.UNDER_REVIEW}
)
"""Accepted and in hand at this counter: the decision clock runs."""

BEFORE_DECISION: Final = WORKING | {CaseStatus.PAUSED, CaseStatus.FORWARDED}
"""Accepted, and not decided yet, whoever has it."""

DECIDED: Final = frozenset({CaseStatus.GRANTED, CaseStatus.DENIED})

ENDED: Final = frozenset(
    {
        CaseStatus.DELIVERED,
        CaseStatus.RETURNED,
        CaseStatus.REFUSED,
        CaseStatus.WITHDRAWN,
        CaseStatus.TERMINATED,
        CaseStatus.VOID,
    }
)
"""Nothing more is owed by anybody."""


class AcceptanceBasis(Enum):
    """Why a case counts as accepted."""

    COMPLETE = "complete"
    SUPPLEMENTED = "supplemented"
    DEEMED = "deemed"
    PROVISIONAL = "provisional"


class RefusalGround(Enum):
    """Outcomes 1 and 2 of article 32; never merged with a denial on the merits."""

    NOT_REQUIRED = "not-required"
    NOT_COMPETENT = "not-competent"


class Channel(Enum):
    """How the application came in (行政许可法 art. 29; 优化营商环境条例 art. 37)."""

    COUNTER = "counter"
    FIELD = "field"
    HANDWRITTEN = "handwritten"
    ONLINE = "online"
    POST = "post"
    PHONE = "phone"


class ReportClass(Enum):
    """六件: the class under which a case is counted in a report; derived, never stored."""

    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    JOINT = "joint"
    ESCALATED = "escalated"
    INSTANT = "instant"
    COMMITTED = "committed"
