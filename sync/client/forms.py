"""Which form a message takes on its way: packed for slow links, JSON where that is not known."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, Protocol

from sync.codec import event_id
from sync.packing import Place
from sync.packing_wire import PACKED_TYPE, decode_packed_answer, encode_packed_exchange
from sync.protocol import Exchange, ExchangeAnswer
from sync.segments import NOT_VOUCHED
from sync.wire import JSON_TYPE, decode_answer, encode_exchange

UNKNOWN_FOR_S: Final = 3_600.0
"""A county that does not know the packed form is asked again after this time."""

UNREADABLE: Final = frozenset({400, 415, 422})
"""Signed answers to a form that the county cannot read; JSON is tried then."""

PlacesOf = Callable[[Exchange], Mapping[str, Place]]
"""Returns where events stand that an exchange cites and that the county has signed for."""

_ID: Final = re.compile(rb'"([0-9a-f]{64})"')

log = logging.getLogger(__name__)


def nowhere(_message: Exchange) -> Mapping[str, Place]:
    """Return no place: every cited id travels whole."""
    return {}


class Placing(Protocol):
    """What knows where events stand; a `SyncStore`."""

    def event_places(self, events: Collection[str]) -> dict[str, Place]: ...


def cited_places(store: Placing) -> PlacesOf:
    """Return what finds the places of events that a message cites and does not carry."""

    def places_of(message: Exchange) -> Mapping[str, Place]:
        events = message.push.events if message.push else ()
        cited = {name.decode() for event in events for name in _ID.findall(event.data)}
        return (
            store.event_places(cited - {event_id(event.data) for event in events}) if cited else {}
        )

    return places_of


class Forms:
    """Remembers what the county understands; used by one thread."""

    def __init__(
        self, places_of: PlacesOf = nowhere, *, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._places_of = places_of
        self._monotonic_s = monotonic_s
        self._packed_from_s = 0.0

    def of(self, message: Exchange) -> Iterator[tuple[bytes, str]]:
        """Yield body and content type, one after the other as long as the county reads none."""
        if self._monotonic_s() >= self._packed_from_s:
            try:
                yield encode_packed_exchange(message, dict(self._places_of(message))), PACKED_TYPE
            except ValueError:
                log.warning("a message without a packed form")
        yield encode_exchange(message), JSON_TYPE

    def not_read(self, code: str) -> None:
        """Note that the county could not read the packed form.

        Args:
            code: The county's word; one that knows the form says `unreadable-packing`.
        """
        log.info("packed form not read: %s", code)
        if code != "unreadable-packing":
            self._packed_from_s = self._monotonic_s() + UNKNOWN_FOR_S


def wants_signatures(answer: ExchangeAnswer) -> bool:
    """Answer whether events were refused because the one that vouches for them was.

    JSON carries the signature of each; what was taken already is a duplicate then.
    """
    return answer.push is not None and any(
        refused.reason == NOT_VOUCHED for refused in answer.push.refusals
    )


def decode(body: bytes, asked: Exchange, nonce: str, *, is_packed: bool) -> ExchangeAnswer:
    """Read the body of an answer whose signature has been checked.

    Raises:
        ValueError: It is none.
    """
    return decode_packed_answer(body, asked, nonce) if is_packed else decode_answer(body)
