"""Makes backups of an opened counter, on all media that are there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.backup_places import folders_of, source_of
from counter_app.domain.backup import BackupNote, BackupReason
from counter_app.domain.errors import BackupFailed, DiskFull, DiskReadOnly, UnreadableFile
from counter_app.runtime.settings import save_settings
from counter_app.storage.backup_copy import Watch
from counter_app.storage.backup_folder import make_backup
from counter_app.storage.backup_note import Recovery
from counter_app.storage.disk_words import disk_words
from counter_app.storage.file_turn import file_turn

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile

TURN_NAME: Final = "backup.turn"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What came of one round.

    Attributes:
        note: Of the backup in the profile's own folder.
        copies: Folders on other media that hold it too, opened and compared.
        failures: One line for each medium that does not.
    """

    note: BackupNote
    copies: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def back_up(profile: OpenProfile, reason: BackupReason, watch: Watch | None = None) -> BackedUp:
    """Make a verified backup, copy it to every other medium, and thin out what is old.

    A medium that is not there or does not take it costs its copy only.

    Raises:
        BackupFailed, BackupCancelled: There is no new backup.
        DatabaseDamaged: The database itself cannot be read to its end.
    """
    with _turn(profile.paths.backups):
        return _backed_up(profile, reason, watch)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Let one program at a time back a counter up: window and command line may both be at it.

    Raises:
        BackupFailed: The folder does not take it.
    """
    with ExitStack() as held:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.enter_context(file_turn(folder / TURN_NAME))
        except OSError as error:
            raise BackupFailed(f"写不进去：{disk_words(error)}") from error
        except (DiskFull, DiskReadOnly) as error:
            raise BackupFailed(str(error)) from error
        yield


def _backed_up(profile: OpenProfile, reason: BackupReason, watch: Watch | None) -> BackedUp:
    source = source_of(profile.paths, profile.keys, recovery_of(profile))
    own, *others = folders_of(profile.paths, profile.settings)
    profile.store.head.sync()
    note = own.make(source, reason, profile.clock.now(), watch)
    copies, failures = [], []
    for folder in others:
        try:
            folder.take_copy(note, source.key, watch)
            folder.thin_out(source.key.device)
            copies.append(str(folder.folder))
        except BackupFailed as error:
            log.info("no backup on one of the other media")
            failures.append(str(error))
    own.thin_out(source.key.device)
    return BackedUp(note=note, copies=tuple(copies), failures=tuple(failures))


def back_up_to(profile: OpenProfile, target: Path, watch: Watch | None = None) -> BackupNote:
    """Make one verified backup under a name that a person chose; raises as `back_up`."""
    source = source_of(profile.paths, profile.keys, recovery_of(profile))
    profile.store.head.sync()
    return make_backup(source, target.absolute(), BackupReason.HAND, profile.clock.now(), watch)


def last_verified(profile: OpenProfile) -> dict[str, BackupNote | None]:
    """Return the newest backup of this device in each folder; None where there is none."""
    found: dict[str, BackupNote | None] = {}
    device = profile.keyring.identity.device
    for folder in folders_of(profile.paths, profile.settings):
        notes = (entry.note for entry in folder.entries() if entry.device == device)
        found[str(folder.folder)] = next(notes, None)
    return found


def name_second_medium(profile: OpenProfile, folder: Path) -> OpenProfile:
    """Copy every backup to this folder too, from now on; returns the profile as it is then.

    Raises:
        UnreadableFile: There is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"没有这个文件夹：{folder}")
    settings = replace(profile.settings, backup_folder=str(folder.absolute()))
    save_settings(profile.paths.settings, settings)
    return replace(profile, settings=settings)


def recovery_of(profile: OpenProfile) -> Recovery | None:
    """Seal the data key to the county; None before the county has told its key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from sync.bundle_keys import recipient_id
    from sync.recovery_envelope import seal_envelope

    public = profile.store.courier.county_bundle_key()
    if not public:
        return None
    county = X25519PublicKey.from_public_bytes(public)
    vault = profile.keys.vault
    counter, device = profile.settings.counter.counter_code, profile.keys.identity.device
    return Recovery(
        recipient=recipient_id(county),
        counter=counter,
        device=device,
        envelope=seal_envelope(vault.data_key + vault.salt, county, counter=counter, device=device),
    )
