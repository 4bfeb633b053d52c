"""One card from a live reader, within a time: what the command line runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.devices.card_frames import FrameError
from counter_app.devices.card_reader import CardReader, Step, StepKind
from counter_app.devices.card_text import ReadAnswer
from counter_app.devices.exchange import Exchange, ReadingCancelled, monotonic_ms
from counter_app.devices.link import BAUD_DEFAULT, Link
from counter_app.devices.sam_status import SW3_FIND_FAILED, status_name
from counter_app.domain.errors import (
    DeviceError,
    LiftCard,
    NoAnswer,
    NoCard,
    NotAnIdCard,
    ReaderFault,
)

GAP_MS: Final = 50
"""The pause between two looks at an empty reader."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadRun:
    """What one run brought: a card or a failure, and the account of the line."""

    answer: ReadAnswer | None
    error: DeviceError | None
    frames: int = 0
    discarded_bytes: int = 0
    errors: tuple[FrameError, ...] = ()


def read_once(
    url: str,
    *,
    timeout_ms: int,
    today: Callable[[], date],
    baud: int = BAUD_DEFAULT,
    now_ms: Callable[[], int] = monotonic_ms,
) -> ReadRun:
    """Wait for a card on the reader at `url`, read it, and let the port go.

    Failures that waiting cannot mend end the run at once; the others when the time is over.
    """
    ends_ms = now_ms() + timeout_ms
    try:
        link = Link(url, baud=baud)
    except DeviceError as error:
        return ReadRun(None, error)
    with link:
        exchange = Exchange(link, now_ms=now_ms, is_cancelled=lambda: now_ms() >= ends_ms)
        answer: ReadAnswer | None = None
        failed: DeviceError | None = None
        try:
            answer = _wait_for_card(exchange, today, lambda: now_ms() >= ends_ms)
        except DeviceError as error:
            failed = error
        exchange.close()
        return ReadRun(
            answer, failed, exchange.frames, exchange.discarded_bytes, tuple(exchange.errors)
        )


def _wait_for_card(
    exchange: Exchange, today: Callable[[], date], is_over: Callable[[], bool]
) -> ReadAnswer:
    reader = CardReader(exchange, today=today)
    pause = threading.Event()
    try:
        while not is_over():
            step = reader.look()
            if step.answer is not None:
                return step.answer
            _raise_final(step)
            pause.wait(GAP_MS / 1000)
    except ReadingCancelled:
        pass
    if reader.last_find_sw3 == SW3_FIND_FAILED:
        raise NoCard
    if reader.last_find_sw3 is None:
        raise NoAnswer
    raise LiftCard


def _raise_final(step: Step) -> None:
    """Raise what no waiting can mend."""
    if step.refused is not None:
        raise step.refused
    if step.kind is StepKind.OTHER_CARD:
        raise NotAnIdCard(f"SW3 {step.detail}")
    if step.kind is StepKind.FAULT:
        raise ReaderFault(f"SW3 {step.detail}: {status_name(int(step.detail, 16))}")
