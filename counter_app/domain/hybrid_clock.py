"""Time that never runs backwards on one device."""

from __future__ import annotations

from typing import NamedTuple


class HybridTime(NamedTuple):
    """Milliseconds since 1970 and a counter for events within one millisecond.

    It orders a device's own events.  It proves nothing about time.
    """

    ms: int
    counter: int


def tick(last: HybridTime, *, wall_ms: int) -> HybridTime:
    """Return a time later than the last one, even if the wall clock went back."""
    if wall_ms > last.ms:
        return HybridTime(wall_ms, 0)
    return HybridTime(last.ms, last.counter + 1)
