"""What backups in the window work with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter_app.domain.backup import BackupNews
    from counter_app.ui.tasks import Tasks

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOffer:
    """One backup in the list, unopened.

    Attributes:
        place: What the medium is called: 本机, or the folder.
        reason: Why it was made, in words.
    """

    path: str
    made_at: datetime
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a look, a restore or a rehearsal, in words.

    Attributes:
        is_good: Whether nothing of it needs a person.
    """

    lines: tuple[str, ...]
    is_good: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupParts:
    """Acts on the backups of this counter.

    `offers`, `look`, `restore` and `rehearse` may take minutes; they are called on `tasks`, a
    thread of their own.

    Attributes:
        news: How backups stand; answers at once.
        subscribe: Told of every change, on other threads.
        make, cancel: Begin one now; stop the one under way.  What comes of it are news.
        rehearse: Restores the newest where nothing depends on it.
        needs_password: Whether `look` and `restore` have to be given one; not after a sign-in
            that found the database damaged.
        offers: All backups on the media that are there, newest first.
        look: Path, password.  Opens it and changes nothing.  Raises `BackupDamaged`,
            `BackupForeign`, `WrongPassword`.
        restore: Path, password, progress, whether to stop.  Everybody is signed out then.
    """

    tasks: Tasks
    news: Callable[[], BackupNews]
    subscribe: Callable[[Callable[[BackupNews], None]], None]
    make: Callable[[], None]
    cancel: Callable[[], None]
    rehearse: Callable[[], Told]
    needs_password: Callable[[], bool]
    offers: Callable[[], Sequence[BackupOffer]]
    look: Callable[[str, str], Told]
    restore: Callable[[str, str, Progress, IsCancelled], Told]
