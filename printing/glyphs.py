"""Characters as dots: 24×24 for hanzi, 12×24 for ASCII, as a thermal printer's own font has them.

Used for the lines a printer cannot set itself, and for the picture of a job on the screen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from printing.fonts import FontFile, font_for, shipped_font
from printing.paper_text import clusters
from printing.raster import Bitmap

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

CELL_DOTS = 24
"""Height of a cell, and its width for everything but ASCII, which has half."""

_OVERSAMPLING = 4
_INK_GREY = 150  # Of 255: a dot is black if two fifths of it are; strokes stay one dot wide.
_HANZI_EM_DOTS, _HANZI_BASELINE = 24, 21
_ASCII_EM_DOTS, _ASCII_BASELINE = 20, 19
_DIGIT_COLUMNS = 5
_DIGITS = {
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
    "A": (14, 17, 17, 17, 31, 17, 17),
    "B": (30, 17, 17, 30, 17, 17, 30),
    "C": (14, 17, 16, 16, 16, 17, 14),
    "D": (28, 18, 17, 17, 17, 18, 28),
    "E": (31, 16, 16, 30, 16, 16, 31),
    "F": (31, 16, 16, 30, 16, 16, 16),
}


def has_glyph(cluster: str) -> bool:
    """Return whether some font here can draw the character."""
    return font_for(cluster[0]) is not None


@lru_cache(maxsize=4096)
def glyph(cluster: str, *, size: int = 1, is_bold: bool = False) -> Bitmap:
    """Draw one character, with its combining mark if it has one.

    A character that no font has becomes a box with its code point, never nothing and never `?`.

    Args:
        cluster: A base character and at most one mark.
        size: 1 or 2: 24 or 48 dots high.
        is_bold: Draw heavier strokes.
    """
    if not has_glyph(cluster):
        box = code_point_box(cluster[0])
        return box if size == 1 else box.doubled()
    drawn = [_drawn(char, size, is_bold=is_bold, is_ascii=cluster[0] <= "~") for char in cluster]
    rows = tuple(_union(rows) for rows in zip(*(part.rows for part in drawn), strict=True))
    return Bitmap(drawn[0].width_dots, rows)


def code_point_box(char: str) -> Bitmap:
    """Return a frame with the six hexadecimal digits of the code point in two rows."""
    digits = f"{ord(char):06X}"
    rows = [0] * CELL_DOTS
    for row in range(1, CELL_DOTS - 1):
        rows[row] = 0x400002
    rows[1] = rows[CELL_DOTS - 2] = 0x7FFFFE
    for line, top in ((digits[:3], 4), (digits[3:], 13)):
        for place, digit in enumerate(line):
            shift = CELL_DOTS - 4 - (place + 1) * (_DIGIT_COLUMNS + 1) + 1
            for offset, bits in enumerate(_DIGITS[digit]):
                rows[top + offset] |= bits << shift
    return Bitmap(CELL_DOTS, tuple(rows))


def line_bitmap(pieces: list[tuple[str, bool]], size: int) -> Bitmap:
    """Draw a line of text as the printer would set it, in cells.

    Args:
        pieces: Texts of the line with whether they are bold.
        size: 1 or 2.
    """
    rows = [0] * (CELL_DOTS * size)
    width = 0
    for text, is_bold in pieces:
        for cluster in clusters(text):
            cell = glyph(cluster, size=size, is_bold=is_bold)
            rows = [row << cell.width_dots | new for row, new in zip(rows, cell.rows, strict=True)]
            width += cell.width_dots
    return Bitmap(width, tuple(rows))


def _union(rows: tuple[int, ...]) -> int:
    joined = 0
    for row in rows:
        joined |= row
    return joined


def _drawn(char: str, size: int, *, is_bold: bool, is_ascii: bool) -> Bitmap:
    from PIL import Image, ImageDraw

    width = (CELL_DOTS // 2 if is_ascii else CELL_DOTS) * size
    height = CELL_DOTS * size
    font = font_for(char, is_bold=is_bold)
    if font is None or char == " ":
        return Bitmap(width, (0,) * height)
    em_dots, baseline = (
        (_ASCII_EM_DOTS, _ASCII_BASELINE) if is_ascii else (_HANZI_EM_DOTS, _HANZI_BASELINE)
    )
    scale = _OVERSAMPLING * size
    face = _face(font, em_dots * scale)
    room = max(width * _OVERSAMPLING, round(face.getlength(char)))
    image = Image.new("L", (room, height * _OVERSAMPLING), 255)
    ImageDraw.Draw(image).text((room / 2, baseline * scale), char, fill=0, font=face, anchor="ms")
    cell = image.resize((width, height), Image.Resampling.BOX)
    dots = cell.point(lambda grey: 255 if grey <= _INK_GREY else 0, "1")
    stride = (width + 7) // 8
    data = dots.tobytes()
    spare = 8 * stride - width
    rows = tuple(
        int.from_bytes(data[start : start + stride], "big") >> spare
        for start in range(0, len(data), stride)
    )
    if char == "_":  # Side by side they are a line to sign on, as in a printer's own font.
        line = (1 << width) - 1
        rows = (*[0] * (21 * size), *[line] * size, *[0] * (2 * size))
    is_smeared = is_bold and font != shipped_font(is_bold=True)
    return Bitmap(width, tuple(_smeared(row, size) for row in rows) if is_smeared else rows)


def _smeared(row: int, dots: int) -> int:
    for _ in range(dots):
        row |= row >> 1
    return row


@lru_cache(maxsize=32)
def _face(font: FontFile, em_dots: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(font.path, em_dots, index=font.index)
