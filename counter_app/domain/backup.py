"""Backups of the local database: why one is made, what is known of it, which are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.backup_care import BackupCare
from counter_app.domain.errors import CounterError
from counter_app.domain.privacy import Pi

DAYS_KEPT: Final = 7
WEEKS_KEPT: Final = 4
EVERY: Final = timedelta(hours=2)
"""How long work may go on without a backup, if something changed."""


class BackupReason(Enum):
    """Why a backup was made; part of its file's name."""

    PERIOD = "period"
    DAY = "day"
    MIGRATION = "migration"
    HAND = "hand"


REASON_WORDS: Final = {
    BackupReason.PERIOD: "定时",
    BackupReason.DAY: "日清",
    BackupReason.MIGRATION: "升级前",
    BackupReason.HAND: "手工",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStand:
    """How far a database had come; what two copies of one state agree in.

    Attributes:
        schema: `user_version`; 0 for an empty file.
        events: Of all devices.
        device: 16 hex digits; whose chain `generation`, `n` and `head` are about.
        generation, n: Newest generation of that device with an event, and its last place.
        head: Id of that event; "" where there is none.
    """

    schema: Annotated[int, Pi.P0]
    events: Annotated[int, Pi.P0]
    device: Annotated[str, Pi.P1]
    generation: Annotated[int, Pi.P1]
    n: Annotated[int, Pi.P1]
    head: Annotated[str, Pi.P1]

    @property
    def identity(self) -> str:
        """Name device and generation in one word."""
        return f"{self.device}.{self.generation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNote:
    """What is written down beside a backup once it was opened and found good.

    Attributes:
        path: Of the copy of the database.
        made_at: When it was verified, with an offset.
        sha256: Of the copy's bytes, 64 hex digits.
        files: SHA-256 names of the files of cases that its events name and that were here.
    """

    path: str
    made_at: datetime
    reason: BackupReason
    stand: BackupStand
    size_bytes: int
    sha256: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNews:
    """How backups stand while the program runs.

    Attributes:
        last: The newest verified one on any medium that is there; None for none.
        copies: Folders on other media that hold it, or one.
        media_failures: One line for each other medium that did not take the last one.
        done, total: Pages copied and pages in all, while one is made.
        failure: Why the last try came to nothing; None when it did not fail.
        care: What somebody has to do; None until it was looked at.
    """

    last: BackupNote | None = None
    copies: tuple[str, ...] = ()
    media_failures: tuple[str, ...] = ()
    is_running: bool = False
    done: int = 0
    total: int = 0
    failure: CounterError | None = None
    care: BackupCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One backup as rotation sees it.

    Attributes:
        schema: From which version a migration was to start; counts for `MIGRATION` only.
    """

    name: str
    made_at: datetime
    reason: BackupReason
    schema: int


def to_keep(backups: Sequence[Kept]) -> frozenset[str]:
    """Return which backups rotation keeps, by name.

    The newest always; the newest of each of the last 7 days and of each of the last 4 weeks that
    have one; the last before each migration; and what a person made by hand.  Days and weeks
    (ISO 8601) are those of the backups' own offset: a week without work pushes nothing out.
    """
    newest_first = sorted(backups, key=lambda each: (each.made_at, each.name), reverse=True)
    days: dict[tuple[int, ...], str] = {}
    weeks: dict[tuple[int, ...], str] = {}
    migrations: dict[int, str] = {}
    by_hand = {each.name for each in backups if each.reason is BackupReason.HAND}
    for each in newest_first:
        at = each.made_at
        days.setdefault((at.year, at.month, at.day), each.name)
        weeks.setdefault(tuple(at.isocalendar()[:2]), each.name)
        if each.reason is BackupReason.MIGRATION:
            migrations.setdefault(each.schema, each.name)
    kept = [*list(days.values())[:DAYS_KEPT], *list(weeks.values())[:WEEKS_KEPT]]
    return frozenset([*kept, *migrations.values(), *by_hand])


def is_due(last: datetime | None, now: datetime, *, has_changed: bool) -> bool:
    """Return whether a backup has to be made now; a clock that went back makes none wait.

    Args:
        last: When the last one was verified; None for never.
        now: By the same clock.
        has_changed: Whether anything was recorded since.
    """
    if not has_changed:
        return False
    return last is None or now - last >= EVERY or last > now


def age_words(last: datetime | None, now: datetime) -> str:
    """Return how old the last verified backup is, in the clerk's words."""
    if last is None:
        return "还没有备份"
    minutes = max(int((now - last).total_seconds() // 60), 0)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时前"
    return f"{minutes // (24 * 60)} 天前"


def words_of_missing(
    generation: int, missing: Sequence[tuple[int, int]], numbers: Sequence[str]
) -> list[str]:
    """Return what is still missing after a restore, by number; it says so when nothing is.

    Args:
        generation: Of the former key, whose places are counted.
        missing: First and last place of each run.
        numbers: Of cases, as far as they are known.
    """
    if not missing and not numbers:
        return ["没有缺少的记录"]
    lines = []
    if missing:
        runs = "、".join(f"第 {a} 至 {b} 号" if a != b else f"第 {a} 号" for a, b in missing)
        lines.append(f"第 {generation} 代密钥的记录还缺{runs}，县局收到过的联网后自动补回")
    if numbers:
        lines.append(f"还没有找回的办件：{'、'.join(numbers)}。请对照收件凭证存根核对")
    return lines
