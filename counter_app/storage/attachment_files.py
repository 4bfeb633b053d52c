"""Sealed files beside the database, named by the SHA-256 of what they hold.

`attachments/ab/abcd…`: 8 bytes that name the form, a nonce, and AES-256-GCM under a key of its
own for each file, HKDF(data key, "attachment", hash).  The name is part of what is sealed, so a
file that was put in another's place does not open.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counter_app.domain.attachment import ATTACHMENT_BYTES_MAX, is_file_name
from counter_app.domain.errors import AttachmentDamaged, AttachmentOnTheWay
from counter_app.storage.derived_keys import KeyPurpose, derive
from counter_app.storage.durable_file import fail_of, replace_file, sync_folder

FORM: Final = b"TCATT\x00\x00\x01"
YOUNG_S: Final = 3_600.0
"""A file so young may belong to an act that is being saved just now."""

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_FOLDER_MODE: Final = 0o700


class SealedFiles:
    """The folder `attachments` of one profile."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._folder = folder
        self._data_key = data_key

    def keep(self, content: bytes) -> str:
        """Seal a file and wait for the disk; returns its name.

        Raises:
            DiskFull, DiskReadOnly: Nothing was kept.
        """
        assert 0 < len(content) <= ATTACHMENT_BYTES_MAX, len(content)
        name = hashlib.sha256(content).hexdigest()
        with contextlib.suppress(AttachmentOnTheWay, AttachmentDamaged):
            self.read(name)  # Only what can be read again is there already.
            return name
        path = self._path(name)
        self._make_folder(path.parent)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._key(name)).encrypt(nonce, content, _bound(name))
        replace_file(path, FORM + nonce + sealed)
        return name

    def read(self, name: str) -> bytes:
        """Return the plain bytes of a file.

        Raises:
            AttachmentOnTheWay: It is not here.
            AttachmentDamaged: It cannot be read, or does not hold what its name says.
        """
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise AttachmentOnTheWay(name[:8]) from error
        except OSError as error:
            raise AttachmentDamaged(name[:8]) from error
        nonce_end = len(FORM) + _NONCE_BYTES
        if not sealed.startswith(FORM) or len(sealed) < nonce_end + _TAG_BYTES:
            raise AttachmentDamaged(name[:8])
        nonce, box = sealed[len(FORM) : nonce_end], sealed[nonce_end:]
        try:
            plain = AESGCM(self._key(name)).decrypt(nonce, box, _bound(name))
        except InvalidTag as error:
            raise AttachmentDamaged(name[:8]) from error
        if hashlib.sha256(plain).hexdigest() != name:
            raise AttachmentDamaged(name[:8])
        return plain

    def is_here(self, name: str) -> bool:
        """Whether there is a file of this name; it may still be damaged."""
        return self._path(name).is_file()

    def remove(self, name: str) -> None:
        """Remove a file, and wait until the disk has forgotten its name.

        What is left on the disk is sealed; nobody opens it without this machine and a password.

        Raises:
            DiskFull, DiskReadOnly: It is still here.
        """
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)
        except OSError as error:
            raise fail_of(error) from error

    def sweep(self, is_named: Callable[[str], bool], *, now_s: float) -> int:
        """Remove files that no event names, and what a cut off save left; returns how many.

        Args:
            is_named: Whether an event of this counter names a file.
            now_s: Seconds since 1970; what is younger than `YOUNG_S` stays.
        """
        swept = 0
        for path in self._all():
            with contextlib.suppress(OSError):
                is_young = now_s - path.stat().st_mtime < YOUNG_S
                if not is_young and not (is_file_name(path.name) and is_named(path.name)):
                    path.unlink()
                    swept += 1
        return swept

    def _all(self) -> Iterator[Path]:
        if self._folder.is_dir():
            for part in sorted(self._folder.iterdir()):
                if part.is_dir() and not part.is_symlink():
                    yield from sorted(part.iterdir())

    def _path(self, name: str) -> Path:
        assert is_file_name(name), "a file is named by its hash"
        return self._folder / name[:2] / name

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        try:
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            sync_folder(folder.parent)
        except OSError as error:
            raise fail_of(error) from error

    def _key(self, name: str) -> bytes:
        return derive(self._data_key, KeyPurpose.ATTACHMENT, salt=bytes.fromhex(name))


def _bound(name: str) -> bytes:
    return FORM + os.fsencode(name)
