"""A rehearsal of restoring: the newest backup, opened and folded in a throw-away folder.

The copy is opened by the program's own code, migrated if need be, every case of it folded anew,
and the result compared with what the backup's own lists say.  The profile is only read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.bootstrap.backup_places import copy_key, folders_of
from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.backup import BackupReason, BackupStand
from counter_app.storage.backup_copy import Watch
from counter_app.storage.backup_folder import newest_good
from counter_app.storage.profile_store import Setting, Store, StoreKeys, open_store
from counter_app.storage.reading import reading
from counter_app.storage.restore import finish_restore, stage
from counter_app.storage.salvage import still_copy
from counter_app.storage.still_file import open_still, read_stand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counter_app.bootstrap.profile import OpenProfile

_STATES: Final = "SELECT case_id, number, status FROM cases ORDER BY case_id"
_KEPT: Final = "rehearsal.txt"
_RUN: Final = "0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How a rehearsal went.

    Attributes:
        stand: Of the backup, as it came up in the throw-away folder.
        bad: Newer backups that did not open.
        cases: Folded anew.
        differing: Numbers of cases whose state came out otherwise than the backup's list said.
        faults: Codes of what the audit found in the copy.
        behind: Events of this counter that were made since that backup.
    """

    path: str
    made_at: datetime
    reason: BackupReason
    stand: BackupStand
    bad: tuple[str, ...]
    cases: int
    differing: tuple[str, ...]
    faults: tuple[str, ...]
    behind: int

    @property
    def is_good(self) -> bool:
        return not self.differing and not self.faults


def rehearse(profile: OpenProfile, watch: Watch | None = None) -> Rehearsal:
    """Restore the newest good backup where nothing depends on it, and compare.

    Raises:
        BackupMissing: No backup opens.
        BackupCancelled, DiskFull, DiskReadOnly: There is no room for a copy, or it was stopped.
    """
    key = copy_key(profile.keys)
    entry, bad = newest_good(folders_of(profile.paths, profile.settings), key)
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=profile.paths.backups) as place:
        folder = Path(place)
        stand = stage(entry.path, folder, key, profile.clock.now(), watch)
        finish_restore(folder)
        listed = _listed(folder, key)
        with _opened(folder, profile) as store:
            store.rebuild_projections((watch or Watch()).step)
            folded = _states(store)
            faults = _faults(store)
    differing = [
        number
        for case_id, (number, status) in (listed | folded).items()
        if listed.get(case_id, (number, status)) != folded.get(case_id)
    ]
    done = Rehearsal(
        path=str(entry.path),
        made_at=entry.made_at,
        reason=entry.reason,
        stand=stand,
        bad=tuple(map(str, bad)),
        cases=len(folded),
        differing=tuple(sorted(differing)),
        faults=faults,
        behind=max(_events_now(profile) - stand.events, 0),
    )
    if done.is_good:
        _note_done(profile)
    return done


def last_rehearsal(profile: OpenProfile) -> datetime | None:
    """Return when a rehearsal went well last; None for never."""
    try:
        text = (profile.paths.backups / _KEPT).read_text("ascii")
        return datetime.fromisoformat(text.strip())
    except (OSError, ValueError):
        return None


def words_of(done: Rehearsal) -> list[str]:
    """Return how it went, in words."""
    lines = [f"用的是 {done.made_at:%Y-%m-%d %H:%M} 的备份，{done.stand.events} 条记录"]
    if done.bad:
        lines.append(f"比它新的 {len(done.bad)} 份备份打不开，请检查磁盘或 U 盘")
    if done.is_good:
        lines.append(f"演练成功：{done.cases} 件办件全部重新算过，与备份时一致")
    if done.differing:
        lines.append(
            f"有 {len(done.differing)} 件重新算过后不一致：{'、'.join(done.differing[:5])}"
        )
    if done.faults:
        lines.append(f"事件链核验发现 {len(done.faults)} 处异常：{'、'.join(done.faults[:5])}")
    if done.behind:
        lines.append(f"备份之后又有 {done.behind} 条记录，恢复时从原库、县局补回")
    lines.append("正在使用的数据没有改动")
    return lines


@contextmanager
def _opened(folder: Path, profile: OpenProfile) -> Iterator[Store]:
    """Open a copy with the keys of the profile and an anchor of its own."""
    keys = profile.keys.store_keys
    store = open_store(
        folder,
        StoreKeys(key=keys.key, salt=keys.salt, head_key=keys.head_key),
        profile.keys.identity.signatory(),
        Setting(
            desk=profile.desk,
            clock=profile.clock,
            rulebook=PublishedRules(profile.clock, published=profile.published),
            device_keys=profile.published.device_key,
        ),
        run=_RUN,
    )
    try:
        yield store
    finally:
        store.close()


def _listed(folder: Path, key: Any) -> dict[str, tuple[str, str]]:
    """Return what the backup's own list says, before anything is folded."""
    with still_copy(folder, key) as path, open_still(path, key) as connection:
        if not read_stand(connection, key.device).events:
            return {}
        return _by_case(connection.execute(_STATES))


def _states(store: Store) -> dict[str, tuple[str, str]]:
    with reading(store.reading_engine) as connection:
        return _by_case(connection.execute(_STATES))


def _by_case(rows: Iterable[Any]) -> dict[str, tuple[str, str]]:
    return {case_id: (number, status) for case_id, number, status in rows}


def _faults(store: Store) -> tuple[str, ...]:
    """Return what an audit finds, but for the anchor: a copy in another folder has none."""
    flags = store.audit().flags
    return tuple(flag.code for flag in flags if flag.code != "anchor-lost")


def _events_now(profile: OpenProfile) -> int:
    with reading(profile.store.reading_engine) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM events").fetchone()[0])


def _note_done(profile: OpenProfile) -> None:
    from counter_app.runtime.whole_file import write_whole

    at = profile.store.timekeeper.estimate().now.isoformat(timespec="seconds")
    write_whole(profile.paths.backups / _KEPT, at.encode("ascii"))
