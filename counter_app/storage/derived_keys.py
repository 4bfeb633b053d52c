"""Keys for one purpose each, derived from a secret by HKDF-SHA256 (RFC 5869)."""

from __future__ import annotations

from enum import Enum
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DERIVED_BYTES: Final = 32


class KeyPurpose(Enum):
    """What a derived key is for; part of its derivation, so no key serves two ends."""

    ATTACHMENT = b"township-counter/attachment-key/1"
    DEVICE = b"township-counter/device-key/1"
    HEAD = b"township-counter/head-key/1"
    PASSWORDS = b"township-counter/passwords-key/1"
    SPOOL = b"township-counter/spool-key/1"
    TRIES = b"township-counter/tries-key/1"
    VAULT = b"township-counter/vault-key/1"


def derive(secret: bytes, purpose: KeyPurpose, *, salt: bytes = b"") -> bytes:
    """Return 32 bytes that tell nothing about the secret nor about keys of other purposes."""
    kdf = HKDF(SHA256(), length=DERIVED_BYTES, salt=salt or None, info=purpose.value)
    return kdf.derive(secret)
