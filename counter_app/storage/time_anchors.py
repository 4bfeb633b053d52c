"""Reads the county's signed time out of `time.anchored` events."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from counter_app.domain.ids import EventId
from counter_app.domain.trusted_time import CHINA, AnchorSeen
from sync.codec import open_anchor, open_header
from sync.protocol import Header, Signed, TimeAnchor

_EPOCH: Final = datetime.fromtimestamp(0, CHINA)


@dataclass(frozen=True, slots=True)
class KeptAnchor:
    """A time anchor as it stands in somebody's chain.

    Attributes:
        header: Of the event that keeps it.
        anchor: What the county said; signed: its bytes and signature, not checked here.
        county_at: `anchor.county_ms` as a moment at +08:00.
    """

    event_id: EventId
    header: Header
    anchor: TimeAnchor
    signed: Signed
    county_at: datetime


def moment_of(ms: int) -> datetime:
    """Return milliseconds since 1970 as a moment at +08:00.

    Raises:
        OverflowError: There is no such year.
    """
    return _EPOCH + timedelta(milliseconds=ms)


def read_anchor(event_id: EventId, data: bytes) -> KeptAnchor | None:
    """Read the signed bytes of an event; None when it keeps no anchor that can be read."""
    try:
        header = open_header(data)
        signed = Signed(
            data=base64.b64decode(header.body["data"], validate=True),
            signature=base64.b64decode(header.body["signature"], validate=True),
        )
        anchor = open_anchor(signed.data)
        county_at = moment_of(anchor.county_ms)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    return KeptAnchor(event_id, header, anchor, signed, county_at)


def seen_in(kept: KeptAnchor | None) -> AnchorSeen | None:
    """Return what the machine's monotonic clock can carry on from an anchor.

    One that came by courier was days on its way: no boot is named, so nothing carries it on.
    """
    if kept is None:
        return None
    boot_id = "" if kept.anchor.by else kept.header.boot
    return AnchorSeen(county_at=kept.county_at, monotonic_ms=kept.header.mono, boot_id=boot_id)
