"""The X25519 keys to which courier bundles are sealed.

A device and a county have one each.  It is derived from the signing key with HKDF under a label of
its own: there is no second secret to keep, back up or lose, a new generation of the signing key
brings a new one by itself, and knowing one of the two keys tells nothing of the other.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_RECIPIENT: Final = b"township-counter/bundle-recipient/1"


def recipient_key(signing_key: Ed25519PrivateKey) -> X25519PrivateKey:
    """Return the key with which the holder of a signing key opens bundles made for it."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_RECIPIENT)
    return X25519PrivateKey.from_private_bytes(derived.derive(signing_key.private_bytes_raw()))


def public_bytes(signing_key: Ed25519PrivateKey) -> bytes:
    """Return the public half, 32 bytes, as it is announced to the other side."""
    return recipient_key(signing_key).public_key().public_bytes_raw()


def recipient_id(key: X25519PublicKey) -> str:
    """Return the short name of a recipient's key: 16 hex digits, like `signing.key_id`."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]
