"""What one run of the exchange did, in the words of `counter sync`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROGRAM: Final = "0.1.0"
"""This program, as hello tells it."""


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """Figures of one run.  Its fields are the keys that `counter sync --json` prints.

    Attributes:
        pushed: Events sent, each counted once a run.
        pulled: Events of others that are new here.
        acknowledged: Events that the county signed for in this run.
        quarantined: Events that the county keeps outside its log until a person admits them.
        unsynced: Events without the county's signature at the end.
        bytes_sent, bytes_received: Bodies of whole exchanges.
        round_trips: Exchanges that were answered.
        county_reachable: Whether the last word came from the county.
        standing: What this device is to the county, a `DeviceStanding` value.
    """

    pushed: int = 0
    pulled: int = 0
    acknowledged: int = 0
    quarantined: int = 0
    unsynced: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    round_trips: int = 0
    county_reachable: bool = False
    standing: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one run is, for a bar beside the lamp.

    Attributes:
        sent: Events sent; to_send: how many waited when it began.
        pages: Pages of the stream that were stored.
        sent_bytes, total_bytes: Of a large message or a file on its way; 0 when there is none.
        files_moved: Files of cases that were sent or fetched since the program began.
    """

    sent: int = 0
    to_send: int = 0
    pages: int = 0
    sent_bytes: int = 0
    total_bytes: int = 0
    files_moved: int = 0
