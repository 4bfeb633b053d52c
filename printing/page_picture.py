"""A4 pages as one picture, from the same marks that become the PDF."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from printing.document import Document
from printing.fonts import FontFile, font_for, shipped_font
from printing.pdf_flow import width_pt
from printing.pdf_layout import lay_out_a4
from printing.pdf_page import (
    PAGE_HEIGHT_PT,
    PAGE_WIDTH_PT,
    BoxMark,
    LineMark,
    Mark,
    PdfPage,
    QrMark,
    TextMark,
)
from printing.qr import qr_modules

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PIXELS_PER_PT: Final = 2.0
"""144 dots an inch: a page is 1191 × 1684 pixels."""

_GAP_PIXELS: Final = 24
_WHITE: Final = 255
_DASH_PIXELS: Final = 6


def a4_png(document: Document) -> bytes:
    """Draw every page of a document, one under the other, as a PNG.

    Page numbers, which belong to the printed file, and the watermark are left out.

    Raises:
        FormDataInvalid: A QR code holds too much.
    """
    from PIL import Image

    pictures = [_page(page) for page in lay_out_a4(document).pages]
    width, height = pictures[0].size
    sheet = Image.new("L", (width, len(pictures) * (height + _GAP_PIXELS) - _GAP_PIXELS), 128)
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (0, number * (height + _GAP_PIXELS)))
    png = BytesIO()
    sheet.save(png, "PNG", optimize=True)
    return png.getvalue()


def _page(page: PdfPage) -> Image:
    from PIL import Image, ImageDraw

    size = (round(PAGE_WIDTH_PT * PIXELS_PER_PT), round(PAGE_HEIGHT_PT * PIXELS_PER_PT))
    picture = Image.new("L", size, _WHITE)
    draw = ImageDraw.Draw(picture)
    for mark in page.marks:
        _put(draw, mark)
    return picture


def _put(draw: ImageDraw, mark: Mark) -> None:
    x, y = mark.x_pt * PIXELS_PER_PT, mark.y_pt * PIXELS_PER_PT
    match mark:
        case TextMark():
            _text(draw, mark)
        case LineMark(to_x_pt=to_x_pt, to_y_pt=to_y_pt):
            _line(
                draw,
                (x, y, to_x_pt * PIXELS_PER_PT, to_y_pt * PIXELS_PER_PT),
                is_dashed=mark.is_dashed,
            )
        case BoxMark(width_pt=width, height_pt=height, grey=grey):
            corner = (x + width * PIXELS_PER_PT, y + height * PIXELS_PER_PT)
            draw.rectangle((x, y, *corner), fill=round(grey * _WHITE))
        case QrMark(side_pt=side, content=content):
            _qr_code(draw, x, y, side * PIXELS_PER_PT, content)


def _text(draw: ImageDraw, mark: TextMark) -> None:
    """Set character by character where the layout put them, each in the font that has it."""
    x_pt = mark.x_pt
    for char in mark.text:
        font = font_for(char, is_bold=mark.is_bold)
        at = (x_pt * PIXELS_PER_PT, mark.y_pt * PIXELS_PER_PT)
        advance_pt = width_pt(char, mark.size_pt, is_bold=mark.is_bold)
        ink = round(mark.grey * _WHITE)
        if font is None:
            em = mark.size_pt * PIXELS_PER_PT
            draw.rectangle((at[0] + 1, at[1] - em, at[0] + em - 1, at[1]), outline=ink)
            small = _face(shipped_font(), round(em * 0.3))
            code = f"{ord(char):06X}"
            draw.text((at[0] + 3, at[1] - em * 0.9), code[:3], fill=ink, font=small)
            draw.text((at[0] + 3, at[1] - em * 0.45), code[3:], fill=ink, font=small)
        else:
            face = _face(font, round(mark.size_pt * PIXELS_PER_PT))
            draw.text(at, char, fill=ink, font=face, anchor="ls")
        x_pt += advance_pt


@lru_cache(maxsize=64)
def _face(font: FontFile, size_pixels: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(font.path), size_pixels, index=font.index)


def _line(draw: ImageDraw, ends: tuple[float, float, float, float], *, is_dashed: bool) -> None:
    if not is_dashed:
        draw.line(ends, fill=0, width=1)
        return
    x, y, to_x, _ = ends  # Only tear lines are dashed, and they run across.
    while x < to_x:
        draw.line((x, y, min(x + _DASH_PIXELS, to_x), y), fill=0, width=1)
        x += 2 * _DASH_PIXELS


def _qr_code(draw: ImageDraw, x: float, y: float, side: float, content: str) -> None:
    rows = qr_modules(content)
    module = side / len(rows)
    for row_number, row in enumerate(rows):
        for column, is_dark in enumerate(row):
            if is_dark:
                left, top = round(x + column * module), round(y + row_number * module)
                right = round(x + (column + 1) * module) - 1
                bottom = round(y + (row_number + 1) * module) - 1
                draw.rectangle((left, top, right, bottom), fill=0)
