"""Files of cases inside an outgoing bundle: one record each, after the messages.

A record holds the file's SHA-256 and the id of an act that names it, 32 bytes each, then the
plain bytes; the bundle around it is sealed and signed.  Pure: nothing of it is believed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from counter_app.domain.errors import BundleInvalid
from sync.bundle_records import (
    ATTACHMENT_BYTES_MAX,
    HEADER_BYTES,
    Manifest,
    RecordKind,
    encode_record,
)

NAMES_BYTES: Final = 64
FILES_MAX: Final = 2_000
"""Of one bundle, as the manifest has room for."""


@dataclass(frozen=True, slots=True, repr=False)
class PackedFile:
    """A file as it lies in a bundle."""

    sha256: str
    event: str
    content: bytes


def attachment_record(file: PackedFile) -> bytes:
    """Return the record of a file."""
    names = bytes.fromhex(file.sha256) + bytes.fromhex(file.event)
    return encode_record(RecordKind.ATTACHMENT, names + file.content)


def record_bytes(size_bytes: int) -> int:
    """Return how much room a file of this size takes."""
    return size_bytes + NAMES_BYTES + HEADER_BYTES


def read_attachment(payload: bytes) -> PackedFile:
    """Read the payload of a record.

    Raises:
        BundleInvalid: The bytes are not those that their name says, none, or too many.
    """
    content = payload[NAMES_BYTES:]
    sha256 = payload[:32].hex()
    is_it = hashlib.sha256(content).hexdigest() == sha256
    if not is_it or not 0 < len(content) <= ATTACHMENT_BYTES_MAX:
        raise BundleInvalid("a file that is not what it is named")
    return PackedFile(sha256, payload[32:NAMES_BYTES].hex(), content)


def require_files(manifest: Manifest, came: Iterable[tuple[str, int]]) -> None:
    """See that the files that came are those that the manifest promised, in its order.

    Raises:
        BundleInvalid: They are not.
    """
    if tuple(came) != manifest.attachments:
        raise BundleInvalid("not the files that its manifest says")
