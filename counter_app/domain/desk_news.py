"""What printers and the county line tell the window; plain data, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from counter_app.domain.county_word import DeviceStanding
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintState


class Light(Enum):
    """A lamp of the status line; always beside a word, never alone."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterNews:
    """The state of one printer changed.

    Attributes:
        text: What the clerk reads: 就绪, 打印机缺纸…, 不知道打印机状态.
    """

    printer: str
    light: Light
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintNews:
    """A print job took a step.

    Attributes:
        detail: Why, in the clerk's words; "" when it printed.
        came_out: The clerk's answer to 出纸了吗？, told once it is recorded; else None.
    """

    job: EventId
    case_id: CaseId
    form: FormId
    document_number: str
    copy_number: int
    state: PrintState
    detail: str
    came_out: bool | None = None


class Lamp(Enum):
    """The county line in one word.

    OVERDUE is OFFLINE for longer than the county lets this counter work without being seen.
    TROUBLE: something waits for a person, whether the line works or not.
    """

    ONLINE = "online"
    OFFLINE = "offline"
    OVERDUE = "offline-overdue"
    SYNCING = "syncing"
    NOT_SET_UP = "not-set-up"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncNews:
    """How the exchange with the county stands.

    Attributes:
        unacknowledged: Events without the county's signature.
        last_ack_at: When the county last signed for something; None for never.
        next_try_at: When the next exchange is planned; None while one runs.
        error_code: Code of the last failure; "" after a success.
        advice: What the clerk may do about it; "" when nothing.
        clock_offset_ms: Counter's clock minus the county's; None before the first contact.
        standing: What this device is to the county.
        oldest_waiting_at: When the oldest unacknowledged event was made; None for none.
        parked: Events that the county does not take; quarantined: that it keeps outside its log.
        conflicts: Acts of all cases that wait for a person's decision.
        permissions_until: Until when the county lets this counter work unseen; None for unknown.
        is_paused: A clerk has stopped the exchange; nothing is tried until it is resumed.
        sent, to_send: Events sent in the exchange under way, and how many waited before it.
        pages: Pages of the county's stream that it has stored.
        sent_bytes, total_bytes: Of a large message or a file on its way; 0 when there is none.
        files_moved: Changes when files of cases have come or gone.
        is_held: The brake holds a mass change back until a person accepts it.
        uncopied: Events that lie in no second copy yet (未备份).
        notice: About a publication that was not taken, for the clerk to read once; or "".
    """

    lamp: Lamp
    unacknowledged: int
    last_ack_at: datetime | None
    next_try_at: datetime | None
    error_code: str = ""
    advice: str = ""
    clock_offset_ms: int | None = None
    standing: DeviceStanding = DeviceStanding.ACTIVE
    oldest_waiting_at: datetime | None = None
    parked: int = 0
    quarantined: int = 0
    conflicts: int = 0
    permissions_until: datetime | None = None
    is_paused: bool = False
    sent: int = 0
    to_send: int = 0
    pages: int = 0
    sent_bytes: int = 0
    total_bytes: int = 0
    files_moved: int = 0
    is_held: bool = False
    uncopied: int = 0
    notice: str = ""
