"""A new signing key for the county: announced, believed beside the old one, then alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.errors import PublisherUnknown, UnreadableFile
from sync.county_succession import (
    KeyPaper,
    SignedSuccession,
    Succession,
    announce,
    encode_paper,
    open_succession,
)
from sync.publication import sign_publication
from sync.server import publications, trust
from sync.server.county_key import CountyKey, KeyFiles, load_key, make_key
from sync.server.engine import Database
from sync.trust_list import KeySet, is_twice_signed

OVERLAP_DAYS: Final = 30
"""A counter that is in touch once in this time never sees an answer it cannot check."""

_DAY_MS: Final = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a change of keys is.

    Attributes:
        last: The newest succession; None while the first key is the only one.
        is_over: The new key is in use, and the old one is not believed any more.
        retired_files: Files of former keys that still lie there.
    """

    last: Succession | None
    is_over: bool
    retired_files: tuple[Path, ...]


def standing(files: KeyFiles, *, at_ms: int) -> Standing:
    """Return how far the last change is."""
    successions = files().successions
    last = open_succession(successions[-1].data) if successions else None
    starts = [open_succession(each.data).from_ms for each in successions]
    used = sum(1 for start in starts if start <= at_ms)
    retired = tuple(files.file_of(n) for n in range(used) if files.file_of(n).exists())
    return Standing(last, last is None or last.from_ms <= at_ms, retired)


def rotate(
    database: Database,
    files: KeyFiles,
    endorsing: Sequence[Ed25519PrivateKey] = (),
    *,
    at_ms: int,
    overlap_days: int = OVERLAP_DAYS,
) -> Succession:
    """Make a new key and announce it; while one is announced already, nothing is changed.

    The key's file is there before anything names it; the paper that names it comes last, whole.

    Args:
        database: The county's: it knows who publishes.
        files: The keys.
        endorsing: A publication key and an approver's, wherever publishers are named.
        at_ms: The county's time.
        overlap_days: How long the old key goes on signing while both are believed.

    Raises:
        PublisherUnknown: Those who publish did not both sign.
        UnreadableFile: A key cannot be read or written.
    """
    now = standing(files, at_ms=at_ms)
    if now.last is not None and not now.is_over:
        return now.last
    with database.reading() as connection:
        who = publications.publishers(connection)
    before = files().successions
    number = len(before) + 1
    _require_both(who, endorsing)
    old, new = files().private, _made(files.file_of(number))
    succession = Succession(
        number=number,
        old=_hex(old),
        new=_hex(new),
        made_at_ms=at_ms,
        from_ms=at_ms + overlap_days * _DAY_MS,
    )
    bare = announce(succession, old, new)
    endorsements = tuple(sign_publication(key, bare.data) for key in endorsing)
    signed = SignedSuccession(bare.data, bare.by_old, bare.by_new, endorsements)
    _write(files.paper, encode_paper(KeyPaper((*before, signed))))
    trust.refresh(database, CountyKey(old, files), at_ms=at_ms, at_once=True)
    return succession


def paper_of(database: Database, key: CountyKey) -> bytes:
    """Return all that a counter needs to follow our keys, wherever it stopped."""
    with database.reading() as connection:
        sets = publications.key_sets(connection)
    return encode_paper(KeyPaper(key.ring.successions, sets))


def drop_retired(files: KeyFiles, *, at_ms: int) -> tuple[Path, ...]:
    """Delete the private halves of former keys; what they signed can still be checked.

    A bundle that was sealed to one of them can then not be opened any more.
    """
    retired = standing(files, at_ms=at_ms).retired_files
    for file in retired:
        try:
            file.unlink()
        except OSError as error:
            raise UnreadableFile(f"{file}: {error.strerror}") from error
    return retired


def _require_both(who: KeySet | None, endorsing: Sequence[Ed25519PrivateKey]) -> None:
    if who is None:
        return
    probe = b"who may endorse"
    if not is_twice_signed(probe, tuple(sign_publication(key, probe) for key in endorsing), who):
        raise PublisherUnknown("换县局签名密钥需要一把发布密钥和一把审批密钥同时签名")


def _made(file: Path) -> Ed25519PrivateKey:
    """Return a new key from its file; one that was left by an attempt cut short is taken."""
    try:
        make_key(file)
    except OSError as error:
        raise UnreadableFile(f"{file}: {error.strerror}") from error
    return load_key(file)


def _hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(path.name + ".new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}") from error
