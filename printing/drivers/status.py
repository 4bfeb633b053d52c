"""What a printer's bytes say about it; pure decoding, no port.

Source: ESC/POS, DLE EOT n, automatic status (GS a) and GS r.  The forms are told apart by fixed
bits; whatever fits none is not a status.  Silence is unknown: never well, never broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counter_app.domain.desk_news import Light
from counter_app.domain.errors import (
    CoverOpen,
    DeviceError,
    PaperOut,
    PrinterFault,
    PrinterOffline,
    PrinterSilent,
)

TEXT_READY: Final = "就绪"
TEXT_NEAR_END: Final = "纸快用完了"
TEXT_HOT: Final = "打印机过热，等半分钟会自己恢复"
TEXT_SILENT: Final = "不知道打印机状态"

_OFFLINE: Final = 0x08
_COVER: Final = 0x04
_STOPPED_BY_PAPER: Final = 0x20
_ERROR: Final = 0x40
_CUTTER: Final = 0x08
_UNRECOVERABLE: Final = 0x20
_HOT: Final = 0x40
_NEAR_END: Final = 0x0C
_END: Final = 0x60

_AUTO_OFFLINE: Final = 0x08
_AUTO_COVER: Final = 0x20
_AUTO_NEAR_END: Final = 0x03
_AUTO_END: Final = 0x0C


@dataclass(frozen=True, slots=True)
class RealTimeAnswer:
    """One byte `0xx1xx10`: the answer to DLE EOT n; it does not say to which n."""

    value: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """Four bytes, the first `0xx1xx00`, sent by itself after GS a."""

    values: bytes


@dataclass(frozen=True, slots=True)
class InOrderAnswer:
    """One byte `0xx0xxxx`: GS r was executed, so everything before it was taken."""

    value: int


StatusWord = RealTimeAnswer | AutomaticStatus | InOrderAnswer


class StatusStream:
    """Tells apart what a printer says, also when it comes in pieces.

    Attributes:
        noise_bytes: Bytes so far that were no status, XON and XOFF not counted.
    """

    def __init__(self) -> None:
        self.noise_bytes = 0
        self._automatic = bytearray()

    def take(self, data: bytes) -> list[StatusWord]:
        """Return the words that are complete with these bytes."""
        words: list[StatusWord] = []
        for byte in data:
            word = self._take_byte(byte)
            if word is not None:
                words.append(word)
        return words

    def _take_byte(self, byte: int) -> StatusWord | None:
        if self._automatic and _is_in_order(byte):
            self._automatic.append(byte)
            if len(self._automatic) < 4:
                return None
            word = AutomaticStatus(bytes(self._automatic))
            self._automatic.clear()
            return word
        # What broke an automatic status off cannot be part of it, so that was none.
        self.noise_bytes += len(self._automatic)
        self._automatic.clear()
        if byte & 0x93 == 0x12:
            return RealTimeAnswer(byte)
        if byte & 0x93 == 0x10:
            self._automatic.append(byte)
        elif _is_in_order(byte):
            return InOrderAnswer(byte)
        elif byte not in {0x11, 0x13}:
            self.noise_bytes += 1
        return None


def _is_in_order(byte: int) -> bool:
    return byte & 0x90 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterCondition:
    """What is known of a printer at one moment.

    Attributes:
        is_known: It said anything at all; otherwise the other fields mean nothing.
        is_expected_to_answer: A silent printer of this model used to answer.
    """

    is_known: bool = False
    is_expected_to_answer: bool = False
    is_offline: bool = False
    is_cover_open: bool = False
    is_paper_out: bool = False
    is_paper_near_end: bool = False
    is_cutter_stuck: bool = False
    is_broken: bool = False
    is_hot: bool = False

    @property
    def fault(self) -> DeviceError | None:
        """What keeps a job from starting, worded for the clerk; None for nothing known."""
        if not self.is_known:
            return PrinterSilent() if self.is_expected_to_answer else None
        if self.is_paper_out:
            return PaperOut()
        if self.is_cover_open:
            return CoverOpen()
        if self.is_cutter_stuck or self.is_broken:
            return PrinterFault()
        if self.is_offline and not self.is_hot:
            return PrinterOffline()
        return None

    @property
    def is_well(self) -> bool:
        """Whether it said that all is well; paper near its end is well."""
        return self.is_known and self.fault is None and not self.is_hot

    @property
    def light(self) -> Light:
        if self.fault is not None:
            return Light.FAILED
        if not self.is_known:
            return Light.UNKNOWN
        return Light.ATTENTION if self.is_hot or self.is_paper_near_end else Light.OK

    @property
    def text(self) -> str:
        """What the clerk reads in the status line."""
        if self.fault is not None:
            return self.fault.advice
        if not self.is_known:
            return TEXT_SILENT
        if self.is_hot:
            return TEXT_HOT
        return TEXT_NEAR_END if self.is_paper_near_end else TEXT_READY


def condition_from_answers(answers: Mapping[int, int]) -> PrinterCondition:
    """Read answers to DLE EOT.

    Args:
        answers: Byte by n, 1 to 4; those that did not come are left out.
    """
    printer, cause, error, paper = (answers.get(n, 0) for n in (1, 2, 3, 4))
    is_hot = bool(error & _HOT)
    return PrinterCondition(
        is_known=bool(answers),
        is_offline=bool(printer & _OFFLINE),
        is_cover_open=bool(cause & _COVER),
        is_paper_out=bool(cause & _STOPPED_BY_PAPER or paper & _END == _END),
        is_paper_near_end=paper & _NEAR_END == _NEAR_END,
        is_cutter_stuck=bool(error & _CUTTER),
        # An error whose kind nobody told is a fault, unless it is only the hot head.
        is_broken=bool(error & _UNRECOVERABLE or (cause & _ERROR and not is_hot)),
        is_hot=is_hot,
    )


def condition_from_automatic(status: AutomaticStatus) -> PrinterCondition:
    """Read the four bytes that a printer sends by itself."""
    printer, error, paper, _ = status.values
    return PrinterCondition(
        is_known=True,
        is_offline=bool(printer & _AUTO_OFFLINE),
        is_cover_open=bool(printer & _AUTO_COVER),
        is_paper_out=paper & _AUTO_END == _AUTO_END,
        is_paper_near_end=paper & _AUTO_NEAR_END == _AUTO_NEAR_END,
        is_cutter_stuck=bool(error & _CUTTER),
        is_broken=bool(error & _UNRECOVERABLE),
        is_hot=bool(error & _HOT),
    )
