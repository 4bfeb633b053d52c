"""A simulated printer's inside: bytes go in, answers and printed sheets come out; no link.

It behaves as the manuals say a printer does: status questions are answered at once, everything
else waits in the buffer and is carried out in order, and nothing is while the printer is offline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from printing.escpos_tokens import TRUNCATED, Token, tokenize
from printing.profiles import PrinterProfile

ROLL_DOTS: Final = 400_000
"""Fifty metres of paper at 8 dots a millimetre."""

_REPRINT_WORD: Final = "补打"
_GLYPH_DOTS: Final = 24


@dataclass(slots=True, kw_only=True)
class VirtualFaults:
    """What is wrong with the printer.

    Byte counts are of print data since the fault was set; status questions do not count.

    Attributes:
        paper_out_at: Paper ends after so many dots of feed.
        cover_open_at: The cover is opened after so many bytes.
        dead_after: It loses its power after so many bytes.
        drop_connection_at: It breaks the connection after so many bytes, and stays on.
        is_silent: It prints, and never answers.
        answers_only: The only DLE EOT numbers it answers; it answers no GS r either.
        garbage: Sent at each connection and before each answer.
        xoff_flood: It says XOFF over and over.
        slow_baud: It takes bytes at this speed; 0 for at once.
        refuse_connect: Connections are refused.
        accept_then_hang: Connections are taken and then left alone.
        loses_backlog: A paper change empties its buffer; otherwise it prints on.
        no_cutter: The knife is stuck.
        loses_mode: A reset turns Chinese mode off.
    """

    paper_out_at: int | None = None
    cover_open_at: int | None = None
    dead_after: int | None = None
    drop_connection_at: int | None = None
    is_silent: bool = False
    answers_only: frozenset[int] | None = None
    garbage: bytes = b""
    xoff_flood: bool = False
    slow_baud: int = 0
    refuse_connect: bool = False
    accept_then_hang: bool = False
    loses_backlog: bool = False
    no_cutter: bool = False
    loses_mode: bool = False


@dataclass(slots=True)
class VirtualSheet:
    """One piece of paper, from reset to cut.

    Attributes:
        lines: Text lines as printed; a line that came as a picture is "".
        copy_mark: The white-on-black words over it, "" on an original.
        dots: Length of the paper used.
        has_marks: Whether anything visible is on it.
        is_complete: Everything up to the barrier or the cut is on it.
    """

    profile: PrinterProfile
    data: bytearray = field(default_factory=bytearray)
    lines: list[str] = field(default_factory=list)
    copy_mark: str = ""
    dots: int = 0
    has_marks: bool = False
    is_complete: bool = False

    def png(self) -> bytes:
        """Draw the paper."""
        from printing.paper_picture import to_png

        return to_png(bytes(self.data), self.profile.dots, encoding=text_encoding(self.profile))


def text_encoding(profile: PrinterProfile) -> str:
    """Return what the printer takes bytes from 80h on for in Chinese mode."""
    return "utf-8" if profile.chinese_encoding == "utf-8" else "gb18030"


class VirtualEngine:
    """Buffer, mechanism and status of one simulated printer; used under its owner's lock.

    Attributes:
        sheets: Every paper it has printed on, the one in the printer last.
        received: Every byte of print data that it ever took.
        is_dead: Without power.
        is_connection_dropped: The link is to be broken now.
    """

    def __init__(self, profile: PrinterProfile) -> None:
        self.profile = profile
        self.faults = VirtualFaults()
        self.sheets: list[VirtualSheet] = []
        self.received = bytearray()
        self.is_dead = False
        self.is_connection_dropped = False
        self.is_online = True
        self.is_cover_open = False
        self.is_hot = False
        self.is_near_end = False
        self.is_cutter_stuck = False
        self.paper_left_dots = ROLL_DOTS
        self._bytes_taken = 0
        self._fed_dots = 0
        self._question = bytearray()
        self._buffer = bytearray()
        self._outbox = bytearray()
        self._forget_settings()

    def _forget_settings(self) -> None:
        self._line = bytearray()
        self._line_height = 1
        self._is_reversed = False
        self._is_chinese = True
        self._pitch_dots = 30

    def arm(self, faults: VirtualFaults) -> None:
        """Make the printer misbehave from now on; the counts begin anew."""
        self.faults = faults
        self._bytes_taken = 0
        self._fed_dots = 0
        self.is_cutter_stuck = False

    def power_on(self) -> None:
        """Switch it on again: what was in the buffer is gone, the paper stays as it is."""
        self.is_dead = False
        self._buffer.clear()
        self._question.clear()
        self._close_sheet()
        self._forget_settings()

    def refill(self) -> None:
        """Put in a new roll; what waits in the buffer is printed on or lost."""
        self.paper_left_dots = ROLL_DOTS
        self.faults.paper_out_at = None
        if self.faults.loses_backlog:
            self._buffer.clear()
            self._line.clear()

    @property
    def is_paper_out(self) -> bool:
        return self.paper_left_dots <= 0

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
            else:
                self._put_aside()
            self._question.clear()

    def _put_aside(self) -> None:
        for byte in self._question:
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
        stop_at = None if dots_max is None else self.paper_left_dots - dots_max
        for token in tokenize(bytes(self._buffer)):
            is_enough = stop_at is not None and self.paper_left_dots <= stop_at
            if token.name == TRUNCATED or self.is_stopped or is_enough:
                break
            del self._buffer[: len(token.data)]
            self._carry_out(token)

    def _carry_out(self, token: Token) -> None:
        if token.name == "ESC @":
            self._begin_sheet()
        if self.sheets:
            self.sheets[-1].data += token.data
        match token.name:
            case "text":
                self._line += token.payload
            case "LF":
                self._print_line()
            case "GS r":
                self._barrier()
            case "GS V":
                self._cut()
            case "ESC 2" | "ESC 3" | "FS &" | "FS ." | "GS B" | "GS !":
                self._set(token)
            case _:
                self._move_paper(token)

    def _begin_sheet(self) -> None:
        self._close_sheet()
        self._forget_settings()
        self._is_chinese = not self.faults.loses_mode
        self.sheets.append(VirtualSheet(self.profile))

    def _set(self, token: Token) -> None:
        match token.name:
            case "ESC 2":
                self._pitch_dots = 30
            case "ESC 3":
                self._pitch_dots = token.payload[0]
            case "FS &" | "FS .":
                self._is_chinese = token.name == "FS &"
            case "GS B":
                self._is_reversed = bool(token.payload[0] & 1)
            case "GS !":
                self._line_height = max(self._line_height, 1 + (token.payload[0] & 7))

    def _move_paper(self, token: Token) -> None:
        payload = token.payload
        match token.name:
            case "ESC J":
                self._feed(payload[0], is_marked=False)
            case "ESC d":
                self._feed(payload[0] * self._pitch_dots, is_marked=False)
            case "GS v 0":
                rows = int.from_bytes(payload[3:5], "little") * (2 if payload[0] & 2 else 1)
                self._feed(rows, is_marked=any(payload[5:]))
            case "ESC *":
                self._line += b" "  # A picture within the line: it marks the paper with it.
            case "GS ( k" if payload[3:5] == b"\x51\x30":
                self._feed(self.profile.dots // 2, is_marked=True)

    def _print_line(self) -> None:
        codec = text_encoding(self.profile) if self._is_chinese else "cp437"
        text = self._line.decode(codec, errors="replace")
        height = max(self._pitch_dots, _GLYPH_DOTS * self._line_height)
        self._feed(height, is_marked=bool(text.strip()))
        if self.sheets:
            sheet = self.sheets[-1]
            if self._is_reversed and not sheet.lines and text.strip().startswith(_REPRINT_WORD):
                sheet.copy_mark = text.strip()
            sheet.lines.append(text)
        self._line.clear()
        self._line_height = 1

    def _feed(self, dots: int, *, is_marked: bool) -> None:
        self._fed_dots += dots
        self.paper_left_dots -= dots
        out_at = self.faults.paper_out_at
        if out_at is not None and self._fed_dots >= out_at:
            self.paper_left_dots = 0
        if self.sheets:
            self.sheets[-1].dots += dots
            self.sheets[-1].has_marks |= is_marked

    def _barrier(self) -> None:
        if self.sheets and self.sheets[-1].has_marks:
            self.sheets[-1].is_complete = True
        if not self.faults.is_silent and self.faults.answers_only is None:
            self._outbox += self.faults.garbage + bytes((0x03 if self.is_near_end else 0x00,))

    def _cut(self) -> None:
        if self.faults.no_cutter:
            self.is_cutter_stuck = True
        if self.sheets and self.sheets[-1].has_marks:
            self.sheets[-1].is_complete = True

    def _close_sheet(self) -> None:
        if self.sheets and not self.sheets[-1].dots:
            self.sheets.pop()

    def _real_time_answer(self, n: int) -> bytes:
        only = self.faults.answers_only
        if self.faults.is_silent or (only is not None and n not in only):
            return b""
        has_error = self.is_cutter_stuck or self.is_hot
        bits = {
            1: 0x08 * (self.is_stopped or self.is_cutter_stuck),
            2: 0x04 * self.is_cover_open | 0x20 * self.is_paper_out | 0x40 * has_error,
            3: 0x08 * self.is_cutter_stuck | 0x40 * self.is_hot,
            4: 0x0C * (self.is_near_end or self.is_paper_out) | 0x60 * self.is_paper_out,
        }
        return self.faults.garbage + bytes((0x12 | bits[n],))
