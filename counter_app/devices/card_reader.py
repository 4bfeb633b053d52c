"""Reading one card: find, select, read, one retry, and waiting until the card is lifted.

Source: the SAM serial protocol's procedure.  A selected card is not found again before it is
lifted, and after an authentication error it must be laid down anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from counter_app.devices.card_frames import (
    ADDRESS_DATA_BYTES,
    SW3_CARD_FOUND,
    SW3_DONE,
    Frame,
    FrameError,
    Request,
)
from counter_app.devices.card_text import ReadAnswer, decode_appended_address, decode_read_answer
from counter_app.devices.exchange import Exchange
from counter_app.devices.sam_status import SW3_FIND_FAILED, Group, status_group
from counter_app.domain.errors import BadUtf16, CardUnreadable


class StepKind(Enum):
    """How one look at the reader ended."""

    NOTHING_THERE = auto()
    STILL_THERE = auto()
    CARD = auto()
    FAILED = auto()
    REFUSED = auto()
    OTHER_CARD = auto()
    FAULT = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """The outcome of one look.

    Attributes:
        detail: A status byte as two hex digits, or the code of a refusal; "" for none.
        answer: The card, after CARD.
        refused: What was wrong with the card's answer, after REFUSED.
    """

    kind: StepKind
    detail: str = ""
    answer: ReadAnswer | None = None
    refused: CardUnreadable | None = None


_RETRIED: Final = frozenset({StepKind.FAILED, StepKind.REFUSED})
_ENDS_THE_TURN: Final = _RETRIED | {StepKind.CARD, StepKind.OTHER_CARD}
_GROUP_STEPS: Final = {
    Group.PUT: StepKind.FAILED,
    Group.LIFT: StepKind.FAILED,
    Group.NOTHING_THERE: StepKind.FAILED,
    Group.OTHER_CARD: StepKind.OTHER_CARD,
    Group.SERVICE: StepKind.FAULT,
    Group.OUR_REQUEST: StepKind.FAULT,
}


class CardReader:
    """The procedure on one open line.

    Args:
        exchange: Asks and waits.
        today: Returns the day for which validity is judged.
        on_found: Called when a card was found, before it is read.
    """

    def __init__(
        self,
        exchange: Exchange,
        *,
        today: Callable[[], date],
        on_found: Callable[[], None] = lambda: None,
    ) -> None:
        self._exchange = exchange
        self._today = today
        self._on_found = on_found
        self._must_lift = False
        self.last_find_sw3: int | None = None

    def look(self) -> Step:
        """Look for a card once and read it if there is a new one.

        A card that was read, or failed twice, is left alone until a look finds nothing: one left
        lying must not fill the next person's form.

        Raises:
            Unplugged, OtherDialect, ReadingCancelled: See `Exchange.ask`.
        """
        step = self._cycle()
        if step.kind in _RETRIED:
            second = self._cycle()
            if second.kind in {StepKind.NOTHING_THERE, StepKind.SILENT}:
                # Taken away too soon, or selected and so not found again: the clerk's part is
                # the same.  One refusal alone says nothing certain about the card.
                return Step(StepKind.FAILED, step.detail)
            step = second
        if step.kind in _ENDS_THE_TURN:
            self._must_lift = True
        return step

    def appended_address(self) -> str | None:
        """Return the latest appended address of the card just read; None if there is none."""
        frame = self._exchange.ask(Request.APPENDED_ADDRESS)
        if frame is None or len(frame.data) != ADDRESS_DATA_BYTES:
            return None
        try:
            return decode_appended_address(frame.data) or None
        except BadUtf16 as refused:
            self._exchange.errors.append(FrameError(refused.code, frame.offset))
            return None
        finally:
            frame.wipe()

    def _cycle(self) -> Step:
        found = self._ask(Request.FIND)
        self.last_find_sw3 = found.sw3 if found else None
        if found is None:
            return Step(StepKind.SILENT)
        if found.sw3 == SW3_FIND_FAILED:
            self._must_lift = False
            return Step(StepKind.NOTHING_THERE)
        if found.sw3 != SW3_CARD_FOUND:
            return _failure(found)
        if self._must_lift:
            return Step(StepKind.STILL_THERE)
        self._on_found()
        return self._select_and_read()

    def _select_and_read(self) -> Step:
        selected = self._ask(Request.SELECT)
        if selected is None or selected.sw3 != SW3_DONE:
            return _failure(selected)
        read = self._ask(Request.READ)
        if read is None or read.sw3 != SW3_DONE:
            return _failure(read)
        return self._decode(read)

    def _ask(self, request: Request) -> Frame | None:
        frame = self._exchange.ask(request)
        if frame is not None and _is_our_request(frame):
            # The module disliked how our bytes arrived: once more, then it is its fault.
            frame = self._exchange.ask(request)
        return frame

    def _decode(self, frame: Frame) -> Step:
        try:
            answer = decode_read_answer(
                frame.data, on=self._today(), has_card_status=bool(frame.sw1 or frame.sw2)
            )
        except CardUnreadable as refused:
            self._exchange.errors.append(FrameError(refused.code, frame.offset))
            return Step(StepKind.REFUSED, refused.code, refused=refused)
        else:
            return Step(StepKind.CARD, answer=answer)
        finally:
            frame.wipe()


def _is_our_request(frame: Frame) -> bool:
    return frame.sw3 not in {SW3_DONE, SW3_CARD_FOUND} and (
        status_group(frame.sw3) is Group.OUR_REQUEST
    )


def _failure(frame: Frame | None) -> Step:
    if frame is None:
        return Step(StepKind.FAILED, "no-answer")
    return Step(_GROUP_STEPS[status_group(frame.sw3)], f"{frame.sw3:02X}")
