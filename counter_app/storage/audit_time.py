"""Events whose clock said what the county's signed time proves wrong.

The order of a chain cannot be changed, so an event lies after the anchor before it and before the
county received it.  A wall clock outside of that lied, whoever moved it; whether an act was in
time is judged on the interval and never on the clock (`deadline_verdict`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from counter_app.domain.ids import EventId
from counter_app.domain.trusted_time import CHINA, CLOCK_OFF_MIN
from counter_app.storage.time_anchors import moment_of, read_anchor
from sync.protocol import Header
from sync.signing import Purpose, Verifier, is_signed

ANCHOR_TYPE: Final = "time.anchored"
NO_COUNTY_BEFORE: Final = datetime(2020, 1, 1, tzinfo=CHINA)
"""A county that says it received something earlier has no clock to compare with."""


class OutOfTime:
    """Judges events in the order of their chains."""

    def __init__(self, county_key: Verifier | None) -> None:
        """Without the county's key neither its anchors nor its times of receipt are believed."""
        self._county_key = county_key
        self._chain: tuple[str, int] = ("", 0)
        self._floor: datetime | None = None

    def judged(
        self, event_id: str, header: Header, data: bytes, received_at_ms: int | None
    ) -> Iterator[str]:
        """Yield `back-dated` or `post-dated` where five minutes or more prove it."""
        chain = (header.device, header.generation)
        if chain != self._chain:
            self._chain, self._floor = chain, None
        claimed = _moment(header.wall)
        if claimed is None:
            return
        if self._floor is not None and claimed + CLOCK_OFF_MIN <= self._floor:
            yield "back-dated"
        knows_county = self._county_key is not None
        if knows_county and received_at_ms is not None and _is_later(claimed, received_at_ms):
            yield "post-dated"
        if header.type == ANCHOR_TYPE:
            self._take(event_id, data)

    def _take(self, event_id: str, data: bytes) -> None:
        """Let a true anchor raise the earliest time of everything after it."""
        kept = read_anchor(EventId(event_id), data)
        key = self._county_key
        if kept is None or key is None or kept.anchor.device != kept.header.device:
            return
        if is_signed(key, Purpose.ANCHOR, kept.signed.data, kept.signed.signature):
            floor = self._floor
            self._floor = kept.county_at if floor is None else max(floor, kept.county_at)


def _moment(wall: str) -> datetime | None:
    try:
        claimed = datetime.fromisoformat(wall)
    except ValueError:
        return None
    return claimed if claimed.tzinfo is not None else None


def _is_later(claimed: datetime, received_at_ms: int) -> bool:
    try:
        received = moment_of(received_at_ms)
    except OverflowError:
        return False
    if received < NO_COUNTY_BEFORE:
        return False
    return claimed - received >= CLOCK_OFF_MIN
