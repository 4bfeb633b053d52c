"""One signature vouches for the chained events before it, because each header names the one before.

An event's id is the SHA-256 of its bytes.  Whoever signed an event whose `prev` is that id has
signed for those bytes too, and for all that come before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sync.codec import event_id
from sync.protocol import SignedEvent

UNSIGNED = b""
"""Signature of an event that another one vouches for."""

NOT_VOUCHED = "not-vouched"
"""Reason of a refusal: no signature, and nobody here who signed for it."""


@dataclass(frozen=True, slots=True)
class Link:
    """An event as a link of its chain."""

    event_id: str
    device: str
    generation: int
    n: int
    prev: str

    @property
    def place(self) -> tuple[str, int, int, str]:
        return self.device, self.generation, self.n, self.event_id

    @property
    def parent(self) -> tuple[str, int, int, str]:
        """Place and id of the event before it, as it names them."""
        return self.device, self.generation, self.n - 1, self.prev


def link_of(data: bytes) -> Link | None:
    """Return an event's link; None when its header cannot be read."""
    try:
        header: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict):
        return None
    told: list[Any] = [header.get(key) for key in ("device", "generation", "n", "prev")]
    if [type(value) for value in told] != [str, int, int, str]:
        return None
    device, generation, n, prev = told
    return Link(event_id(data), device, generation, n, prev)


def vouched_for(links: Iterable[Link], signed: Iterable[str]) -> dict[str, str]:
    """Return which events are vouched for, each with the signed event that does it.

    Args:
        links: Events of one batch, in any order.
        signed: Those of them whose own signature holds.
    """
    vouchers = {name: name for name in signed}
    found: dict[str, str] = {}
    parents: dict[tuple[str, int, int, str], str] = {}
    for link in sorted(links, key=lambda each: -each.n):
        voucher = vouchers.get(link.event_id) or parents.get(link.place)
        if voucher is None:
            continue
        if link.event_id not in vouchers:
            found[link.event_id] = voucher
        parents.setdefault(link.parent, voucher)
    return found


def without_vouched(events: Sequence[SignedEvent]) -> tuple[SignedEvent, ...]:
    """Leave out the signatures of events that a later one of the same batch vouches for."""
    links = [link_of(event.data) for event in events]
    ends = {link.parent for link in links if link is not None}
    return tuple(
        replace(event, signature=UNSIGNED) if link is not None and link.place in ends else event
        for link, event in zip(links, events, strict=True)
    )
