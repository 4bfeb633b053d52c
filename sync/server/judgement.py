"""What becomes of a pushed event: the log, quarantine, or a refusal.

A validly signed event is always kept.  Only what nobody validly signed is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from counter_app.domain.ids import EventId
from sync.codec import INTEGER_MAX, event_id, open_header
from sync.protocol import EVENT_BYTES_MAX, HEADER_VERSION, SUITE, Header, SignedEvent
from sync.server.authenticate import Caller
from sync.server.schema import device_keys, devices
from sync.server.streams import scope_of
from sync.signing import Purpose, is_signed

_DEVICE: Final = re.compile(r"[0-9a-f]{16}")
_CASE: Final = re.compile(r"([0-9a-f]{32})?")
_PREV: Final = re.compile(r"([0-9a-f]{64})?")
_TYPE: Final = re.compile(r"[a-z][a-z_]{0,31}\.[a-z][a-z_]{0,63}")


@dataclass(frozen=True, slots=True)
class Author:
    """What the county knows of a device whose events come along."""

    counter_code: str
    keys: dict[int, Ed25519PublicKey]
    is_revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An event and what is to be done with it.

    Attributes:
        header: Read; None when it is not readable.
        scope: The township whose stream it enters.
        quarantine: Why it stays outside the log; "" when it does not.
        refusal: Why it is not kept at all; "" when it is.
        is_foreign_counter: It names another counter than its device was enrolled for.
    """

    event: SignedEvent
    event_id: EventId
    header: Header | None = None
    scope: str = ""
    quarantine: str = ""
    refusal: str = ""
    is_foreign_counter: bool = False


def judge(connection: Connection, caller: Caller, pushed: Sequence[SignedEvent]) -> list[Judged]:
    """Check every event of a push by itself; the order stays."""
    read = [_Read(event, caller) for event in pushed]
    authors = _authors(connection, {each.device for each in read})
    return [_judge(authors, each) for each in read]


class _Read:
    """A pushed event as far as it can be read; what cannot be is the caller's to answer for."""

    def __init__(self, event: SignedEvent, caller: Caller) -> None:
        self.event = event
        self.event_id = event_id(event.data)
        self.is_too_large = len(event.data) > EVENT_BYTES_MAX
        self.header = None if self.is_too_large else _readable(event.data)
        self.device, self.generation = caller.device, caller.generation
        if self.header is not None:
            self.device, self.generation = self.header.device, self.header.generation
        elif not self.is_too_large and (named := _named_author(event.data)):
            self.device, self.generation = named


def _judge(authors: dict[str, Author], read: _Read) -> Judged:
    event, identifier, header = read.event, read.event_id, read.header
    if read.is_too_large:
        return Judged(event=event, event_id=identifier, refusal="too-large")
    author = authors.get(read.device)
    key = author.keys.get(read.generation) if author else None
    if author is None or key is None:  # A peer's, known to nobody here yet: a person decides.
        return Judged(event=event, event_id=identifier, quarantine="key-unknown")
    if not is_signed(key, Purpose.EVENT, event.data, event.signature):
        return Judged(event=event, event_id=identifier, refusal="bad-signature")
    if header is None:
        return Judged(event=event, event_id=identifier, quarantine="unreadable")
    if author.is_revoked:
        return Judged(event=event, event_id=identifier, quarantine="key-revoked")
    return Judged(
        event=event,
        event_id=identifier,
        header=header,
        scope=scope_of(author.counter_code),
        is_foreign_counter=header.counter != author.counter_code,
    )


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


def _authors(connection: Connection, names: set[str]) -> dict[str, Author]:
    rows = connection.execute(
        select(
            devices.c.device,
            devices.c.counter_code,
            devices.c.revoked_at_ms,
            device_keys.c.generation,
            device_keys.c.public_key,
        )
        .join(device_keys, device_keys.c.device == devices.c.device)
        .where(devices.c.device.in_(names))
    ).all()
    authors: dict[str, Author] = {}
    for row in rows:
        author = authors.setdefault(
            row.device, Author(row.counter_code, {}, row.revoked_at_ms is not None)
        )
        author.keys[row.generation] = Ed25519PublicKey.from_public_bytes(row.public_key)
    return authors
