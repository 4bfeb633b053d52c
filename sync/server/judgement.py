"""What becomes of a pushed event: the log, quarantine, or a refusal.

A validly signed event is always kept.  Only what nobody validly signed is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from counter_app.domain.ids import EventId
from sync.codec import INTEGER_MAX, event_id, open_header
from sync.protocol import EVENT_BYTES_MAX, HEADER_VERSION, SUITE, Header, SignedEvent
from sync.segments import NOT_VOUCHED, UNSIGNED, Link, vouched_for
from sync.server.device_keys import Author, KnownKey, authors
from sync.server.streams import scope_of
from sync.server.vouching import vouched_in_log
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
    """Check every event of a push; the order stays.

    An event without a signature of its own is as good as the signed one that vouches for it.

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
    judged = {
        each.event_id: _judge(known, each, county_keys)
        for each in read
        if each.event.signature != UNSIGNED
    }
    unsigned = [each for each in read if each.event_id not in judged]
    if unsigned:
        vouchers = _vouchers(connection, read, judged)
        judged |= {each.event_id: _judge_unsigned(known, each, vouchers) for each in unsigned}
    return [judged[each.event_id] for each in read]


def _vouchers(
    connection: Connection, read: Sequence[_Read], judged: Mapping[EventId, Judged]
) -> dict[str, Judged | None]:
    """Return who vouches for which event: a signed one of the push, or (None) the log itself."""
    links = [each.link for each in read if each.link is not None]
    signed = [name for name, each in judged.items() if not each.refusal]
    by_push = vouched_for(links, signed)
    rest = [each for each in links if each.event_id not in by_push and each.event_id not in judged]
    in_log = vouched_in_log(connection, rest)
    by_log = [*in_log, *vouched_for(links, in_log)]
    return dict.fromkeys(by_log) | {
        name: judged[EventId(voucher)] for name, voucher in by_push.items()
    }


def _judge_unsigned(
    known: dict[str, Author], read: _Read, vouchers: Mapping[str, Judged | None]
) -> Judged:
    """Judge an event by the one that vouches for it, which is of the same device."""
    bare = _bare(read)
    if read.event_id not in vouchers or read.header is None:
        return replace(bare, refusal="too-large" if read.is_too_large else NOT_VOUCHED)
    voucher = vouchers[read.event_id]
    author = known.get(read.device)
    is_foreign = author is not None and read.header.counter != author.counter_code
    if voucher is not None:
        header = read.header if voucher.header is not None else None
        return replace(
            bare,
            header=header,
            scope=voucher.scope,
            quarantine=voucher.quarantine,
            is_foreign_counter=is_foreign and header is not None,
        )
    keys = _keys_of(author, read.generation)
    if author is None or not keys:  # Our own word, which stands in our log.
        return replace(bare, header=read.header, scope=scope_of(read.header.counter))
    return _known(bare, read.header, author, keys[0])


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

    @property
    def link(self) -> Link | None:
        """Return it as a link of its chain; None when it cannot be read."""
        header = self.header
        if header is None:
            return None
        return Link(self.event_id, header.device, header.generation, header.n, header.prev)


def _judge(
    known: dict[str, Author], read: _Read, county_keys: Sequence[Ed25519PublicKey]
) -> Judged:
    bare = _bare(read)
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
    return _known(bare, read.header, author, key)


def _bare(read: _Read) -> Judged:
    return Judged(
        event=read.event,
        event_id=read.event_id,
        device=read.device if read.generation else "",
        generation=read.generation,
    )


def _known(bare: Judged, header: Header, author: Author, key: KnownKey) -> Judged:
    """Judge an event that its device surely made."""
    return replace(
        bare,
        header=header,
        quarantine=key.fault or ("" if author.is_approved else "device-pending"),
        scope=scope_of(author.counter_code),
        is_foreign_counter=header.counter != author.counter_code,
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
