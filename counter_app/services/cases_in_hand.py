"""Which cases somebody at this counter has looked at: their bodies do not go under the hand."""

from __future__ import annotations

from typing import Final

from counter_app.domain.ids import CaseId
from counter_app.ports import Clock

IN_HAND_MS: Final = 12 * 3_600_000
"""As long as a page may stand open: a day at the window."""

CASES_MAX: Final = 5_000


class CasesInHand:
    """Kept in memory only; any thread."""

    def __init__(self) -> None:
        self._seen_ms: dict[CaseId, tuple[str, int]] = {}

    def take(self, case_id: CaseId, clock: Clock) -> None:
        """Note that a case is looked at now."""
        if len(self._seen_ms) >= CASES_MAX:
            self._seen_ms.clear()
        self._seen_ms[case_id] = clock.boot_id, clock.monotonic_ms()

    def has(self, case_id: CaseId, clock: Clock) -> bool:
        """Answer whether a case was looked at within `IN_HAND_MS`."""
        boot, seen_ms = self._seen_ms.get(case_id, ("", 0))
        return boot == clock.boot_id and clock.monotonic_ms() - seen_ms < IN_HAND_MS
