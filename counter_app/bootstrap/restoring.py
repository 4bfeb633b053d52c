"""Restoring a backup: a look that changes nothing, then the change of places, then what is missing.

What was there is set aside.  The restored counter goes on under a new generation of its key; what
can still be read of the former database comes back by id, the rest from the county.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.allowed_here import require_here
from counter_app.bootstrap.backup_places import copy_key, folders_of, tail_folders
from counter_app.bootstrap.credentials import credentials
from counter_app.bootstrap.profile import OpenProfile, profile_door, sign_in
from counter_app.bootstrap.unfinished_restore import REPORT_NAME
from counter_app.domain.backup import BackupNote, BackupStand
from counter_app.domain.errors import BackupDamaged, DatabaseDamaged, NoProfile, RestoreRefused
from counter_app.domain.permissions import Right, may
from counter_app.runtime.paths import ProfilePaths, machine_folder
from counter_app.runtime.settings import load_settings
from counter_app.runtime.system_clock import SystemClock
from counter_app.runtime.whole_file import write_whole
from counter_app.storage import backup_files
from counter_app.storage.backup_copy import Watch
from counter_app.storage.backup_folder import BackupEntry, newest_good, verify_backup
from counter_app.storage.backup_look import BackupLook, look_into, stand_of_folder
from counter_app.storage.backup_note import read_note
from counter_app.storage.engine import SCHEMA_VERSION
from counter_app.storage.head_anchor import Head, HeadAnchor
from counter_app.storage.profile_keys import ProfileKeys, adopt_data_key, people_of
from counter_app.storage.reading import reading
from counter_app.storage.recovery_file import read_recovery_file
from counter_app.storage.restore import (
    finish_restore,
    move_aside,
    require_room,
    set_tails_aside,
    stage,
)
from counter_app.storage.salvage import Salvaged, missing_numbers, missing_places, salvage
from counter_app.storage.salvage_local import salvage_local
from counter_app.storage.secret_store import platform_secret_store
from counter_app.storage.vault import COST_USUAL, PasswordCost

if TYPE_CHECKING:
    from counter_app.ports import Clock

GENERATIONS_BETWEEN: Final = 10
"""More keys than a machine used up between a backup and its end; two digits hold 99."""

_FORGET_NUMBERS: Final = "DELETE FROM numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a backup holds, beside what is here now; nothing was changed for it.

    Attributes:
        note: None where the backup has none.
        present: How far the database here has come; None when it cannot be read.
        missing: Places of this device's chain that were written and are not in the backup.
    """

    path: str
    note: BackupNote | None
    look: BackupLook
    present: BackupStand | None
    missing: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of a restore.

    Attributes:
        stand: Of the backup.
        identity: Device and new generation.
        events: Here now.
        set_aside: Where the former files lie.
        salvaged: Events that came back out of the former database.
        generation, missing: The former generation, and runs of its places that are not here.
        numbers: Numbers of cases that are not here, as far as they could be read.
        files: Files of cases that came back.
        tails: Second copies that were kept for the county.
        drafts: Drafts that came back out of the former database.
        drafts_lost: Drafts there that could not be read; None where nobody can say how many.
    """

    stand: BackupStand
    identity: str
    events: int
    salvaged: int
    generation: int
    missing: tuple[tuple[int, int], ...]
    numbers: tuple[str, ...]
    set_aside: str = ""
    files: int = 0
    tails: tuple[str, ...] = ()
    drafts: int = 0
    drafts_lost: int | None = 0


class RestoreDesk:
    """Somebody with a password, a profile that may be damaged, and backups of it."""

    def __init__(
        self, folder: Path, user: str, password: str, *, clock: Clock | None = None
    ) -> None:
        """Take what opens the profile; nothing is opened yet."""
        self.paths = ProfilePaths(folder.absolute())
        self.user = user
        self._password = password
        self._clock = clock or SystemClock()

    def keys(self, backup: Path | None = None) -> ProfileKeys:
        """Open the vault; that of a backup's note where this profile's own is lost.

        Raises:
            WrongPassword, WrongKey, NoProfile, DatabaseDamaged: It does not open.
        """
        try:
            return self._opened_keys()
        except (NoProfile, DatabaseDamaged):
            file = read_note(backup) if backup is not None else None
            if file is None or not file.keys:
                raise
            move_aside([self.paths.keys], self.paths.root / "set-aside" / self._stamp())
            write_whole(self.paths.keys, file.keys)
            return self._opened_keys()

    def adopt(self, recovery: Path, backup: Path, *, cost: PasswordCost = COST_USUAL) -> None:
        """Take over the data key of a dead machine, which the county has opened.

        The new device begins at a generation that the dead one cannot have reached since the
        backup: numbers carry it, so none is given twice.

        Raises:
            RestoreRefused: Something was recorded here already; nothing was changed.
            RecoveryKeyInvalid, UnreadableFile, BackupDamaged: They are no such files.
        """
        recovered, file = read_recovery_file(recovery), read_note(backup)
        keys = self._opened_keys()
        self._require_restorer(keys)
        identity = keys.identity
        if recovered.key == keys.vault.data_key:
            return
        own = load_settings(self.paths.settings).counter.counter_code
        if recovered.counter != own:
            raise RestoreRefused(f"密钥是窗口 {recovered.counter} 的，本窗口是 {own}")
        if (end := self._known_end(keys)) is not None and end.n:
            raise RestoreRefused("本窗口已经有记录。请另外建立一个窗口，再恢复到那里")
        adopted = adopt_data_key(
            self.paths.root,
            self._password,
            keys,
            platform_secret_store(machine_folder()),
            (recovered.key, recovered.salt),
            cost=cost,
        )
        before = file.note.stand.generation if file is not None else 1
        adopted.identity_file.save(replace(identity, generation=before + GENERATIONS_BETWEEN))

    def entries(self) -> list[BackupEntry]:
        """Return the backups on all media that are there now, newest first, unopened."""
        folders = folders_of(self.paths, load_settings(self.paths.settings))
        found = [entry for folder in folders for entry in folder.entries()]
        return sorted(found, key=lambda each: each.made_at, reverse=True)

    def newest_good(self) -> tuple[BackupEntry, list[Path]]:
        """Return the newest backup that opens, and newer ones that do not.

        Raises:
            BackupMissing: None does.
        """
        folders = folders_of(self.paths, load_settings(self.paths.settings))
        return newest_good(folders, copy_key(self.keys()))

    def look(self, backup: Path) -> Looked:
        """Open a backup, look at all of it, and say what is in it; nothing is changed.

        Raises:
            BackupDamaged, BackupForeign: It must not be restored.
        """
        keys = self.keys(backup)
        key = copy_key(keys)
        note = verify_backup(backup, key)
        look = look_into(backup, key)
        if not may(keys.vault.person.role, Right.READ_CASES):
            look = replace(look, newest=())
        require_known(look.stand)
        present = _present_stand(self.paths, keys)
        end = self._known_end(keys)
        known = 0
        if end is not None:
            known = look.last_places.get(end.generation, 0)
        missing = (known + 1, end.n) if end is not None and end.n > known else None
        return Looked(path=str(backup), note=note, look=look, present=present, missing=missing)

    def restore(self, backup: Path, watch: Watch | None = None) -> Restored:
        """Put a backup in the database's place; no other program may have the profile open.

        Raises:
            BackupDamaged, BackupForeign, RestoreRefused, BackupCancelled: Nothing was changed.
            NotAuthorised: A chief or the administrator does this, where there is one.
            DiskFull, DiskReadOnly: Nothing was changed, or the next start goes on with it.
        """
        keys = self.keys(backup)
        self._require_restorer(keys)
        before, end = keys.identity, self._known_end(keys)
        at = self._clock.now()
        require_room(backup, self.paths.root, shutil.disk_usage(self.paths.root).free)
        verify_backup(backup, copy_key(keys))
        require_known(look_into(backup, copy_key(keys)).stand)
        tails = set_tails_aside(tail_folders(self.paths, load_settings(self.paths.settings)), at)
        stand = stage(backup, self.paths.root, copy_key(keys), at, watch)
        aside = finish_restore(self.paths.root)
        assert aside is not None, "a copy was staged"
        profile = sign_in(self.paths.root, self.user, self._password, clock=self._clock)
        try:
            if not stand.n:  # A new machine in the place of a dead one begins numbers of its own.
                _forget_numbers(profile)
            elif profile.keyring.identity.generation == before.generation:
                profile.keyring.begin_if_restored(is_restored=True)
            found = salvage(
                aside,
                copy_key(keys),
                profile.store.ledger,
                profile.store.projection,
                profile.store.key_of,
            )
            local = salvage_local(aside, copy_key(keys), profile.store.ledger)
            files = _bring_files(profile, backup.parent / backup_files.FOLDER)
            end = end or Head(before.generation, 0, "", 0)
            outcome = replace(
                _outcome(profile, stand, found, end),
                set_aside=str(aside),
                files=files,
                tails=tuple(map(str, tails)),
                drafts=local.drafts,
                drafts_lost=local.drafts_lost,
            )
        finally:
            profile.close()
        _write_report(aside, outcome, at)
        return outcome

    def _opened_keys(self) -> ProfileKeys:
        settings = load_settings(self.paths.settings)
        return profile_door(self.paths.root, settings, self._clock).open(self.user, self._password)

    def _known_end(self, keys: ProfileKeys) -> Head | None:
        store = keys.store_keys
        return HeadAnchor(self.paths.head_anchor, store.head_key, store.head_mirror).read()

    def _require_restorer(self, keys: ProfileKeys) -> None:
        """Ask for the role that the wrap is bound to: the county's list may lie in ruins."""
        require_here(keys.vault.person.role, Right.RESTORE, people_of(self.paths.root))

    def _stamp(self) -> str:
        return f"{self._clock.now():%Y%m%dT%H%M%S}"


def require_known(stand: BackupStand) -> None:
    """See that this program can work on what a backup holds.

    Raises:
        RestoreRefused: A newer program made it; restored, it could only be looked at.
    """
    if stand.schema > SCHEMA_VERSION:
        raise RestoreRefused(
            f"这份备份是更新版本的程序做的（数据版本 {stand.schema}，"
            f"本程序认得到 {SCHEMA_VERSION}）。请先升级程序，或选一份较早的备份"
        )


def restore_desk(arguments: argparse.Namespace) -> RestoreDesk:
    """Return who restores, as a command line names them.

    Raises:
        NoProfile: There is no counter in that folder.
        NotSignedIn: Neither options nor variables name a user and a password file.
        UnreadableFile: The password file cannot be read.
    """
    paths, user, password = credentials(arguments)
    return RestoreDesk(paths.root, user, password)


def _present_stand(paths: ProfilePaths, keys: ProfileKeys) -> BackupStand | None:
    try:
        return stand_of_folder(paths.root, copy_key(keys))
    except (BackupDamaged, OSError):
        return None


def _forget_numbers(profile: OpenProfile) -> None:
    """Forget how far the former device had counted, under generations that nobody uses here."""
    with profile.store.ledger.transaction() as transaction:
        transaction.connection.execute(_FORGET_NUMBERS)
        transaction.commit()


def _bring_files(profile: OpenProfile, folder: Path) -> int:
    """Bring files of cases back that the profile lacks; those that are there stay as they are."""
    with reading(profile.store.reading_engine) as connection:
        names = backup_files.names_in(connection)
    attachments = profile.paths.attachments
    wanted = [name for name in names if not (attachments / name[:2] / name).exists()]
    key = profile.keys.vault.data_key
    return len(backup_files.carry(wanted, folder, attachments, key, Watch()))


def _outcome(profile: OpenProfile, stand: BackupStand, found: Salvaged, end: Head) -> Restored:
    identity = profile.keyring.identity
    with reading(profile.store.reading_engine) as connection:
        missing = missing_places(connection, (identity.device, end.generation), end.n)
        numbers = missing_numbers(connection, found.cases)
        (events,) = connection.execute("SELECT COUNT(*) FROM events").fetchone()
    return Restored(
        stand=stand,
        identity=f"{identity.device}.{identity.generation}",
        events=events,
        salvaged=found.added,
        generation=end.generation,
        missing=tuple(missing),
        numbers=tuple(numbers),
    )


def _write_report(aside: Path, outcome: Restored, at: datetime) -> None:
    """Leave beside what was set aside what came of it; a disk that refuses changes nothing."""
    content = {"at": at.isoformat(timespec="seconds"), **asdict(outcome)}
    with contextlib.suppress(OSError):
        (aside / REPORT_NAME).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
