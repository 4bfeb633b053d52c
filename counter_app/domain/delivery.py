"""How far what was done here has come on its way to the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.ids import CaseId, EventId


class DeliveryState(Enum):
    """The way of a case to the county, in the words that stand beside it."""

    STORED = "stored"
    PACKED = "packed"
    RECEIVED = "received"
    VERIFIED = "verified"


DELIVERY_WORDS: Final = MappingProxyType(
    {
        DeliveryState.STORED: "本机已存",
        DeliveryState.PACKED: "已打包",
        DeliveryState.RECEIVED: "县局已收",
        DeliveryState.VERIFIED: "县局已核",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFacts:
    """What the log says about the events of one case.

    Attributes:
        unacknowledged: Events without the county's signature.
        unpacked: Those of them that are in no outgoing bundle either.
        unseen: Acknowledged events that have not come back in the county's stream yet.
    """

    unacknowledged: int
    unpacked: int
    unseen: int


def delivery_state(facts: DeliveryFacts) -> DeliveryState:
    """Return how far a case is: as far as the event that is furthest behind.

    Only the county's signature makes it 县局已收, and only the county's own stream, whose hash was
    checked, makes it 县局已核.  Being written to a stick is no receipt.
    """
    if facts.unpacked:
        return DeliveryState.STORED
    if facts.unacknowledged:
        return DeliveryState.PACKED
    return DeliveryState.RECEIVED if facts.unseen else DeliveryState.VERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What has not reached the county, in figures.

    Attributes:
        unacknowledged: Events without the county's signature, those set aside among them.
        oldest_at: When the oldest of them was made, by this counter's clock.
        parked: Set aside because the county does not take them.
        quarantined: Kept by the county outside its log until a person admits them.
        conflicts: Acts of all cases that wait for a person's decision.
    """

    unacknowledged: int
    oldest_at: datetime | None = None
    parked: int = 0
    quarantined: int = 0
    conflicts: int = 0

    @property
    def sendable(self) -> int:
        """How many go by themselves as soon as the county can be reached."""
        return self.unacknowledged - self.parked - self.quarantined

    @property
    def set_aside(self) -> int:
        """How many a person has to look at."""
        return self.parked + self.quarantined


QUARANTINED: Final = "quarantined"
"""Reason of an event that the county keeps outside its log."""

_REASONS: Final = MappingProxyType(
    {
        QUARANTINED: "县局暂存，待县局审核后入库",
        "key-unknown": "县局不认识写这条记录的设备，暂存待审",
        "key-revoked": "写这条记录的设备已被县局停用，暂存待审",
        "unreadable": "县局读不懂这条记录，暂存待审",
        "bad-signature": "签名核对不上，县局不收",
        "too-large": "内容太大，县局不收",
        "quarantine-full": "县局暂存区已满，暂时不收",
        "county-fault": "县局处理这一条时出错",
    }
)


def reason_words(reason: str) -> str:
    """Return in the clerk's words why an event was set aside; an unknown code is shown as it is."""
    return _REASONS.get(reason, f"县局不收（{reason}）")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An event that the county does not take: a task for a person.

    Attributes:
        type: What it tells of, as on the wire: `case.accepted`.
        reason: The county's code; `reason_words` says it in Chinese.
        field: Path of the field at fault, "body/materials/2/name"; "" when it is not about one.
        since: When it was set aside; None when nobody wrote it down.
        tries: How often it was sent.
    """

    event_id: EventId
    case_id: CaseId
    type: str
    reason: str
    field: str = ""
    since: datetime | None = None
    tries: int = 0

    @property
    def words(self) -> str:
        """Why, in the clerk's words, with the field if there is one."""
        said = reason_words(self.reason)
        return f"{said}（{self.field}）" if self.field else said
