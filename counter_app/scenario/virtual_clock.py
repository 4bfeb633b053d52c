"""The clock of a scenario: true time, and a wall clock that may lie about it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from counter_app.domain.errors import ScenarioInvalid
from counter_app.domain.trusted_time import CHINA

BOOTED_FOR: Final = timedelta(minutes=10)
"""How long the machine has been on when a scenario begins."""

_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class VirtualClock:
    """Wall and monotonic time of one counter; implements `counter_app.ports.Clock`.

    `move_to` moves both, as time does.  `jump_to` moves the wall clock alone, as a clerk or a dead
    battery does; the true time, which is the county's, goes on from where it was.
    """

    def __init__(self, start: datetime) -> None:
        self._wall = start.astimezone(CHINA)
        self._true = self._wall
        self._booted = self._wall - BOOTED_FOR
        self._boot_id = secrets.token_hex(4)

    def now(self) -> datetime:
        return self._wall

    def monotonic_ms(self) -> int:
        return (self._true - self._booted) // _MILLISECOND

    @property
    def boot_id(self) -> str:
        return self._boot_id

    @property
    def true_now(self) -> datetime:
        """What the county's clock shows."""
        return self._true

    def true_ms(self) -> int:
        """Return the county's time in milliseconds since 1970."""
        return (self._true - _EPOCH) // _MILLISECOND

    def move_to(self, wall: datetime) -> None:
        """Let time pass until the wall clock shows this.

        Raises:
            ScenarioInvalid: Time would go back.
        """
        wall = wall.astimezone(CHINA)
        span = wall - self._wall
        if span < timedelta(0):
            raise ScenarioInvalid("at 早于上一行；时间不能倒流，时钟被改动须写 clock: jump")
        self._wall = wall
        self._true += span

    def jump_to(self, wall: datetime) -> None:
        """Set the wall clock; nothing else moves."""
        self._wall = wall.astimezone(CHINA)
