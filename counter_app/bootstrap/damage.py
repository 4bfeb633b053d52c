"""What is looked at before anybody works on a database: is it there, and what was found before."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from counter_app.domain.errors import (
    CommitUnknown,
    DatabaseDamaged,
    DiskReadOnly,
    NewerDatabase,
    NotSaved,
    SavedAfterAll,
    StorageError,
)
from counter_app.domain.ids import EventId

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.ports import Clock
    from counter_app.runtime.paths import ProfilePaths


Result = TypeVar("Result")


def open_soundly(paths: ProfilePaths, user: str, password: str, clock: Clock) -> OpenProfile:
    """Open a profile for the window: to work, or only to look; raises as `sign_in` does."""
    from counter_app.bootstrap.profile import sign_in

    require_database(paths)
    opened = sign_in(paths.root, user, password, clock=clock, may_view=True)
    require_sound(opened)
    if opened.view_reason is None:
        from counter_app.bootstrap.unfinished_restore import finish_salvage

        finish_salvage(opened)
    return opened


def require_database(paths: ProfilePaths) -> None:
    """See that a counter that had worked still has its database: an empty one is no replacement.

    Raises:
        DatabaseDamaged: It is gone or empty, and the end of its chain is not.
    """
    from counter_app.storage.restore import is_decided

    if not paths.head_anchor.exists() or is_decided(paths.root):  # Opening goes on with it.
        return
    if not paths.database.exists():
        raise DatabaseDamaged(f"{paths.database.name} 不见了")
    from counter_app.storage.engine import LEAST_BYTES

    if paths.database.stat().st_size < LEAST_BYTES:
        raise DatabaseDamaged(f"{paths.database.name} 是空的")


def require_sound(profile: OpenProfile) -> None:
    """Look at every page, if the database was found damaged while somebody worked.

    Raises:
        DatabaseDamaged: It is; the profile is closed then.
    """
    if not profile.paths.damage_seen.exists():
        return
    from counter_app.storage.audit import find_damage

    try:
        found = find_damage(profile.store.reading_engine)
    except DatabaseDamaged as error:
        found = (str(error),)
    if found:
        profile.close()
        raise DatabaseDamaged(found[0])
    with suppress(OSError):
        profile.paths.damage_seen.unlink()


def settling(act: Callable[[], Result], profile: Callable[[], OpenProfile]) -> Result:
    """Do something, and where its commit failed find out what that means.

    Raises:
        SavedAfterAll, NotSaved: In place of `CommitUnknown`, where reopening told.
    """
    try:
        return act()
    except CommitUnknown as error:
        raise settled(profile(), error) from error


def settled(profile: OpenProfile, error: CommitUnknown) -> StorageError:
    """Reopen the database after a failed commit and look whether the work is there.

    Returns:
        `SavedAfterAll` or `NotSaved`; the error itself where the database does not open again,
        or what was being saved had no event to look for.
    """
    if not error.event_ids:
        return error
    try:
        present = profile.store.ledger.look_up([EventId(each) for each in error.event_ids])
    except StorageError:
        return error
    return SavedAfterAll() if len(present) == len(set(error.event_ids)) else NotSaved()


_SAFE: Final = "现有数据都在，一个字节也没有改动；现在不能收件、办理和打印"
_WHAT_TO_DO: Final = "急事先手工登记"


def view_words(reason: StorageError | None) -> str:
    """Return what the window says while nothing can be written; "" where work goes on."""
    if isinstance(reason, NewerDatabase):
        return (
            f"只能查看：数据由更新版本的程序写入（数据版本 {reason.found}，"
            f"本程序认得到 {reason.known}）。{_SAFE}。{_WHAT_TO_DO}，请运维人员升级程序后重新打开"
        )
    if isinstance(reason, DiskReadOnly):
        return (
            f"只能查看：磁盘或文件夹写不进去。{_SAFE}。"
            f"{_WHAT_TO_DO}，请联系运维人员，处理好后重新打开程序"
        )
    return ""
