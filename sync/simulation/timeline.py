"""Virtual time: one heap of timed actions, and clocks that may lie."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from counter_app.domain.trusted_time import CHINA

Action = Callable[[], object]

START_MS: Final = 1_772_413_200_000
"""2026-03-02 09:00 at +08:00, a Monday: when every simulation begins."""

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
NESTED_MAX: Final = 12
"""How many actions may wait inside one another; beyond it, waiting takes no time."""

_EPOCH: Final = datetime.fromtimestamp(0, CHINA)


class Timeline:
    """True time, milliseconds since 1970.  It moves only from one action to the next."""

    def __init__(self) -> None:
        self.now_ms = START_MS
        self._heap: list[tuple[int, int, Action]] = []
        self._made = 0
        self._depth = 0

    def at(self, at_ms: int, action: Action) -> None:
        """Do something at a time; equal times keep the order in which they were asked for."""
        self._made += 1
        heapq.heappush(self._heap, (max(at_ms, self.now_ms), self._made, action))

    def after(self, wait_ms: int, action: Action) -> None:
        """Do something so many milliseconds from now."""
        self.at(self.now_ms + wait_ms, action)

    def run_until(self, end_ms: int) -> None:
        """Let time pass, doing what is due."""
        while self._heap and self._heap[0][0] <= end_ms:
            at_ms, _, action = heapq.heappop(self._heap)
            self.now_ms = max(self.now_ms, at_ms)
            action()
        self.now_ms = max(self.now_ms, end_ms)

    def pass_by(self, wait_ms: int) -> None:
        """Wait inside an action, as somebody waits for an answer; others act meanwhile."""
        if self._depth >= NESTED_MAX:
            return
        self._depth += 1
        try:
            self.run_until(self.now_ms + wait_ms)
        finally:
            self._depth -= 1


class MachineClock:
    """The clock of one PC; implements `Clock`.  What it shows is a claim."""

    def __init__(self, timeline: Timeline, boot_id: str) -> None:
        self._timeline = timeline
        self.boot_id = boot_id
        self._booted_ms = timeline.now_ms
        self._set_ms = timeline.now_ms
        self._shown_ms = timeline.now_ms
        self._drift_ppm = 0

    def now(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self._wall_ms())

    def monotonic_ms(self) -> int:
        return self._timeline.now_ms - self._booted_ms + 60_000

    def set_wrong(self, *, by_ms: int, drift_ppm: int) -> None:
        """Set the wall clock off the true time; from now on it drifts by so much a million."""
        self._shown_ms = self._timeline.now_ms + by_ms
        self._set_ms, self._drift_ppm = self._timeline.now_ms, drift_ppm

    def boot(self, boot_id: str) -> None:
        """Start the machine again: the monotonic clock begins anew, the wall clock goes on."""
        self.boot_id = boot_id
        self._booted_ms = self._timeline.now_ms

    def _wall_ms(self) -> int:
        passed_ms = self._timeline.now_ms - self._set_ms
        return self._shown_ms + passed_ms + passed_ms * self._drift_ppm // 1_000_000
