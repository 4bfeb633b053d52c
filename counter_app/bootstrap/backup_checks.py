"""How old the last verified backup is and what would be lost without it, for the readiness list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.backup_care import newest
from counter_app.bootstrap.backups import last_verified
from counter_app.bootstrap.check import FAILED, OK, WARNING, Check
from counter_app.bootstrap.damage import view_words
from counter_app.bootstrap.rehearsal import last_rehearsal
from counter_app.domain.backup import age_words
from counter_app.domain.backup_care import OLD_AFTER, REHEARSE_AFTER

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile

SECOND_ADVICE: Final = (
    "请插上备份用的 U 盘（里面建一个 township-counter-backup 文件夹），"
    "或用 counter backup --second DIR 指定另一块硬盘"
)


def checks_of_backups(profile: OpenProfile) -> Iterator[Check]:
    """Yield the checks of writing, of the last backup, of the second medium, of the rehearsal."""
    if words := view_words(profile.view_reason):
        advice = profile.view_reason.advice if profile.view_reason else ""
        yield Check("writing", FAILED, words, advice)
    now = profile.clock.now()
    found = last_verified(profile)
    own = found.pop(str(profile.paths.backups))
    last = newest([own, *found.values()])
    made_at = last.made_at if last else None
    words = f"最近一份核对过的备份：{age_words(made_at, now)}"
    is_old = made_at is None or now - made_at > OLD_AFTER
    advice = "请在“设备”页做一次备份，或运行 counter backup"
    yield Check("backup", WARNING if is_old else OK, words, advice if is_old else "")
    second = newest(list(found.values()))
    if second is None:
        yield Check("backup-second", WARNING, "备份只在本机硬盘上", SECOND_ADVICE)
    else:
        yield Check("backup-second", OK, f"另一块盘上也有：{age_words(second.made_at, now)}")
    if last is None:
        return
    rehearsed = last_rehearsal(profile)
    if rehearsed is None or now - rehearsed > REHEARSE_AFTER:
        words = "一个月没有演练恢复" if rehearsed else "还没有演练过恢复"
        yield Check("rehearsal", WARNING, words, "请在“设备”页演练一次，不影响办件")
    else:
        yield Check("rehearsal", OK, f"{age_words(rehearsed, now)}演练过恢复")
