"""What the clerk reads for each way a reader can answer, or not."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from counter_app.devices.card_reader import StepKind
from counter_app.domain.errors import (
    DeviceError,
    OtherDialect,
    PortBusy,
    PortDenied,
    PortMissing,
    Unplugged,
)
from counter_app.domain.reader_news import ReaderState, ReaderStateChanged

READY: Final = ReaderStateChanged(state=ReaderState.READY, text="读卡器就绪")
PUT_CARD: Final = ReaderStateChanged(state=ReaderState.READY, text="请把身份证放在读卡器上")
READING: Final = ReaderStateChanged(state=ReaderState.READING, text="正在读卡，请勿移动证件")
CARD_DONE: Final = ReaderStateChanged(state=ReaderState.LIFT, text="读取成功。请拿开证件，还给群众")
SILENT: Final = ReaderStateChanged(
    state=ReaderState.SILENT, text="读卡器没有应答。请检查电源和连线；可以手工录入"
)
DISABLED: Final = ReaderStateChanged(
    state=ReaderState.DISABLED, text="没有设置读卡器。可以查找读卡器，或手工录入"
)
SEARCHING: Final = ReaderStateChanged(state=ReaderState.SEARCHING, text="正在查找读卡器")

_OF_STEP: Final = MappingProxyType(
    {
        StepKind.FAILED: (ReaderState.LIFT, "没有读成功。请拿开证件，再放一次"),
        StepKind.REFUSED: (ReaderState.LIFT, "读到的内容不完整，请再放一次"),
        StepKind.OTHER_CARD: (
            ReaderState.LIFT,
            "这张不是居民身份证，或读卡器不支持这种证件。可以手工录入",
        ),
        StepKind.FAULT: (ReaderState.FAULT, "读卡器故障，请联系维护人员。可以手工录入"),
    }
)
_STATE_OF_ERROR: Final[dict[type[DeviceError], ReaderState]] = {
    PortMissing: ReaderState.ABSENT,
    PortBusy: ReaderState.BUSY_PORT,
    PortDenied: ReaderState.FAULT,
    Unplugged: ReaderState.ABSENT,
    OtherDialect: ReaderState.FAULT,
}


def news_of_step(kind: StepKind, detail: str) -> ReaderStateChanged:
    """Return what to say after a look that did not end well."""
    state, text = _OF_STEP[kind]
    return ReaderStateChanged(state=state, text=text, detail_code=detail)


def news_of_error(error: DeviceError, port_name: str) -> ReaderStateChanged:
    """Return what to say when the port cannot be opened, or broke."""
    text = error.advice
    if isinstance(error, PortBusy):
        text = f"串口被占用：另一个程序正在使用 {port_name}；可以手工录入"
    return ReaderStateChanged(
        state=_STATE_OF_ERROR[type(error)], text=text, detail_code=error.phone_code
    )
