"""What a Chinese thermal printer does with a byte stream, command by command.

Characters are gathered in a line buffer and go on paper when the line ends; pictures and codes
go on paper at once.  What is known of a printer's manners beside that is in `pen` and
`printer_font`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from printing.escpos_tokens import TEXT, TRUNCATED, UNKNOWN, Token
from printing.paper_page import PICTURE_CHAR, Cut, Finding, Page, PlacedBitmap, PlacedGlyph
from printing.pen import Pen
from printing.printer_font import FontChar, PrinterFont
from printing.qr import QUIET_MODULES, qr_bitmap
from printing.raster import Bitmap, has_real_time_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from printing.paper_page import Style

_CELL_HEIGHT_DOTS = 24
_HARMLESS_FOREIGN = frozenset({"HT", "CR"})


@dataclass(slots=True)
class _LineBuffer:
    """What stands in the line that is not printed yet, from its left end on."""

    glyphs: list[PlacedGlyph] = field(default_factory=list)
    bitmaps: list[PlacedBitmap] = field(default_factory=list)
    text: str = ""
    width_dots: int = 0
    height_dots: int = 0

    def add_char(self, char: FontChar, style: Style) -> None:
        width = char.width_dots * style.width_factor
        height = _CELL_HEIGHT_DOTS * style.height_factor
        x = self.width_dots
        self.glyphs.append(PlacedGlyph(x, 0, char.char, width, height, style, char.own_glyph))
        self._grow(char.char, width, height)

    def add_picture(self, bitmap: Bitmap) -> None:
        self.bitmaps.append(PlacedBitmap(self.width_dots, 0, bitmap))
        self._grow(PICTURE_CHAR, bitmap.width_dots, bitmap.height_dots)

    def _grow(self, char: str, width_dots: int, height_dots: int) -> None:
        self.text += char
        self.width_dots += width_dots
        self.height_dots = max(self.height_dots, height_dots)

    def print_on(self, page: Page, left: int) -> None:
        """Put everything on the baseline that all sizes share, below what is printed."""
        bottom = page.height_dots + self.height_dots
        for glyph in self.glyphs:
            page.glyphs.append(replace(glyph, x=left + glyph.x, y=bottom - glyph.height_dots))
        for picture in self.bitmaps:
            y = bottom - picture.bitmap.height_dots
            page.bitmaps.append(replace(picture, x=left + picture.x, y=y))
        if self.text:
            page.lines.append(self.text)


class Typesetter:
    """Prints tokens on a page of so many dots."""

    def __init__(self, width_dots: int, *, encoding: str = "gb18030") -> None:
        self.page = Page(width_dots)
        self._pen = Pen()
        self._font = PrinterFont(encoding)
        self._line = _LineBuffer()
        self._qr_data = ""
        self._qr_dots = 3
        self._act_on = self._acts()

    def _acts(self) -> dict[str, Callable[[Token], None]]:
        return {
            **dict.fromkeys(self._pen.commands, self._pen.obey),
            "ESC a": self._set_align,  # Looks at the line first.
            "ESC @": self._reset,
            "FS &": self._chinese_on,
            "FS .": self._chinese_off,
            "LF": self._line_feed,
            "ESC d": self._feed_lines,
            "ESC J": self._feed_dots,
            "GS v 0": self._raster,
            "ESC *": self._inline_image,
            "FS 2": self._own_glyph,
            "GS ( k": self._two_dimensional_code,
            "GS r": self._barrier,
            "GS V": self._cut,
        }

    def print_all(self, tokens: Iterable[Token]) -> Page:
        """Print everything; what stands in the line buffer at the end stays unprinted."""
        for token in tokens:
            self._print(token)
        if self._line.text:
            self._note(0, "line-not-printed", "the stream ends inside a line")
        return self.page

    def _print(self, token: Token) -> None:
        if token.name == TEXT:
            self._text(token)
        elif token.name in {UNKNOWN, TRUNCATED}:
            code = "truncated" if token.name == TRUNCATED else "unknown-command"
            self._note(token.offset, code, token.data[:4].hex(" "))
        elif (act := self._act_on.get(token.name)) is not None:
            act(token)
        elif not token.is_ours and token.name not in _HARMLESS_FOREIGN:
            self._note(token.offset, "foreign-command", token.name)

    def _note(self, offset: int, code: str, detail: str = "") -> None:
        self.page.findings.append(Finding(offset, code, detail))

    # Text

    def _text(self, token: Token) -> None:
        for char in self._font.read(token.data, token.offset):
            if char.finding is not None:
                self.page.findings.append(char.finding)
            width = char.width_dots * self._pen.style.width_factor
            if self._line.width_dots + width > self.page.width_dots:
                self._note(char.offset, "own-wrap", "the line is wider than the paper")
                self._end_line()
            self._line.add_char(char, self._pen.style)

    def _inline_image(self, token: Token) -> None:
        self._line.add_picture(Bitmap.from_columns_data(token.payload[3:]))

    def _end_line(self, feed_dots: int | None = None) -> None:
        """Print the line buffer and feed."""
        line = self._line
        line.print_on(self.page, self._pen.left_of(line.width_dots, self.page.width_dots))
        pitch = self._pen.pitch_dots if feed_dots is None else feed_dots
        self.page.height_dots += max(line.height_dots, pitch)
        self._line = _LineBuffer()

    # Commands

    def _reset(self, _: Token) -> None:
        """ESC @ sets styles back; the Chinese mode of a printer from abroad it leaves off."""
        self._pen.reset()
        self._font.forget_own_glyphs()
        self._line = _LineBuffer()

    def _chinese_on(self, _: Token) -> None:
        self._font.has_chinese_mode = True

    def _chinese_off(self, _: Token) -> None:
        self._font.has_chinese_mode = False

    def _line_feed(self, _: Token) -> None:
        self._end_line()

    def _feed_lines(self, token: Token) -> None:
        if self._line.text:
            self._end_line()
            self.page.height_dots += self._pen.pitch_dots * max(0, token.payload[0] - 1)
        else:
            self.page.height_dots += self._pen.pitch_dots * token.payload[0]

    def _feed_dots(self, token: Token) -> None:
        if self._line.text:
            self._end_line(token.payload[0])
        else:
            self.page.height_dots += token.payload[0]

    def _set_align(self, token: Token) -> None:
        if self._line.text:
            self._note(token.offset, "align-inside-a-line")
        else:
            self._pen.obey(token)

    def _raster(self, token: Token) -> None:
        if self._line.text:
            self._note(token.offset, "raster-inside-a-line")
            self._end_line()
        payload = token.payload
        if has_real_time_pair(payload[5:]):
            self._note(token.offset, "real-time-command", "bytes 10h 04h, 05h or 14h in a raster")
        width_bytes = int.from_bytes(payload[1:3], "little")
        data = payload[5:]
        rows = tuple(
            int.from_bytes(data[start : start + width_bytes], "big")
            for start in range(0, len(data), width_bytes)
        )
        bitmap = Bitmap(8 * width_bytes, rows)
        if payload[0] & 3 == 3:
            bitmap = bitmap.doubled()
        if bitmap.width_dots > (self.page.width_dots + 7) // 8 * 8:
            self._note(token.offset, "raster-too-wide", f"{bitmap.width_dots} dots")
        self._place(bitmap)

    def _place(self, bitmap: Bitmap, *, is_qr: bool = False) -> None:
        left = self._pen.left_of(bitmap.width_dots, self.page.width_dots)
        self.page.bitmaps.append(PlacedBitmap(left, self.page.height_dots, bitmap, is_qr))
        self.page.height_dots += bitmap.height_dots

    def _own_glyph(self, token: Token) -> None:
        self._font.define(token.payload[:2], Bitmap.from_columns_data(token.payload[2:]))

    def _two_dimensional_code(self, token: Token) -> None:
        function, argument = token.payload[3:4], token.payload[4:]
        if function == b"C" and argument:
            self._qr_dots = argument[0]
        elif function == b"P":
            self._qr_data = argument[1:].decode("latin-1")
        elif function == b"Q" and self._qr_data:
            bitmap = qr_bitmap(self._qr_data, max(1, self._qr_dots))
            quiet = 2 * QUIET_MODULES * self._qr_dots
            if bitmap.width_dots + quiet > self.page.width_dots:
                self._note(token.offset, "raster-too-wide", "QR code")
            self._place(bitmap, is_qr=True)

    def _barrier(self, token: Token) -> None:
        self.page.barriers.append(token.offset)

    def _cut(self, token: Token) -> None:
        if token.payload[0] == 66:
            self.page.height_dots += token.payload[1]
        self.page.cuts.append(Cut(self.page.height_dots, token.payload[0] in {1, 49, 66}))
