"""The note beside a backup (`….note`): what was found when it was opened, and what opens it again.

    {"format": 1, "made_at": …, "reason": …, "stand": {…}, "size_bytes": …, "sha256": …,
     "files": [names of the files of cases], "keys": keys.json, "recovery": {…}}

`keys` is the vault as it was: worthless without this machine's secret.  `recovery` is the data
key sealed to the county.  Without its note a backup still opens with the profile it came from.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from counter_app.domain.backup import BackupNote, BackupReason, BackupStand
from counter_app.domain.errors import BackupDamaged
from counter_app.storage.durable_file import replace_file

FORMAT: Final = 1
SUFFIX: Final = ".note"
NOTE_BYTES_MAX: Final = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The data key, sealed to a county.

    Attributes:
        recipient: Short name of the county's key, 16 hex digits.
        counter, device: Whose data key; bound into the envelope.
    """

    recipient: str
    counter: str
    device: str
    envelope: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """A note with what opens the backup.

    Attributes:
        keys: Bytes of `keys.json`; b"" when none were kept.
        recovery: None before the county had told its key.
    """

    note: BackupNote
    keys: bytes = b""
    recovery: Recovery | None = None


def note_of(backup: Path) -> Path:
    """Return where the note of a backup lies."""
    return backup.with_name(backup.name + SUFFIX)


def write_note(file: NoteFile) -> None:
    """Put a note beside its backup, durably.

    Raises:
        DiskFull, DiskReadOnly: The medium did not take it.
    """
    note, recovery = file.note, file.recovery
    content = {
        "format": FORMAT,
        "made_at": note.made_at.isoformat(timespec="seconds"),
        "reason": note.reason.value,
        "stand": asdict(note.stand),
        "size_bytes": note.size_bytes,
        "sha256": note.sha256,
        "files": list(note.files),
        "keys": base64.b64encode(file.keys).decode("ascii"),
        "recovery": recovery
        and {
            "recipient": recovery.recipient,
            "counter": recovery.counter,
            "device": recovery.device,
            "envelope": base64.b64encode(recovery.envelope).decode("ascii"),
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    replace_file(note_of(Path(note.path)), text.encode("utf-8"))


def read_note(backup: Path) -> NoteFile | None:
    """Return what stands in the note of a backup; None when there is none.

    Raises:
        BackupDamaged: There is one, and it cannot be read.
    """
    path = note_of(backup)
    try:
        if path.stat().st_size > NOTE_BYTES_MAX:
            raise BackupDamaged(path.name)
        return _read(backup, json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BackupDamaged(path.name) from error


def _read(backup: Path, content: Mapping[str, Any]) -> NoteFile:
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    stand, recovery = content["stand"], content["recovery"]
    made_at = datetime.fromisoformat(content["made_at"])
    if made_at.tzinfo is None:
        raise ValueError(content["made_at"])
    return NoteFile(
        note=BackupNote(
            path=str(backup),
            made_at=made_at,
            reason=BackupReason(content["reason"]),
            stand=BackupStand(
                schema=int(stand["schema"]),
                events=int(stand["events"]),
                device=str(stand["device"]),
                generation=int(stand["generation"]),
                n=int(stand["n"]),
                head=str(stand["head"]),
            ),
            size_bytes=int(content["size_bytes"]),
            sha256=str(content["sha256"]),
            files=tuple(str(name) for name in content["files"]),
        ),
        keys=base64.b64decode(content["keys"], validate=True),
        recovery=recovery
        and Recovery(
            recipient=str(recovery["recipient"]),
            counter=str(recovery["counter"]),
            device=str(recovery["device"]),
            envelope=base64.b64decode(recovery["envelope"], validate=True),
        ),
    )
