"""Those who publish for an invented county, and what they publish."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import resources
from sync.publication import Manifest, encode_manifest, sign_publication
from sync.server import publications

PUBLISHER = Ed25519PrivateKey.from_private_bytes(b"p" * 32)
APPROVER = Ed25519PrivateKey.from_private_bytes(b"a" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


def hex_of(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def name_publishers(county, *, publisher=PUBLISHER, approver=APPROVER, endorsing=()):
    return publications.name_publishers(
        county.database, (hex_of(publisher),), (hex_of(approver),), endorsing, at_ms=county.time()
    )


def publish(county, kind: str, content: bytes, *keys):
    """Stage a content and sign it; with both keys of the county by default."""
    staged = publications.stage(county.database, kind, content, at_ms=county.time())
    told = staged
    for key in keys or (PUBLISHER, APPROVER):
        told = publications.add_signature(
            county.database, kind, staged.version, key, at_ms=county.time()
        )
    return staged, told


def publish_anything(county, kind: str, version: int, packed: bytes, content_sha256: str, *keys):
    """Publish what no honest county would: signed by whom the test likes, checked by nobody."""
    manifest = encode_manifest(
        Manifest(
            kind=kind,
            version=version,
            valid_from="2026-01-01",
            valid_until="2026-12-31",
            previous_sha256="",
            content_sha256=content_sha256,
        )
    )
    signatures = tuple(sign_publication(key, manifest) for key in keys)
    with county.database.writing() as connection:
        publications.keep(
            connection, manifest, signatures, packed, made_at_ms=1, published_at_ms=county.time()
        )


def catalogue(version: int = 2, **changes) -> bytes:
    """The shipped catalogue, cut to three items, under another number."""
    raw = json.loads(resources.load_catalogue().content)
    raw |= {"version": version, "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    raw["items"] = raw["items"][:3]
    raw |= changes
    return json.dumps(raw, ensure_ascii=False).encode()


def calendar(version: int = 2, **changes) -> bytes:
    """The shipped calendar under another number."""
    raw = json.loads(resources.load_calendar().content)
    return json.dumps(raw | {"version": version} | changes, ensure_ascii=False).encode()


def staff(version: int = 1, *people, valid_from: date = date(2026, 1, 1)) -> bytes:
    raw = {
        "format": 1,
        "version": version,
        "valid_from": valid_from.isoformat(),
        "valid_until": "2026-12-31",
        "people": list(people),
    }
    return json.dumps(raw, ensure_ascii=False).encode()


def keep_key(key: Ed25519PrivateKey, path: Path) -> Path:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    return path
