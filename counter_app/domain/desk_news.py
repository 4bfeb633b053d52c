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
    """The county line in one word."""

    ONLINE = "online"
    OFFLINE = "offline"
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
    notice: str = ""
