"""When the county's signed time becomes an event of our own chain."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counter_app.domain.case_event import TimeAnchored
from counter_app.domain.ids import CaseId, EventId
from counter_app.ports import Clock, UnitOfWorkFactory
from sync.codec import open_header
from sync.protocol import Signed, SignedEvent

ANCHOR_EVERY_MS: Final = 10 * 60_000
"""How old the newest time anchor may get while nothing happens: each is an event itself."""

ANCHOR_APART_MS: Final = 60_000
"""How old it may get while something happens.  The county tells when it received each event, so
that an anchor after every push would only bound the next act a little closer from below."""

RIDING_MAX: Final = 2
"""More than these are no longer left for the next message: something is wrong with it."""

ANCHORED: Final = "time.anchored"


@dataclass(frozen=True, slots=True)
class _Anchored:
    """The newest time anchor of this run: its event, and when it was recorded."""

    event: EventId
    at_ms: int


class Anchoring:
    """Records time anchors; lives as long as the program runs.

    One is due at the first contact of a run, every ten minutes, and within a minute of an event
    of our own.  An anchor at the end of our chain is no reason for another.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._last: _Anchored | None = None

    def heard(self, signed: Signed, *, head: str) -> None:
        """Record the county's time if it is due.

        Args:
            signed: The anchor; whoever calls this has checked it.
            head: Id of the end of our chain when the county was asked.
        """
        if not self.is_due(head):
            return
        fact = TimeAnchored(
            data=base64.b64encode(signed.data).decode("ascii"),
            signature=base64.b64encode(signed.signature).decode("ascii"),
        )
        with self._unit_of_work(as_system=True) as work:
            event = work.record(CaseId(""), fact)
            work.commit()
        self._last = _Anchored(event, self._clock.monotonic_ms())

    def is_due(self, head: str) -> bool:
        """Answer whether the county's next word on time is to be recorded."""
        if self._last is None:
            return True
        age_ms = self._clock.monotonic_ms() - self._last.at_ms
        is_ours_new = head != self._last.event
        return not 0 <= age_ms < (ANCHOR_APART_MS if is_ours_new else ANCHOR_EVERY_MS)


def is_riding(batch: Mapping[EventId, SignedEvent], device: str) -> bool:
    """Answer whether all that could be sent is our own record of the county's word on time.

    It was the county's own, so there is no hurry to tell it: it goes with the next message.  The
    counter has it, and what it bounds from below names it, whether or not it has been sent.
    """
    if not 0 < len(batch) <= RIDING_MAX:
        return False
    headers = [open_header(event.data) for event in batch.values()]
    return all(each.type == ANCHORED and each.device == device for each in headers)
