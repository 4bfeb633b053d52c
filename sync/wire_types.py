"""What all messages of the network are made of: checked texts, numbers, bytes and entries."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from counter_app.domain.ids import EventId
from sync.codec import event_id
from sync.protocol import PullEntry, Signed, SignedEvent


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


def _whole_or_nothing(value: bytes) -> bytes:
    if len(value) not in {0, 64}:
        raise ValueError("a signature of another length")
    return value


Base64 = Annotated[
    bytes, BeforeValidator(_from_base64), Field(max_length=1 << 20), PlainSerializer(_to_base64)
]
Signature = Annotated[Base64, Field(min_length=64, max_length=64)]
SignatureOrNothing = Annotated[Base64, AfterValidator(_whole_or_nothing), Field(max_length=64)]
"""An event that a later one of its chain vouches for has none of its own."""

Hex8 = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
Hex32OrNothing = Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hex64OrNothing = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
Integer = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
Word = Annotated[str, Field(max_length=64)]
BundleKey = Annotated[Base64, Field(max_length=32)]
Refusal = Annotated[
    str,
    BeforeValidator(_nothing_or_text),
    Field(pattern="^(epoch|reconcile)?$"),
    PlainSerializer(_text_or_nothing),
]


class Request(BaseModel):
    """A part of a request: keys that are not known are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Answer(BaseModel):
    """A part of an answer: keys that are not known are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class SignedWire(Answer):
    """Bytes that the county signed."""

    data: Base64
    signature: Signature


class PullEntryWire(Answer):
    """One place of the stream; `id` stands alone for an event that the caller itself made."""

    position: Count
    server_sequence: Count
    id: Hex64OrNothing = ""
    data: Base64 | None = None
    signature: SignatureOrNothing | None = None
    received_at_ms: Count | None = None


def fields(record: Any) -> dict[str, Any]:
    """Return the fields of a record by name."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def signed_wire(signed: Signed) -> SignedWire:
    """Return what the county signed as it travels."""
    return SignedWire.model_construct(data=signed.data, signature=signed.signature)


def signed(wire: SignedWire) -> Signed:
    """Read what the county signed."""
    return Signed(data=wire.data, signature=wire.signature)


def entry_wire(entry: PullEntry) -> PullEntryWire:
    """Return a place of a stream as it travels."""
    named: Mapping[str, Any] = {"id": entry.event_id, "data": None, "signature": None}
    if entry.event is not None:  # The id is the hash of the data: it need not travel.
        named = {"id": "", "data": entry.event.data, "signature": entry.event.signature}
    return PullEntryWire.model_construct(
        position=entry.position,
        server_sequence=entry.server_sequence,
        received_at_ms=entry.received_at_ms,
        **named,
    )


def entry(wire: PullEntryWire) -> PullEntry:
    """Read a place of a stream.

    Raises:
        ValueError: It names no event.
    """
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
