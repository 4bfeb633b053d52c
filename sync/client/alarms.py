"""What a person has to be told although the line works: nothing moves, or something is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from counter_app.domain.delivery import Waiting
from counter_app.domain.errors import MassChangeHeld
from sync.client.report import SyncReport

STALLED_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """A code for the log and the telephone, and words for the clerk."""

    code: str
    advice: str


STALLED: Final = Alarm(
    "sync-stalled", "连得上县局，但有记录一直传不上去，办件仍保存在本机，请联系县局运维人员"
)
STATE_DIFFERS: Final = Alarm(
    "state-differs",
    "本机在办件与县局的核对不一致，已重新核算仍不一致，请联系县局核对；可以继续办理",
)
SET_ASIDE: Final = Alarm("set-aside", "有记录县局没有收，已单独放在一边，请在异常件中逐件处理")


class StallWatch:
    """Counts rounds in which the county could be reached and nothing that waits moved."""

    def __init__(self) -> None:
        self._rounds = 0
        self._before = 0

    @property
    def is_stalled(self) -> bool:
        return self._rounds >= STALLED_ROUNDS

    def after(self, report: SyncReport, waiting: Waiting) -> None:
        """Look at a round that has ended, well or not.

        A round without the county says nothing: it neither counts nor ends the count.
        """
        if not report.county_reachable and waiting.sendable:
            return
        has_moved = report.acknowledged > 0 or waiting.sendable < self._before
        self._before = waiting.sendable
        self._rounds = 0 if has_moved or not waiting.sendable else self._rounds + 1


def alarm_of(
    held: MassChangeHeld | None, stall: StallWatch, waiting: Waiting, *, state_differs: bool
) -> Alarm | None:
    """Return the one thing to tell first; None when all is well."""
    if held is not None:
        return Alarm(held.code, held.advice)
    if stall.is_stalled:
        return STALLED
    if waiting.set_aside:
        return SET_ASIDE
    return STATE_DIFFERS if state_differs else None
