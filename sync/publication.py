"""What the county publishes: the manifest that is signed, the content beside it, and their form.

Pure: bytes in, plain values out.  A manifest is canonical JSON
`{v, kind, version, valid_from, valid_until, previous_sha256, content_sha256}`.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.codec import canonical
from sync.signing import Purpose, key_id, sign
from sync.trust_list import KeySet, Signatures, is_twice_signed, signed_by

CATALOGUE: Final = "catalogue"
CALENDAR: Final = "calendar"
STAFF: Final = "staff"
TRUST: Final = "trust"
KINDS: Final = (TRUST, CALENDAR, STAFF, CATALOGUE)
"""In the order in which a counter fetches them: whom to trust first, the largest last."""

PLAIN_BYTES_MAX: Final = {CATALOGUE: 16 << 20, CALENDAR: 1 << 20, STAFF: 2 << 20, TRUST: 8 << 20}
PACKED_BYTES_MAX: Final = {CATALOGUE: 4 << 20, CALENDAR: 256 << 10, STAFF: 1 << 20, TRUST: 4 << 20}
MANIFEST_BYTES_MAX: Final = 1 << 10
RATIO_MAX: Final = 200
"""JSON of a catalogue packs 10 to 40 to 1; what unpacks to more than this is a bomb."""

RATIO_FREE_BYTES: Final = 64 << 10
_LEVEL: Final = 12
_WINDOW_BYTES_MAX: Final = 1 << 24
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_KEYS: Final = frozenset(
    {"v", "kind", "version", "valid_from", "valid_until", "previous_sha256", "content_sha256"}
)


class NotTaken(Exception):
    """A publication may not count; what was there stays.

    Attributes:
        reason: A key of `counter_app.domain.publication_facts.REFUSAL_WORDS`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is signed about one publication.

    Attributes:
        valid_from, valid_until: Local days; "" sets none.
        previous_sha256: Of the manifest of the version before it at the county, or "".  A
            counter that was away may have missed that one, so this is evidence and no gate.
    """

    kind: str
    version: int
    valid_from: str
    valid_until: str
    previous_sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication as it is kept and travels: the exact bytes that were signed."""

    manifest: bytes
    signatures: Signatures
    content: bytes


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the canonical bytes of a manifest, to be signed with purpose `publication`."""
    return canonical(
        {
            "v": 1,
            "kind": manifest.kind,
            "version": manifest.version,
            "valid_from": manifest.valid_from,
            "valid_until": manifest.valid_until,
            "previous_sha256": manifest.previous_sha256,
            "content_sha256": manifest.content_sha256,
        }
    )


def open_manifest(data: bytes) -> Manifest:
    """Read a manifest, strictly.

    Raises:
        ValueError: The bytes are none.
    """
    if len(data) > MANIFEST_BYTES_MAX:
        raise ValueError("a manifest without an end")
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise ValueError("no manifest") from error
    if not isinstance(value, dict) or set(value) != _KEYS or value.pop("v") != 1:
        raise ValueError("a manifest of another form")
    _require_values(value)
    manifest = Manifest(**value)
    if encode_manifest(manifest) != data:
        raise ValueError("not the canonical form")
    return manifest


def sign_publication(key: Ed25519PrivateKey, data: bytes) -> tuple[str, bytes]:
    """Sign a manifest or a set of keys; returns key id and signature."""
    return key_id(key.public_key()), sign(key, Purpose.PUBLICATION, data)


def require_twice_signed(data: bytes, signatures: Signatures, keys: KeySet | None) -> None:
    """See that one who publishes and one who approves both signed.

    Raises:
        NotTaken: `unsigned`, or `one-signature` when only one of the two holds.
    """
    if keys is not None and is_twice_signed(data, signatures, keys):
        return
    has_one = keys is not None and (
        signed_by(data, signatures, keys.publication) or signed_by(data, signatures, keys.approval)
    )
    raise NotTaken("one-signature" if has_one else "unsigned")


def require_content(manifest: Manifest, content: bytes) -> None:
    """See that this is the content the manifest names; asked at every load.

    Raises:
        NotTaken: `other-content`.
    """
    if hashlib.sha256(content).hexdigest() != manifest.content_sha256:
        raise NotTaken("other-content")


def pack(content: bytes) -> bytes:
    """Compress a content for the way (zstd)."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(content)


def unpack(kind: str, packed: bytes) -> bytes:
    """Undo `pack`, within limits of size, memory and ratio.

    Raises:
        NotTaken: `too-large`, or `unreadable` when it is cut off or no such form.
    """
    if len(packed) > PACKED_BYTES_MAX[kind]:
        raise NotTaken("too-large")
    most = min(PLAIN_BYTES_MAX[kind], max(RATIO_FREE_BYTES, RATIO_MAX * len(packed)))
    try:
        said = zstandard.get_frame_parameters(packed).content_size
        if said > most:  # An unknown size counts as endless: ours always say.
            raise NotTaken("too-large")
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES_MAX)
        content = unpacker.stream_reader(io.BytesIO(packed)).read(said + 1)
    except zstandard.ZstdError as error:
        raise NotTaken("unreadable") from error
    if len(content) != said:
        raise NotTaken("unreadable")
    return content


def _require_values(value: dict[str, Any]) -> None:
    version = value["version"]
    if not all(isinstance(each, str) for name, each in value.items() if name != "version"):
        raise ValueError("a manifest with something else than text in it")
    if value["kind"] not in KINDS or type(version) is not int or not 1 <= version < 2**53:
        raise ValueError("a manifest of an unknown kind or without a version")
    for name in ("valid_from", "valid_until"):
        if value[name] != "":
            date.fromisoformat(value[name])
    if not _HASH.fullmatch(value["content_sha256"]):
        raise ValueError("a manifest that names no content")
    if value["previous_sha256"] != "" and not _HASH.fullmatch(value["previous_sha256"]):
        raise ValueError("a manifest with a wrong predecessor")
