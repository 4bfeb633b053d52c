"""The JSON that crosses the network <-> the records of `sync.protocol`.

Every message is checked on arrival: known keys only, exact types, hex of the right length, lists
and texts with an end.  A counter ignores keys it does not know in an answer, because the county
is upgraded first; the county refuses them in a request.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from counter_app.domain.ids import EventId
from sync.codec import event_id
from sync.protocol import (
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
    PullEntry,
    Push,
    PushAnswer,
    Refused,
    Signed,
    SignedEvent,
)

REQUEST_BYTES_MAX: Final = 2 << 20
"""A push of 1 MiB is 1.4 MiB in base64; more than 2 MiB is nobody of ours."""

ANSWER_BYTES_MAX: Final = 3 << 20
"""A pull page of 1 MiB beside 200 acks; the counter reads no further."""

ENROL_BYTES_MAX: Final = 2 << 10
JSON_TYPE: Final = "application/json"

DEVICE_HEADER: Final = "Counter-Device"
NONCE_HEADER: Final = "Counter-Nonce"
SIGNATURE_HEADER: Final = "Counter-Signature"
KEY_HEADER: Final = "Counter-Key"

EXCHANGE_PATH: Final = "/v1/exchange"
ENROL_PATH: Final = "/v1/enrol"
HEALTH_PATH: Final = "/v1/health"


def _from_base64(value: Any) -> bytes:
    if isinstance(value, bytes):  # Made by our own program; JSON has no bytes.
        return value
    if not isinstance(value, str):
        raise ValueError("not base64")  # noqa: TRY004 - pydantic wants a ValueError
    try:
        return base64.b64decode(value.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64") from error


def _to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _nothing_or_text(value: Any) -> Any:
    return "" if value is None else value


def _text_or_nothing(value: str) -> str | None:
    return value or None


Base64 = Annotated[
    bytes, BeforeValidator(_from_base64), Field(max_length=1 << 20), PlainSerializer(_to_base64)
]
Signature = Annotated[Base64, Field(min_length=64, max_length=64)]
Hex8 = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
Hex32OrNothing = Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hex64OrNothing = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
Integer = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
Word = Annotated[str, Field(max_length=64)]
Refusal = Annotated[
    str,
    BeforeValidator(_nothing_or_text),
    Field(pattern="^(epoch|reconcile)?$"),
    PlainSerializer(_text_or_nothing),
]


class _Request(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class SignedWire(_Answer):
    data: Base64
    signature: Signature


class EventWire(_Request):
    """An event as signed.  Its own limit, 32 KiB, is judged event by event, not here."""

    data: Base64
    signature: Annotated[Base64, Field(max_length=128)]


class HeadWire(_Request):
    generation: Count
    n: Count
    id: Hex64OrNothing


class HelloWire(_Request):
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


class PushWire(_Request):
    epoch: Hex32OrNothing
    events: Annotated[list[EventWire], Field(max_length=PUSH_EVENTS_MAX)]


class PullWire(_Request):
    epoch: Hex32OrNothing
    position: Count
    limit: Annotated[int, Field(ge=1, le=PULL_EVENTS_MAX)]
    bytes_max: Annotated[int, Field(ge=1, le=PULL_BYTES_MAX)]
    own: Annotated[str, Field(pattern="^(ids|data)$")]


class ExchangeWire(_Request):
    """Body of a request to `EXCHANGE_PATH`."""

    hello: HelloWire
    push: PushWire | None = None
    pull: PullWire | None = None


class HeadAnswerWire(_Answer):
    n: Count
    id: Hex64OrNothing


class HelloAnswerWire(_Answer):
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


class RefusedWire(_Answer):
    id: Hex64
    reason: Word


class PushAnswerWire(_Answer):
    refused: Refusal = ""
    acks: SignedWire | None = None
    refusals: Annotated[list[RefusedWire], Field(max_length=PUSH_EVENTS_MAX)]


class PullEntryWire(_Answer):
    """One place of the stream; `id` stands alone for an event that the caller itself made."""

    position: Count
    server_sequence: Count
    id: Hex64OrNothing = ""
    data: Base64 | None = None
    signature: Signature | None = None
    received_at_ms: Count | None = None


class PullAnswerWire(_Answer):
    refused: Refusal = ""
    entries: Annotated[list[PullEntryWire], Field(max_length=PULL_EVENTS_MAX)]
    position: Count
    prefix_hash: Hex64OrNothing
    more: bool


class ExchangeAnswerWire(_Answer):
    """Body of an answer with status 200."""

    hello: HelloAnswerWire
    push: PushAnswerWire | None = None
    pull: PullAnswerWire | None = None


class ProblemWire(_Answer):
    """Body of any other answer that the county signs; `error` is a kebab-case code."""

    error: Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]


class EnrolWire(_Request):
    """Body of a request to `ENROL_PATH`.

    Attributes:
        code: The one-time code as the county printed it.
        public_key: The device's new Ed25519 key, 32 bytes.
        counter_code: 11 digits; must be the counter the code was made for.
        device: An id the device already works under, or "" to be given one.
    """

    code: Annotated[str, Field(min_length=8, max_length=64)]
    public_key: Annotated[Base64, Field(min_length=32, max_length=32)]
    counter_code: Annotated[str, Field(pattern=r"^[0-9]{11}$")]
    device: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = ""


class EnrolAnswerWire(_Answer):
    device: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    generation: Annotated[int, Field(ge=1)]
    county_key: Annotated[Base64, Field(min_length=32, max_length=32)]


def encode_exchange(message: Exchange) -> bytes:
    """Return the body of a request."""
    wire = ExchangeWire(
        hello=HelloWire(**_fields(message.hello) | {"head": HeadWire(**message.hello.head)}),
        push=_push_wire(message.push) if message.push else None,
        pull=PullWire(**_fields(message.pull)) if message.pull else None,
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
            raise ValueError("a push of more than 1 MiB")
        push = Push(epoch=wire.push.epoch, events=events)
    return Exchange(
        hello=Hello(**wire.hello.model_dump()),
        push=push,
        pull=Pull(**wire.pull.model_dump()) if wire.pull else None,
    )


def encode_answer(answer: ExchangeAnswer) -> bytes:
    """Return the body of an answer with status 200."""
    wire = ExchangeAnswerWire(
        hello=HelloAnswerWire(
            **_fields(answer.hello)
            | {
                "anchor": _signed_wire(answer.hello.anchor),
                "head": HeadAnswerWire(**answer.hello.head),
                "flags": list(answer.hello.flags),
            }
        ),
        push=_push_answer_wire(answer.push) if answer.push else None,
        pull=_pull_answer_wire(answer.pull) if answer.pull else None,
    )
    return wire.model_dump_json(exclude_none=True).encode()


def decode_answer(body: bytes) -> ExchangeAnswer:
    """Read the body of an answer whose signature has been checked.

    Raises:
        ValueError: It is not one.
    """
    wire = ExchangeAnswerWire.model_validate_json(body)
    hello = wire.hello.model_dump() | {
        "anchor": _signed(wire.hello.anchor),
        "flags": tuple(wire.hello.flags),
    }
    return ExchangeAnswer(
        hello=HelloAnswer(**hello),
        push=_push_answer(wire.push) if wire.push else None,
        pull=_pull_answer(wire.pull) if wire.pull else None,
        received_bytes=len(body),
    )


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _signed_wire(signed: Signed) -> SignedWire:
    return SignedWire.model_construct(data=signed.data, signature=signed.signature)


def _signed(wire: SignedWire) -> Signed:
    return Signed(data=wire.data, signature=wire.signature)


def _push_wire(push: Push) -> PushWire:
    events = [EventWire.model_construct(data=e.data, signature=e.signature) for e in push.events]
    return PushWire.model_construct(epoch=push.epoch, events=events)


def _push_answer_wire(answer: PushAnswer) -> PushAnswerWire:
    return PushAnswerWire.model_construct(
        refused=answer.refused,
        acks=_signed_wire(answer.acks) if answer.acks else None,
        refusals=[RefusedWire(id=r.event_id, reason=r.reason) for r in answer.refusals],
    )


def _push_answer(wire: PushAnswerWire) -> PushAnswer:
    return PushAnswer(
        refused=wire.refused,
        acks=_signed(wire.acks) if wire.acks else None,
        refusals=tuple(Refused(event_id=r.id, reason=r.reason) for r in wire.refusals),
    )


def _pull_answer_wire(answer: PullAnswer) -> PullAnswerWire:
    return PullAnswerWire.model_construct(
        refused=answer.refused,
        entries=[_entry_wire(entry) for entry in answer.entries],
        position=answer.position,
        prefix_hash=answer.prefix_hash,
        more=answer.more,
    )


def _entry_wire(entry: PullEntry) -> PullEntryWire:
    named: Mapping[str, Any] = {"id": entry.event_id, "data": None, "signature": None}
    if entry.event is not None:  # The id is the hash of the data: it need not travel.
        named = {"id": "", "data": entry.event.data, "signature": entry.event.signature}
    return PullEntryWire.model_construct(
        position=entry.position,
        server_sequence=entry.server_sequence,
        received_at_ms=entry.received_at_ms,
        **named,
    )


def _pull_answer(wire: PullAnswerWire) -> PullAnswer:
    return PullAnswer(
        refused=wire.refused,
        entries=tuple(_entry(entry) for entry in wire.entries),
        position=wire.position,
        prefix_hash=wire.prefix_hash,
        more=wire.more,
    )


def _entry(wire: PullEntryWire) -> PullEntry:
    if wire.data is None or wire.signature is None:
        if not wire.id:
            raise ValueError("a place of the stream without an event")
        return PullEntry(
            position=wire.position,
            server_sequence=wire.server_sequence,
            event_id=EventId(wire.id),
            event=None,
            received_at_ms=wire.received_at_ms,
        )
    return PullEntry(
        position=wire.position,
        server_sequence=wire.server_sequence,
        event_id=event_id(wire.data),
        event=SignedEvent(data=wire.data, signature=wire.signature),
        received_at_ms=wire.received_at_ms,
    )
