"""The state of a thermal printer while a job is written for it.

Every command is sent only when the state it sets is another one, styles are back to plain at the
end, and the paper that the job moves is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.document import Align
from printing.gb18030 import is_printable
from printing.glyphs import CELL_DOTS
from printing.layout import RuleLine, Run, TextLine
from printing.qr import QUIET_MODULES, module_dots, qr_bitmap, qr_side
from printing.rare_characters import RareCharacters
from printing.raster import raster_commands, without_real_time_pairs

if TYPE_CHECKING:
    from printing.paper_text import PrintWarning
    from printing.profiles import PrinterProfile
    from printing.raster import Bitmap

_RESET = b"\x1b@" + b"\x1bR\x00" + b"\x1c&" + b"\x1cS\x00\x00"
_BARRIER = b"\x1dr\x01"
_ALIGN = {Align.LEFT: 0, Align.CENTER: 1, Align.RIGHT: 2}
_DOUBLE_GAP_DOTS = 6  # Between lines of double height: 48 + 6.
_FEED_MAX = 255


@dataclass(frozen=True, slots=True)
class _Style:
    align: int = 0
    size: int = 1
    is_bold: bool = False
    is_reversed: bool = False


class EscposWriter:
    """Writes one job.

    Attributes:
        bitmap_lines: Lines of text written as pictures.
        height_dots: Paper moved so far.
    """

    def __init__(self, profile: PrinterProfile) -> None:
        self.bitmap_lines = 0
        self.height_dots = 0
        self._profile = profile
        self._parts: list[bytes] = []
        self._style = _Style()
        self._pitch_dots = 0
        self._rare = RareCharacters(profile)

    @property
    def warnings(self) -> set[PrintWarning]:
        """What of the text looks otherwise on paper."""
        return self._rare.warnings

    def data(self) -> bytes:
        return b"".join(self._parts)

    def begin(self) -> None:
        """Reset the printer and switch its Chinese mode on: some models have it off."""
        self._put(_RESET)
        self._set_pitch(self._profile.line_pitch_dots)

    def barrier(self) -> int | None:
        """Set the styles back and ask for the answer that says everything before was taken."""
        self._set_style(_Style())
        self._set_pitch(self._profile.line_pitch_dots)
        if self._profile.barrier == "none":
            return None
        offset = len(self.data())
        self._put(_BARRIER)
        return offset

    def end(self) -> None:
        """Feed the last line past the tear bar or the knife, and cut."""
        profile = self._profile
        self.feed_lines(profile.tail_lines)
        cut_feed_dots = round(profile.cut_feed_mm * profile.dots_per_mm)
        if profile.cutter == "partial":
            self._put(b"\x1dVB" + bytes((min(cut_feed_dots, _FEED_MAX),)))
            self.height_dots += cut_feed_dots
        elif profile.cutter == "full":
            self._feed_dots(cut_feed_dots)
            self._put(b"\x1dV\x00")

    def feed_lines(self, count: int) -> None:
        """Feed empty lines of the normal pitch."""
        self._set_pitch(self._profile.line_pitch_dots)
        for start in range(0, count, _FEED_MAX):
            self._put(b"\x1bd" + bytes((min(_FEED_MAX, count - start),)))
        self.height_dots += count * self._profile.line_pitch_dots

    def rule(self, line: RuleLine) -> None:
        """Draw a line across the paper out of characters that every printer has."""
        pairs = self._profile.text_columns // 2
        if line.is_dashed:
            text = ("- " * pairs).rstrip()
        else:
            text = "─" * pairs if is_printable("─", self._profile) else "--" * pairs
        self.text_line(TextLine((Run(text),)))

    def text_line(self, line: TextLine) -> None:
        """Print one line: as text, as text with single pictures in it, or as a picture."""
        if not line.text:
            self.feed_lines(1)
            return
        rare = self._rare.in_line(line)
        if rare and not self._rare.can_stand_inline(line, rare):
            self._picture_line(line)
            return
        size = line.size if self._profile.hanzi_size != "none" else 1
        pitch = self._pitch(size)
        self._set_pitch(pitch)
        for run in line.runs:
            is_bold = run.is_bold or size != line.size
            if not run.text.strip(" "):  # No toggling to and fro for the gaps between cells.
                is_bold = self._style.is_bold
            self._set_style(_Style(_ALIGN[line.align], size, is_bold, line.is_reversed))
            self._put(self._rare.encoded(run.text, rare))
        self._put(b"\n")
        self.height_dots += pitch

    def qr_code(self, content: str) -> None:
        """Print a QR code in the middle, with its quiet zone."""
        modules = qr_side(content)
        dots = module_dots(modules, self._profile.dots, self._profile.qr_module_dots)
        quiet_dots = QUIET_MODULES * dots
        self._feed_dots(quiet_dots)
        if self._profile.qr == "native":
            self._set_style(_Style(align=1))
            self._put(_native_qr(content, dots))
        else:
            self._qr_raster(content, dots)
        self.height_dots += modules * dots
        self._feed_dots(quiet_dots)

    def _picture_line(self, line: TextLine) -> None:
        bitmap = self._rare.line_picture(line)
        self._set_pitch(self._profile.line_pitch_dots)
        self._put_raster(bitmap, line.align)
        self.height_dots += bitmap.height_dots
        self._feed_dots(self._pitch(line.size) - bitmap.height_dots)
        self.bitmap_lines += 1

    def _put_raster(self, bitmap: Bitmap, align: Align) -> None:
        width = self._profile.dots
        if align is not Align.LEFT and self._profile.raster_align == "white":
            free = max(0, width - bitmap.width_dots)
            bitmap = bitmap.shifted(free // 2 if align is Align.CENTER else free)
            align = Align.LEFT
        self._set_style(_Style(align=_ALIGN[align]))
        safe = without_real_time_pairs(bitmap, width, is_exact=False)
        self._put(raster_commands(safe, self._profile.raster_rows))

    def _qr_raster(self, content: str, dots: int) -> None:
        """Send the symbol at half its size and let the printer double it: a quarter of the bytes.

        The white margin is not sent at all: the paper is white.
        """
        is_doubled = dots % 2 == 0
        bitmap = qr_bitmap(content, dots // 2 if is_doubled else dots)
        width = self._profile.dots // (2 if is_doubled else 1)
        align = Align.CENTER
        if self._profile.raster_align == "white":
            bitmap = bitmap.shifted((width - bitmap.width_dots) // 2)
            align = Align.LEFT
        safe = without_real_time_pairs(bitmap, width, is_exact=True)
        self._set_style(_Style(align=_ALIGN[align]))
        self._put(raster_commands(safe, self._profile.raster_rows, is_doubled=is_doubled))

    def _pitch(self, size: int) -> int:
        return self._profile.line_pitch_dots if size == 1 else size * CELL_DOTS + _DOUBLE_GAP_DOTS

    def _feed_dots(self, dots: int) -> None:
        self.height_dots += dots
        while dots > 0:
            step = min(dots, _FEED_MAX)
            self._put(b"\x1bJ" + bytes((step,)))
            dots -= step

    def _set_pitch(self, dots: int) -> None:
        if dots != self._pitch_dots:
            self._put(b"\x1b3" + bytes((dots,)))
            self._pitch_dots = dots

    def _set_style(self, style: _Style) -> None:
        now = self._style
        if style.align != now.align:
            self._put(b"\x1ba" + bytes((style.align,)))
        if style.size != now.size:
            self._put(self._size_command(style.size))
        if style.is_bold != now.is_bold:
            self._put(b"\x1bE" + bytes((style.is_bold,)))
        if style.is_reversed != now.is_reversed:
            self._put(b"\x1dB" + bytes((style.is_reversed,)))
        self._style = style

    def _size_command(self, size: int) -> bytes:
        if self._profile.hanzi_size == "fs-w":
            return b"\x1cW" + bytes((size - 1,))
        return b"\x1d!" + bytes(((size - 1) * 0x11,))

    def _put(self, data: bytes) -> None:
        self._parts.append(data)


def _native_qr(content: str, dots: int) -> bytes:
    """Return GS ( k for model 2, level M; the content is ASCII of our own signer."""
    data = content.encode("ascii")
    store = (len(data) + 3).to_bytes(2, "little") + b"1P0" + data
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes((dots,)),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + store,
            b"\x1d(k\x03\x001Q0",
        )
    )
