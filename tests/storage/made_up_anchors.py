"""Time anchors as a county signs them, put into real stores without a network."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.case_event import TimeAnchored
from counter_app.domain.ids import CaseId, EventId
from sync.protocol import TimeAnchor
from sync.server.county_key import CountyKey

COUNTY_KEY = CountyKey(Ed25519PrivateKey.from_private_bytes(b"c" * 32))


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)


def head_of(store) -> tuple[int, str]:
    """Return where a store's chain ends, as its hello would tell."""
    _, n, name = store.sync_store.head()
    return n, name


def an_anchor(
    county_at: datetime, *, device: str, head: tuple[int, str] = (0, ""), key=COUNTY_KEY
) -> TimeAnchored:
    anchor = TimeAnchor(
        device=device,
        nonce="ab" * 16,
        county_ms=milliseconds(county_at),
        epoch="cd" * 16,
        position_max=0,
        head_n=head[0],
        head=head[1],
    )
    signed = key.sign_anchor(anchor)
    return TimeAnchored(
        data=base64.b64encode(signed.data).decode(),
        signature=base64.b64encode(signed.signature).decode(),
    )


def record(store, fact: TimeAnchored) -> EventId:
    """Record an anchor as the exchange does."""
    with store.unit_of_work(as_system=True) as work:
        name = work.record(CaseId(""), fact)
        work.commit()
    return name


def anchored(store, county_at: datetime, *, head: tuple[int, str] | None = None) -> EventId:
    """Record an anchor that the county gave for the whole chain, or for the chain up to `head`."""
    device = store.ledger.log.signatory.device
    named = head_of(store) if head is None else head
    return record(store, an_anchor(county_at, device=device, head=named))
