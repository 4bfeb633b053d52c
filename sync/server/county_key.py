"""The key with which the county signs answers, acknowledgements and its time."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from counter_app.domain.errors import UnreadableFile
from sync.codec import encode_anchor
from sync.protocol import Signed, TimeAnchor
from sync.signing import Purpose, key_id, response_bytes, sign

KEY_FILE: Final = "county-signing-key.pem"
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class CountyKey:
    """Signs in the county's name; each method for one purpose."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    @property
    def id(self) -> str:
        """16 hex digits."""
        return key_id(self.public)

    def sign_response(self, nonce: str, status: int, body: bytes) -> bytes:
        """Sign an answer to the request that had this nonce."""
        return sign(self.private, Purpose.RESPONSE, response_bytes(nonce, status, body))

    def sign_idle(self, data: bytes) -> bytes:
        """Sign an answer to the short question, by `sync.idle.idle_bytes`."""
        return sign(self.private, Purpose.IDLE, data)

    def sign_acks(self, data: bytes) -> Signed:
        """Sign the canonical bytes of acks."""
        return Signed(data=data, signature=sign(self.private, Purpose.ACKS, data))

    def sign_event(self, data: bytes) -> bytes:
        """Sign an event of the county's own chain."""
        return sign(self.private, Purpose.EVENT, data)

    def sign_anchor(self, anchor: TimeAnchor) -> Signed:
        """Sign what time it is."""
        data = encode_anchor(anchor)
        return Signed(data=data, signature=sign(self.private, Purpose.ANCHOR, data))


def load_or_create(path: Path) -> CountyKey:
    """Read the county's key, or make it at the first start; only its owner may read the file.

    On Windows the file has the rights of its folder: keep it where only the service can read.

    Raises:
        UnreadableFile: It cannot be read or written, is no Ed25519 key, or is open to others.
    """
    try:
        if not path.exists():
            _create(path)
        if sys.platform != "win32" and path.stat().st_mode & _OTHERS:
            raise UnreadableFile(f"{path} may be read by others: chmod 600")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableFile(f"{path}: {type(error).__name__}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableFile(f"{path} holds no Ed25519 key")
    return CountyKey(key)


def _create(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # Another process of the county was first; its key stands.
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
