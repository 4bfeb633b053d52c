"""A document as a picture of its A4 pages: preview, `form render --as png`.

The marks are those of the PDF (`pdf_layout`); only the pen is another one, so what the preview
shows is where the PDF puts it.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from printing.fonts import FontFile, font_for, shipped_font
from printing.paper_text import sanitise
from printing.pdf_flow import LEFT_PT, RIGHT_PT, width_pt
from printing.pdf_layout import lay_out_a4
from printing.pdf_page import (
    PAGE_HEIGHT_PT,
    PAGE_WIDTH_PT,
    BoxMark,
    LineMark,
    Mark,
    QrMark,
    TextMark,
)
from printing.qr import qr_modules

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from printing.document import Document

DPI: Final = 144
PAGES_MAX: Final = 12
_GAP_DOTS: Final = 24
_DESK_GREY: Final = 200
_FOOT_PT: Final = 9.0
_FOOT_Y_PT: Final = PAGE_HEIGHT_PT - 36


def sheet_to_png(document: Document, *, dpi: int = DPI) -> bytes:
    """Draw the pages of a document one under the other, as a grey PNG.

    Args:
        document: What to draw.
        dpi: Dots per inch; 144 is two pixels a point.
    """
    from PIL import Image

    pages = lay_out_a4(document).pages[:PAGES_MAX]
    scale = dpi / 72
    width, height = round(PAGE_WIDTH_PT * scale), round(PAGE_HEIGHT_PT * scale)
    sheet = Image.new("L", (width, (height + _GAP_DOTS) * len(pages) - _GAP_DOTS), _DESK_GREY)
    for place, page in enumerate(pages):
        picture = Image.new("L", (width, height), 255)
        pen = _Pen(picture, scale)
        for mark in page.marks:
            pen.put(mark)
        pen.foot(sanitise(document.number), place + 1, len(pages))
        sheet.paste(picture, (0, place * (height + _GAP_DOTS)))
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


class _Pen:
    """Draws marks, whose places are points from the upper left corner."""

    def __init__(self, picture: Image, scale: float) -> None:
        from PIL import ImageDraw as Draw

        self._draw: ImageDraw = Draw.Draw(picture)
        self._scale = scale

    def put(self, mark: Mark) -> None:
        match mark:
            case TextMark():
                self._text(mark)
            case LineMark():
                self._line(mark)
            case BoxMark():
                self._box(mark)
            case QrMark():
                self._qr_code(mark)

    def foot(self, document_number: str, page: int, pages: int) -> None:
        words = f"第 {page} 页 共 {pages} 页"
        self.put(LineMark(LEFT_PT, _FOOT_Y_PT - 12, RIGHT_PT, _FOOT_Y_PT - 12))
        self.put(TextMark(LEFT_PT, _FOOT_Y_PT, document_number, _FOOT_PT))
        right = RIGHT_PT - width_pt(words, _FOOT_PT)
        self.put(TextMark(right, _FOOT_Y_PT, words, _FOOT_PT))

    def _text(self, mark: TextMark) -> None:
        x_pt = mark.x_pt
        for char in mark.text:
            font = font_for(char, is_bold=mark.is_bold) or shipped_font()
            self._draw.text(
                (x_pt * self._scale, mark.y_pt * self._scale),
                char,
                font=_face(font, round(mark.size_pt * self._scale)),
                fill=round(mark.grey * 255),
                anchor="ls",
            )
            x_pt += width_pt(char, mark.size_pt, is_bold=mark.is_bold)

    def _line(self, mark: LineMark) -> None:
        start = (mark.x_pt * self._scale, mark.y_pt * self._scale)
        end = (mark.to_x_pt * self._scale, mark.to_y_pt * self._scale)
        if not mark.is_dashed:
            self._draw.line((start, end), fill=0)
            return
        steps = max(1, round((end[0] - start[0] + end[1] - start[1]) / (6 * self._scale)))
        for step in range(steps):
            share = [(2 * step + part) / (2 * steps) for part in (0, 1)]
            ends = [tuple(a + (b - a) * s for a, b in zip(start, end, strict=True)) for s in share]
            self._draw.line([(ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])], fill=0)

    def _box(self, mark: BoxMark) -> None:
        corner = (mark.x_pt * self._scale, mark.y_pt * self._scale)
        across = (
            (mark.x_pt + mark.width_pt) * self._scale,
            (mark.y_pt + mark.height_pt) * self._scale,
        )
        self._draw.rectangle((corner, across), fill=round(mark.grey * 255))

    def _qr_code(self, mark: QrMark) -> None:
        rows = qr_modules(mark.content)
        side = mark.side_pt * self._scale / len(rows)
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    left = mark.x_pt * self._scale + x * side
                    top = mark.y_pt * self._scale + y * side
                    self._draw.rectangle((left, top, left + side, top + side), fill=0)


@lru_cache(maxsize=64)
def _face(font: FontFile, size_dots: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(font.path, size_dots, index=font.index)
