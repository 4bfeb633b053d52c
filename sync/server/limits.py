"""How much work the county takes on at once, and how often one device may come.

A county whose counters all come back in the same second must not take on more than it can end:
it lets some wait unread, and asks the others to come again.  Both cost it next to nothing.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from random import SystemRandom
from typing import Final

from sync.server.problem import Problem

DEVICES_REMEMBERED: Final = 10_000
_draw: Final = SystemRandom().uniform


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one process of the county takes on; with several processes each has its own.

    Attributes:
        working: Requests in work at once.  More only wait for the interpreter and the database.
        reading: Bodies read at once, 2 MiB each at most.
        streaming: Bodies that are kept piece by piece as they come; each holds little memory, but
            on a slow line it comes for minutes.
        waiting: Requests that wait, their bodies unread; beyond it 503.
        wait_s: The longest wait, well below the counter's own 20 seconds; beyond it 503.
        retry_s: Shortest and longest time after which a counter is asked to come again.
        device_working: Requests of one device in work at once; beyond it 429.
        device_rate: Requests of one device a second in the long run; beyond it 429.
        device_burst: Requests of one device that may come at once after a pause.
    """

    working: int = 4
    reading: int = 32
    streaming: int = 256
    waiting: int = 1_024
    wait_s: float = 8.0
    retry_s: tuple[int, int] = (2, 10)
    device_working: int = 2
    device_rate: float = 50.0
    device_burst: float = 300.0


class Gate:
    """Lets so many in at a time and so many wait, first come first served.  One event loop's."""

    def __init__(self, places: int, limits: Limits) -> None:
        self._free = asyncio.Semaphore(places)
        self._limits = limits
        self._waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        Raises:
            Problem: 503 `county-busy`: too many wait, or waited too long.
        """
        await self._enter()
        try:
            yield
        finally:
            self._free.release()

    async def _enter(self) -> None:
        if self._waiting >= self._limits.waiting:
            raise self._busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.wait_s):
                await self._free.acquire()
        except TimeoutError:
            raise self._busy() from None
        finally:
            self._waiting -= 1

    def _busy(self) -> Problem:
        return Problem(503, "county-busy", retry_after_s=round(_draw(*self._limits.retry_s)))


class DeviceBrake:
    """Keeps one device from taking everybody's share.

    Asked only for proven devices, so that nobody slows another down by using its name.
    """

    def __init__(self, limits: Limits, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._seconds = seconds
        self._lock = threading.Lock()
        self._devices: dict[str, _Share] = {}

    @contextmanager
    def request(self, device: str) -> Iterator[None]:
        """Count one request of a device while the block runs.

        Raises:
            Problem: 429 `too-many-requests`, with when to come again.
        """
        share = self._take(device)
        try:
            yield
        finally:
            with self._lock:
                share.working -= 1

    def _take(self, device: str) -> _Share:
        limits, now = self._limits, self._seconds()
        with self._lock:
            share = self._devices.get(device)
            if share is None:
                self._forget_the_rested(now)
                share = self._devices[device] = _Share(limits.device_burst, now)
            share.rest(now, limits)
            if share.working >= limits.device_working:
                raise Problem(429, "too-many-requests", retry_after_s=limits.retry_s[0])
            if share.left < 1:
                wait_s = (1 - share.left) / limits.device_rate
                raise Problem(429, "too-many-requests", retry_after_s=max(1, round(wait_s)))
            share.left -= 1
            share.working += 1
            return share

    def _forget_the_rested(self, now: float) -> None:
        """Drop devices that have been away long enough to begin anew."""
        if len(self._devices) < DEVICES_REMEMBERED:
            return
        rested = now - self._limits.device_burst / self._limits.device_rate
        for device in [
            name
            for name, share in self._devices.items()
            if not share.working and share.seen <= rested
        ]:
            del self._devices[device]


@dataclass(slots=True)
class _Share:
    """How many requests a device has left, as of when."""

    left: float
    seen: float
    working: int = 0

    def rest(self, now: float, limits: Limits) -> None:
        self.left = min(limits.device_burst, self.left + (now - self.seen) * limits.device_rate)
        self.seen = now
