"""What the window can do with backups, joined to the running counter."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.authority import require, why_not
from counter_app.domain.backup import REASON_WORDS, BackupReason
from counter_app.domain.errors import CounterError, NotSignedIn
from counter_app.domain.permissions import Right
from counter_app.ui.backup_parts import (
    BackupOffer,
    BackupParts,
    IsCancelled,
    Progress,
    Told,
)

if TYPE_CHECKING:
    from counter_app.bootstrap.restoring import RestoreDesk
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.ui.tasks import Tasks


class BackupWork:
    """Backups of one counter; what opens them is imported when it is first needed."""

    def __init__(self, counter: RunningCounter) -> None:
        self._counter = counter
        self._staff = ""

    def parts(self, tasks: Tasks) -> BackupParts:
        """Return all of it for the window; `tasks` is a thread that may take minutes."""
        duty = self._counter.backups
        return BackupParts(
            tasks=tasks,
            news=lambda: duty.news,
            subscribe=duty.subscribe,
            make=self._make,
            cancel=duty.cancel,
            rehearse=self._rehearse,
            needs_password=lambda: self._counter.refused_for_damage is None,
            offers=self._offers,
            look=self._look,
            restore=self._restore,
        )

    def _make(self) -> None:
        counter = self._counter
        if (why := why_not(counter.operator().role, Right.BACK_UP)) is not None:
            counter.backups.refuse(why)
        else:
            counter.backups.ask(BackupReason.HAND)

    def _rehearse(self) -> Told:
        from counter_app.bootstrap.rehearsal import rehearse, words_of

        require(self._counter.operator().role, Right.BACK_UP)
        done = rehearse(self._counter.profile)
        self._counter.backups.look_again()
        return Told(lines=tuple(words_of(done)), is_good=done.is_good and not done.bad)

    def _offers(self) -> Sequence[BackupOffer]:
        from counter_app.bootstrap.backup_places import folders_of

        counter = self._counter
        offers = [
            BackupOffer(
                path=str(entry.path),
                made_at=entry.made_at,
                place=_place(folder.folder, counter.paths.backups),
                reason=REASON_WORDS[entry.reason],
            )
            for folder in folders_of(counter.paths, counter.settings)
            for entry in folder.entries()
        ]
        return sorted(offers, key=lambda offer: offer.made_at, reverse=True)

    def _look(self, path: str, password: str) -> Told:
        from counter_app.bootstrap.restore_words import words_of_look

        return Told(lines=tuple(words_of_look(self._desk(password).look(Path(path)))))

    def _restore(
        self, path: str, password: str, progress: Progress, is_cancelled: IsCancelled
    ) -> Told:
        from counter_app.bootstrap.restore_words import words_of_restore
        from counter_app.storage.backup_copy import Watch

        counter, desk = self._counter, self._desk(password)
        desk.keys(Path(path))  # A wrong password ends here, while everything still runs.
        was_open = counter.is_open
        counter.close_profile()
        try:
            watch = Watch(progress=progress, is_cancelled=is_cancelled)
            outcome = desk.restore(Path(path), watch)
        except CounterError:
            if was_open:  # Nothing was changed: work goes on where it was.
                with suppress(CounterError):
                    counter.let_in(desk.user, password)
            raise
        counter.refused_for_damage = None
        return Told(lines=tuple(words_of_restore(outcome)), is_good=not outcome.missing)

    def _desk(self, password: str) -> RestoreDesk:
        from counter_app.bootstrap.restoring import RestoreDesk
        from counter_app.storage.profile_keys import people_of

        counter = self._counter
        if counter.refused_for_damage is not None:
            user, known = counter.refused_for_damage
            return RestoreDesk(counter.paths.root, user, known, clock=counter.clock)
        if counter.is_open:
            self._staff = counter.operator().staff
        for person in people_of(counter.paths.root):
            if person.staff == self._staff:
                return RestoreDesk(counter.paths.root, person.user, password, clock=counter.clock)
        raise NotSignedIn


def _place(folder: Path, own: Path) -> str:
    """Return what a person calls a folder of backups."""
    from counter_app.bootstrap.backup_places import STICK_FOLDER

    if folder == own:
        return "本机"
    if folder.parent.name == STICK_FOLDER:
        return f"U 盘 {folder.parent.parent.name or folder.anchor}"
    return str(folder)
