"""What opens and goes into a backup of a profile, where backups lie, and the one before an upgrade.

Needs no opened database: it may be damaged, or about to be migrated.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.devices.drives import plugged_in
from counter_app.domain.backup import BackupReason
from counter_app.domain.errors import BackupBeforeUpgradeFailed, BackupFailed, CounterError
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.settings import Settings
from counter_app.storage.backup_folder import BackupFolder, Source
from counter_app.storage.backup_note import Recovery, read_note
from counter_app.storage.disk_words import disk_words
from counter_app.storage.profile_keys import ProfileKeys
from counter_app.storage.still_file import CopyKey

if TYPE_CHECKING:
    from counter_app.ports import Clock

STICK_FOLDER: Final = "township-counter-backup"
"""A stick with this folder at its root is one for backups."""


def copy_key(keys: ProfileKeys) -> CopyKey:
    """Return what opens the backups of a profile."""
    return CopyKey(keys.vault.data_key, keys.vault.salt, keys.identity.device)


def source_of(paths: ProfilePaths, keys: ProfileKeys, recovery: Recovery | None) -> Source:
    """Return what goes into a backup of a profile."""
    try:
        vault = paths.keys.read_bytes()
    except OSError as error:
        raise BackupFailed(f"{paths.keys.name}：{disk_words(error)}") from error
    return Source(
        database=paths.database,
        attachments=paths.attachments,
        key=copy_key(keys),
        keys=vault,
        recovery=recovery,
    )


def folders_of(paths: ProfilePaths, settings: Settings) -> list[BackupFolder]:
    """Return where backups lie: the profile's own folder, then the media that are there now."""
    places = [paths.backups]
    if settings.backup_folder:
        places.append(Path(settings.backup_folder))
    for drive in plugged_in():
        folder = Path(drive.path) / STICK_FOLDER / settings.counter.counter_code
        if folder.parent.is_dir() and folder not in places:
            places.append(folder)
    return [BackupFolder(place) for place in places]


def tail_folders(paths: ProfilePaths, settings: Settings) -> list[Path]:
    """Return where second copies of what waits for the county lie."""
    second = settings.county.tail_folder if settings.county else ""
    return [paths.tail, *([Path(second)] if second else [])]


class BeforeMigration:
    """Makes the backup that a migration waits for; the former recovery envelope goes along."""

    def __init__(
        self, paths: ProfilePaths, settings: Settings, keys: ProfileKeys, clock: Clock
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._keys = keys
        self._clock = clock

    def __call__(self, schema: int) -> None:
        """Make it.

        Raises:
            BackupBeforeUpgradeFailed: There is none, so nothing may be migrated.
        """
        own, *others = folders_of(self._paths, self._settings)
        try:
            source = source_of(self._paths, self._keys, _former_recovery(own))
            note = own.make(source, BackupReason.MIGRATION, self._clock.now(), schema=schema)
        except CounterError as error:
            raise BackupBeforeUpgradeFailed(str(error) or error.advice) from error
        for folder in others:
            with contextlib.suppress(BackupFailed):
                folder.take_copy(note, source.key)


def _former_recovery(folder: BackupFolder) -> Recovery | None:
    """Return the newest envelope that lies here: before a migration the database is closed."""
    for entry in folder.entries():
        if entry.note is not None:
            file = read_note(entry.path)
            if file is not None and file.recovery is not None:
                return file.recovery
    return None
