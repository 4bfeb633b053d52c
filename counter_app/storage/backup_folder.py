"""A folder of backups: made, listed, copied to a second medium, and thinned out.

counter-20261122T173000-day.db           a copy of the database, encrypted with the same key
counter-20261122T173000-day.db.note      what was found when it was opened
files/ab/abcd…                           sealed files of cases, each once
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from counter_app.domain.backup import BackupNote, BackupReason, Kept, to_keep
from counter_app.domain.errors import (
    BackupDamaged,
    BackupFailed,
    BackupForeign,
    BackupMissing,
    DiskFull,
    DiskReadOnly,
)
from counter_app.storage import backup_files
from counter_app.storage.backup_copy import UNFINISHED, Copied, Watch, copy_database, sha256_of
from counter_app.storage.backup_note import NoteFile, Recovery, note_of, read_note, write_note
from counter_app.storage.disk_words import disk_words
from counter_app.storage.durable_file import sync_folder
from counter_app.storage.still_file import CopyKey, open_still, verified_stand

_NAME: Final = re.compile(
    r"counter-(\d{8}T\d{6})-(period|day|hand|migration)(?:-v(\d{1,4}))?(?:-\d+)?\.db"
)
_AGAIN: Final = re.compile(r"(-(?:period|day|hand|migration)(?:-v\d{1,4})?)-\d+$")
_NAMES_TRIED: Final = 100
_TIME: Final = "%Y%m%dT%H%M%S"
_OWNER_ONLY: Final = 0o700
LEFT_AFTER_S: Final = 3_600.0
"""How long an unfinished file is left alone: no copy takes so long without a byte written."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Source:
    """What is backed up, and what goes along with it.

    Attributes:
        database, attachments: Of the profile.
        keys: Bytes of `keys.json`; b"" for none.
        recovery: The data key, sealed to the county; None before it told its key.
    """

    database: Path
    attachments: Path
    key: CopyKey
    keys: bytes = b""
    recovery: Recovery | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupEntry:
    """One backup as its name and note tell, unopened.

    Attributes:
        note: None when it has none, or it cannot be read.
        schema: The version before a migration; 0 for other reasons.
    """

    path: Path
    made_at: datetime
    reason: BackupReason
    schema: int = 0
    note: BackupNote | None = None

    @property
    def device(self) -> str:
        """Whose chain it holds; "" where no note tells."""
        return self.note.stand.device if self.note is not None else ""


def make_backup(
    source: Source,
    target: Path,
    reason: BackupReason,
    made_at: datetime,
    watch: Watch | None = None,
) -> BackupNote:
    """Make one verified backup with its note and the files of cases; returns the note.

    Raises:
        BackupFailed, BackupCancelled: There is no backup of this name.
        DatabaseDamaged: The database itself cannot be read to its end.
    """
    watch = watch or Watch()
    notes: list[BackupNote] = []

    def note(copied: Copied) -> None:
        part = target.with_name(target.name + UNFINISHED)
        with open_still(part, source.key) as connection:
            named = backup_files.names_in(connection)
        folder = target.parent / backup_files.FOLDER
        carried = backup_files.carry(named, source.attachments, folder, source.key.key, watch)
        made = BackupNote(
            path=str(target),
            made_at=made_at,
            reason=reason,
            stand=copied.stand,
            size_bytes=copied.size_bytes,
            sha256=copied.sha256,
            files=carried,
        )
        write_note(NoteFile(note=made, keys=source.keys, recovery=source.recovery))
        notes.append(made)

    try:
        target.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        copy_database(source.database, target, source.key, watch=watch, before_naming=note)
    except OSError as error:
        raise BackupFailed(f"写不进去：{disk_words(error)}") from error
    except (DiskFull, DiskReadOnly) as error:
        raise BackupFailed(str(error) or error.advice) from error
    (made,) = notes
    return made


def verify_backup(path: Path, key: CopyKey) -> BackupNote | None:
    """Open a backup, look at all of it, and compare it with its note.

    Returns:
        The note; None where there is none.  Then only the file itself was looked at.

    Raises:
        BackupDamaged, BackupForeign: It must not be restored.
    """
    stand = verified_stand(path, key)
    file = read_note(path)
    if file is None:
        return None
    if file.note.stand.device == stand.device and file.note.stand != stand:
        raise BackupDamaged(f"{path.name}：与备份时的记录不符")
    try:
        if sha256_of(path) != file.note.sha256:
            raise BackupDamaged(path.name)
    except OSError as error:
        raise BackupDamaged(f"{path.name}：{disk_words(error)}") from error
    return file.note


class BackupFolder:
    """One folder of backups of one counter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(
        self,
        source: Source,
        reason: BackupReason,
        made_at: datetime,
        watch: Watch | None = None,
        *,
        schema: int = 0,
    ) -> BackupNote:
        """Make a backup under a name of its own; raises as `make_backup`.

        Args:
            source: What is backed up.
            reason: Why.
            made_at: With an offset.
            watch: Who looks on.
            schema: From which version a migration is to start; 0 for other reasons.
        """
        return make_backup(source, self._free_name(made_at, reason, schema), reason, made_at, watch)

    def entries(self) -> list[BackupEntry]:
        """Return what lies here, what goes furthest first; nothing is opened but the notes."""
        found = [entry for path in self._paths() if (entry := _entry(path)) is not None]
        return sorted(found, key=_reach, reverse=True)

    def take_copy(self, note: BackupNote, key: CopyKey, watch: Watch | None = None) -> BackupNote:
        """Copy a verified backup of another folder here, and open the copy.

        Returns:
            The note of the copy, or of the one that is here already.

        Raises:
            BackupFailed, BackupCancelled: The medium does not hold it.
        """
        watch = watch or Watch()
        source = Path(note.path)
        target, there = self._place_for(note, key)
        if there is not None:
            return there
        part = target.with_name(target.name + UNFINISHED)
        try:
            self.folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            _copy_bytes(source, part, watch)
            _require_equal(part, note, key)
            files = backup_files.carry(
                note.files,
                source.parent / backup_files.FOLDER,
                self.folder / backup_files.FOLDER,
                key.key,
                watch,
            )
            copied = replace(note, path=str(target), files=files)
            kept = read_note(source) or NoteFile(note=note)
            write_note(replace(kept, note=copied))
            part.replace(target)
            sync_folder(self.folder)
        except OSError as error:
            raise BackupFailed(f"{self.folder}：{disk_words(error)}") from error
        except (DiskFull, DiskReadOnly) as error:
            raise BackupFailed(f"{self.folder}：{error}") from error
        except (BackupDamaged, BackupForeign) as error:
            raise BackupFailed(f"{self.folder}：写下的内容读不回来") from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return copied

    def _place_for(self, note: BackupNote, key: CopyKey) -> tuple[Path, BackupNote | None]:
        """Return where a copy goes, and its note if it is there already.

        What lies under its name and is another backup, or another counter's, is not written over.
        """
        source = Path(note.path)
        stem = _AGAIN.sub(r"\1", source.stem)
        names = (source.name, *(f"{stem}-{again}.db" for again in range(1, _NAMES_TRIED)))
        for target in (self.folder / name for name in names):
            if not target.exists():
                return target, None
            try:
                there = verify_backup(target, key)
            except BackupDamaged:
                return target, None
            except BackupForeign:
                continue
            if there is None or there.sha256 == note.sha256:
                return target, there
        raise BackupFailed(f"{self.folder}：同名的文件太多，请换一个文件夹")

    def thin_out(self, device: str) -> int:
        """Remove what rotation does not keep, notes without backup, and files none names.

        Several counters may keep their backups in one folder of a share: each thins out its own.

        Args:
            device: Whose backups are counted and removed; 16 hex digits.  What has no note
                stays: nobody can say whose it is.

        Returns:
            How many backups went.  A disk that refuses is tried again the next time.
        """
        everything = self.entries()
        entries = [entry for entry in everything if entry.device == device]
        kept = to_keep([Kept(name=e.path.name, made_at=e.made_at, reason=e.reason, schema=e.schema)
                        for e in entries])  # fmt: skip
        if entries:  # By a clock that was set back, the newest may look like the oldest.
            kept |= {max(entries, key=_reach).path.name}
        gone = [entry for entry in entries if entry.path.name not in kept]
        with contextlib.suppress(OSError):
            for entry in gone:
                entry.path.unlink()
                note_of(entry.path).unlink(missing_ok=True)
            self._remove_leftovers()
            went = {entry.path for entry in gone}
            remaining = [entry for entry in everything if entry.path not in went]
            # Where others keep theirs too, one of them may be bringing files this minute.
            if all(entry.device == device for entry in remaining):
                named = [name for e in remaining if e.note is not None for name in e.note.files]
                backup_files.sweep(self.folder / backup_files.FOLDER, named)
        return len(gone)

    def _remove_leftovers(self) -> None:
        latest_s = max((path.stat().st_mtime for path in self._paths()), default=0.0)
        for path in self.folder.glob("counter-*.note"):
            if not path.with_name(path.name.removesuffix(".note")).exists() and _is_left(
                path, latest_s
            ):
                path.unlink()
        for path in self.folder.glob(f"counter-*{UNFINISHED}*"):
            if _is_left(path, latest_s):
                path.unlink()

    def _free_name(self, made_at: datetime, reason: BackupReason, schema: int) -> Path:
        version = f"-v{schema}" if reason is BackupReason.MIGRATION else ""
        stem = f"counter-{made_at:{_TIME}}-{reason.value}{version}"
        names = (f"{stem}{f'-{again}' if again else ''}.db" for again in range(1_000))
        paths = (self.folder / name for name in names)
        return next(path for path in paths if not path.exists() and not _is_being_made(path))

    def _paths(self) -> Iterator[Path]:
        with contextlib.suppress(OSError):
            yield from sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))


def newest_good(folders: Sequence[BackupFolder], key: CopyKey) -> tuple[BackupEntry, list[Path]]:
    """Return the backup that goes furthest of those that open, and those beyond it that do not.

    Which is newest the chain says, and the clock only between equal ones: a wrong clock, or two
    backups in one second, must not bring an older state back.

    Raises:
        BackupMissing: None does.
    """
    bad: list[Path] = []
    entries = [entry for folder in folders for entry in folder.entries()]
    for entry in sorted(entries, key=_reach, reverse=True):
        try:
            verify_backup(entry.path, key)
        except BackupForeign:
            continue  # Of another counter that shares the folder: neither good nor bad.
        except BackupDamaged:
            bad.append(entry.path)
        else:
            return entry, bad
    raise BackupMissing(f"看过 {len(bad)} 份，都不能用" if bad else "")


def _is_left(path: Path, latest_s: float) -> bool:
    """Whether nobody works on a file any more: another program may be at it this minute.

    Told by the medium's own times: the newest backup on it has just been written.
    """
    return latest_s - path.stat().st_mtime > LEFT_AFTER_S


def _is_being_made(path: Path) -> bool:
    return path.with_name(path.name + UNFINISHED).exists()


def _reach(entry: BackupEntry) -> tuple[int, int, int, datetime]:
    """Return how far a backup goes; one without a note stands behind those with one."""
    stand = entry.note.stand if entry.note is not None else None
    if stand is None:
        return -1, 0, 0, entry.made_at
    return stand.generation, stand.n, stand.events, entry.made_at


def _entry(path: Path) -> BackupEntry | None:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    note: BackupNote | None = None
    with contextlib.suppress(BackupDamaged):
        file = read_note(path)
        note = file.note if file else None
    try:
        made_at = note.made_at if note else datetime.strptime(match[1], _TIME).astimezone()
    except (ValueError, OverflowError):
        return None
    reason = BackupReason(match[2])
    return BackupEntry(
        path=path, made_at=made_at, reason=reason, schema=int(match[3] or 0), note=note
    )


def _require_equal(copy: Path, note: BackupNote, key: CopyKey) -> None:
    if verified_stand(copy, key) != note.stand or sha256_of(copy) != note.sha256:
        raise BackupDamaged(copy.name)


def _copy_bytes(source: Path, part: Path, watch: Watch) -> None:
    size = source.stat().st_size
    part.unlink(missing_ok=True)
    with source.open("rb") as reading, part.open("xb") as writing:
        while block := reading.read(1 << 20):
            writing.write(block)
            watch.step(writing.tell(), size)
        writing.flush()
        os.fsync(writing.fileno())
    shutil.copymode(source, part)
