"""What the county publishes: staged with its content checked, public once two have signed.

The keys that sign lie offline; this server holds public keys only.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, LargeBinary, Row, delete, func, insert, select, update

from counter_app.domain.errors import (
    PublicationNotFound,
    PublicationNotNewer,
    PublisherUnknown,
)
from counter_app.domain.published_change import PublishedChange
from sync.codec import open_header
from sync.publication import (
    KINDS,
    Manifest,
    encode_manifest,
    open_manifest,
    pack,
    sign_publication,
    unpack,
)
from sync.publication_content import content_changes, read_content
from sync.server.engine import Database
from sync.server.schema import events
from sync.server.schema_publications import publications, publisher_keys
from sync.signing import key_id
from sync.trust_list import (
    KeySet,
    Signatures,
    SignedKeySet,
    encode_key_set,
    is_twice_signed,
    open_key_set,
    signatures_from_json,
    signatures_to_json,
)

INSTALLED: Final = "publication.installed"


@dataclass(frozen=True, slots=True)
class Staged:
    """A publication on its way out.

    Attributes:
        is_public: Counters get it; otherwise it waits for a signature.
        signed: Who signed: "publication", "approval".
        changes: What is different against the version before it.
    """

    kind: str
    version: int
    is_public: bool
    signed: tuple[str, ...]
    changes: tuple[PublishedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a packed content, with what its manifest says."""

    manifest: bytes
    signatures: Signatures
    size: int
    packed_sha256: str
    data: bytes


def stage(database: Database, kind: str, content: bytes, *, at_ms: int, above: int = 0) -> Staged:
    """Check a content and keep it until two have signed it.

    A version that waited before is put aside: nobody has seen it.

    Args:
        database: The county's.
        kind: Of what is published; never "trust".
        content: As its file holds it.
        at_ms: The county's time.
        above: A version that ships with the program; the county's are numbered above it.

    Raises:
        InputError, ValueError: The content breaks the form or a rule of its kind.
        PublicationNotNewer: Its version is not above what was published, here or, before this
            database was restored, to any counter.
    """
    read = read_content(kind, content)
    with database.writing() as connection:
        before = _last_public(connection, kind)
        newest = max(above, before.version if before else 0, _newest_installed(connection, kind))
        if read.version <= newest:
            raise PublicationNotNewer(f"第{read.version}版；已发布到第{newest}版")
        manifest = Manifest(
            kind=kind,
            version=read.version,
            valid_from=read.valid_from,
            valid_until=read.valid_until,
            previous_sha256=_sha256(before.manifest) if before else "",
            content_sha256=_sha256(content),
        )
        connection.execute(
            delete(publications).where(
                publications.c.kind == kind, publications.c.published_at_ms.is_(None)
            )
        )
        keep(connection, encode_manifest(manifest), (), pack(content), made_at_ms=at_ms)
    old = read_content(kind, unpack(kind, before.packed)).value if before else None
    changes = content_changes(old, read.value)
    return Staged(kind, read.version, is_public=False, signed=(), changes=changes)


def add_signature(
    database: Database, kind: str, version: int, key: Ed25519PrivateKey, *, at_ms: int
) -> Staged:
    """Sign a staged publication with one key; with both signatures it becomes public.

    Raises:
        PublicationNotFound: None of that kind and version waits.
        PublisherUnknown: The key may not sign.
    """
    with database.writing() as connection:
        row = connection.execute(
            select(publications).where(
                publications.c.kind == kind,
                publications.c.version == version,
                publications.c.published_at_ms.is_(None),
            )
        ).first()
        if row is None:
            raise PublicationNotFound(f"{kind} 第{version}版")
        keys = publishers(connection)
        public = key.public_key().public_bytes_raw().hex()
        if keys is None or public not in {*keys.publication, *keys.approval}:
            raise PublisherUnknown(key_id(key.public_key()))
        signature = sign_publication(key, row.manifest)
        others = [each for each in _signatures(row.signatures) if each[0] != signature[0]]
        signatures = (*others, signature)
        is_public = is_twice_signed(row.manifest, signatures, keys)
        connection.execute(
            update(publications)
            .where(publications.c.kind == kind, publications.c.version == version)
            .values(
                signatures=json.dumps(signatures_to_json(signatures)),
                published_at_ms=at_ms if is_public else None,
            )
        )
    return Staged(kind, version, is_public, _roles(signatures, keys))


def name_publishers(
    database: Database,
    publication: tuple[str, ...],
    approval: tuple[str, ...],
    endorsing: tuple[Ed25519PrivateKey, ...],
    *,
    at_ms: int,
) -> KeySet:
    """Name who may publish from now on.

    Args:
        database: Where the sets are kept.
        publication: Public keys, 64 hex digits each; approval: those of the approvers.
        approval: None of them may publish too.
        endorsing: One old key of each kind; none for the first set.
        at_ms: The county's time.

    Raises:
        PublisherUnknown: The old keys did not both sign, or a key is none.
    """
    with database.writing() as connection:
        before = publishers(connection)
        number = before.version + 1 if before else 1
        data = encode_key_set(KeySet(number, publication, approval))
        try:
            keys = open_key_set(data)
        except ValueError as error:
            raise PublisherUnknown(str(error)) from error
        signatures = tuple(sign_publication(key, data) for key in endorsing)
        if before is not None and not is_twice_signed(data, signatures, before):
            raise PublisherUnknown("需要原来的一把发布密钥和一把审批密钥同时签名")
        connection.execute(
            insert(publisher_keys).values(
                version=number,
                data=data,
                signatures=json.dumps(signatures_to_json(signatures)),
                named_at_ms=at_ms,
            )
        )
    return keys


def publishers(connection: Connection) -> KeySet | None:
    """Return who may publish now; None before anybody was named."""
    sets = key_sets(connection)
    return open_key_set(sets[-1].data) if sets else None


def key_sets(connection: Connection) -> tuple[SignedKeySet, ...]:
    """Return every set of publishing keys since the first, in order."""
    rows = connection.execute(select(publisher_keys).order_by(publisher_keys.c.version))
    return tuple(SignedKeySet(row.data, _signatures(row.signatures)) for row in rows)


_ANNOUNCED: Final = (
    select(publications.c.kind, func.max(publications.c.version))
    .where(publications.c.published_at_ms.is_not(None))
    .group_by(publications.c.kind)
)


def announced(connection: Connection) -> dict[str, int]:
    """Return the newest public version of each kind, as a hello tells it."""
    rows = connection.execute(_ANNOUNCED)
    return {kind: int(version) for kind, version in rows}


def piece(connection: Connection, kind: str, version: int, offset: int, most: int) -> Piece | None:
    """Return what stands from an offset on; None when there is no such public version."""
    packed = func.substr(publications.c.packed, offset + 1, most, type_=LargeBinary)
    row = connection.execute(
        select(
            publications.c.manifest,
            publications.c.signatures,
            publications.c.packed_sha256,
            func.length(publications.c.packed).label("size"),
            packed.label("data"),
        ).where(
            publications.c.kind == kind,
            publications.c.version == version,
            publications.c.published_at_ms.is_not(None),
        )
    ).first()
    if row is None:
        return None
    return Piece(
        row.manifest, _signatures(row.signatures), row.size, row.packed_sha256, bytes(row.data)
    )


def keep(
    connection: Connection,
    manifest: bytes,
    signatures: Signatures,
    packed: bytes,
    *,
    made_at_ms: int,
    published_at_ms: int | None = None,
) -> None:
    """Write one publication; the caller has checked it."""
    opened = open_manifest(manifest)
    connection.execute(
        insert(publications).values(
            kind=opened.kind,
            version=opened.version,
            manifest=manifest,
            signatures=json.dumps(signatures_to_json(signatures)),
            packed=packed,
            packed_sha256=_sha256(packed),
            made_at_ms=made_at_ms,
            published_at_ms=published_at_ms,
        )
    )


def overview(database: Database) -> list[Staged]:
    """Return every publication, kind by kind, oldest first."""
    with database.reading() as connection:
        keys = publishers(connection)
        rows = connection.execute(
            select(
                publications.c.kind,
                publications.c.version,
                publications.c.signatures,
                publications.c.published_at_ms,
            )
        ).all()
    found = [
        Staged(
            row.kind,
            row.version,
            row.published_at_ms is not None,
            _roles(_signatures(row.signatures), keys),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.version))


def last_manifest(connection: Connection, kind: str) -> bytes | None:
    """Return the manifest of the newest public version of a kind."""
    row = _last_public(connection, kind)
    return None if row is None else bytes(row.manifest)


def _last_public(connection: Connection, kind: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(
        select(publications)
        .where(publications.c.kind == kind, publications.c.published_at_ms.is_not(None))
        .order_by(publications.c.version.desc())
        .limit(1)
    ).first()


def _newest_installed(connection: Connection, kind: str) -> int:
    """Return the newest version that a counter told it has installed.

    It is above what stands here after this database was restored from an old backup: those
    events come back by the counters.  Asked once a publication; the log is read through.
    """
    rows = connection.execute(select(events.c.data).where(events.c.type == INSTALLED))
    versions = [0]
    for (data,) in rows:
        body = open_header(data).body
        version = body.get("version")
        if body.get("kind") == kind and type(version) is int:
            versions.append(version)
    return max(versions)


def _roles(signatures: Signatures, keys: KeySet | None) -> tuple[str, ...]:
    if keys is None:
        return ()
    names = {name for name, _ in signatures}
    found = {"publication": keys.publication, "approval": keys.approval}
    return tuple(role for role, those in found.items() if names & {_id_of(key) for key in those})


def _id_of(key: str) -> str:
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]


def _signatures(text: str) -> Signatures:
    return signatures_from_json(json.loads(text))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
