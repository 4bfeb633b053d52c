"""The county's one-time unlock code, as two people speak it over the telephone.

A counter shows a challenge of eight signs; the county answers with a code of twenty.  Both sides
derive the code from the same shared secret: X25519 between the counter's bundle key and the
county's (`sync.bundle_keys`), so nothing has to be stored on either side and nothing travels but
speech.  The alphabet is Crockford's base 32; what sounds or looks alike is understood.

The last sign of a challenge is a check over device, challenge and both public keys: it finds a
slip of the tongue, and tells the county which of its keys the counter knew.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.enrolment_code import ALPHABET, format_code, plain_code

CHALLENGE_SIGNS: Final = 8
"""Seven are random (35 bits), so that no challenge of a device comes twice."""
CODE_SIGNS: Final = 20
"""Nineteen are secret (95 bits), the last is a check."""

_BITS: Final = 5
_CODE: Final = b"township-counter/unlock-code/1\0"
_CHECK: Final = b"township-counter/unlock-check/1\0"


def new_challenge(device: str, device_key: bytes, county_key: bytes) -> str:
    """Return a challenge that no counter has shown before, eight signs without a dash.

    Args:
        device: 16 hex digits.
        device_key: Its public bundle key, 32 bytes.
        county_key: The county's, likewise.
    """
    random = "".join(secrets.choice(ALPHABET) for _ in range(CHALLENGE_SIGNS - 1))
    return random + _check(device, random, device_key, county_key)


def challenge_of(typed: str) -> str:
    """Return the challenge that was meant; "" when it is not whole."""
    plain = plain_code(typed)
    return plain if len(plain) == CHALLENGE_SIGNS and set(plain) <= set(ALPHABET) else ""


def is_of(challenge: str, device: str, device_key: bytes, county_key: bytes) -> bool:
    """Answer whether a challenge was made by this device for this key of the county."""
    random, check = challenge[:-1], challenge[-1:]
    return check == _check(device, random, device_key, county_key)


def unlock_code(own: X25519PrivateKey, other: X25519PublicKey, device: str, challenge: str) -> str:
    """Return the code of a challenge, twenty signs without dashes; both sides get the same.

    Raises:
        ValueError: The other key is a point of small order.
    """
    info = _CODE + f"{device} {challenge}".encode("ascii")
    derived = HKDF(SHA256(), length=16, salt=None, info=info).derive(own.exchange(other))
    secret = _signs(int.from_bytes(derived, "big"), CODE_SIGNS - 1)
    return secret + _code_check(secret)


def code_of(typed: str) -> str:
    """Return the code that was meant; "" when a sign is missing or the check is wrong."""
    plain = plain_code(typed)
    if len(plain) != CODE_SIGNS or plain[-1] != _code_check(plain[:-1]):
        return ""
    return plain


def spoken(signs: str) -> str:
    """Return challenge or code in groups of four."""
    return format_code(signs)


def _check(device: str, random: str, device_key: bytes, county_key: bytes) -> str:
    told = f"{device} {random} ".encode("ascii")
    digest = hashlib.sha256(_CHECK + told + device_key + county_key).digest()
    return _signs(digest[0], 1)


def _code_check(secret: str) -> str:
    return _signs(hashlib.sha256(_CHECK + secret.encode("ascii")).digest()[0], 1)


def _signs(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> _BITS * place & 31] for place in reversed(range(count)))
