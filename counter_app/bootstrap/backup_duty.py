"""Makes backups while the program runs: on a thread of its own, when one is due or asked for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from counter_app.domain.backup import BackupNews, BackupReason, is_due
from counter_app.domain.errors import BackupCancelled, CounterError, DatabaseDamaged

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.staff import Role
    from counter_app.domain.tasks import Task

LOOK_EVERY_S: Final = 60.0
RETRY_AFTER_S: Final = 15 * 60.0
"""How long a medium that failed is left alone, unless somebody asks."""

CARE_EVERY_S: Final = 10 * 60.0
"""How often it is asked whether somebody has to do something; days are what counts."""

STOP_S: Final = 10.0

log = logging.getLogger(__name__)
Told = Callable[[BackupNews], None]


class BackupDuty:
    """Backs a counter up; its news may be asked for from any thread.

    A backup reads; whoever works goes on working.  One at a time is made.
    """

    def __init__(self, *, every_s: float = LOOK_EVERY_S) -> None:
        self._every_s = every_s
        self._profile: Callable[[], OpenProfile] | None = None
        self._news = BackupNews()
        self._told: list[Told] = []
        self._wanted: BackupReason | None = None
        self._wake = threading.Event()
        self._is_stopping = threading.Event()
        self._is_cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._failed_at_s: float | None = None
        self._cared_at_s: float | None = None

    @property
    def news(self) -> BackupNews:
        return self._news

    def subscribe(self, told: Told) -> None:
        """Tell of every change, on whatever thread it happens."""
        self._told.append(told)

    def start(self, profile: Callable[[], OpenProfile]) -> None:
        """Begin to look whether one is due; `profile` returns it as it is now."""
        self._profile = profile
        self._is_stopping.clear()
        self._tell(replace(self._looked(profile()), is_running=False))
        self._take_care(profile())
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
        self._thread.start()

    def show(self, profile: OpenProfile) -> None:
        """Tell what backups there are, and make none: nothing can be written."""
        self._tell(self._looked(profile))

    def stop(self) -> None:
        """Give up what is under way and end the thread; nothing unfinished is left."""
        self._is_stopping.set()
        self._is_cancelled.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(STOP_S)
            self._thread = None

    def tasks(self, role: Role) -> Iterable[Task]:
        """Return what somebody of this role has to do about backups."""
        return tuple(self._news.care.tasks(role)) if self._news.care is not None else ()

    def look_again(self) -> None:
        """Find out soon what is to be done: something has just been done."""
        self._cared_at_s = None
        self._wake.set()

    def ask(self, reason: BackupReason) -> None:
        """Make one as soon as possible, whether something changed or not."""
        self._wanted = reason
        self._wake.set()

    def refuse(self, why: CounterError) -> None:
        """Tell that whoever asked may not."""
        self._tell(replace(self._news, failure=why))

    def cancel(self) -> None:
        """Stop the one under way; the next one that is due is made all the same."""
        if self._news.is_running:
            self._is_cancelled.set()

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            self._wake.wait(self._every_s)
            self._wake.clear()
            if not self._is_stopping.is_set():
                self._look()

    def _look(self) -> None:
        assert self._profile is not None
        reason, self._wanted = self._wanted, None
        profile = self._profile()
        if reason is not None or self._is_due(profile):
            self._make(profile, reason or BackupReason.PERIOD)
            self._cared_at_s = None
        self._take_care(profile)

    def _take_care(self, profile: OpenProfile) -> None:
        """Find out, now and then, what somebody has to do; it is told only when it changes."""
        from counter_app.bootstrap.backup_care import care_now

        now_s = profile.clock.monotonic_ms() / 1_000
        if self._cared_at_s is not None and now_s - self._cared_at_s < CARE_EVERY_S:
            return
        self._cared_at_s = now_s
        with suppress(CounterError):
            care = care_now(profile, self._news)
            if care != self._news.care:
                self._tell(replace(self._news, care=care))

    def _is_due(self, profile: OpenProfile) -> bool:
        from counter_app.bootstrap.backup_care import stand_now
        from counter_app.storage.driver_errors import translated

        now_s = profile.clock.monotonic_ms() / 1_000
        if self._failed_at_s is not None and now_s - self._failed_at_s < RETRY_AFTER_S:
            return False
        last = self._news.last
        with suppress(CounterError), translated():
            has_changed = last is None or stand_now(profile) != last.stand
            made_at = last.made_at if last is not None else None
            return is_due(made_at, profile.clock.now(), has_changed=has_changed)
        return True  # A backup reads every page, and so finds what is wrong.

    def _make(self, profile: OpenProfile, reason: BackupReason) -> None:
        from counter_app.bootstrap.backups import back_up
        from counter_app.storage.backup_copy import Watch

        self._is_cancelled.clear()
        self._failed_at_s = None
        watch = Watch(progress=self._progress, is_cancelled=self._is_cancelled.is_set)
        self._tell(replace(self._news, is_running=True, failure=None, done=0, total=0))
        try:
            made = back_up(profile, reason, watch)
        except CounterError as error:
            self._failed_at_s = profile.clock.monotonic_ms() / 1_000
            log.warning("no backup: %s", error.code)
            if isinstance(error, DatabaseDamaged):
                note_damage(profile)
            failure = None if isinstance(error, BackupCancelled) else error
            self._tell(replace(self._news, is_running=False, failure=failure))
            return
        self._tell(
            BackupNews(
                last=made.note,
                copies=made.copies,
                media_failures=made.failures,
                care=self._news.care,
            )
        )

    def _looked(self, profile: OpenProfile) -> BackupNews:
        """Return what lies there, unopened: it was opened when it was made."""
        from counter_app.bootstrap.backup_care import newest
        from counter_app.bootstrap.backups import last_verified

        found = last_verified(profile)
        own = found.pop(str(profile.paths.backups))
        copies = [folder for folder, note in found.items() if note is not None]
        return BackupNews(last=newest([own, *found.values()]), copies=tuple(copies))

    def _progress(self, done: int, total: int) -> None:
        if total and done * 20 // total != self._news.done * 20 // max(self._news.total, 1):
            self._tell(replace(self._news, done=done, total=total))

    def _tell(self, news: BackupNews) -> None:
        self._news = news
        for told in tuple(self._told):
            told(news)


def note_damage(profile: OpenProfile) -> None:
    """Leave word that the database was found damaged: the next start looks at all of it."""
    with suppress(OSError):
        profile.paths.damage_seen.touch()
