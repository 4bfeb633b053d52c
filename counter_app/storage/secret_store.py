"""The machine's own secret: without it, a copied disk does not open even with the password."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any, Final, Protocol

from counter_app.domain.errors import OtherMachine
from counter_app.storage.durable_file import replace_file

DEVICE_SECRET_BYTES: Final = 32
_STORED_AS: Final = "device-secret"


class SecretStore(Protocol):
    """Where this machine keeps small secrets for this user."""

    def load(self, name: str) -> bytes | None:
        """Return a secret; None if there is none of that name.

        Raises:
            OtherMachine: It was kept by another machine or user.
        """

    def save(self, name: str, secret: bytes) -> None:
        """Keep a secret, durably."""


class FileSecretStore:
    """Secrets as files that only their owner may read: tests, and bare Linux.

    The folder must not lie in the profile: whoever copies the one would have the other.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def save(self, name: str, secret: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(self._folder / name, secret)


class DpapiSecretStore:
    """Secrets that Windows seals to this user on this machine.  Has never been run."""

    _ENTROPY: Final = b"township-counter/1"
    _UI_FORBIDDEN: Final = 0x1

    def __init__(self, folder: Path) -> None:
        self._files = FileSecretStore(folder)

    def load(self, name: str) -> bytes | None:
        sealed = self._files.load(name)
        if sealed is None:
            return None
        crypt = _win32crypt()
        try:
            _, secret = crypt.CryptUnprotectData(
                sealed, self._ENTROPY, None, None, self._UI_FORBIDDEN
            )
        except OSError as error:
            raise OtherMachine("the machine's store does not open") from error
        return bytes(secret)

    def save(self, name: str, secret: bytes) -> None:
        sealed = _win32crypt().CryptProtectData(
            secret, name, self._ENTROPY, None, None, self._UI_FORBIDDEN
        )
        self._files.save(name, sealed)


def platform_secret_store(folder: Path) -> SecretStore:
    """Return the best store of this system, with its files in a folder outside the profile."""
    return DpapiSecretStore(folder) if sys.platform == "win32" else FileSecretStore(folder)


def device_secret(store: SecretStore) -> bytes:
    """Return the machine's secret, 32 bytes.

    Raises:
        OtherMachine: There is none here, or it was kept by another machine or user.
    """
    found = store.load(_STORED_AS)
    if found is None or len(found) != DEVICE_SECRET_BYTES:
        raise OtherMachine("this machine's secret is not here")
    return found


def first_device_secret(store: SecretStore) -> bytes:
    """Return the machine's secret, made now if this machine has none yet.

    Raises:
        OtherMachine: It was kept by another machine or user.
    """
    if store.load(_STORED_AS) is None:
        store.save(_STORED_AS, secrets.token_bytes(DEVICE_SECRET_BYTES))
    return device_secret(store)


def _win32crypt() -> Any:
    assert os.name == "nt", "DPAPI exists on Windows only"
    import win32crypt

    return win32crypt
