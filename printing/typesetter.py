"""What a Chinese thermal printer does with a byte stream, command by command.

It starts like the worst of printers: Chinese mode off and sizes odd, so that a job that forgot
its own reset looks wrong at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from printing.escpos_tokens import TEXT, TRUNCATED, UNKNOWN, Token
from printing.gb18030 import two_byte_code
from printing.paper_page import Cut, Finding, Page, PlacedBitmap, PlacedGlyph, Style
from printing.qr import QUIET_MODULES, qr_bitmap
from printing.raster import Bitmap, has_real_time_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PICTURE_CHAR = "\ufffc"
"""Stands in a line's text for a character that was printed as a picture."""

_ASCII_DOTS, _HANZI_DOTS, _CELL_HEIGHT = 12, 24, 24
_DEFAULT_PITCH = 30
_POWER_UP_PITCH = 41
_HARMLESS_FOREIGN = frozenset({"HT", "CR"})


@dataclass
class _Pending:
    """Characters of the line that is not printed yet."""

    glyphs: list[PlacedGlyph] = field(default_factory=list)
    bitmaps: list[PlacedBitmap] = field(default_factory=list)
    text: str = ""
    x: int = 0
    height: int = 0


class Typesetter:
    """Prints tokens on a page of so many dots."""

    def __init__(self, width_dots: int, *, encoding: str = "gb18030") -> None:
        self.page = Page(width_dots)
        self._encoding = encoding
        self._has_chinese_mode = False
        self._style = Style(width_factor=2, is_bold=True)
        self._align = 2
        self._pitch = _POWER_UP_PITCH
        self._pending = _Pending()
        self._own_glyphs: dict[bytes, Bitmap] = {}
        self._qr_data = ""
        self._qr_dots = 3
        self._act_on = self._acts()

    def _acts(self) -> dict[str, Callable[[Token], None]]:
        return {
            "ESC @": self._reset,
            "FS &": self._chinese_on,
            "FS .": self._chinese_off,
            "LF": self._line_feed,
            "ESC d": self._feed_lines,
            "ESC J": self._feed_dots,
            "ESC 3": self._set_pitch,
            "ESC 2": self._default_pitch,
            "ESC a": self._set_align,
            "GS !": self._set_size,
            "FS W": self._set_hanzi_size,
            "ESC E": self._set_bold,
            "GS B": self._set_reversed,
            "ESC -": self._set_ascii_underline,
            "FS -": self._set_hanzi_underline,
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
        if self._pending.text:
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
        data = token.data
        at = 0
        while at < len(data):
            if data[at] < 0x80:
                self._char(chr(data[at]), _ASCII_DOTS, token.offset + at)
                at += 1
            elif not self._has_chinese_mode:
                self._note(token.offset + at, "bytes-outside-chinese-mode")
                self._char(bytes((data[at],)).decode("cp437"), _ASCII_DOTS, token.offset + at)
                at += 1
            else:
                length = self._chinese(data, at, token.offset + at)
                at += length

    def _chinese(self, data: bytes, at: int, offset: int) -> int:
        """Print one Chinese character; return how many bytes it took."""
        own = self._own_glyphs.get(data[at : at + 2])
        if own is not None:
            self._char(PICTURE_CHAR, _HANZI_DOTS, offset, own)
            return 2
        length = _utf8_length(data[at]) if self._encoding == "utf-8" else 2
        piece = data[at : at + length]
        try:
            char = piece.decode(self._encoding)
        except UnicodeDecodeError:
            char = ""
        is_known = len(char) == 1 and bool(two_byte_code(char, "gb18030"))
        if not is_known:
            self._note(offset, "not-in-font", piece.hex(" "))
        self._char(char if is_known else "□", _HANZI_DOTS, offset)
        return length

    def _char(self, char: str, dots: int, offset: int, own: Bitmap | None = None) -> None:
        style = self._style
        width = dots * style.width_factor
        height = _CELL_HEIGHT * style.height_factor
        if self._pending.x + width > self.page.width_dots:
            self._note(offset, "own-wrap", "the line is wider than the paper")
            self._end_line()
        line = self._pending
        line.glyphs.append(PlacedGlyph(line.x, 0, char, width, height, style, own))
        line.text += char
        line.x += width
        line.height = max(line.height, height)

    def _inline_image(self, token: Token) -> None:
        columns = token.payload[3:]
        bitmap = _from_columns(columns)
        line = self._pending
        line.bitmaps.append(PlacedBitmap(line.x, 0, bitmap))
        line.text += PICTURE_CHAR
        line.x += bitmap.width_dots
        line.height = max(line.height, bitmap.height_dots)

    def _end_line(self, feed_dots: int | None = None) -> None:
        """Print the line buffer on the baseline that all sizes share, and feed."""
        page, line = self.page, self._pending
        left = self._left_of(line.x)
        for glyph in line.glyphs:
            y = page.height_dots + line.height - glyph.height_dots
            page.glyphs.append(replace(glyph, x=left + glyph.x, y=y))
        for picture in line.bitmaps:
            y = page.height_dots + line.height - picture.bitmap.height_dots
            page.bitmaps.append(replace(picture, x=left + picture.x, y=y))
        if line.text:
            page.lines.append(line.text)
        pitch = self._pitch if feed_dots is None else feed_dots
        page.height_dots += max(line.height, pitch)
        self._pending = _Pending()

    def _left_of(self, width: int) -> int:
        free = max(0, self.page.width_dots - width)
        return (0, free // 2, free)[self._align]

    # Commands

    def _reset(self, _: Token) -> None:
        """ESC @ sets styles back; the Chinese mode of a printer from abroad it leaves off."""
        self._style = Style()
        self._align = 0
        self._pitch = _DEFAULT_PITCH
        self._pending = _Pending()
        self._own_glyphs.clear()

    def _chinese_on(self, _: Token) -> None:
        self._has_chinese_mode = True

    def _chinese_off(self, _: Token) -> None:
        self._has_chinese_mode = False

    def _line_feed(self, _: Token) -> None:
        self._end_line()

    def _feed_lines(self, token: Token) -> None:
        if self._pending.text:
            self._end_line()
            self.page.height_dots += self._pitch * max(0, token.payload[0] - 1)
        else:
            self.page.height_dots += self._pitch * token.payload[0]

    def _feed_dots(self, token: Token) -> None:
        if self._pending.text:
            self._end_line(token.payload[0])
        else:
            self.page.height_dots += token.payload[0]

    def _set_pitch(self, token: Token) -> None:
        self._pitch = token.payload[0]

    def _default_pitch(self, _: Token) -> None:
        self._pitch = _DEFAULT_PITCH

    def _set_align(self, token: Token) -> None:
        if self._pending.text:
            self._note(token.offset, "align-inside-a-line")
        elif token.payload[0] % 48 <= 2:
            self._align = token.payload[0] % 48

    def _set_size(self, token: Token) -> None:
        n = token.payload[0]
        self._style = replace(self._style, width_factor=(n >> 4 & 7) + 1, height_factor=(n & 7) + 1)

    def _set_hanzi_size(self, token: Token) -> None:
        factor = 1 + (token.payload[0] & 1)
        self._style = replace(self._style, width_factor=factor, height_factor=factor)

    def _set_bold(self, token: Token) -> None:
        self._style = replace(self._style, is_bold=bool(token.payload[0] & 1))

    def _set_reversed(self, token: Token) -> None:
        self._style = replace(self._style, is_reversed=bool(token.payload[0] & 1))

    def _set_ascii_underline(self, token: Token) -> None:
        self._style = replace(self._style, has_ascii_underline=token.payload[0] % 48 != 0)

    def _set_hanzi_underline(self, token: Token) -> None:
        self._style = replace(self._style, has_hanzi_underline=token.payload[0] % 48 != 0)

    def _raster(self, token: Token) -> None:
        if self._pending.text:
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
        left = self._left_of(bitmap.width_dots)
        self.page.bitmaps.append(PlacedBitmap(left, self.page.height_dots, bitmap, is_qr))
        self.page.height_dots += bitmap.height_dots

    def _own_glyph(self, token: Token) -> None:
        self._own_glyphs[token.payload[:2]] = _from_columns(token.payload[2:])

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


def _utf8_length(lead: int) -> int:
    if lead >= 0xF0:
        return 4
    return 3 if lead >= 0xE0 else 2


def _from_columns(data: bytes) -> Bitmap:
    """Turn columns of three bytes, as ESC * and FS 2 have them, into rows."""
    columns = [int.from_bytes(data[at : at + 3], "big") for at in range(0, len(data) - 2, 3)]
    rows = []
    for row in range(_CELL_HEIGHT - 1, -1, -1):
        bits = 0
        for column in columns:
            bits = bits << 1 | (column >> row & 1)
        rows.append(bits)
    return Bitmap(len(columns), tuple(rows))
