"""What the card reader (读卡器) tells the window; plain data, no Qt, safe to log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain.identity_card import IdentityCard
from counter_app.domain.privacy import Pi


class ReaderState(Enum):
    """How the reader stands; manual entry is possible in every state."""

    ABSENT = "absent"
    SEARCHING = "searching"
    READY = "ready"
    READING = "reading"
    LIFT = "lift"
    BUSY_PORT = "busy-port"
    SILENT = "silent"
    FAULT = "fault"
    DISABLED = "disabled"


READER_STATE_WORDS: Final = MappingProxyType(
    {
        ReaderState.ABSENT: "读卡器未连接",
        ReaderState.SEARCHING: "正在查找读卡器",
        ReaderState.READY: "读卡器就绪",
        ReaderState.READING: "正在读卡",
        ReaderState.LIFT: "请拿开证件",
        ReaderState.BUSY_PORT: "串口被占用",
        ReaderState.SILENT: "读卡器没有应答",
        ReaderState.FAULT: "读卡器故障",
        ReaderState.DISABLED: "未设置读卡器",
    }
)
"""The few words of the status line; what to do about it is in the news' own text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderStateChanged:
    """The reader came, went, or asks for something.

    Attributes:
        text: The whole sentence for the clerk.
        detail_code: For the details line, never shown alone: a status byte such as 41, the code
            of a refused answer, or an error's telephone code; "" when there is none.
    """

    state: ReaderState
    text: str
    detail_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CardRead:
    """A card was read; it is not told again until it has been lifted.

    Attributes:
        at_monotonic_ms: When its last byte was decoded, on the monotonic clock.
        appended_address: The latest address behind the printed one; None if it was not asked for
            or there is none.  Which of the two goes into a form is the clerk's choice.
    """

    card: IdentityCard
    at_monotonic_ms: int
    appended_address: Annotated[str | None, Pi.P2] = None

    def __repr__(self) -> str:
        """Name the kind of card only: news pass through logs and tracebacks."""
        return f"CardRead({self.card!r})"


class PortVerdict(Enum):
    """What a search found at one port."""

    READER = "reader"
    SILENT = "silent"
    OTHER_DIALECT = "other-dialect"
    BUSY = "busy"
    DENIED = "denied"
    MISSING = "missing"
    OWNED = "owned"
    BLUETOOTH = "bluetooth"
    NO_SERIAL_PORT = "no-serial-port"


PORT_VERDICT_WORDS: Final = MappingProxyType(
    {
        PortVerdict.READER: "找到读卡器",
        PortVerdict.SILENT: "没有应答",
        PortVerdict.OTHER_DIALECT: "是读卡器，但通信方式不支持，请切换到串口模式",
        PortVerdict.BUSY: "被另一个程序占用",
        PortVerdict.DENIED: "没有权限打开",
        PortVerdict.MISSING: "打不开",
        PortVerdict.OWNED: "已分配给其他设备，未查找",
        PortVerdict.BLUETOOTH: "蓝牙端口，未查找",
        PortVerdict.NO_SERIAL_PORT: "USB读卡器没有串口，需要厂家的串口模式",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortIdentity:
    """What a serial adapter is, whatever name the system gives it today."""

    vid: int
    pid: int
    serial_number: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedPort:
    """The reader's port as the settings keep it.

    Attributes:
        name: Device name or URL (`COM3`, `/dev/ttyUSB0`, `socket://host:port`).
        identity: None for a port that is no USB adapter.
        baud: The speed that worked.
    """

    name: str
    identity: PortIdentity | None = None
    baud: int = 115_200


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFinding:
    """What a search learnt about one port.

    Attributes:
        sam_number: The module's number (class P1, names a device); "" when unknown.
    """

    port: RememberedPort
    verdict: PortVerdict
    sam_number: str = ""

    @property
    def text(self) -> str:
        """Name the port and say what is there, in the clerk's words."""
        return f"{self.port.name}：{PORT_VERDICT_WORDS[self.verdict]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortsSearched:
    """A search made progress, or ended.

    Attributes:
        findings: All so far, in the order they came in.
        chosen: After the end, the reader that is used from now on; None if none was found.
    """

    findings: tuple[PortFinding, ...]
    is_finished: bool
    chosen: RememberedPort | None = None


ReaderNews = ReaderStateChanged | CardRead | PortsSearched
