"""The JSON that crosses the network <-> the records of `sync.protocol`.

Every message is checked on arrival: known keys only, exact types, hex of the right length, lists
and texts with an end.  A counter ignores keys it does not know in an answer, because the county
is upgraded first; the county refuses them in a request.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from sync.protocol import (
    EVIDENCE_MAX,
    PULL_BYTES_MAX,
    PULL_EVENTS_MAX,
    PUSH_BYTES_MAX,
    PUSH_EVENTS_MAX,
    Exchange,
    ExchangeAnswer,
    Hello,
    HelloAnswer,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Refused,
    SignedEvent,
)
from sync.wire_digest import (
    DigestAnswerWire,
    DigestWire,
    ShownWire,
    digest,
    digest_answer,
    digest_answer_wire,
    digest_wire,
    shown,
    shown_wire,
)
from sync.wire_types import (
    Answer,
    Base64,
    BundleKey,
    Count,
    Hex8,
    Hex32OrNothing,
    Hex64,
    Hex64OrNothing,
    Integer,
    PullEntryWire,
    Refusal,
    Request,
    SignedWire,
    Word,
    entry,
    entry_wire,
    fields,
    signed,
    signed_wire,
)

REQUEST_BYTES_MAX: Final = 2 << 20
"""A push of 1,400 KiB is 1.9 MiB in base64; more than 2 MiB is nobody of ours."""

ANSWER_BYTES_MAX: Final = 3 << 20
"""A pull page of 1 MiB beside 1,200 acks; the counter reads no further."""

FIELD_PATH_MAX: Final = 200
ENROL_BYTES_MAX: Final = 2 << 10
JSON_TYPE: Final = "application/json"

DEVICE_HEADER: Final = "Counter-Device"
NONCE_HEADER: Final = "Counter-Nonce"
SIGNATURE_HEADER: Final = "Counter-Signature"
KEY_HEADER: Final = "Counter-Key"

EXCHANGE_PATH: Final = "/v1/exchange"
ENROL_PATH: Final = "/v1/enrol"
HEALTH_PATH: Final = "/v1/health"


class EventWire(Request):
    """An event as signed.  Its own limit, 32 KiB, is judged event by event, not here."""

    data: Base64
    signature: Annotated[Base64, Field(max_length=128)]


class HeadWire(Request):
    generation: Count
    n: Count
    id: Hex64OrNothing


class HelloWire(Request):
    program: Word
    fold_version: Count
    epoch: Hex32OrNothing
    position: Count
    prefix_hash: Hex64OrNothing
    head: HeadWire
    pending: Count
    parked: Count
    wall: Word
    boot: Hex8
    mono: Count
    bundle_key: BundleKey = b""


class PushWire(Request):
    epoch: Hex32OrNothing
    events: Annotated[list[EventWire], Field(max_length=PUSH_EVENTS_MAX)]
    evidence: Annotated[list[ShownWire], Field(max_length=EVIDENCE_MAX)] | None = None


class PullWire(Request):
    epoch: Hex32OrNothing
    position: Count
    limit: Annotated[int, Field(ge=1, le=PULL_EVENTS_MAX)]
    bytes_max: Annotated[int, Field(ge=1, le=PULL_BYTES_MAX)]
    own: Annotated[str, Field(pattern="^(ids|data)$")]


class ExchangeWire(Request):
    """Body of a request to `EXCHANGE_PATH`."""

    hello: HelloWire
    push: PushWire | None = None
    pull: PullWire | None = None
    digest: DigestWire | None = None


class HeadAnswerWire(Answer):
    n: Count
    id: Hex64OrNothing


class HelloAnswerWire(Answer):
    epoch: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    position_max: Count
    anchor: SignedWire
    head: HeadAnswerWire
    wants_digest: bool
    program_min: Word
    publications: Annotated[dict[Word, Count], Field(max_length=16)]
    permissions_until: Word
    flags: Annotated[list[Word], Field(max_length=16)]
    clock_offset_ms: Integer
    admitted: Count = 0
    bundle_key: BundleKey = b""


class RefusedWire(Answer):
    id: Hex64
    reason: Word
    field: Annotated[str, Field(max_length=FIELD_PATH_MAX)] | None = None


class PushAnswerWire(Answer):
    refused: Refusal = ""
    acks: SignedWire | None = None
    refusals: Annotated[list[RefusedWire], Field(max_length=PUSH_EVENTS_MAX)]


class PullAnswerWire(Answer):
    refused: Refusal = ""
    entries: Annotated[list[PullEntryWire], Field(max_length=PULL_EVENTS_MAX)]
    position: Count
    prefix_hash: Hex64OrNothing
    more: bool


class ExchangeAnswerWire(Answer):
    """Body of an answer with status 200."""

    hello: HelloAnswerWire
    push: PushAnswerWire | None = None
    pull: PullAnswerWire | None = None
    digest: DigestAnswerWire | None = None


class ProblemWire(Answer):
    """Body of any other answer that the county signs; `error` is a kebab-case code."""

    error: Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]
    retry_after_s: Annotated[int, Field(ge=1, le=86_400)] | None = None


class EnrolWire(Request):
    """Body of a request to `ENROL_PATH`.

    Attributes:
        code: The one-time code as the county printed it.
        public_key: The device's new Ed25519 key, 32 bytes.
        counter_code: 11 digits; must be the counter the code was made for.
        device: An id the device already works under, or "" to be given one; `generation`: that
            of its key.
    """

    code: Annotated[str, Field(min_length=8, max_length=64)]
    public_key: Annotated[Base64, Field(min_length=32, max_length=32)]
    counter_code: Annotated[str, Field(pattern=r"^[0-9]{11}$")]
    device: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = ""
    generation: Annotated[int, Field(ge=1, le=99)] = 1


class EnrolAnswerWire(Answer):
    device: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    generation: Annotated[int, Field(ge=1)]
    is_approved: bool = True
    county_key: Annotated[Base64, Field(min_length=32, max_length=32)]
    bundle_key: BundleKey = b""


def encode_exchange(message: Exchange) -> bytes:
    """Return the body of a request."""
    wire = ExchangeWire(
        hello=HelloWire(**fields(message.hello) | {"head": HeadWire(**message.hello.head)}),
        push=_push_wire(message.push) if message.push else None,
        pull=PullWire(**fields(message.pull)) if message.pull else None,
        digest=digest_wire(message.digest) if message.digest else None,
    )
    return wire.model_dump_json(exclude_none=True).encode()


def decode_exchange(body: bytes) -> Exchange:
    """Read the body of a request.

    Raises:
        ValueError: It is not one, or something in it is over its limit.
    """
    wire = ExchangeWire.model_validate_json(body)
    push = None
    if wire.push is not None:
        events = tuple(SignedEvent(data=e.data, signature=e.signature) for e in wire.push.events)
        if sum(len(event.data) for event in events) > PUSH_BYTES_MAX:
            raise ValueError("a push of more than 1,400 KiB")
        push = Push(epoch=wire.push.epoch, events=events, evidence=shown(wire.push.evidence or ()))
    return Exchange(
        hello=Hello(**wire.hello.model_dump() | {"bundle_key": wire.hello.bundle_key}),
        push=push,
        pull=Pull(**wire.pull.model_dump()) if wire.pull else None,
        digest=digest(wire.digest) if wire.digest else None,
    )


def encode_answer(answer: ExchangeAnswer) -> bytes:
    """Return the body of an answer with status 200."""
    wire = ExchangeAnswerWire(
        hello=HelloAnswerWire(
            **fields(answer.hello)
            | {
                "anchor": signed_wire(answer.hello.anchor),
                "head": HeadAnswerWire(**answer.hello.head),
                "flags": list(answer.hello.flags),
            }
        ),
        push=_push_answer_wire(answer.push) if answer.push else None,
        pull=_pull_answer_wire(answer.pull) if answer.pull else None,
        digest=digest_answer_wire(answer.digest) if answer.digest else None,
    )
    return wire.model_dump_json(exclude_none=True).encode()


def decode_answer(body: bytes) -> ExchangeAnswer:
    """Read the body of an answer whose signature has been checked.

    Raises:
        ValueError: It is not one.
    """
    wire = ExchangeAnswerWire.model_validate_json(body)
    hello = wire.hello.model_dump() | {
        "anchor": signed(wire.hello.anchor),
        "flags": tuple(wire.hello.flags),
        "bundle_key": wire.hello.bundle_key,
    }
    return ExchangeAnswer(
        hello=HelloAnswer(**hello),
        push=_push_answer(wire.push) if wire.push else None,
        pull=_pull_answer(wire.pull) if wire.pull else None,
        digest=digest_answer(wire.digest) if wire.digest else None,
        received_bytes=len(body),
    )


def _push_wire(push: Push) -> PushWire:
    events = [EventWire.model_construct(data=e.data, signature=e.signature) for e in push.events]
    return PushWire.model_construct(
        epoch=push.epoch, events=events, evidence=shown_wire(push.evidence) or None
    )


def _push_answer_wire(answer: PushAnswer) -> PushAnswerWire:
    return PushAnswerWire.model_construct(
        refused=answer.refused,
        acks=signed_wire(answer.acks) if answer.acks else None,
        refusals=[
            RefusedWire(id=r.event_id, reason=r.reason, field=r.field or None)
            for r in answer.refusals
        ],
    )


def _push_answer(wire: PushAnswerWire) -> PushAnswer:
    return PushAnswer(
        refused=wire.refused,
        acks=signed(wire.acks) if wire.acks else None,
        refusals=tuple(
            Refused(event_id=r.id, reason=r.reason, field=r.field or "") for r in wire.refusals
        ),
    )


def _pull_answer_wire(answer: PullAnswer) -> PullAnswerWire:
    return PullAnswerWire.model_construct(
        refused=answer.refused,
        entries=[entry_wire(each) for each in answer.entries],
        position=answer.position,
        prefix_hash=answer.prefix_hash,
        more=answer.more,
    )


def _pull_answer(wire: PullAnswerWire) -> PullAnswer:
    return PullAnswer(
        refused=wire.refused,
        entries=tuple(entry(each) for each in wire.entries),
        position=wire.position,
        prefix_hash=wire.prefix_hash,
        more=wire.more,
    )
