"""How far what was done here has come on its way to the county."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain.case_card import SyncStage
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.privacy import Pi


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


def delivery_state(facts: DeliveryFacts) -> SyncStage:
    """Return how far a case is: as far as the event that is furthest behind.

    Only the county's signature makes it 县局已收, and only the county's own stream, whose hash was
    checked, makes it 县局已核.  Being written to a stick is no receipt.
    """
    if facts.unpacked:
        return SyncStage.STORED
    if facts.unacknowledged:
        return SyncStage.PACKED
    return SyncStage.RECEIVED if facts.unseen else SyncStage.CHECKED


def stage_of(*, is_acknowledged: bool, is_packed: bool, is_in_stream: bool) -> SyncStage:
    """Return how far one event has come, from what the county signed about that very event."""
    return delivery_state(
        DeliveryFacts(
            unacknowledged=int(not is_acknowledged),
            unpacked=int(not is_acknowledged and not is_packed),
            unseen=int(is_acknowledged and not is_in_stream),
        )
    )


_IN_ORDER: Final = (SyncStage.STORED, SyncStage.PACKED, SyncStage.RECEIVED, SyncStage.CHECKED)


def least_stage(stages: Iterable[SyncStage]) -> SyncStage:
    """Return how far a case has come: as far as the event that is furthest behind."""
    return min(stages, key=_IN_ORDER.index, default=SyncStage.STORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What has not reached the county, in figures.

    Attributes:
        unacknowledged: Events without the county's signature, those set aside among them.
        oldest_at: When the oldest of them was made, by this counter's clock.
        packed: How many of them lie in a courier bundle that was not answered yet.
        parked: Set aside because the county does not take them.
        quarantined: Kept by the county outside its log until a person admits them.
        conflicts: Acts of all cases that wait for a person's decision.
        uncopied: Sendable ones that lie in no second copy yet (未备份).
    """

    unacknowledged: int
    oldest_at: datetime | None = None
    parked: int = 0
    quarantined: int = 0
    conflicts: int = 0
    packed: int = 0
    uncopied: int = 0

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SetAside:
    """An event that the county does not take: a task for a person.

    Attributes:
        case_number, applicant_name: "" for facts of the device itself.
        type: What it tells of, as on the wire: `case.accepted`.
        reason: The county's code; `reason_words` says it in Chinese.
        field: Path of the field at fault, "body/materials/2/name"; "" when it is not about one.
        since: When it was set aside; None when nobody wrote it down.
        tries: How often it was sent.
    """

    event_id: Annotated[EventId, Pi.P1]
    case_id: Annotated[CaseId, Pi.P1]
    case_number: Annotated[str, Pi.P1] = ""
    applicant_name: Annotated[str, Pi.P2] = ""
    type: Annotated[str, Pi.P1]
    reason: Annotated[str, Pi.P1]
    field: Annotated[str, Pi.P1] = ""
    since: Annotated[datetime | None, Pi.P1] = None
    tries: Annotated[int, Pi.P1] = 0

    @property
    def words(self) -> str:
        """Why, in the clerk's words, with the field if there is one."""
        said = reason_words(self.reason)
        return f"{said}（{self.field}）" if self.field else said
