"""Faults on demand: what a simulated reader does wrong, by name.

A fault changes the plan of one answer: a list of acts that the endpoint performs.  Each says when
it strikes (once, from then on, or at the n-th request), on which request, and is written down when
it did, so that a test can prove that it happened.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from counter_app.devices.card_frames import HEADER_BYTES, SW3_CARD_FOUND, Request, encode_request
from counter_app.devices.stx_dialect import encode_stx
from counter_app.devices.virtual.module import status

SPLIT_PAUSE_MS: Final = 5
CHATTER: Final = b"RF carrier off!\r\n"
_STX_FAILED: Final = b"\x80\x00"


@dataclass(frozen=True, slots=True)
class Send:
    """Send bytes; `baud` overrides the line's speed."""

    data: bytes
    baud: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for a while."""

    wait_ms: float


@dataclass(frozen=True, slots=True)
class Unplug:
    """Take the reader off the line."""


@dataclass(frozen=True, slots=True)
class Replug:
    """Put the reader back."""


@dataclass(frozen=True, slots=True)
class Lift:
    """Take the card off the reader."""


Act = Send | Wait | Unplug | Replug | Lift
Plan = list[Act]


@dataclass(frozen=True, slots=True)
class Answering:
    """The request that is being answered, and the dice for random noise."""

    request: Request | int
    dice: random.Random


@dataclass(frozen=True, slots=True)
class FaultDone:
    """One line of the fault log."""

    name: str
    request: str
    request_number: int


@dataclass(slots=True)
class Fault:
    """A fault that waits for its moment.

    Attributes:
        name: One of `FAULT_NAMES`.
        values: The fault's own numbers or bytes.
        on: The request it strikes; None for any.
        at: Strikes at the n-th such request from now on, counted from 1.
        is_sticky: Whether it goes on striking from then on.
    """

    name: str
    values: tuple[Any, ...] = ()
    on: Request | None = None
    at: int = 1
    is_sticky: bool = False
    met: int = 0
    is_spent: bool = False

    def __post_init__(self) -> None:
        if self.name not in FAULT_NAMES:
            raise ValueError(f"no such fault: {self.name}")

    def strikes(self, request: Request | int) -> bool:
        """Count a request; tell whether the fault strikes now."""
        if self.is_spent or (self.on is not None and request is not self.on):
            return False
        if self.name == _SAM_FAULT and request is not Request.SAM_NUMBER:
            return False
        self.met += 1
        if self.met < self.at:
            return False
        self.is_spent = not self.is_sticky
        return True

    def change(self, plan: Plan, answering: Answering) -> Plan:
        """Return the plan as it goes wrong."""
        return _CHANGES[self.name](plan, answering, *self.values)


_SAM_FAULT: Final = "wrong_first_sam_number"


def _bytes_of(plan: Plan) -> bytes:
    return b"".join(act.data for act in plan if isinstance(act, Send))


def _resend(plan: Plan, data: bytes) -> Plan:
    """Return the plan with one send of `data` in place of all its sends."""
    return [*(act for act in plan if not isinstance(act, Send)), Send(data)]


def _cut_after(plan: Plan, _answering: Answering, count: int) -> Plan:
    return _resend(plan, _bytes_of(plan)[:count])


def _split(plan: Plan, _answering: Answering, *sizes: int) -> Plan:
    data = _bytes_of(plan)
    acts: Plan = [act for act in plan if not isinstance(act, Send)]
    for size in sizes:
        acts += [Send(data[:size]), Wait(SPLIT_PAUSE_MS)]
        data = data[size:]
    return [*acts, Send(data)]


def _noise(answering: Answering, count: int) -> bytes:
    # Without the preamble's first byte: noise that is noise.
    return bytes(answering.dice.choice(range(0xAA)) for _ in range(count))


def _echo(plan: Plan, answering: Answering) -> Plan:
    asked = answering.request
    return _resend(
        plan, (encode_request(asked) if isinstance(asked, Request) else b"") + _bytes_of(plan)
    )


def _flip_bit(plan: Plan, _answering: Answering, bit: int) -> Plan:
    data = bytearray(_bytes_of(plan))
    at = bit // 8 % max(1, len(data))
    if data:
        data[at] ^= 1 << bit % 8
    return _resend(plan, bytes(data))


def _bad_checksum(plan: Plan, _answering: Answering) -> Plan:
    data = _bytes_of(plan)
    return _resend(plan, data[:-1] + bytes(255 - byte for byte in data[-1:]))


def _bad_length(plan: Plan, _answering: Answering, length: int) -> Plan:
    data = _bytes_of(plan)
    at = HEADER_BYTES - 2
    return _resend(plan, data[:at] + length.to_bytes(2, "big") + data[at + 2 :])


def _status(plan: Plan, _answering: Answering, sw1: int, sw2: int, sw3: int) -> Plan:
    return _resend(plan, status(sw3, sw1, sw2))


def _wrong_sam_number(plan: Plan, _answering: Answering) -> Plan:
    body = bytearray(_bytes_of(plan)[HEADER_BYTES:-1])
    body[-1] ^= 0xFF
    return _resend(plan, status(body[2], data=bytes(body[3:])))


def _unplug_at(plan: Plan, answering: Answering, count: int) -> Plan:
    return [*_cut_after(plan, answering, count), Unplug()]


def _card_removed_at(plan: Plan, answering: Answering, count: int) -> Plan:
    return [*_cut_after(plan, answering, count), Lift()]


def _slow(plan: Plan, _answering: Answering, baud: int) -> Plan:
    return [Send(act.data, baud) if isinstance(act, Send) else act for act in plan]


_CHANGES: Final[dict[str, Callable[..., Plan]]] = {
    "silent": lambda _plan, _answering: [],
    "cut_after": _cut_after,
    "late": lambda plan, _answering, wait_ms: [Wait(wait_ms), *plan],
    "glued": lambda plan, _answering: _resend(plan, _bytes_of(plan) * 2),
    "stale_find": lambda plan, _answering: _resend(
        plan, status(SW3_CARD_FOUND, data=bytes(4)) + _bytes_of(plan)
    ),
    "split": _split,
    "noise_before": lambda plan, answering, count=20: _resend(
        plan, _noise(answering, count) + _bytes_of(plan)
    ),
    "noise_after": lambda plan, answering, count=20: _resend(
        plan, _bytes_of(plan) + _noise(answering, count)
    ),
    "echo": _echo,
    "flip_bit": _flip_bit,
    "bad_checksum": _bad_checksum,
    "bad_length": _bad_length,
    "status": _status,
    _SAM_FAULT: _wrong_sam_number,
    "unplug_at": _unplug_at,
    "replug": lambda plan, _answering, wait_ms: [*plan, Unplug(), Wait(wait_ms), Replug()],
    "dialect_stx": lambda plan, _answering: _resend(plan, encode_stx(_STX_FAILED)),
    "chatter": lambda plan, _answering: _resend(plan, CHATTER + _bytes_of(plan)),
    "not_authorised": lambda plan, _answering: _resend(plan, status(0x66)),
    "card_removed_at": _card_removed_at,
    "slow": _slow,
    "raw": lambda plan, _answering, data: _resend(plan, data),
}
FAULT_NAMES: Final = frozenset(_CHANGES)
