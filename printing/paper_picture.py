"""Draw what a printer makes of a byte stream: the preview, and the simulated printer's paper.

Knows the commands in `escpos_tokens`.  Whatever a real printer could take otherwise is a finding
with its offset, not a guess.  The same bytes give the same dots on one machine; fonts differ
between machines, so tests compare tokens and lines and people look at the pictures.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from printing.escpos_tokens import Token, tokenize
from printing.glyphs import glyph
from printing.paper_page import PICTURE_CHAR, Cut, Page, PlacedGlyph
from printing.raster import Bitmap
from printing.typesetter import Typesetter

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Page", "Token", "page_bitmap", "text_lines", "to_png", "tokenize", "typeset"]

_MARGIN_DOTS = 16
_HEIGHT_MAX_DOTS = 60_000  # 7.5 m of paper.


def typeset(tokens: Iterable[Token], dots: int, *, encoding: str = "gb18030") -> Page:
    """Print tokens on paper of so many dots.

    Args:
        tokens: From `tokenize`.
        dots: Print width.
        encoding: What the printer takes bytes from 80h on for in Chinese mode: gb18030 or utf-8.
    """
    return Typesetter(dots, encoding=encoding).print_all(tokens)


def text_lines(data: bytes, dots: int, *, encoding: str = "gb18030") -> list[str]:
    """Return the text of every line with characters in it, from top to bottom."""
    return typeset(tokenize(data), dots, encoding=encoding).lines


def to_png(data: bytes, dots: int, *, encoding: str = "gb18030") -> bytes:
    """Draw a job as a PNG of one bit a dot, with a paper margin and the cut as a dashed line.

    Args:
        data: The job.
        dots: Print width; the picture is 32 dots wider.
        encoding: As for `typeset`.
    """
    from PIL import Image

    page = typeset(tokenize(data), dots, encoding=encoding)
    bitmap = page_bitmap(page, margin_dots=_MARGIN_DOTS)
    width = bitmap.width_bytes * 8
    white = (1 << width) - 1
    spare = width - bitmap.width_dots
    rows = b"".join((white ^ row << spare).to_bytes(width // 8, "big") for row in bitmap.rows)
    image = Image.frombytes("1", (width, bitmap.height_dots), rows)
    image = image.crop((0, 0, bitmap.width_dots, bitmap.height_dots))
    png = BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def page_bitmap(page: Page, *, margin_dots: int = 0) -> Bitmap:
    """Return the dots of a page, white paper round it; 1 is black."""
    height = min(page.height_dots, _HEIGHT_MAX_DOTS)
    width = page.width_dots
    rows = [0] * height
    for placed in page.glyphs:
        _stamp(rows, width, _cell(placed), placed.x, placed.y)
    for picture in page.bitmaps:
        _stamp(rows, width, picture.bitmap, picture.x, picture.y)
    full_width = width + 2 * margin_dots
    framed = [row << margin_dots for row in rows]
    for cut in page.cuts:
        _draw_cut(framed, full_width, cut)
    margin = (0,) * margin_dots
    return Bitmap(full_width, (*margin, *framed, *margin))


def _stamp(rows: list[int], width: int, bitmap: Bitmap, x: int, y: int) -> None:
    shift = width - x - bitmap.width_dots
    mask = (1 << width) - 1
    for offset, bits in enumerate(bitmap.rows):
        if y + offset < len(rows):
            rows[y + offset] |= (bits << shift if shift >= 0 else bits >> -shift) & mask


def _cell(placed: PlacedGlyph) -> Bitmap:
    style = placed.style
    plain = placed.own_glyph or _plain_cell(placed)
    cell = _scaled(plain, style.width_factor, style.height_factor)
    rows = list(cell.rows)
    full = (1 << cell.width_dots) - 1
    is_ascii = placed.char <= "~"
    if style.has_ascii_underline if is_ascii else style.has_hanzi_underline:
        rows[-1] = full
    if style.is_reversed:
        rows = [row ^ full for row in rows]
    return Bitmap(cell.width_dots, tuple(rows))


def _plain_cell(placed: PlacedGlyph) -> Bitmap:
    char = "□" if placed.char == PICTURE_CHAR else placed.char
    cell = glyph(char, is_bold=placed.style.is_bold)
    wanted = placed.width_dots // placed.style.width_factor
    if cell.width_dots > wanted:  # A code-page character in a half-width cell.
        return Bitmap(wanted, tuple(row >> (cell.width_dots - wanted) // 2 for row in cell.rows))
    return cell


def _scaled(bitmap: Bitmap, width_factor: int, height_factor: int) -> Bitmap:
    """Magnify by repeating dots, as printers do."""
    if (width_factor, height_factor) == (1, 1):
        return bitmap
    width = bitmap.width_dots
    rows = []
    for row in bitmap.rows:
        wide = 0
        for shift in range(width - 1, -1, -1):
            dot = row >> shift & 1
            wide = wide << width_factor | ((1 << width_factor) - 1) * dot
        rows.extend([wide] * height_factor)
    return Bitmap(width * width_factor, tuple(rows))


def _draw_cut(rows: list[int], width: int, cut: Cut) -> None:
    dashes = int(("1" * 6 + "0" * 6) * (width // 12 + 1), 2)
    row = min(cut.y, len(rows)) - 1
    if row >= 0:
        rows[row] |= dashes & (1 << width) - 1
