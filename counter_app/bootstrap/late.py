"""Parts that exist before anybody has signed in, and are filled afterwards.

The window is painted before the database can be opened: its key is in the clerk's password.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from counter_app.domain.desk_news import Lamp, PrinterNews, PrintNews, SyncNews
from counter_app.domain.ids import EventId
from counter_app.domain.trusted_time import Estimate, estimate
from counter_app.ports import Clock, CountyLine, PrintDesk, TimeKeeper


class LatePart:
    """Stands in for a port until there is one; every attribute is asked of the real part.

    Typed at the place of use by `cast`: it has no method of its own, so none can be missing.
    """

    def __init__(self, real: Callable[[], Any]) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)


class LateTimeKeeper:
    """The `TimeKeeper` port: only the wall clock before sign-in, the county's time after."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._real: TimeKeeper | None = None

    def attach(self, real: TimeKeeper) -> None:
        """From now on, ask the opened database's."""
        self._real = real

    def estimate(self) -> Estimate:
        if self._real is not None:
            return self._real.estimate()
        clock = self._clock
        return estimate(clock.now(), clock.monotonic_ms(), clock.boot_id, None)


class LatePrintDesk:
    """The `PrintDesk` port: no printer before sign-in, the counter's printers after."""

    def __init__(self) -> None:
        self._real: PrintDesk | None = None
        self._told: list[Callable[[PrinterNews | PrintNews], None]] = []

    def attach(self, real: PrintDesk) -> None:
        """From now on, speak for the real printers."""
        for told in self._told:
            real.subscribe(told)
        self._real = real
        for news in real.statuses():
            for told in self._told:
                told(news)

    def nudge(self) -> None:
        if self._real is not None:
            self._real.nudge()

    def settle(self, job: EventId, *, came_out: bool) -> None:
        assert self._real is not None, "nobody signed in, so nobody was asked"
        self._real.settle(job, came_out=came_out)

    def statuses(self) -> Sequence[PrinterNews]:
        return self._real.statuses() if self._real is not None else ()

    def subscribe(self, told: Callable[[PrinterNews | PrintNews], None]) -> None:
        self._told.append(told)
        if self._real is not None:
            self._real.subscribe(told)


class LateCountyLine:
    """The `CountyLine` port: silent before sign-in, the counter's line after."""

    def __init__(self, *, is_enrolled: bool) -> None:
        self._real: CountyLine | None = None
        self._told: list[Callable[[SyncNews], None]] = []
        lamp = Lamp.OFFLINE if is_enrolled else Lamp.NOT_SET_UP
        self._before = SyncNews(lamp=lamp, unacknowledged=0, last_ack_at=None, next_try_at=None)

    def attach(self, real: CountyLine) -> None:
        """From now on, speak for the real line."""
        for told in self._told:
            real.subscribe(told)
        self._real = real
        for told in self._told:
            told(real.status())

    def nudge(self) -> None:
        if self._real is not None:
            self._real.nudge()

    def pause(self) -> None:
        if self._real is not None:
            self._real.pause()

    def resume(self) -> None:
        if self._real is not None:
            self._real.resume()

    def cancel(self) -> None:
        if self._real is not None:
            self._real.cancel()

    def accept_mass_change(self) -> None:
        if self._real is not None:
            self._real.accept_mass_change()

    def status(self) -> SyncNews:
        return self._real.status() if self._real is not None else self._before

    def subscribe(self, told: Callable[[SyncNews], None]) -> None:
        self._told.append(told)
        if self._real is not None:
            self._real.subscribe(told)
