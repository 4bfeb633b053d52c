"""A document as an A4 PDF for signing, sealing and filing.

Written for the archive as PDF/A-2u (`printing.pdf_archive`): every glyph is embedded, every
character can be searched and copied, there is no encryption, script, link or attachment, and the
same document gives the same bytes.  veraPDF, the validator for this level, has not seen it.

No markup is read anywhere: texts go to the page character by character, never through reportlab's
Paragraph, which opens the files and addresses that a name may hold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from printing.paper_text import sanitise
from printing.pdf_archive import PDF_VERSION, make_archival
from printing.pdf_flow import width_pt
from printing.pdf_font import EmbeddedFont, base_font, pdf_font_for
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
    canvas: Any = Canvas(
        file,
        pagesize=(PAGE_WIDTH_PT, PAGE_HEIGHT_PT),
        pageCompression=1,
        invariant=1,
        # The stub says float, the source a name; without it an unembedded Helvetica is declared.
        initialFontName=base_font().fontName,  # type: ignore[arg-type]
        lang="zh-CN",
        pdfVersion=PDF_VERSION,
    )
    for page in flow.pages:
        painter = _Painter(canvas._doc)  # noqa: SLF001 - fonts keep their glyphs by document
        for mark in page.marks:
            painter.put(mark)
        canvas.addLiteral(painter.operators())
        canvas.showPage()
    make_archival(canvas, title=sanitise(document.title), subject=sanitise(document.number))
    canvas.save()
    return PdfFile(file.getvalue(), len(flow.pages), tuple(sorted(flow.warnings)))


class _Painter:
    """Writes the marks of one page as PDF operators (ISO 32000-1, 8 and 9); y runs upwards.

    Written here and not by the canvas call by call, which measures every text again and sets
    fonts and colours that are set already.
    """

    def __init__(self, doc: Any) -> None:
        self._doc = doc
        self._operators = [f"{LINE_PT} w 0 G"]
        self._fill_grey: float | None = None
        self._is_dashed = False
        self._font = ""

    def operators(self) -> str:
        return "\n".join(self._operators)

    def put(self, mark: Mark) -> None:
        match mark:
            case TextMark():
                self._text(mark)
            case LineMark():
                self._line(mark)
            case BoxMark():
                self._fill(mark.grey)
                y_pt = PAGE_HEIGHT_PT - mark.y_pt - mark.height_pt
                self._add(f"{_rectangle(mark.x_pt, y_pt, mark.width_pt, mark.height_pt)} f")
            case QrMark():
                self._qr_code(mark)
            case WatermarkMark():
                self._watermark(mark)

    def _watermark(self, mark: WatermarkMark) -> None:
        size_pt = watermark_size_pt(mark.text)
        angle = math.radians(WATERMARK_DEGREES)
        cosine, sine = round(math.cos(angle), 5), round(math.sin(angle), 5)
        middle = _numbers(PAGE_WIDTH_PT / 2, PAGE_HEIGHT_PT / 2)
        left = -width_pt(mark.text, size_pt, is_bold=True) / 2
        word = TextMark(left, PAGE_HEIGHT_PT, mark.text, size_pt, True, WATERMARK_GREY)  # noqa: FBT003
        self._save(f"{cosine} {sine} {-sine} {cosine} {middle} cm")
        self._text(word)
        self._restore()

    def _text(self, mark: TextMark) -> None:
        """Set a text in runs of one font; a character that no font has becomes a box."""
        x_pt = mark.x_pt
        y_pt = PAGE_HEIGHT_PT - mark.y_pt
        for font, run in _font_runs(mark.text, is_bold=mark.is_bold):
            if font is None:
                self._code_point_box(x_pt, mark, run)
                x_pt += mark.size_pt
                continue
            self._fill(mark.grey)
            if mark.is_bold and font is not base_font(is_bold=True):
                # The font has no bold weight: fill the run, and draw its outline too.
                stroke = round(mark.size_pt * _BOLD_STROKE_SHARE, 2)
                self._save(f"{stroke} w {mark.grey:g} G [] 0 d 2 Tr")
                self._run(x_pt, y_pt, font, mark.size_pt, run)
                self._restore()
            else:
                self._run(x_pt, y_pt, font, mark.size_pt, run)
            x_pt += font.stringWidth(run, mark.size_pt)

    def _run(self, x_pt: float, y_pt: float, font: EmbeddedFont, size_pt: float, run: str) -> None:
        ((subset, codes),) = font.splitString(run, self._doc)
        wanted = f"{font.getSubsetInternalName(subset, self._doc)} {size_pt:g} Tf "
        set_font = wanted if wanted != self._font else ""
        self._font = wanted
        self._add(f"BT {set_font}{_numbers(x_pt, y_pt)} Td <{codes.hex()}> Tj ET")

    def _code_point_box(self, x_pt: float, mark: TextMark, char: str) -> None:
        em = mark.size_pt
        base = PAGE_HEIGHT_PT - mark.y_pt - em * 0.12
        self._set_dash(is_dashed=False)
        self._save(f"{mark.grey:g} G")
        self._add(f"{_rectangle(x_pt + em * 0.04, base, em * 0.92, em)} S")
        self._restore()
        self._fill(mark.grey)
        digits = f"{ord(char):06X}"
        font = base_font()
        size_pt = em * _BOX_DIGIT_SHARE
        for row, part in enumerate((digits[3:], digits[:3])):
            left = x_pt + (em - font.stringWidth(part, size_pt)) / 2
            self._run(left, base + em * (0.12 + 0.46 * row), font, size_pt, part)

    def _line(self, mark: LineMark) -> None:
        self._set_dash(is_dashed=mark.is_dashed)
        start = _numbers(mark.x_pt, PAGE_HEIGHT_PT - mark.y_pt)
        end = _numbers(mark.to_x_pt, PAGE_HEIGHT_PT - mark.to_y_pt)
        self._add(f"{start} m {end} l S")

    def _qr_code(self, mark: QrMark) -> None:
        """Draw the dark modules as one mask of dots, the quiet zone being paper.

        A mask takes a few hundred bytes; a path of bars takes three times as many.
        """
        rows = qr_modules(mark.content)
        place = _numbers(mark.x_pt, PAGE_HEIGHT_PT - mark.y_pt - mark.side_pt)
        self._fill(0)
        self._save(f"{_numbers(mark.side_pt)} 0 0 {_numbers(mark.side_pt)} {place} cm")
        dots = "".join(_mask_row(row) for row in rows)
        self._add(f"BI /W {len(rows)} /H {len(rows)} /IM true /BPC 1 /F /AHx ID {dots}> EI")
        self._restore()

    def _set_dash(self, *, is_dashed: bool) -> None:
        if is_dashed != self._is_dashed:
            self._add("[3 3] 0 d" if is_dashed else "[] 0 d")
            self._is_dashed = is_dashed

    def _fill(self, grey: float) -> None:
        if grey != self._fill_grey:
            self._add(f"{grey:g} g")
            self._fill_grey = grey

    def _save(self, operators: str) -> None:
        self._add(f"q {operators}")

    def _restore(self) -> None:
        """Go back to the state at `_save`; what was set in between has to be set again."""
        self._add("Q")
        self._fill_grey = None
        self._font = ""

    def _add(self, operators: str) -> None:
        self._operators.append(operators)


def _numbers(*values: float) -> str:
    return " ".join([f"{value:.2f}" for value in values])


def _rectangle(x_pt: float, y_pt: float, width_pt: float, height_pt: float) -> str:
    return f"{_numbers(x_pt, y_pt, width_pt, height_pt)} re"


def _font_runs(text: str, *, is_bold: bool) -> list[tuple[EmbeddedFont | None, str]]:
    """Split a text where the font changes; a character without a font is a run of its own."""
    runs: list[tuple[EmbeddedFont | None, str]] = []
    for char in text:
        font = pdf_font_for(char, is_bold=is_bold)
        if runs and font is not None and runs[-1][0] is font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs


def _mask_row(row: tuple[bool, ...]) -> str:
    """Return a row of modules as the hex of a stencil mask: 0 paints."""
    bits = "".join("0" if is_dark else "1" for is_dark in row)
    size = -(-len(bits) // 8)
    return f"{int(bits.ljust(8 * size, '1'), 2):0{2 * size}x}"
