"""Questions to the security module that need no card."""

from __future__ import annotations

from typing import Final

from counter_app.devices.card_frames import SAM_NUMBER_DATA_BYTES, SW3_DONE, Request
from counter_app.devices.card_reader import Step, StepKind
from counter_app.devices.exchange import Exchange
from counter_app.devices.sam_number import format_sam_number
from counter_app.devices.sam_status import Group, status_group

_SAM_NUMBER_TRIES: Final = 3


def self_test(exchange: Exchange) -> Step:
    """Ask the module how it is: NOTHING_THERE means well, else FAULT or SILENT.

    Raises:
        Unplugged, OtherDialect, ReadingCancelled: See `Exchange.ask`.
    """
    frame = exchange.ask(Request.SAM_STATUS)
    if frame is None:
        return Step(StepKind.SILENT)
    if frame.sw3 == SW3_DONE or status_group(frame.sw3) is not Group.SERVICE:
        return Step(StepKind.NOTHING_THERE)
    return Step(StepKind.FAULT, f"{frame.sw3:02X}")


def sam_number(exchange: Exchange) -> str:
    """Return the module's number, or "" if no two answers agree.

    Some readers give a wrong number first; up to three are asked for.

    Raises:
        Unplugged, OtherDialect, ReadingCancelled: See `Exchange.ask`.
    """
    seen: set[str] = set()
    for _ in range(_SAM_NUMBER_TRIES):
        frame = exchange.ask(Request.SAM_NUMBER)
        if frame is None or len(frame.data) != SAM_NUMBER_DATA_BYTES:
            continue
        number = format_sam_number(frame.data)
        if number in seen:
            return number
        seen.add(number)
    return ""
