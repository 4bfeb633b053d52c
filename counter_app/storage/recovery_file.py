"""The file in which a county hands a dead machine's data key to the machine in its place."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter_app.domain.errors import RecoveryKeyInvalid, UnreadableFile
from counter_app.storage.engine import KEY_BYTES, SALT_BYTES

FORMAT: Final = 1
_FILE_BYTES_MAX: Final = 4_096


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecoveryFile:
    """A data key outside any vault: whoever has it and a backup reads everything.

    Attributes:
        counter: 11 digits.
        device: 16 hex digits; whose backups it opens.
        secret: 48 bytes: data key and salt.
    """

    counter: str
    device: str
    secret: bytes

    @property
    def key(self) -> bytes:
        return self.secret[:KEY_BYTES]

    @property
    def salt(self) -> bytes:
        return self.secret[KEY_BYTES:]


def write_recovery_file(path: Path, file: RecoveryFile) -> None:
    """Write it, readable by its owner only, to a name that is not taken.

    Raises:
        UnreadableFile: The name is taken, or the place cannot be written.
    """
    content = {
        "format": FORMAT,
        "counter": file.counter,
        "device": file.device,
        "secret": file.secret.hex(),
    }
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            json.dump(content, out)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error


def read_recovery_file(path: Path) -> RecoveryFile:
    """Read it.

    Raises:
        UnreadableFile: There is none.
        RecoveryKeyInvalid: It is something else.
    """
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_FILE_BYTES_MAX))
        if content["format"] != FORMAT:
            raise RecoveryKeyInvalid(path.name)
        secret = bytes.fromhex(content["secret"])
        found = RecoveryFile(
            counter=str(content["counter"]), device=str(content["device"]), secret=secret
        )
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RecoveryKeyInvalid(path.name) from error
    if len(secret) != KEY_BYTES + SALT_BYTES:
        raise RecoveryKeyInvalid(path.name)
    return found
