"""Fetches what the county announces as newer, has it checked, and hands it to be kept.

What may not count is refused once, told in plain words, and not fetched again until something
that could change the answer has changed: the trust list, or this program.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from counter_app.domain.errors import CountyFault
from sync.client.county_keys import CountySigner, believed_keys
from sync.client.publication_check import (
    Arrived,
    Checked,
    check,
    is_what_was_sent,
    require_size,
)
from sync.publication import KINDS, PACKED_BYTES_MAX, NotTaken
from sync.trust_list import Signatures, TrustList
from sync.wire_publications import PIECE_BYTES, PieceWire, piece_target

PIECES_MAX: Final = max(PACKED_BYTES_MAX.values()) // PIECE_BYTES + 1
log = logging.getLogger(__name__)


class PublicationShelf(Protocol):
    """Where this counter keeps publications."""

    def version(self, kind: str) -> int:
        """Return the installed version; 0 when there is none."""

    def trust(self) -> TrustList | None:
        """Return the installed trust list."""

    def is_refused(self, kind: str, version: int) -> bool:
        """Whether this version was refused, and nothing has changed since."""

    def install(self, checked: Checked) -> None:
        """Keep what was checked and let it count, with its event in one transaction."""

    def refuse(self, kind: str, version: int, reason: str) -> None:
        """Remember that a version may not count, with its event in one transaction."""


Fetch = Callable[[str], bytes]
"""Path and query → the body of an answer that the county signed; raises `SyncError`."""


@dataclass(slots=True)
class _Partial:
    """What has come of one publication so far; a line that breaks loses no piece."""

    manifest: bytes
    signatures: Signatures
    size: int
    packed_sha256: str
    packed: bytearray = field(default_factory=bytearray)


class PublicationFetcher:
    """Follows what the county announces; one object lives as long as the program."""

    def __init__(self, shelf: PublicationShelf, fetch: Fetch, county_key: CountySigner) -> None:
        self._shelf = shelf
        self._fetch = fetch
        self._county_key = county_key
        self._partial: dict[tuple[str, int], _Partial] = {}

    def follow(self, announced: Mapping[str, int]) -> int:
        """Fetch, check and install what is newer than what is here.

        Args:
            announced: Kind → newest version, as the county's hello told it.

        Returns:
            How many were installed or refused: each is an event that the county hears of.

        Raises:
            SyncError: The line broke; what had come is kept for the next time.
        """
        settled = 0
        for kind in KINDS:  # One after the other: a trust list decides about the next.
            if self._is_wanted(kind, announced):
                settled += self._take(kind, announced[kind])
        return settled

    def is_waiting(self, announced: Mapping[str, int]) -> bool:
        """Whether something newer was announced that has neither been taken nor refused."""
        return any(self._is_wanted(kind, announced) for kind in KINDS)

    def _is_wanted(self, kind: str, announced: Mapping[str, int]) -> bool:
        version = announced.get(kind, 0)
        is_newer = version > self._shelf.version(kind)
        return is_newer and not self._shelf.is_refused(kind, version)

    def _take(self, kind: str, version: int) -> bool:
        try:
            arrived = self._whole(kind, version)
        except NotTaken as refusal:
            self._partial.pop((kind, version), None)
            _refuse(self._shelf, (kind, version), refusal.reason)
            return True
        except CountyFault as fault:  # The county's trouble with one file stops no exchange.
            log.warning("%s %d cannot be fetched: %s", kind, version, fault)
            self._partial.pop((kind, version), None)
            return False
        take_arrived(self._shelf, arrived, (kind, version), self._county_key)
        return True

    def _whole(self, kind: str, version: int) -> Arrived:
        """Return all of a publication, fetched piece by piece from where it broke off."""
        for _ in range(PIECES_MAX + 1):
            partial = self._partial.get((kind, version))
            if partial is not None and len(partial.packed) >= partial.size:
                del self._partial[kind, version]
                packed = bytes(partial.packed)
                if not is_what_was_sent(packed, partial.packed_sha256):
                    raise NotTaken("unreadable")
                return Arrived(partial.manifest, partial.signatures, packed)
            self._fetch_piece(kind, version, partial)
        raise CountyFault("a publication without an end")

    def _fetch_piece(self, kind: str, version: int, partial: _Partial | None) -> None:
        offset = len(partial.packed) if partial else 0
        try:
            wire = PieceWire.model_validate_json(self._fetch(piece_target(kind, version, offset)))
        except ValueError as error:
            raise CountyFault("a piece of a publication cannot be read") from error
        require_size(kind, wire.size)
        if partial is None:
            signatures = tuple((each.key, each.signature) for each in wire.signatures)
            partial = _Partial(wire.manifest, signatures, wire.size, wire.packed_sha256)
            self._partial[kind, version] = partial
        if (wire.offset, wire.packed_sha256) != (offset, partial.packed_sha256) or not wire.data:
            raise CountyFault("a piece of another publication")
        partial.packed += wire.data


def take_arrived(
    shelf: PublicationShelf, arrived: Arrived, name: tuple[str, int], county: CountySigner
) -> bool:
    """Install what may count, by wire or by stick; else remember that it may not.

    Args:
        shelf: Where it is kept.
        arrived: All of it, not believed yet.
        name: Kind and version that it has to be; above the installed one.
        county: Whose signature counts on a trust list.

    Returns:
        Whether it counts from now on.
    """
    kind, version = name
    try:
        checked = check(
            arrived,
            kind=kind,
            version=version,
            trust=shelf.trust(),
            county_keys=believed_keys(county),
        )
    except NotTaken as refusal:
        _refuse(shelf, name, refusal.reason)
        return False
    shelf.install(checked)
    return True


def _refuse(shelf: PublicationShelf, name: tuple[str, int], reason: str) -> None:
    kind, version = name
    log.warning("%s %d is not taken: %s", kind, version, reason)
    shelf.refuse(kind, version, reason)
