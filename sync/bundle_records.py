"""What stands inside a courier bundle: records, a manifest first, then the network's own messages.

A record is one byte of kind, four of length (big endian) and the payload.  A message or an answer
is the same JSON as in an exchange over the network, so that both ways are read by the same code.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from counter_app.domain.errors import BundleInvalid
from sync.protocol import SignedEvent
from sync.wire import ANSWER_BYTES_MAX, REQUEST_BYTES_MAX
from sync.wire_types import Base64, Count, Hex64, Hex64OrNothing

HEADER_BYTES: Final = 5
MANIFEST_BYTES_MAX: Final = 4 << 20
ATTACHMENT_BYTES_MAX: Final = 20 << 20
DRAFT_BYTES_MAX: Final = 512 << 10
CHAINS_MAX: Final = 50_000
RECORDS_MAX: Final = 100_000
UNREADABLE: Final = "unreadable"
"""Under this name the manifest counts events whose header this program cannot read."""


class RecordKind(IntEnum):
    """What a record holds.  From `OPTIONAL_FROM` on, a reader may skip what it does not know."""

    MANIFEST = 1
    MESSAGE = 2
    ANSWER = 3
    ATTACHMENT = 4
    DRAFT = 5
    PUBLICATION = 64
    COUNTY_KEYS = 65


OPTIONAL_FROM: Final = 64
_BYTES_MAX: Final = MappingProxyType[int, int](
    {
        RecordKind.MANIFEST: MANIFEST_BYTES_MAX,
        RecordKind.MESSAGE: REQUEST_BYTES_MAX,
        RecordKind.ANSWER: ANSWER_BYTES_MAX,
        RecordKind.ATTACHMENT: ATTACHMENT_BYTES_MAX + 64,
        RecordKind.DRAFT: DRAFT_BYTES_MAX,
        RecordKind.PUBLICATION: 256 << 10,
        RecordKind.COUNTY_KEYS: 256 << 10,
    }
)

ChainRange = tuple[str, int, int, int]
"""Device, generation, first and last place in its chain, without a hole between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle says of itself before anything else; checked against what follows.

    Attributes:
        events: Type of event → how many.
        chains: Which places of which chains, in ranges without holes, sorted.
        position, prefix_hash: How far the sender had pulled; of the township's stream.
        anchor_nonce: What the county's time anchor has to carry; 32 hex digits.
        part: Which of how many bundles that were made together.
        void: Numbers that the sender drew and threw away: nobody need look for them.
        bundle_key: To which X25519 key an answer is to be sealed; 32 bytes.
        answers: For a return: id and number of the bundle that it answers; else "" and 0.
        missing_bundles: Numbers the county never saw; missing_ranges: places of the chain.
        revoked: Devices that the county no longer trusts.
        before: For a hand-over: numbers that its sender had made for its recipient before.
    """

    events: Mapping[str, int] = field(default_factory=dict)
    chains: tuple[ChainRange, ...] = ()
    attachments: tuple[tuple[str, int], ...] = ()
    position: int = 0
    prefix_hash: str = ""
    anchor_nonce: str = ""
    part: tuple[int, int] = (1, 1)
    void: tuple[int, ...] = ()
    bundle_key: bytes = b""
    answers: str = ""
    answers_number: int = 0
    missing_bundles: tuple[int, ...] = ()
    missing_ranges: tuple[ChainRange, ...] = ()
    revoked: tuple[str, ...] = ()
    before: tuple[int, ...] = ()

    @property
    def event_count(self) -> int:
        """How many events there are, or are acknowledged by a return."""
        return sum(self.events.values())


_Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
_Positive = Annotated[int, Field(ge=1, le=2**53 - 1)]
_Number = Annotated[int, Field(ge=0, le=2**53 - 1)]
_Chain = tuple[_Hex16, _Positive, _Positive, _Positive]
_Chains = Annotated[tuple[_Chain, ...], Field(max_length=CHAINS_MAX)]
_Numbers = Annotated[tuple[_Positive, ...], Field(max_length=10_000)]


class _ManifestWire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    v: Annotated[int, Field(ge=1, le=1)]
    events: Annotated[dict[Annotated[str, Field(max_length=100)], Count], Field(max_length=1_000)]
    chains: _Chains
    attachments: Annotated[
        tuple[tuple[Hex64, Annotated[int, Field(ge=0, le=ATTACHMENT_BYTES_MAX)]], ...],
        Field(max_length=2_000),
    ]
    position: Count
    prefix_hash: Hex64OrNothing
    anchor_nonce: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]
    part: tuple[_Positive, _Positive]
    void: _Numbers
    bundle_key: Annotated[Base64, Field(max_length=32)]
    answers: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]
    answers_number: _Number
    missing_bundles: _Numbers
    missing_ranges: _Chains
    revoked: Annotated[tuple[_Hex16, ...], Field(max_length=10_000)]
    before: _Numbers = ()

    @model_validator(mode="after")
    def _ranges_go_forward(self) -> _ManifestWire:
        for _, _, first, last in (*self.chains, *self.missing_ranges):
            if first > last:
                raise ValueError("a range that ends before it begins")
        if self.part[0] > self.part[1] or len(self.bundle_key) not in {0, 32}:
            raise ValueError("no such part or key")
        return self


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the canonical bytes of a manifest."""
    return (
        _ManifestWire.model_construct(
            v=1, **{name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
        )
        .model_dump_json()
        .encode()
    )


def decode_manifest(data: bytes) -> Manifest:
    """Read a manifest, strictly.

    Raises:
        BundleInvalid: It is none.
    """
    try:
        wire = _ManifestWire.model_validate_json(data)
    except ValueError as error:
        raise BundleInvalid("a manifest that cannot be read") from error
    return Manifest(**{name: getattr(wire, name) for name in Manifest.__dataclass_fields__})


def encode_record(kind: RecordKind, payload: bytes) -> bytes:
    """Return one record."""
    assert len(payload) <= _BYTES_MAX.get(kind, ANSWER_BYTES_MAX), len(payload)
    return bytes([kind]) + len(payload).to_bytes(4, "big") + payload


def read_records(pieces: Iterable[bytes]) -> Iterator[tuple[RecordKind, bytes]]:
    """Yield the records of a content that comes in pieces; a length is judged before it is kept.

    Raises:
        BundleInvalid: An unknown kind that may not be skipped, a length over its limit, a record
            that is cut off, too many records, or a manifest that is not the first.
    """
    waiting = bytearray()
    count = 0
    for piece in pieces:
        waiting += piece
        start = 0
        while (end := _record_end(waiting, start)) is not None:
            count += 1
            kind = waiting[start]
            if count > RECORDS_MAX or (kind == RecordKind.MANIFEST) != (count == 1):
                raise BundleInvalid("records in another order")
            if kind in _BYTES_MAX:
                yield RecordKind(kind), bytes(waiting[start + HEADER_BYTES : end])
            start = end
        del waiting[:start]
    if waiting or not count:
        raise BundleInvalid("a record that is cut off")


def _record_end(waiting: bytearray, start: int) -> int | None:
    """Return where the record that begins there ends; None when it is not all here yet."""
    if len(waiting) - start < HEADER_BYTES:
        return None
    kind = waiting[start]
    length = int.from_bytes(waiting[start + 1 : start + HEADER_BYTES], "big")
    if kind not in _BYTES_MAX and kind < OPTIONAL_FROM:
        raise BundleInvalid("a kind of record that this program does not know")
    if length > _BYTES_MAX.get(kind, ANSWER_BYTES_MAX):
        raise BundleInvalid("a record longer than its kind may be")
    end = start + HEADER_BYTES + length
    return end if end <= len(waiting) else None


@dataclass(slots=True)
class Tally:
    """Counts events as a manifest does."""

    events: Counter[str] = field(default_factory=Counter)
    _places: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def add(self, type_name: str, device: str, generation: int, n: int) -> None:
        """Count one event by what its header says."""
        self.events[type_name] += 1
        self._places.setdefault((device, generation), set()).add(n)

    def add_event(self, event: SignedEvent) -> None:
        """Count one event from its bytes; one that cannot be read has no place in a chain."""
        try:
            header = json.loads(event.data)
            place = (header["type"], header["device"], header["generation"], header["n"])
            if tuple(map(type, place)) == (str, str, int, int):
                self.add(*place)
            else:
                self.events[UNREADABLE] += 1
        except (ValueError, KeyError, TypeError, RecursionError):
            self.events[UNREADABLE] += 1

    def chains(self) -> tuple[ChainRange, ...]:
        """Return the places as ranges without holes, sorted."""
        return tuple(
            (device, generation, first, last)
            for (device, generation), places in sorted(self._places.items())
            for first, last in ranges_of(places)
        )

    def require(self, manifest: Manifest) -> None:
        """See that what came is what the manifest promised.

        Raises:
            BundleInvalid: It is not.
        """
        if dict(self.events) != dict(manifest.events) or self.chains() != manifest.chains:
            raise BundleInvalid("not what its manifest says")


def ranges_of(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield whole numbers as ranges without holes: 1 2 3 7 → (1, 3), (7, 7)."""
    first = last = None
    for place in sorted(places):
        if last is not None and place == last + 1:
            last = place
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = place
    if first is not None and last is not None:
        yield first, last
