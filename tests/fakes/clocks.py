"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import datetime, timedelta

from counter_app.runtime.system_clock import CHINA

START = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)
"""A Monday, a working day, in opening hours."""


class SettableClock:
    """Wall and monotonic time that a test moves together or apart.

    `pass_time` moves both, as time does.  `set_wall` moves the wall clock alone, as a clerk or a
    dead battery does.  `reboot` begins another boot: a new id, and monotonic time near zero.
    """

    def __init__(self, now: datetime = START, *, boot_id: str = "b0070001") -> None:
        assert now.tzinfo is not None, "a clock without an offset says nothing"
        self._now = now.astimezone(CHINA)
        self._monotonic_ms = 60_000
        self._boot_id = boot_id

    def now(self) -> datetime:
        return self._now

    def monotonic_ms(self) -> int:
        return self._monotonic_ms

    @property
    def boot_id(self) -> str:
        return self._boot_id

    def pass_time(self, span: timedelta) -> None:
        assert span >= timedelta(0), "honest time does not go back"
        self._now += span
        self._monotonic_ms += span // timedelta(milliseconds=1)

    def set_wall(self, now: datetime) -> None:
        assert now.tzinfo is not None
        self._now = now.astimezone(CHINA)

    def reboot(self, *, off_for: timedelta = timedelta(minutes=2)) -> None:
        self._now += off_for
        self._monotonic_ms = 20_000
        self._boot_id = f"{(int(self._boot_id, 16) + 1) % 2**32:08x}"
