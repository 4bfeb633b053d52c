"""What time it is when nobody may believe the machine's clock.

The county's signed time is a fixed point.  Within one boot the monotonic clock carries it on, and
the wall clock is not asked at all.  After a boot nothing carries it on: the wall clock is shown,
but never earlier than the last fixed point.  An estimate is for people and for today's lists;
whether an act was in time is judged by `deadline_verdict` alone, which knows no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))
"""China has had one offset and no summer time since 1991, so no zone database is needed."""

CLOCK_OFF_MIN: Final = timedelta(minutes=5)
"""From here on a clock counts as wrong, and the clerk is told."""

_NO_TIME: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class AnchorSeen:
    """A time anchor of the county, and when this machine saw it.

    Attributes:
        county_at: The county's signed time, aware.
        monotonic_ms: Milliseconds since boot when the anchor was recorded.
        boot_id: 8 hex digits: in which boot.
    """

    county_at: datetime
    monotonic_ms: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """The best guess at the present.

    Attributes:
        now: At +08:00.
        wall_off: The wall clock minus `now`; 0 when it cannot be known.
        is_anchored: The last anchor was seen in this boot: `now` owes nothing to the wall clock.
        earliest: Time of the last anchor; the present cannot be before it.  None without one.
    """

    now: datetime
    wall_off: timedelta
    is_anchored: bool
    earliest: datetime | None

    @property
    def is_clock_wrong(self) -> bool:
        """Whether the wall clock is off by five minutes or more, as far as can be known."""
        return abs(self.wall_off) >= CLOCK_OFF_MIN


def estimate(
    wall: datetime, monotonic_ms: int, boot_id: str, anchor: AnchorSeen | None
) -> Estimate:
    """Return the best guess at the present.

    A monotonic clock that stands before the anchor in a boot of the same name is another boot.

    Args:
        wall: The machine's clock, aware: a claim.
        monotonic_ms: Milliseconds since boot.
        boot_id: 8 hex digits.
        anchor: The newest one of this device; None before the first contact.
    """
    claimed = wall.astimezone(CHINA)
    if anchor is None:
        return Estimate(claimed, _NO_TIME, is_anchored=False, earliest=None)
    county_at = anchor.county_at.astimezone(CHINA)
    elapsed_ms = monotonic_ms - anchor.monotonic_ms
    is_anchored = boot_id == anchor.boot_id and elapsed_ms >= 0
    now = county_at + timedelta(milliseconds=elapsed_ms) if is_anchored else claimed
    now = max(now, county_at)
    return Estimate(now, claimed - now, is_anchored=is_anchored, earliest=county_at)
