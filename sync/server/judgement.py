"""What becomes of a pushed event: the log, quarantine, or a refusal.

A validly signed event is always kept.  Only what nobody validly signed is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from counter_app.domain.ids import EventId
from sync.codec import INTEGER_MAX, event_id, open_header
from sync.protocol import EVENT_BYTES_MAX, HEADER_VERSION, SUITE, Header, SignedEvent
from sync.server.device_keys import Author, KnownKey, authors
from sync.server.streams import scope_of
from sync.signing import Purpose, is_signed

_DEVICE: Final = re.compile(r"[0-9a-f]{16}")
_CASE: Final = re.compile(r"([0-9a-f]{32})?")
_PREV: Final = re.compile(r"([0-9a-f]{64})?")
_TYPE: Final = re.compile(r"[a-z][a-z_]{0,31}\.[a-z][a-z_]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An event and what is to be done with it.

    Attributes:
        device, generation: Whose it says it is; "" and 0 when it names nobody.
        header: Read; None when it is not readable, or nobody knows its author.
        scope: The township whose stream it enters.
        quarantine: Why it stays outside the log; "" when it does not.
        refusal: Why it is not kept at all; "" when it is.
        is_foreign_counter: It names another counter than its device was enrolled for.
    """

    event: SignedEvent
    event_id: EventId
    device: str = ""
    generation: int = 0
    header: Header | None = None
    scope: str = ""
    quarantine: str = ""
    refusal: str = ""
    is_foreign_counter: bool = False


def judge(
    connection: Connection,
    sender: str,
    pushed: Sequence[SignedEvent],
    *,
    at_ms: int,
    county_keys: Sequence[Ed25519PublicKey] = (),
) -> list[Judged]:
    """Check every event of a push by itself; the order stays.

    Args:
        connection: A transaction.
        sender: The device that sent them, and answers for what names nobody.
        pushed: As they came.
        at_ms: The county's time: keys come to an end.
        county_keys: Ours.  The county is a device too, and is offered its own events back after
            it was restored.
    """
    read = [_Read(event, sender) for event in pushed]
    known = authors(connection, {each.device for each in read}, at_ms=at_ms)
    return [_judge(known, each, county_keys) for each in read]


class _Read:
    """A pushed event as far as it can be read; what cannot be is the caller's to answer for."""

    def __init__(self, event: SignedEvent, sender: str) -> None:
        self.event = event
        self.event_id = event_id(event.data)
        self.is_too_large = len(event.data) > EVENT_BYTES_MAX
        self.header = None if self.is_too_large else _readable(event.data)
        self.device, self.generation = sender, 0  # 0: whichever of the sender's keys fits.
        if self.header is not None:
            self.device, self.generation = self.header.device, self.header.generation
        elif not self.is_too_large and (named := _named_author(event.data)):
            self.device, self.generation = named


def _judge(
    known: dict[str, Author], read: _Read, county_keys: Sequence[Ed25519PublicKey]
) -> Judged:
    bare = Judged(
        event=read.event,
        event_id=read.event_id,
        device=read.device if read.generation else "",
        generation=read.generation,
    )
    if read.is_too_large:
        return replace(bare, refusal="too-large")
    author = known.get(read.device)
    keys = _keys_of(author, read.generation)
    if author is None or not keys:
        return _of_the_county(bare, read, county_keys)
    key = next((each for each in keys if _has_signed(each.public, read.event)), None)
    if key is None:
        return replace(bare, refusal="bad-signature")
    if read.header is None:
        return replace(bare, quarantine="unreadable")
    return replace(
        bare,
        header=read.header,
        quarantine=key.fault or ("" if author.is_approved else "device-pending"),
        scope=scope_of(author.counter_code),
        is_foreign_counter=read.header.counter != author.counter_code,
    )


def _keys_of(author: Author | None, generation: int) -> list[KnownKey]:
    if author is None:
        return []
    if generation:
        return author.keys.get(generation, [])
    return [key for keys in author.keys.values() for key in keys]


def _of_the_county(bare: Judged, read: _Read, county_keys: Sequence[Ed25519PublicKey]) -> Judged:
    """Judge what no device signed: our own word, or a peer's whom nobody here knows yet."""
    if read.header is not None and any(_has_signed(key, read.event) for key in county_keys):
        return replace(bare, header=read.header, scope=scope_of(read.header.counter))
    return replace(bare, quarantine="key-unknown")


def _has_signed(key: Ed25519PublicKey, event: SignedEvent) -> bool:
    return is_signed(key, Purpose.EVENT, event.data, event.signature)


def _readable(data: bytes) -> Header | None:
    try:
        header = open_header(data)
    except ValueError:
        return None
    is_plain = (
        header.v == HEADER_VERSION
        and header.suite == SUITE
        and 1 <= header.generation <= INTEGER_MAX
        and 1 <= header.n <= INTEGER_MAX
        and _DEVICE.fullmatch(header.device)
        and _CASE.fullmatch(header.case)
        and _PREV.fullmatch(header.prev)
        and _TYPE.fullmatch(header.type)
    )
    return header if is_plain else None


def _named_author(data: bytes) -> tuple[str, int] | None:
    """Return who a header of a form we do not know says it is from."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    device, generation = value.get("device"), value.get("generation")
    if not isinstance(device, str) or not _DEVICE.fullmatch(device):
        return None
    if type(generation) is not int or not 1 <= generation <= INTEGER_MAX:
        return None
    return device, generation
