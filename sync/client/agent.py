"""The sync thread: exchanges with the county now and then, and tells how it went.

The waiting is our own and not a retry library's: it must end at once when a clerk asks for an
exchange or the program closes, and what repeats is not a call but the life of the program.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from random import SystemRandom
from typing import Final, Protocol

from counter_app.domain.county_word import STANDING_WORDS, DeviceStanding, is_older_program
from counter_app.domain.delivery import Waiting
from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.domain.errors import (
    CounterError,
    CountyBusy,
    MassChangeHeld,
    NotTheCounty,
    Offline,
)
from counter_app.ports import Clock, SyncStore
from sync.client.alarms import SET_ASIDE, Alarm, StallWatch, alarm_of
from sync.client.contact_book import ContactBook
from sync.client.report import PROGRAM, Progress, SyncReport
from sync.protocol import HelloAnswer

INTERVAL_S: Final = 60.0
BACK_OFF_MAX_S: Final = 15 * 60.0
JITTER: Final = 0.2
"""Waits are shortened by up to a fifth, so that counters do not come all at once."""

ASKED_JITTER: Final = 0.5
"""A wait that the county asked for is lengthened by up to a half, never shortened."""

STOP_WAIT_S: Final = 0.3
FAULT_CODE: Final = "program-fault"
FAULT_ADVICE: Final = "同步程序出错，办件仍保存在本机，请联系运维人员"
CANCELLED: Final = Alarm("cancelled", "已停止本次传输，已签收的不受影响，其余下次自动上传")

OLD_PROGRAM_ADVICE: Final = "程序版本太旧，请联系运维人员升级；办件照常"
_AWAY: Final = frozenset({"offline", "not-the-county", "county-busy"})

_draw: Final = SystemRandom().random
log = logging.getLogger(__name__)
Told = Callable[[SyncNews], None]


def no_notice() -> str:
    """Have nothing to tell about publications."""
    return ""


class Cycle(Protocol):
    """What the agent runs; `sync.client.cycle.SyncCycle`."""

    @property
    def report(self) -> SyncReport: ...

    @property
    def county(self) -> HelloAnswer | None: ...

    @property
    def held(self) -> MassChangeHeld | None: ...

    @property
    def state_differs(self) -> bool: ...

    @property
    def book(self) -> ContactBook: ...

    on_progress: Callable[[Progress], None]
    may_go_on: Callable[[], bool]
    may_leave_for_later: bool

    def accept_mass_change(self) -> None: ...

    def run(self) -> SyncReport: ...


class Breakable(Protocol):
    """What `stop` and `cancel` must wake; `sync.client.http_transport.HttpLine`."""

    def hang_up(self) -> None: ...

    def break_off(self) -> None: ...

    def close(self) -> None: ...


class SyncAgent:
    """Implements `counter_app.ports.CountyLine` on a thread of its own."""

    def __init__(
        self,
        cycle: Cycle,
        line: Breakable,
        store: SyncStore,
        clock: Clock,
        *,
        notice: Callable[[], str] = no_notice,
    ) -> None:
        """Run a cycle now and then; `notice` tells of publications that were not taken."""
        self._notice = notice
        self._cycle = cycle
        self._line = line
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._told: list[Told] = []
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._next_s = INTERVAL_S
        self._asked_s: float | None = None
        self._stall = StallWatch()
        self._may_run = threading.Event()
        self._may_run.set()
        self._is_cancelled = threading.Event()
        cycle.on_progress = self._tell_progress
        cycle.may_go_on = self._may_go_on
        cycle.may_leave_for_later = True
        self._news = self._news_of(Lamp.OFFLINE, store.waiting())
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin; the first exchange is due at once."""
        self._thread.start()

    def stop(self) -> bool:
        """End within `STOP_WAIT_S`, breaking off an exchange that is under way.

        Returns:
            Whether the thread has ended; it may still be in a connect, and then ends by itself.
        """
        self._stopping.set()
        self._may_run.set()
        self._wake.set()
        self._line.hang_up()
        if self._thread.ident is not None:
            self._thread.join(STOP_WAIT_S)
        return not self._thread.is_alive()

    def nudge(self) -> None:
        """Try now."""
        self._wake.set()

    def pause(self) -> None:
        """Begin no exchange until `resume`; one under way ends after its present message."""
        self._may_run.clear()
        self._wake.set()

    def resume(self) -> None:
        """Go on at once."""
        self._may_run.set()
        self._wake.set()

    def cancel(self) -> None:
        """Break the present exchange off; what was acknowledged stays, the rest goes next time."""
        self._is_cancelled.set()
        self._line.break_off()

    def accept_mass_change(self) -> None:
        """Take what the brake holds back, now."""
        self._cycle.accept_mass_change()
        self._wake.set()

    def status(self) -> SyncNews:
        """Return the latest news."""
        with self._lock:
            return self._news

    def subscribe(self, told: Told) -> None:
        """Call `told` on the sync thread at each change."""
        with self._lock:
            self._told.append(told)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                if self._may_run.is_set():
                    self._exchange()
                    # What the county asked for is kept even when the clerk saves the next case.
                    waited = self._wake if self._asked_s is None else self._stopping
                    waited.wait(self._next_s)
                else:
                    self._tell(replace(self.status(), is_paused=True, next_try_at=None))
                    self._may_run.wait()
        finally:
            self._line.close()

    def _exchange(self) -> None:
        """Run one cycle.  Whatever happens in it becomes news; nothing leaves the thread."""
        self._asked_s = None
        self._is_cancelled.clear()
        try:
            syncing = replace(self.status(), lamp=Lamp.SYNCING, next_try_at=None, is_paused=False)
            self._tell(syncing)
            self._cycle.run()
        except CounterError as error:
            if self._stopping.is_set():
                return
            if self._is_cancelled.is_set() and isinstance(error, Offline):
                self._tell_end(Lamp.OFFLINE, CANCELLED)
                return
            self._failures += 1
            self._asked_s = error.retry_after_s if isinstance(error, CountyBusy) else None
            log.info("exchange failed: %s", error.code)
            self._tell_end(_lamp(error), Alarm(error.code, error.advice))
        except Exception:
            self._failures += 1
            log.exception("exchange failed: bug")
            self._tell_end(Lamp.TROUBLE, Alarm(FAULT_CODE, FAULT_ADVICE))
        else:
            self._failures = 0
            self._tell_end(Lamp.ONLINE, Alarm("", self._advice()))

    def _advice(self) -> str:
        """Return what the county said that a clerk should know although all went well."""
        word = self._store.county_word()
        if is_older_program(PROGRAM, word.program_min):
            return OLD_PROGRAM_ADVICE
        return STANDING_WORDS[word.standing]

    def _may_go_on(self) -> bool:
        is_over = self._is_cancelled.is_set() or self._stopping.is_set()
        return self._may_run.is_set() and not is_over

    def _tell_progress(self, progress: Progress) -> None:
        self._tell(replace(self.status(), **asdict(progress)))

    def _tell_end(self, lamp: Lamp, said: Alarm) -> None:
        """Tell how the run ended; what waits for a person shows even while the line works."""
        waiting, word = self._store.waiting(), self._store.county_word()
        self._stall.after(self._cycle.report, waiting)
        now = self._clock.now()
        if lamp is Lamp.ONLINE and (alarm := self._alarm(waiting)) is not None:
            lamp, said = Lamp.TROUBLE, alarm
        if said.code in _AWAY:
            said = replace(said, advice=word.lease_words(now) or said.advice)
        if lamp is Lamp.OFFLINE and word.last_day is not None and now.date() > word.last_day:
            lamp = Lamp.OVERDUE
        self._next_s = next_wait_s(self._failures, asked_s=self._asked_s)
        news = self._news_of(lamp, waiting)
        next_try_at = now + timedelta(seconds=self._next_s)
        self._tell(replace(news, next_try_at=next_try_at, error_code=said.code, advice=said.advice))

    def _alarm(self, waiting: Waiting) -> Alarm | None:
        """Return what has to be told first; a device that is not let in yet has its own words."""
        is_off, held = self._cycle.state_differs, self._cycle.held
        alarm = alarm_of(held, self._stall, waiting, state_differs=is_off)
        is_let_in = self._store.county_word().standing is DeviceStanding.ACTIVE
        return alarm if is_let_in or alarm is not SET_ASIDE else None

    def _news_of(self, lamp: Lamp, waiting: Waiting) -> SyncNews:
        cycle, word = self._cycle, self._store.county_word()
        county, book = cycle.county, cycle.book
        return SyncNews(
            lamp=lamp,
            unacknowledged=waiting.unacknowledged,
            last_ack_at=book.last_ack_at,
            next_try_at=None,
            clock_offset_ms=county.clock_offset_ms if county else None,
            oldest_waiting_at=waiting.oldest_at,
            parked=waiting.parked,
            quarantined=waiting.quarantined,
            conflicts=waiting.conflicts,
            uncopied=waiting.uncopied,
            permissions_until=word.permitted_until,
            standing=word.standing,
            is_paused=not self._may_run.is_set(),
            is_held=cycle.held is not None,
            notice=self._notice(),
        )

    def _tell(self, news: SyncNews) -> None:
        with self._lock:
            if news == self._news:
                return
            self._news = news
            told = list(self._told)
        for each in told:
            each(news)


class UnsetLine:
    """Implements `counter_app.ports.CountyLine` for a counter without a county."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store

    def nudge(self) -> None:
        """Do nothing: there is nobody to ask."""

    def pause(self) -> None:
        """Do nothing: nothing is tried."""

    def resume(self) -> None:
        """Do nothing: there is nobody to ask."""

    def cancel(self) -> None:
        """Do nothing: nothing is under way."""

    def accept_mass_change(self) -> None:
        """Do nothing: nobody sends anything."""

    def status(self) -> SyncNews:
        """Return that there is no county, and how much waits for one."""
        return SyncNews(
            lamp=Lamp.NOT_SET_UP,
            unacknowledged=self._store.unacknowledged_count(),
            last_ack_at=None,
            next_try_at=None,
            advice="本机还没有向县局登记，办件保存在本机",
        )

    def subscribe(self, told: Told) -> None:
        """Remember nobody: nothing will ever change."""


def next_wait_s(
    failures: int, *, asked_s: float | None = None, draw: Callable[[], float] = _draw
) -> float:
    """Return how long to wait after so many failures in a row.

    Args:
        failures: 0 after a success.
        asked_s: What the county asked for, if it did; believed up to `BACK_OFF_MAX_S`.
        draw: Returns a number from 0 to 1.
    """
    if asked_s is not None:
        return min(BACK_OFF_MAX_S, asked_s * (1 + ASKED_JITTER * draw()))
    wait = INTERVAL_S
    for _ in range(failures - 1):
        wait = min(BACK_OFF_MAX_S, wait * 2)
    return wait * (1 - JITTER * draw())


def _lamp(error: CounterError) -> Lamp:
    return Lamp.OFFLINE if isinstance(error, Offline | CountyBusy | NotTheCounty) else Lamp.TROUBLE
