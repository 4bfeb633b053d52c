"""What somebody has to do about backups, and when the chief hears of it; derived, never stored.

Judged by time the county vouches for: a clock that nobody vouches for makes no backup old.  A
backup of a state that has not changed since never grows old.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from counter_app.domain.staff import Role
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.tasks import Task

OLD_AFTER: Final = timedelta(days=2)
"""From which age on the last verified backup is worth a warning."""

REHEARSE_AFTER: Final = timedelta(days=30)
CHIEF_AFTER: Final = timedelta(days=7)
"""From which age on a missing backup is the chief's task too."""

CHIEF_REHEARSES_AFTER: Final = timedelta(days=60)
FIRST_REHEARSAL_AFTER: Final = timedelta(days=7)
"""After the first backup; before it there is little to rehearse with."""

CHIEFS: Final = frozenset({Role.CHIEF, Role.DIRECTOR})
_MAKE: Final = "插上备份 U 盘，到“设备”页（Ctrl+F12）按“现在备份”"
_CALL: Final = "请联系运维人员看磁盘和 U 盘，再到“设备”页（Ctrl+F12）按“现在备份”"
_REHEARSE: Final = "到“设备”页（Ctrl+F12）按“演练恢复”，不影响办件"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFacts:
    """What is known of the backups of one counter.

    Attributes:
        made_at: When the last verified one was made; None for never.
        has_changed: Whether anything was recorded since.
        is_failing: Whether the last try came to nothing.
        first_at: When the oldest that is kept was made; None for none.
        rehearsed_at: When a rehearsal went well last; None for never.
    """

    made_at: datetime | None = None
    has_changed: bool = False
    is_failing: bool = False
    first_at: datetime | None = None
    rehearsed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCare:
    """What is to be done; nothing where all is well.

    Attributes:
        old_days: Days of work that no backup holds; None while that is in order or not known.
        is_failing: Whether the last try came to nothing, whatever the time is.
        rehearsal_days: Days since a rehearsal, or since the first backup; None while in order.
        has_rehearsed: Whether there ever was one.
        is_chiefs, is_chiefs_rehearsal: Whether it has taken so long that the chief is told.
    """

    old_days: int | None = None
    is_failing: bool = False
    rehearsal_days: int | None = None
    has_rehearsed: bool = False
    is_chiefs: bool = False
    is_chiefs_rehearsal: bool = False

    @property
    def wants_backup(self) -> bool:
        return self.is_failing or self.old_days is not None

    @property
    def words(self) -> str:
        """What stands on the lamp below; "" while there is nothing to do."""
        if self.is_failing:
            return "备份没做成"
        if self.old_days is not None:
            return f"{self.old_days}天没备份"
        return "该演练恢复了" if self.rehearsal_days is not None else ""

    @property
    def story(self) -> str:
        """What is the matter, what is safe, and the one thing to do."""
        safe = "办件都在本机，可以照常办。"
        if self.wants_backup:
            return f"{self._lack}。{safe}{_CALL if self.is_chiefs else _MAKE}。"
        if self.rehearsal_days is not None:
            return f"{self._rehearsal}。{safe}{_REHEARSE}。"
        return ""

    @property
    def _lack(self) -> str:
        if self.old_days is None:
            return "最近一次备份没有做成"
        return f"最近 {self.old_days} 天的办件还没有备份"

    @property
    def _rehearsal(self) -> str:
        if self.has_rehearsed:
            return f"{self.rehearsal_days} 天没有演练恢复"
        return "还没有演练过恢复"

    def tasks(self, role: Role) -> Iterator[Task]:
        """Yield what whoever is signed in has to do; a chief, once it has taken too long."""
        is_chief = role in CHIEFS
        if self.wants_backup and (self.is_chiefs or not is_chief):
            told = "首席代表的待办里也有；" if self.is_chiefs and not is_chief else ""
            detail = f"{self._lack}。{told}{_CALL if is_chief else _MAKE}"
            yield Task(code=TaskCode.BACKUP_OLD, detail=detail)
        if self.rehearsal_days is not None and (self.is_chiefs_rehearsal or not is_chief):
            yield Task(code=TaskCode.REHEARSAL_DUE, detail=f"{self._rehearsal}。{_REHEARSE}")


def care_of(facts: BackupFacts, proven: datetime | None) -> BackupCare:
    """Return what is to be done.

    Args:
        facts: By the clock of the machine, which may have been wrong.
        proven: The present as far as the county vouches for it; None where it does not.
    """
    old = _since(facts.made_at, proven) if facts.has_changed else None
    waits = _since(facts.rehearsed_at or facts.first_at, proven)
    limit = REHEARSE_AFTER if facts.rehearsed_at is not None else FIRST_REHEARSAL_AFTER
    is_due = waits is not None and waits > limit
    return BackupCare(
        old_days=old.days if old is not None and old > OLD_AFTER else None,
        is_failing=facts.is_failing,
        rehearsal_days=waits.days if waits is not None and is_due else None,
        has_rehearsed=facts.rehearsed_at is not None,
        is_chiefs=old is not None and old > CHIEF_AFTER,
        is_chiefs_rehearsal=waits is not None and waits > CHIEF_REHEARSES_AFTER,
    )


def _since(past: datetime | None, proven: datetime | None) -> timedelta | None:
    """Return how long ago something was at least; None where nobody can say."""
    return proven - past if past is not None and proven is not None else None
