"""Messages between a counter and the county server.  Plain data, no transport."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Protocol

PUSH_EVENTS_MAX: Final = 1_200
"""A week at a counter, so that it goes in one message and costs one round trip."""

PUSH_BYTES_MAX: Final = 1_400 << 10
"""As JSON, for a county that does not know the packed form, this is just below 2 MiB."""

PULL_EVENTS_MAX: Final = 1_200
"""As many as a push, so that what was just sent comes back told by its place in it."""

PULL_BYTES_MAX: Final = 1 << 20
EVENT_BYTES_MAX: Final = 32 << 10
JSON_DEPTH_MAX: Final = 8
BASE_FIELDS_MAX: Final = 16
ATTACHMENTS_MAX: Final = 32
SUITE: Final = "ed25519-sha256"
HEADER_VERSION: Final = 1
EVIDENCE_MAX: Final = 16
EVIDENCE_BYTES_MAX: Final = 512 << 10
DIGEST_CHAINS_MAX: Final = 512
DIGEST_BLOCKS_MAX: Final = 8_192
"""Blocks in one digest: two million events."""

DIGEST_RANGES_MAX: Final = 512
CHECKPOINTS_MAX: Final = 64
PREFIX_START: Final = "0" * 64
"""Prefix hash of a stream at position 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Everything that is signed about one event.  All keys are present; nothing is "" or {}.

    Attributes:
        v: Form of the header.
        device: 16 hex digits; generation: from 1, raised with a new key.
        n: Place in the chain of this device and generation, from 1.
        prev: Id of the event before it in the chain; "" for the very first.
        hlc: Hybrid clock: milliseconds since 1970, counter.
        wall: The device's clock with offset, as it stood: a claim.
        boot: 8 hex digits; mono: milliseconds since boot.
        anchor: Id of the newest `time.anchored` event in this chain, or "".
        counter: 11 digits; staff, login, role: who, in which sign-in, acting as what.
        case: 32 hex digits, or "" for facts of the device itself.
        base: Field name → id of the event that had set it as the clerk saw it.
        attachments: SHA-256 of the plain files, hex.
    """

    v: int
    suite: str
    device: str
    generation: int
    n: int
    prev: str
    hlc: tuple[int, int]
    wall: str
    boot: str
    mono: int
    anchor: str
    counter: str
    staff: str
    login: str
    role: str
    case: str
    type: str
    type_version: int
    base: dict[str, str]
    body: dict[str, Any]
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEvent:
    """The exact bytes that were signed.  They are kept, and never made again from a row."""

    data: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Canonical bytes that the county signed: acks, or a time anchor."""

    data: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """What the county did with an event.

    Attributes:
        server_sequence: Place in the county's order; None when quarantined.
        received_at_ms: When the county first stored it, milliseconds since 1970.
        outcome: "stored", "duplicate" or "quarantined".
    """

    event_id: str
    server_sequence: int | None
    received_at_ms: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acks:
    """A list of acks as the county signed it, for one device in one epoch."""

    epoch: str
    device: str
    acks: tuple[Ack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAnchor:
    """The county's signed word on what time it is.

    Attributes:
        nonce: That of the request; county_ms: milliseconds since 1970.
        head_n: End of the device's chain as the request told it: whatever stands in the chain
            up to there happened before this time.  What stands between it and the event that
            keeps this anchor may have happened while the answer was on its way.
        head: Id of the event at that place; "" when the chain was empty.
        prefix_hash: Of the device's stream up to `position_max`.  With it the anchor proves what
            the county's log once was, also to a county that has forgotten it.
        by: "bundle" when it travels in a courier bundle: it is old when it arrives, so it bounds
            what comes after it from below, but the present is not reckoned from it.
    """

    device: str
    nonce: str
    county_ms: int
    epoch: str
    position_max: int
    head_n: int = 0
    head: str = ""
    prefix_hash: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """How the counter stands; the first message of every exchange.

    Attributes:
        bundle_key: X25519, to which this device's return bundles are sealed; b"" = not told.
    """

    program: str
    fold_version: int
    epoch: str
    position: int
    prefix_hash: str
    head: dict[str, Any]
    pending: int
    parked: int
    wall: str
    boot: str
    mono: int
    bundle_key: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelloAnswer:
    """How the county stands.

    Attributes:
        flags: "forked", "gap" …: what the county noticed about this device's chain.
        clock_offset_ms: Counter's wall clock minus the county's.
        admitted: How many events that this device sent left the quarantine later; when the
            figure changes, the device asks again about those it has set aside.
        bundle_key: X25519, to which bundles for the county are sealed; b"" = not told.
    """

    epoch: str
    position_max: int
    anchor: Signed
    head: dict[str, Any]
    wants_digest: bool
    program_min: str
    publications: dict[str, int]
    permissions_until: str
    flags: tuple[str, ...]
    clock_offset_ms: int
    admitted: int = 0
    bundle_key: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """At most 1,200 events and 1,400 KiB, oldest first, from anyone's chain.

    Attributes:
        evidence: Acks of an earlier epoch: the county keeps the earliest time it ever signed.
    """

    epoch: str
    events: tuple[SignedEvent, ...]
    evidence: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an event does not stand in the log: it was not validly signed, or is in quarantine.

    Attributes:
        reason: Kebab-case code.
        field: Path of the field at fault, "body/materials/2/name"; "" when it is not about one.
    """

    event_id: str
    reason: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAnswer:
    """`refused` is "epoch" or "reconcile" when the message was not handled, else ""."""

    refused: str
    acks: Signed | None
    refusals: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Asks for what is new in the counter's stream after `position`."""

    epoch: str
    position: int
    limit: int = PULL_EVENTS_MAX
    bytes_max: int = PULL_BYTES_MAX
    own: str = "ids"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullEntry:
    """One place in the stream.  With `own` = "ids", the caller's own events come without data.

    Attributes:
        received_at_ms: When the county first stored the event; None from a county that does
            not tell yet.
    """

    position: int
    server_sequence: int
    event_id: str
    event: SignedEvent | None
    received_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullAnswer:
    """`prefix_hash` runs over the stream: pₖ = SHA-256(pₖ₋₁ + id + sequence as 8 bytes)."""

    refused: str
    entries: tuple[PullEntry, ...]
    position: int
    prefix_hash: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainDigest:
    """What one side holds of a chain, in few bytes.

    Attributes:
        n: Furthest place; head: id there, the smallest of a fork.
        blocks: For each 256 places the first 16 bytes (hex) of SHA-256 over the ids that stand
            there, by place and then by id.
    """

    device: str
    generation: int
    n: int
    head: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRange:
    """Places of a chain, both ends included."""

    device: str
    generation: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What the counter holds, to be compared with what the county holds.

    Attributes:
        checkpoints: (position, prefix hash) of the stream as it was pulled, in any order.
        fetch: Places that the county shall send.
        anchor: The newest time anchor that the county signed in the counter's epoch: the proof
            of how far the county's log once reached.
    """

    chains: tuple[ChainDigest, ...] = ()
    checkpoints: tuple[tuple[int, str], ...] = ()
    fetch: tuple[ChainRange, ...] = ()
    anchor: Signed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDigest:
    """The open cases of a scope at a position: how many, and a hash over their folds."""

    open_cases: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestAnswer:
    """How the county's log differs.

    Attributes:
        common_position: Greatest checkpoint that stands in the county's stream; 0 for none.
        entries: What was fetched.
        state: None when the county's fold is another version or not up to date.
    """

    common_position: int
    county_lacks: tuple[ChainRange, ...] = ()
    client_lacks: tuple[ChainRange, ...] = ()
    entries: tuple[PullEntry, ...] = ()
    state: StateDigest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Up to four messages in one request, handled in this order."""

    hello: Hello
    push: Push | None = None
    pull: Pull | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAnswer:
    """What the county answered to an exchange, under the same keys.

    Attributes:
        nonce: That of the request; the time anchor must carry it.
        sent_bytes, received_bytes: Bodies only.
    """

    hello: HelloAnswer
    push: PushAnswer | None = None
    pull: PullAnswer | None = None
    digest: DigestAnswer | None = None
    nonce: str = field(default="", compare=False)
    sent_bytes: int = field(default=0, compare=False)
    received_bytes: int = field(default=0, compare=False)


class Transport(Protocol):
    """Carries one exchange to the county server and back.

    Only an answer that the county signed comes back; everything else raises.
    """

    def exchange(self, message: Exchange) -> ExchangeAnswer:
        """Send one exchange.

        Raises:
            Offline: No answer, or not in time.
            NotTheCounty: Somebody answered without the county's signature.
            DeviceUnknown, DeviceRevoked: The county said no, and signed it.
            CountyBusy: The county asked to wait, and signed it.
            CountyFault: The county could not handle this message, and signed it.
        """
