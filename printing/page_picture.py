"""A4 pages as pictures, for the preview on the screen: the same marks that the PDF gets."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from printing.fonts import FontFile, font_for, shipped_font
from printing.glyphs import code_point_box
from printing.pdf_flow import width_pt
from printing.pdf_frame import framed_pages
from printing.pdf_page import (
    LINE_PT,
    PAGE_HEIGHT_PT,
    PAGE_WIDTH_PT,
    WATERMARK_DEGREES,
    WATERMARK_GREY,
    BoxMark,
    LineMark,
    Mark,
    PdfPage,
    QrMark,
    TextMark,
    WatermarkMark,
    watermark_size_pt,
)
from printing.qr import qr_modules

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    from printing.document import Document

SCREEN_DPI = 110
_DASH_PT = 3.0
_WHITE = 255
_DESK_GREY = 128
_GAP_DOTS = 24


def a4_pictures(
    document: Document, *, copy_mark: str | None = None, dpi: int = SCREEN_DPI
) -> tuple[bytes, ...]:
    """Return every page of the A4 paper as a PNG in shades of grey.

    Args:
        document: What to show.
        copy_mark: As for `render_pdf`.
        dpi: Dots per inch; 110 makes a page 909 × 1286.

    Raises:
        FormDataInvalid: A QR code holds too much.
    """
    pages = framed_pages(document, copy_mark=copy_mark or "").pages
    return tuple(_png(page, dpi) for page in pages)


def a4_sheet(document: Document, *, copy_mark: str | None = None, dpi: int = SCREEN_DPI) -> bytes:
    """Return all pages of the A4 paper in one PNG, one under the other on a grey desk.

    Raises:
        FormDataInvalid: A QR code holds too much.
    """
    from PIL import Image as Pictures

    pages = [
        _painted(page, dpi) for page in framed_pages(document, copy_mark=copy_mark or "").pages
    ]
    width, height = pages[0].size
    desk = Pictures.new("L", (width, (height + _GAP_DOTS) * len(pages) - _GAP_DOTS), _DESK_GREY)
    for place, page in enumerate(pages):
        desk.paste(page, (0, place * (height + _GAP_DOTS)))
    png = BytesIO()
    desk.save(png, "PNG")
    return png.getvalue()


def _png(page: PdfPage, dpi: int) -> bytes:
    png = BytesIO()
    _painted(page, dpi).save(png, "PNG")
    return png.getvalue()


def _painted(page: PdfPage, dpi: int) -> Image:
    painter = _Painter(dpi)
    for mark in page.marks:
        painter.put(mark)
    return painter.image


class _Painter:
    """Draws marks; `image` is the page so far."""

    def __init__(self, dpi: int) -> None:
        from PIL import Image as Pictures
        from PIL import ImageDraw

        self._scale = dpi / 72
        size = (round(PAGE_WIDTH_PT * self._scale), round(PAGE_HEIGHT_PT * self._scale))
        self.image: Image = Pictures.new("L", size, _WHITE)
        self._draw = ImageDraw.Draw(self.image)

    def put(self, mark: Mark) -> None:
        match mark:
            case TextMark():
                self._text(mark)
            case LineMark():
                self._line(mark)
            case BoxMark():
                left, top = mark.x_pt, mark.y_pt
                corners = (left, top, left + mark.width_pt, top + mark.height_pt)
                self._fill(corners, mark.grey)
            case QrMark():
                self._qr_code(mark)
            case WatermarkMark():
                self._watermark(mark)

    def _text(self, mark: TextMark, draw: Any = None) -> None:
        x_pt = mark.x_pt
        for font, run in _font_runs(mark.text, is_bold=mark.is_bold):
            width = width_pt(run, mark.size_pt, is_bold=mark.is_bold)
            if font is None:
                self._box(x_pt, mark, run)
            else:
                is_heavier = mark.is_bold and font != shipped_font(is_bold=True)
                (draw or self._draw).text(
                    (x_pt * self._scale, mark.y_pt * self._scale),
                    run,
                    fill=round(_WHITE * mark.grey),
                    font=_face(font, round(mark.size_pt * self._scale, 1)),
                    anchor="ls",
                    stroke_width=0.03 * mark.size_pt * self._scale if is_heavier else 0,
                )
            x_pt += width

    def _box(self, x_pt: float, mark: TextMark, char: str) -> None:
        """Draw the code point in its frame, as it is on a roll."""
        box = code_point_box(char)
        dot = mark.size_pt / box.width_dots
        top = mark.y_pt - 0.88 * mark.size_pt
        for y, row in enumerate(box.rows):
            for x in range(box.width_dots):
                if row >> (box.width_dots - 1 - x) & 1:
                    left, upper = x_pt + x * dot, top + y * dot
                    self._fill((left, upper, left + dot, upper + dot), mark.grey)

    def _line(self, mark: LineMark) -> None:
        if not mark.is_dashed:
            self._stroke(mark.x_pt, mark.y_pt, mark.to_x_pt, mark.to_y_pt)
            return
        x_pt = mark.x_pt
        while x_pt < mark.to_x_pt:
            self._stroke(x_pt, mark.y_pt, min(x_pt + _DASH_PT, mark.to_x_pt), mark.to_y_pt)
            x_pt += 2 * _DASH_PT

    def _stroke(self, x_pt: float, y_pt: float, to_x_pt: float, to_y_pt: float) -> None:
        points = [value * self._scale for value in (x_pt, y_pt, to_x_pt, to_y_pt)]
        self._draw.line(points, fill=0, width=max(1, round(LINE_PT * self._scale)))

    def _fill(self, corners: tuple[float, float, float, float], grey: float) -> None:
        left, top, right, bottom = (round(value * self._scale) for value in corners)
        if right > left and bottom > top:  # Pillow counts the last dot in.
            self._draw.rectangle((left, top, right - 1, bottom - 1), round(_WHITE * grey))

    def _qr_code(self, mark: QrMark) -> None:
        rows = qr_modules(mark.content)
        side = mark.side_pt / len(rows)
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    left, top = mark.x_pt + x * side, mark.y_pt + y * side
                    self._fill((left, top, left + side, top + side), 0)

    def _watermark(self, mark: WatermarkMark) -> None:
        """Draw the word on a sheet of its own and lay that, turned, over the page."""
        from PIL import Image as Pictures
        from PIL import ImageChops, ImageDraw

        size_pt = watermark_size_pt(mark.text)
        sheet = Pictures.new("L", self.image.size, _WHITE)
        left = (PAGE_WIDTH_PT - width_pt(mark.text, size_pt, is_bold=True)) / 2
        word = TextMark(
            left, PAGE_HEIGHT_PT / 2, mark.text, size_pt, is_bold=True, grey=WATERMARK_GREY
        )
        self._text(word, ImageDraw.Draw(sheet))
        turned = sheet.rotate(WATERMARK_DEGREES, Pictures.Resampling.BILINEAR, fillcolor=_WHITE)
        self.image.paste(ImageChops.darker(self.image, turned))


def _font_runs(text: str, *, is_bold: bool) -> list[tuple[FontFile | None, str]]:
    runs: list[tuple[FontFile | None, str]] = []
    for char in text:
        font = font_for(char, is_bold=is_bold)
        if runs and font is not None and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs


@lru_cache(maxsize=64)
def _face(font: FontFile, size: float) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(font.path, size, index=font.index)
