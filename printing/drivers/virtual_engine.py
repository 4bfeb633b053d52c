"""A simulated printer's inside: bytes go in, answers come out and paper moves; no link.

It behaves as the manuals say a printer does: status questions are answered at once, everything
else waits in the buffer and is carried out in order, and nothing is while the printer is offline.
"""

from __future__ import annotations

from printing.drivers.virtual_faults import VirtualFaults
from printing.drivers.virtual_mechanism import ROLL_DOTS, VirtualMechanism
from printing.escpos_tokens import TRUNCATED, tokenize
from printing.profiles import PrinterProfile

_DLE = 0x10


class VirtualEngine:
    """Buffer, mechanism and status of one simulated printer; used under its owner's lock.

    Attributes:
        mechanism: Its paper path, with every paper that it has printed on.
        received: Every byte of print data that it ever took.
        is_dead: Without power.
        is_connection_dropped: The link is to be broken now.
    """

    def __init__(self, profile: PrinterProfile) -> None:
        self.profile = profile
        self.faults = VirtualFaults()
        self.mechanism = VirtualMechanism(profile)
        self.received = bytearray()
        self.is_dead = False
        self.is_connection_dropped = False
        self.is_online = True
        self.is_cover_open = False
        self.is_hot = False
        self.is_near_end = False
        self._bytes_taken = 0
        self._question = bytearray()
        self._buffer = bytearray()
        self._outbox = bytearray()

    def arm(self, faults: VirtualFaults) -> None:
        """Make the printer misbehave from now on; the counts begin anew."""
        self.faults = faults
        self._bytes_taken = 0
        self.mechanism.arm(faults)

    def power_on(self) -> None:
        """Switch it on again: what was in the buffer is gone, the paper stays as it is."""
        self.is_dead = False
        self._buffer.clear()
        self._question.clear()
        self.mechanism.close_sheet()
        self.mechanism.forget_settings()

    def refill(self) -> None:
        """Put in a new roll; what waits in the buffer is printed on or lost."""
        self.mechanism.paper_left_dots = ROLL_DOTS
        self.faults.paper_out_at = None
        if self.faults.loses_backlog:
            self._buffer.clear()
            self.mechanism.forget_line()

    @property
    def is_paper_out(self) -> bool:
        return self.mechanism.paper_left_dots <= 0

    @property
    def room_bytes(self) -> int:
        """How many bytes its buffer still takes."""
        return max(0, self.profile.buffer_bytes - len(self._buffer))

    @property
    def is_stopped(self) -> bool:
        return (
            self.is_dead
            or self.is_paper_out
            or self.is_cover_open
            or self.is_hot
            or not self.is_online
        )

    @property
    def has_work(self) -> bool:
        return bool(self._buffer) and not self.is_stopped

    def answers(self) -> bytes:
        """Return what it has to say since the last call."""
        said = bytes(self._outbox)
        self._outbox.clear()
        return said

    def take(self, data: bytes) -> None:
        """Take bytes from the link: status questions are answered, the rest is put aside."""
        for byte in data:
            if self.is_dead or self.is_connection_dropped:
                break
            self._question.append(byte)
            if bytes(self._question) == b"\x10\x04"[: len(self._question)]:
                continue
            if len(self._question) == 3 and 1 <= byte <= 4:
                self._outbox += self._real_time_answer(byte)
                self._question.clear()
                continue
            is_new_start = byte == _DLE
            self._put_aside(bytes(self._question[:-1] if is_new_start else self._question))
            self._question[:] = b"\x10" if is_new_start else b""

    def _put_aside(self, data: bytes) -> None:
        for byte in data:
            self._buffer.append(byte)
            self.received.append(byte)
            self._bytes_taken += 1
            if self._bytes_taken == self.faults.cover_open_at:
                self.run()
                self.is_cover_open = True
            if self._bytes_taken == self.faults.drop_connection_at:
                self.is_connection_dropped = True
                return
            if self._bytes_taken == self.faults.dead_after:
                self.run()
                self.is_dead = True
                return

    def run(self, *, dots_max: int | None = None) -> None:
        """Carry out what waits in the buffer.

        Args:
            dots_max: Stop when so much paper has moved; None for all there is.
        """
        stop_at = None if dots_max is None else self.mechanism.paper_left_dots - dots_max
        for token in tokenize(bytes(self._buffer)):
            is_enough = stop_at is not None and self.mechanism.paper_left_dots <= stop_at
            if token.name == TRUNCATED or self.is_stopped or is_enough:
                break
            del self._buffer[: len(token.data)]
            self.mechanism.carry_out(token)
            self._answer_barrier()

    def _answer_barrier(self) -> None:
        for _ in range(self.mechanism.barriers_passed):
            if not self.faults.is_silent and self.faults.answers_only is None:
                self._outbox += self.faults.garbage + bytes((0x03 if self.is_near_end else 0x00,))
        self.mechanism.barriers_passed = 0

    def _real_time_answer(self, n: int) -> bytes:
        only = self.faults.answers_only
        if self.faults.is_silent or (only is not None and n not in only):
            return b""
        has_error = self.mechanism.is_cutter_stuck or self.is_hot
        bits = {
            1: 0x08 * (self.is_stopped or self.mechanism.is_cutter_stuck),
            2: 0x04 * self.is_cover_open | 0x20 * self.is_paper_out | 0x40 * has_error,
            3: 0x08 * self.mechanism.is_cutter_stuck | 0x40 * self.is_hot,
            4: 0x0C * (self.is_near_end or self.is_paper_out) | 0x60 * self.is_paper_out,
        }
        return self.faults.garbage + bytes((0x12 | bits[n],))
