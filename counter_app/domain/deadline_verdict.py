"""Was an act in time?  Judged on what the county has signed for, never on the wall clock.

An act's time is known as an interval: not before the county's last signed time that the machine
had seen, not after the county held the event or signed a later time for the chain it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final

from counter_app.domain.trusted_time import CHINA

GRACE: Final = timedelta(minutes=5)
"""How far a good clock may be off: nobody is asked about less."""


class DeadlineVerdict(Enum):
    """What can be said of an act and its limit.

    DISPUTED (存疑): the trusted time straddles the limit, or contradicts itself: a person
    decides.  PENDING: the county has not bounded the act yet, so it is not judged.
    """

    IN_TIME = "in-time"
    LATE = "late"
    DISPUTED = "disputed"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class TimeInterval:
    """Between which two moments an act happened, both aware, both included.

    Attributes:
        earliest: None = nothing is known: before the device's first contact.
        latest: None = no upper end yet: the county has not seen the act.
    """

    earliest: datetime | None = None
    latest: datetime | None = None


def judge(interval: TimeInterval, due_on: date) -> DeadlineVerdict:
    """Return whether an act was in time.

    Args:
        interval: When it happened.
        due_on: The last day in time, a local date; it ends at midnight at +08:00.
    """
    end = datetime.combine(due_on + timedelta(days=1), time(), CHINA)
    is_begun_late = interval.earliest is not None and interval.earliest >= end
    if interval.latest is None:
        return DeadlineVerdict.LATE if is_begun_late else DeadlineVerdict.PENDING
    is_over_in_time = interval.latest < end
    if is_over_in_time and not is_begun_late:
        return DeadlineVerdict.IN_TIME
    if is_begun_late and not is_over_in_time:
        return DeadlineVerdict.LATE
    return DeadlineVerdict.DISPUTED


def is_plausible(wall: datetime, interval: TimeInterval) -> bool:
    """Return whether a time claimed on paper may be true, with five minutes' grace.

    Args:
        wall: What the machine's clock showed, aware.
        interval: When the act happened.
    """
    is_too_early = interval.earliest is not None and wall < interval.earliest - GRACE
    is_too_late = interval.latest is not None and wall > interval.latest + GRACE
    return not is_too_early and not is_too_late
