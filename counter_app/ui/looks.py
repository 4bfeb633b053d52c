"""Colour and shape of every state; the word comes from `domain.terms`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.case_card import SyncStage, WorkQueue
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.desk_news import Lamp, Light
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import PrintState
from counter_app.domain.reader_news import ReaderState
from counter_app.domain.supervision import SupervisionLight
from counter_app.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Look:
    """A colour and the name of an icon; within one enum no two members share the icon."""

    tone: Tone
    icon: str


_LOOKS: Final = MappingProxyType[Enum, Look](
    {
        CaseStatus.RECEIVED: Look(Tone.INFO, "tray-in"),
        CaseStatus.AWAITING_SUPPLEMENT: Look(Tone.CAUTION, "hourglass"),
        CaseStatus.ACCEPTED: Look(Tone.GOOD, "check-circle"),
        CaseStatus.DEEMED_ACCEPTED: Look(Tone.BAD, "alert"),
        CaseStatus.PROVISIONALLY_ACCEPTED: Look(Tone.CAUTION, "check"),
        CaseStatus.UNDER_REVIEW: Look(Tone.INFO, "search"),
        CaseStatus.PAUSED: Look(Tone.NEUTRAL, "clock"),
        CaseStatus.FORWARDED: Look(Tone.INFO, "tray-out"),
        CaseStatus.GRANTED: Look(Tone.GOOD, "stamp"),
        CaseStatus.DENIED: Look(Tone.BAD, "cross-octagon"),
        CaseStatus.CONCLUDED: Look(Tone.GOOD, "paper"),
        CaseStatus.DELIVERED: Look(Tone.NEUTRAL, "county-check"),
        CaseStatus.RETURNED: Look(Tone.NEUTRAL, "arrow-left"),
        CaseStatus.REFUSED: Look(Tone.NEUTRAL, "ban"),
        CaseStatus.WITHDRAWN: Look(Tone.NEUTRAL, "link-cut"),
        CaseStatus.TERMINATED: Look(Tone.NEUTRAL, "lock"),
        CaseStatus.VOID: Look(Tone.NEUTRAL, "cross"),
        SupervisionLight.NORMAL: Look(Tone.GOOD, "check-circle"),
        SupervisionLight.WARNING: Look(Tone.CAUTION, "clock"),
        SupervisionLight.YELLOW: Look(Tone.CAUTION, "alert"),
        SupervisionLight.RED: Look(Tone.BAD, "cross-octagon"),
        SupervisionLight.DISPUTED: Look(Tone.INFO, "question"),
        SyncStage.STORED: Look(Tone.NEUTRAL, "disk"),
        SyncStage.PACKED: Look(Tone.INFO, "send"),
        SyncStage.RECEIVED: Look(Tone.GOOD, "county"),
        SyncStage.CHECKED: Look(Tone.GOOD, "county-check"),
        WorkQueue.OVERDUE: Look(Tone.BAD, "alert"),
        WorkQueue.DUE_TODAY: Look(Tone.CAUTION, "clock"),
        WorkQueue.WAITING_FOR_CITIZEN: Look(Tone.CAUTION, "hourglass"),
        WorkQueue.WAITING_FOR_COUNTY: Look(Tone.INFO, "tray-out"),
        WorkQueue.TO_HAND_OUT: Look(Tone.GOOD, "paper"),
        WorkQueue.IN_PROGRESS: Look(Tone.INFO, "half"),
        WorkQueue.NOT_AT_COUNTY: Look(Tone.NEUTRAL, "disk"),
        WorkQueue.IN_CONFLICT: Look(Tone.BAD, "flag"),
        WorkQueue.ALL: Look(Tone.NEUTRAL, "list"),
        Verdict.COMPLETE: Look(Tone.GOOD, "check-circle"),
        Verdict.MISSING: Look(Tone.BAD, "cross-octagon"),
        Verdict.DEFECTIVE: Look(Tone.CAUTION, "alert"),
        Verdict.DEFERRABLE: Look(Tone.INFO, "hourglass"),
        PrintState.INTENDED: Look(Tone.INFO, "clock"),
        PrintState.SENT: Look(Tone.INFO, "printer"),
        PrintState.PRINTED: Look(Tone.GOOD, "check-circle"),
        PrintState.FAILED: Look(Tone.BAD, "cross-octagon"),
        PrintState.UNKNOWN: Look(Tone.CAUTION, "question"),
        Light.OK: Look(Tone.GOOD, "check-circle"),
        Light.ATTENTION: Look(Tone.CAUTION, "alert"),
        Light.FAILED: Look(Tone.BAD, "cross-octagon"),
        Light.UNKNOWN: Look(Tone.NEUTRAL, "question"),
        Lamp.ONLINE: Look(Tone.GOOD, "county-check"),
        Lamp.OFFLINE: Look(Tone.CAUTION, "line-off"),
        Lamp.OVERDUE: Look(Tone.BAD, "link-cut"),
        Lamp.SYNCING: Look(Tone.INFO, "sync"),
        Lamp.NOT_SET_UP: Look(Tone.NEUTRAL, "ban"),
        Lamp.TROUBLE: Look(Tone.BAD, "alert"),
        ReaderState.ABSENT: Look(Tone.NEUTRAL, "link-cut"),
        ReaderState.SEARCHING: Look(Tone.INFO, "search"),
        ReaderState.READY: Look(Tone.GOOD, "check-circle"),
        ReaderState.READING: Look(Tone.INFO, "id-card"),
        ReaderState.LIFT: Look(Tone.CAUTION, "tray-out"),
        ReaderState.BUSY_PORT: Look(Tone.CAUTION, "lock"),
        ReaderState.SILENT: Look(Tone.CAUTION, "question"),
        ReaderState.FAULT: Look(Tone.BAD, "cross-octagon"),
        ReaderState.DISABLED: Look(Tone.NEUTRAL, "ban"),
    }
)

SHOWN: Final = (
    CaseStatus,
    SyncStage,
    WorkQueue,
    Verdict,
    PrintState,
    Light,
    Lamp,
    ReaderState,
    SupervisionLight,
)
"""Enums shown as badges."""

assert set(_LOOKS) == {member for kind in SHOWN for member in kind}, "every state has a look"


def look_of(state: Enum) -> Look:
    """Return how a state is shown."""
    return _LOOKS[state]
