"""Publications inside a return bundle: the same pieces as over the network, one record each.

Pure: bytes in, plain values out.  Nothing of it is believed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from counter_app.domain.errors import BundleInvalid
from sync.bundle_records import RecordKind, encode_record
from sync.publication import KINDS, PACKED_BYTES_MAX
from sync.trust_list import Signatures
from sync.wire_publications import PieceWire

PUBLICATIONS_MAX: Final = len(KINDS)


@dataclass(frozen=True, slots=True)
class Brought:
    """One publication as it came on a stick."""

    manifest: bytes
    signatures: Signatures
    packed: bytes


@dataclass(slots=True)
class _Partial:
    first: PieceWire
    packed: bytearray = field(default_factory=bytearray)


class PublicationReader:
    """Puts the pieces together again; they come in order, one publication after the other."""

    def __init__(self) -> None:
        self._partials: list[_Partial] = []

    def add(self, payload: bytes) -> None:
        """Take one record in.

        Raises:
            BundleInvalid: It is no piece, belongs to nothing, or there are too many.
        """
        try:
            wire = PieceWire.model_validate_json(payload)
        except ValueError as error:
            raise BundleInvalid("a publication that cannot be read") from error
        if wire.size > max(PACKED_BYTES_MAX.values()):
            raise BundleInvalid("a publication that is too large")
        if wire.offset == 0:
            self._partials.append(_Partial(wire))
        if not self._partials or len(self._partials) > PUBLICATIONS_MAX:
            raise BundleInvalid("pieces of too many publications, or of none")
        partial = self._partials[-1]
        is_next = wire.offset == len(partial.packed)
        if not is_next or wire.packed_sha256 != partial.first.packed_sha256:
            raise BundleInvalid("a piece of another publication")
        partial.packed += wire.data

    def whole(self) -> Iterator[Brought]:
        """Yield the publications.

        Raises:
            BundleInvalid: One is not all there.
        """
        for partial in self._partials:
            first, packed = partial.first, bytes(partial.packed)
            if hashlib.sha256(packed).hexdigest() != first.packed_sha256:
                raise BundleInvalid("a publication that is cut off")
            signatures = tuple((each.key, each.signature) for each in first.signatures)
            yield Brought(first.manifest, signatures, packed)


def publication_record(piece: bytes) -> bytes:
    """Return the record of one piece, which is the JSON of `PieceWire`."""
    return encode_record(RecordKind.PUBLICATION, piece)
