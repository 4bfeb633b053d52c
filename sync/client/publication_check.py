"""What a counter believes of a publication that came, by wire or by stick.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from counter_app.domain.errors import InputError
from sync.publication import (
    PACKED_BYTES_MAX,
    TRUST,
    Manifest,
    NotTaken,
    Publication,
    open_manifest,
    require_content,
    require_twice_signed,
    unpack,
)
from sync.publication_content import Content, read_content
from sync.trust_list import KeysNotFollowed, Signatures, TrustList, followed_keys, signed_by


@dataclass(frozen=True, slots=True)
class Arrived:
    """A publication as it came: nothing of it is believed yet."""

    manifest: bytes
    signatures: Signatures
    packed: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A publication that may count."""

    publication: Publication
    manifest: Manifest
    content: Content


def check(
    arrived: Arrived,
    *,
    kind: str,
    version: int,
    trust: TrustList | None,
    county_keys: Sequence[str],
) -> Checked:
    """Check signatures first, then everything else.

    Args:
        arrived: What came.
        kind: What was asked for; version: which one, above what is installed.
        version: As the county announced it.
        trust: The installed trust list; None before the first.
        county_keys: Keys of the only county this counter believes, 64 hex digits each.

    Raises:
        NotTaken: It may not count.
    """
    try:
        manifest = open_manifest(arrived.manifest)
    except (ValueError, TypeError) as error:
        raise NotTaken("unreadable") from error
    _require_signed(arrived, kind, trust, county_keys)
    if (manifest.kind, manifest.version) != (kind, version):
        raise NotTaken("not-newer")
    plain = unpack(kind, arrived.packed)
    require_content(manifest, plain)
    content = _read(kind, plain, manifest)
    if isinstance(content.value, TrustList):
        _require_followed(trust, content.value, county_keys)
    kept = Publication(manifest=arrived.manifest, signatures=arrived.signatures, content=plain)
    return Checked(kept, manifest, content)


def require_size(kind: str, size: int) -> None:
    """See that a packed content is not too large before it is fetched.

    Raises:
        NotTaken: `too-large`.
    """
    if size > PACKED_BYTES_MAX[kind]:
        raise NotTaken("too-large")


def is_what_was_sent(packed: bytes, packed_sha256: str) -> bool:
    """Whether all pieces belong together."""
    return hashlib.sha256(packed).hexdigest() == packed_sha256


def _require_signed(
    arrived: Arrived, kind: str, trust: TrustList | None, county_keys: Sequence[str]
) -> None:
    if kind != TRUST:
        publishers = trust.publishers if trust else None
        require_twice_signed(arrived.manifest, arrived.signatures, publishers)
    elif not signed_by(arrived.manifest, arrived.signatures, county_keys):
        raise NotTaken("unsigned")


def _require_followed(
    held: TrustList | None, offered: TrustList, county_keys: Sequence[str]
) -> None:
    """See that the county server did not name publishers by itself, nor itself out."""
    try:
        followed_keys(held.publishers if held else None, offered.key_sets)
    except KeysNotFollowed as error:
        raise NotTaken("keys-changed") from error
    if not set(county_keys) & set(offered.county_keys):
        raise NotTaken("content-invalid")


def _read(kind: str, plain: bytes, manifest: Manifest) -> Content:
    try:
        content = read_content(kind, plain)
    except (InputError, ValueError) as error:
        raise NotTaken("content-invalid") from error
    said = (manifest.version, manifest.valid_from, manifest.valid_until)
    if said != (content.version, content.valid_from, content.valid_until):
        raise NotTaken("content-invalid")
    return content
