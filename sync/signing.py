"""Signatures, each for one purpose only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NONCE_HEX_DIGITS = 32


class Purpose(Enum):
    """What is signed.  It is part of the signed bytes, so no signature serves two ends."""

    EVENT = b"township-counter/event/1\0"
    REQUEST = b"township-counter/request/1\0"
    RESPONSE = b"township-counter/response/1\0"
    ACKS = b"township-counter/acks/1\0"
    ANCHOR = b"township-counter/anchor/1\0"
    IDLE = b"township-counter/idle/1\0"
    RECEIPT = b"township-counter/receipt/1\0"
    DEVICE_KEY = b"township-counter/device-key/1\0"
    COUNTY_KEY = b"township-counter/county-key-change/1\0"
    BUNDLE = b"township-counter/bundle/1\0"
    RULING = b"township-counter/ruling/1\0"
    PUBLICATION = b"township-counter/publication/1\0"
    RELEASE = b"township-counter/release/1\0"


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key of this device, which signs without being seen.

    Attributes:
        generation: The number it has, or would like to have.
        public_key: 32 bytes, Ed25519.
        sign: Signs bytes for one purpose.
    """

    generation: int
    public_key: bytes
    sign: Callable[[Purpose, bytes], bytes]


class Verifier(Protocol):
    """Knows whose signatures count: one key, or several of one signer."""

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raise `InvalidSignature` unless the signer signed these bytes."""


def sign(key: Ed25519PrivateKey, purpose: Purpose, data: bytes) -> bytes:
    """Sign bytes for one purpose; 64 bytes, Ed25519."""
    return key.sign(purpose.value + data)


def is_signed(key: Verifier, purpose: Purpose, data: bytes, signature: bytes) -> bool:
    """Answer whether this key signed these bytes for this purpose."""
    try:
        key.verify(signature, purpose.value + data)
    except InvalidSignature:
        return False
    return True


def key_id(key: Ed25519PublicKey) -> str:
    """Return the short name of a key: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def request_bytes(nonce: str, body: bytes) -> bytes:
    """Return what a counter signs with purpose `request`: nonce (hex, ASCII) + SHA-256(body)."""
    return nonce.encode("ascii") + hashlib.sha256(body).digest()


def response_bytes(nonce: str, status: int, body: bytes) -> bytes:
    """Return what the county signs with purpose `response`: nonce + status + SHA-256(body).

    The status stands as three ASCII digits, so that nobody can turn a refusal into a success.
    """
    return nonce.encode("ascii") + b"%03d" % status + hashlib.sha256(body).digest()


def is_response(key: Verifier, response: tuple[str, int, bytes], signature: bytes) -> bool:
    """Answer whether this key signed an answer: (nonce of the request, status, body)."""
    return is_signed(key, Purpose.RESPONSE, response_bytes(*response), signature)
