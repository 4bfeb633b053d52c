"""A document as an A4 PDF for signing, sealing and filing.

Written for the archive: every glyph is embedded, every character can be searched and copied, there
is no encryption, script, link or attachment, and the same document gives the same bytes.  It is
**not** PDF/A: it carries neither XMP metadata nor an output intent, and no validator has seen it.

No markup is read anywhere: texts go to the page character by character, never through reportlab's
Paragraph, which opens the files and addresses that a name may hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from printing.paper_text import sanitise
from printing.pdf_flow import width_pt
from printing.pdf_font import base_font, pdf_font_for
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
    QrMark,
    TextMark,
    WatermarkMark,
    watermark_size_pt,
)
from printing.qr import qr_modules

if TYPE_CHECKING:
    from printing.document import Document
    from printing.paper_text import PrintWarning

_BOX_DIGIT_SHARE = 0.42
_BOLD_STROKE_SHARE = 0.035
_FILL_AND_STROKE = 2


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A finished PDF.

    Attributes:
        data: The file.
        pages: How many pages it has.
        warnings: What differs from the record, each once, sorted.
    """

    data: bytes
    pages: int
    warnings: tuple[PrintWarning, ...]


def render_pdf(document: Document, *, copy_mark: str | None = None) -> PdfFile:
    """Render a document as an A4 PDF.

    Pure but for the fonts: the same document and fonts give the same bytes.

    Args:
        document: What to print.
        copy_mark: 补打 第n次, white on black at the top of each page; None on the first copy.

    Raises:
        FormDataInvalid: A QR code holds too much.
    """
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # Seven-bit streams are a quarter larger, and no archive needs them.
    flow = framed_pages(document, copy_mark=copy_mark or "")
    file = BytesIO()
    canvas = Canvas(
        file,
        pagesize=(PAGE_WIDTH_PT, PAGE_HEIGHT_PT),
        pageCompression=1,
        invariant=1,
        # The stub says float, the source a name; without it an unembedded Helvetica is declared.
        initialFontName=base_font().fontName,  # type: ignore[arg-type]
        lang="zh-CN",
    )
    canvas.setTitle(sanitise(document.title))
    canvas.setSubject(sanitise(document.number))
    canvas.setCreator("township-counter")
    canvas.setProducer("township-counter")
    painter = _Painter(canvas)
    for page in flow.pages:
        painter.begin_page()
        for mark in page.marks:
            painter.put(mark)
        canvas.showPage()
    canvas.save()
    return PdfFile(file.getvalue(), len(flow.pages), tuple(sorted(flow.warnings)))


class _Painter:
    """Puts marks on the canvas, whose y runs upwards."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._fill_grey: float | None = None
        self._is_dashed: bool | None = None

    def begin_page(self) -> None:
        """Forget what was set: every page starts with the defaults of the format."""
        self._fill_grey = None
        self._is_dashed = None
        self._canvas.setLineWidth(LINE_PT)
        self._canvas.setStrokeGray(0)

    def put(self, mark: Mark) -> None:
        match mark:
            case TextMark():
                self._text(mark)
            case LineMark():
                self._line(mark)
            case BoxMark():
                self._fill(mark.grey)
                y_pt = PAGE_HEIGHT_PT - mark.y_pt - mark.height_pt
                self._canvas.rect(mark.x_pt, y_pt, mark.width_pt, mark.height_pt, stroke=0, fill=1)
            case QrMark():
                self._qr_code(mark)
            case WatermarkMark():
                self._watermark(mark)

    def _watermark(self, mark: WatermarkMark) -> None:
        size_pt = watermark_size_pt(mark.text)
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(PAGE_WIDTH_PT / 2, PAGE_HEIGHT_PT / 2)
        canvas.rotate(WATERMARK_DEGREES)
        left = -width_pt(mark.text, size_pt, is_bold=True) / 2
        self._text(
            TextMark(left, PAGE_HEIGHT_PT, mark.text, size_pt, is_bold=True, grey=WATERMARK_GREY)
        )
        canvas.restoreState()
        self._fill_grey = None  # restoreState set it back to what it was before.

    def _text(self, mark: TextMark) -> None:
        """Set a text in runs of one font; a character that no font has becomes a box."""
        x_pt = mark.x_pt
        for font, run in _font_runs(mark.text, is_bold=mark.is_bold):
            if font is None:
                self._code_point_box(x_pt, mark, run)
                x_pt += mark.size_pt
                continue
            self._fill(mark.grey)
            self._canvas.setFont(font.fontName, mark.size_pt)
            if mark.is_bold and font is not base_font(is_bold=True):
                self._heavier_run(x_pt, mark, run)
            else:
                self._canvas.drawString(x_pt, PAGE_HEIGHT_PT - mark.y_pt, run)
            x_pt += font.stringWidth(run, mark.size_pt)

    def _heavier_run(self, x_pt: float, mark: TextMark, run: str) -> None:
        """Set a run bold whose font has no bold weight: fill it, and draw its outline."""
        self._canvas.saveState()
        self._canvas.setStrokeGray(mark.grey)
        self._canvas.setDash([])
        self._canvas.setLineWidth(mark.size_pt * _BOLD_STROKE_SHARE)
        y_pt = PAGE_HEIGHT_PT - mark.y_pt
        self._canvas.drawString(x_pt, y_pt, run, mode=_FILL_AND_STROKE)
        self._canvas.restoreState()

    def _code_point_box(self, x_pt: float, mark: TextMark, char: str) -> None:
        em = mark.size_pt
        base = PAGE_HEIGHT_PT - mark.y_pt - em * 0.12
        self._set_dash(is_dashed=False)
        self._canvas.rect(x_pt + em * 0.04, base, em * 0.92, em, stroke=1, fill=0)
        digits = f"{ord(char):06X}"
        font = base_font()
        self._fill(mark.grey)
        self._canvas.setFont(font.fontName, em * _BOX_DIGIT_SHARE)
        for row, part in enumerate((digits[3:], digits[:3])):
            width = font.stringWidth(part, em * _BOX_DIGIT_SHARE)
            y_pt = base + em * (0.12 + 0.46 * row)
            self._canvas.drawString(x_pt + (em - width) / 2, y_pt, part)

    def _line(self, mark: LineMark) -> None:
        self._set_dash(is_dashed=mark.is_dashed)
        self._canvas.line(
            mark.x_pt, PAGE_HEIGHT_PT - mark.y_pt, mark.to_x_pt, PAGE_HEIGHT_PT - mark.to_y_pt
        )

    def _set_dash(self, *, is_dashed: bool) -> None:
        if is_dashed != self._is_dashed:
            self._canvas.setDash([3, 3] if is_dashed else [])
            self._is_dashed = is_dashed

    def _fill(self, grey: float) -> None:
        if grey != self._fill_grey:
            self._canvas.setFillGray(grey)
            self._fill_grey = grey

    def _qr_code(self, mark: QrMark) -> None:
        """Draw the dark modules as one path of horizontal bars, the quiet zone being paper."""
        rows = qr_modules(mark.content)
        side = mark.side_pt / len(rows)
        path = self._canvas.beginPath()
        for row_number, row in enumerate(rows):
            y_pt = PAGE_HEIGHT_PT - mark.y_pt - (row_number + 1) * side
            start = None
            for column, is_dark in enumerate((*row, False)):
                if is_dark and start is None:
                    start = column
                elif not is_dark and start is not None:
                    path.rect(mark.x_pt + start * side, y_pt, (column - start) * side, side)
                    start = None
        self._fill(0)
        self._canvas.drawPath(path, stroke=0, fill=1)


def _font_runs(text: str, *, is_bold: bool) -> list[tuple[Any, str]]:
    """Split a text where the font changes; a character without a font is a run of its own."""
    runs: list[tuple[Any, str]] = []
    for char in text:
        font = pdf_font_for(char, is_bold=is_bold)
        if runs and font is not None and runs[-1][0] is font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs
