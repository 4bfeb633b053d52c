"""The paper path of a simulated printer: commands in, printed sheets out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from printing.drivers.virtual_faults import VirtualFaults
from printing.escpos_tokens import Token
from printing.profiles import PrinterProfile

ROLL_DOTS: Final = 400_000
"""Fifty metres of paper at 8 dots a millimetre."""

_REPRINT_WORD: Final = "补打"
_GLYPH_DOTS: Final = 24


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


class VirtualMechanism:
    """Carries out one command after the other.

    Attributes:
        sheets: Every paper it has printed on, the one in the printer last.
        paper_left_dots: What is left of the roll; 0 or less is paper out.
        barriers_passed: GS r commands that it came to and has not answered yet.
    """

    def __init__(self, profile: PrinterProfile) -> None:
        self.profile = profile
        self.faults = VirtualFaults()
        self.sheets: list[VirtualSheet] = []
        self.paper_left_dots = ROLL_DOTS
        self.is_cutter_stuck = False
        self.barriers_passed = 0
        self._fed_dots = 0
        self.forget_settings()

    def arm(self, faults: VirtualFaults) -> None:
        """Misbehave from now on."""
        self.faults = faults
        self.is_cutter_stuck = False
        self._fed_dots = 0

    def forget_settings(self) -> None:
        """Be as after power-up: no style, nothing in the line."""
        self._line = bytearray()
        self._line_height = 1
        self._is_reversed = False
        self._is_chinese = True
        self._pitch_dots = 30

    def carry_out(self, token: Token) -> None:
        """Do what one complete token says."""
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

    def forget_line(self) -> None:
        """Drop what is in the line and not printed."""
        self._line.clear()

    def _begin_sheet(self) -> None:
        self.close_sheet()
        self.forget_settings()
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
        self.barriers_passed += 1

    def _cut(self) -> None:
        if self.faults.no_cutter:
            self.is_cutter_stuck = True
        if self.sheets and self.sheets[-1].has_marks:
            self.sheets[-1].is_complete = True

    def close_sheet(self) -> None:
        """End a paper; one on which nothing moved never was."""
        if self.sheets and not self.sheets[-1].dots:
            self.sheets.pop()
