"""The shortest round: is there anything new?  The wire of `GET /v1/idle`, for both ends.

Asked with device, position, the first digits of the prefix hash and a nonce; nothing is signed
by the counter, because nothing is told to it but whether it should ask properly.  The county
signs the whole question with the status, so that a login page is not taken for a quiet county.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

IDLE_PATH: Final = "/v1/idle"
SEAL_HEADER: Final = "S"
"""Short, because the whole round has 300 bytes."""

HASH_DIGITS: Final = 16
NONCE_DIGITS: Final = 16
QUIET: Final = 204
NEWS: Final = 200
_QUERY: Final = re.compile(
    r"d=([0-9a-f]{16})\.([1-9][0-9]{0,8})&p=(0|[1-9][0-9]{0,15})&h=([0-9a-f]{16})&n=[0-9a-f]{16}"
)


@dataclass(frozen=True, slots=True)
class IdleQuestion:
    """Where a counter stands.

    Attributes:
        device: 16 hex digits; generation: from 1.
        position: Of its stream, as far as it was pulled.
        prefix: The first 16 digits of `standing_mark`.
    """

    device: str
    generation: int
    position: int
    prefix: str

    def query(self, nonce: str) -> str:
        """Return the query of the request; `nonce` is 16 hex digits."""
        return f"d={self.device}.{self.generation}&p={self.position}&h={self.prefix}&n={nonce}"


def standing_mark(prefix_hash: str, announced: Mapping[str, int]) -> str:
    """Return what both ends compare: the stream up to there, and what was published.

    Args:
        prefix_hash: 64 hex digits.
        announced: Kind → newest version, as a hello tells it; without any, the mark is the
            prefix hash itself.
    """
    if not announced:
        return prefix_hash
    versions = ",".join(f"{kind}={version}" for kind, version in sorted(announced.items()))
    return hashlib.sha256(f"{prefix_hash} {versions}".encode()).hexdigest()


def read_query(query: str) -> IdleQuestion | None:
    """Read the query of a request; None when it is none of ours."""
    match = _QUERY.fullmatch(query)
    if match is None:
        return None
    return IdleQuestion(match[1], int(match[2]), int(match[3]), match[4])


def idle_bytes(status: int, query: str) -> bytes:
    """Return what the county signs with purpose `idle`: status (three digits) + query."""
    return b"%03d" % status + query.encode("utf-8")


def seal_text(signature: bytes) -> str:
    """Return a signature as it stands in the header: base64 without padding."""
    return base64.b64encode(signature).decode("ascii").rstrip("=")


def seal_of(text: str) -> bytes:
    """Read a header; what is none becomes nothing, which no key has signed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
