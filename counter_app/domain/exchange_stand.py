"""What of this counter's work is where on its way to the county; plain data for the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain.case_card import SyncStage
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.privacy import Pi

SET_ASIDE_ROWS_MAX: Final = 200
"""Most events the page lists; the count tells of all."""

REASON_WORDS: Final = MappingProxyType(
    {
        "quarantined": "县局暂存，等县局人员审核",
        "key-unknown": "县局还不认识开出它的设备，等县局批准",
        "key-revoked": "开出它的设备已被县局停用，等县局审核",
        "key-expired": "开出它的设备密钥已过期，等县局审核",
        "unreadable": "县局的程序还读不懂这条记录，县局升级后自动收下",
        "bad-signature": "签名对不上，县局不收；内容仍在本机，请联系县局",
        "needs-signature": "前后记录没有一起送到，会再送一次",
        "too-large": "内容超过县局上限（32 KB），请联系县局",
        "county-fault": "县局处理不了这一条，已放在一边，其余照常上传",
    }
)
_OTHER: Final = "县局没有收下（{}），内容仍在本机，请联系县局"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideEvent:
    """An event the county did not take; it stays here and counts as unsent.

    Attributes:
        type: Its name on the wire.
        case_number, applicant_name: "" for facts of the device itself.
        made_at: As its device's clock stood.
        reason: Code the county or the exchange gave.
    """

    event_id: Annotated[EventId, Pi.P1]
    case_id: Annotated[CaseId, Pi.P1]
    case_number: Annotated[str, Pi.P1]
    applicant_name: Annotated[str, Pi.P2]
    type: Annotated[str, Pi.P1]
    made_at: Annotated[datetime, Pi.P1]
    reason: Annotated[str, Pi.P1]

    @property
    def reason_words(self) -> str:
        """Return why, and what happens next, in the clerk's words."""
        return REASON_WORDS.get(self.reason) or _OTHER.format(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeStand:
    """How this counter's events stand.

    Attributes:
        waiting: Events without the county's signature, those set aside included.
        oldest_at: When the oldest of them was made; None when none waits.
        packed: How many of them lie in a courier bundle that was not answered yet.
        open_conflicts: Cases that the chief representative has to settle.
        set_aside: The newest first, at most `SET_ASIDE_ROWS_MAX`; set_aside_count: all.
    """

    waiting: int
    oldest_at: datetime | None
    packed: int
    open_conflicts: int
    set_aside: tuple[SetAsideEvent, ...]
    set_aside_count: int


def stage_of(*, is_acknowledged: bool, is_packed: bool, is_in_stream: bool) -> SyncStage:
    """Return how far one event has come, from what the county signed about that very event.

    Args:
        is_acknowledged: The county signed that it stands in its log.
        is_packed: It lies in a courier bundle on its way.
        is_in_stream: It came back at its place in the township's stream, under the county's
            prefix hash: every counter of the township sees it where we do.
    """
    if is_acknowledged:
        return SyncStage.CHECKED if is_in_stream else SyncStage.RECEIVED
    return SyncStage.PACKED if is_packed else SyncStage.STORED


STAGES_IN_ORDER: Final = (
    SyncStage.STORED,
    SyncStage.PACKED,
    SyncStage.RECEIVED,
    SyncStage.CHECKED,
)


def least_stage(stages: list[SyncStage]) -> SyncStage:
    """Return how far a case has come: as far as the last of its events."""
    return min(stages, key=STAGES_IN_ORDER.index, default=SyncStage.STORED)
