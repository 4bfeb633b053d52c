"""The recovery envelope: a counter's data key, sealed to its county beside every backup.

The disk of a dead machine opens at the county and nowhere else: the machine's own secret died
with it, and a password alone opens nothing.

    8 bytes    "TCRECV" 01 0A
    32 bytes   X25519, ephemeral
    64 bytes   AES-256-GCM of data key (32) and salt (16), tag appended

The key is HKDF-SHA256 of X25519(ephemeral, county) with salt SHA-256(counter, device); it is used
once, so the nonce is zero.  The county's key is the one to which courier bundles are sealed.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counter_app.domain.errors import RecoveryKeyInvalid

MAGIC: Final = b"TCRECV\x01\x0a"
SECRET_BYTES: Final = 48
_KEY_BYTES: Final = 32
_TAG_BYTES: Final = 16
ENVELOPE_BYTES: Final = len(MAGIC) + _KEY_BYTES + SECRET_BYTES + _TAG_BYTES
_INFO: Final = b"township-counter/recovery-envelope/1"
_NONCE: Final = bytes(12)


def seal_envelope(secret: bytes, county: X25519PublicKey, *, counter: str, device: str) -> bytes:
    """Seal a data key with its salt; only the holder of the county's key can open it.

    Args:
        secret: 48 bytes: data key and salt.
        county: To whom.
        counter: 11 digits.
        device: 16 hex digits; both are bound in, so that no envelope passes for another's.
    """
    assert len(secret) == SECRET_BYTES
    ephemeral = X25519PrivateKey.generate()
    key = _key(ephemeral.exchange(county), counter, device)
    public = ephemeral.public_key().public_bytes_raw()
    return MAGIC + public + AESGCM(key).encrypt(_NONCE, secret, MAGIC + public)


def open_envelope(envelope: bytes, county: X25519PrivateKey, *, counter: str, device: str) -> bytes:
    """Return the 48 bytes of an envelope.

    Raises:
        RecoveryKeyInvalid: It is none, is damaged, or was sealed to another county or of
            another device.
    """
    if len(envelope) != ENVELOPE_BYTES or not envelope.startswith(MAGIC):
        raise RecoveryKeyInvalid("不是恢复信封")
    public = envelope[len(MAGIC) : len(MAGIC) + _KEY_BYTES]
    try:
        shared = county.exchange(X25519PublicKey.from_public_bytes(public))
        key = _key(shared, counter, device)
        return AESGCM(key).decrypt(_NONCE, envelope[len(MAGIC + public) :], MAGIC + public)
    except (InvalidTag, ValueError) as error:
        raise RecoveryKeyInvalid(f"窗口 {counter}") from error


def _key(shared: bytes, counter: str, device: str) -> bytes:
    salt = hashlib.sha256(f"{counter} {device}".encode("utf-8", "surrogatepass")).digest()
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, info=_INFO).derive(shared)
