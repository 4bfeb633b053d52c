"""Where the next thing stands on the pages of an A4 document."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from printing.document import Align
from printing.paper_text import PrintWarning, sanitise
from printing.pdf_font import pdf_font_for
from printing.pdf_page import MM_PT, PAGE_HEIGHT_PT, PAGE_WIDTH_PT, Mark, PdfPage, TextMark
from printing.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

BODY_PT = 11.0
HEADING_PT = 18.0
LEFT_PT = 25 * MM_PT  # The left margin takes the holes of the file.
RIGHT_PT = PAGE_WIDTH_PT - 20 * MM_PT
TOP_PT = 20 * MM_PT
BOTTOM_PT = PAGE_HEIGHT_PT - 20 * MM_PT
WIDTH_PT = RIGHT_PT - LEFT_PT

_LEADING = 1.45
_BASELINE = 1.15  # Of the size, from the upper edge of a line.
_THOUSANDTHS = 1000


def width_pt(text: str, size_pt: float, *, is_bold: bool = False) -> float:
    """Return the width of a text as it is set, fall-back fonts and boxes included."""
    return sum(map(_BOLD_WIDTHS if is_bold else _WIDTHS, text)) * size_pt / _THOUSANDTHS


def leading_pt(size_pt: float) -> float:
    """Return the distance from line to line."""
    return size_pt * _LEADING


def lines_of(text: str, room_pt: float, size_pt: float, *, is_bold: bool = False) -> list[str]:
    """Wrap a sanitised text into lines of so many points."""
    half_em_pt = size_pt / 2

    def measure(piece: str) -> float:
        return width_pt(piece, size_pt, is_bold=is_bold) / half_em_pt

    return wrap(text, room_pt / half_em_pt, measure=measure)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a line is set; `grey` 0 is black, 1 white."""

    size_pt: float = BODY_PT
    is_bold: bool = False
    grey: float = 0


PLAIN = Setting()


@dataclass
class Flow:
    """Pages filled from top to bottom.

    Attributes:
        pages: At least one.
        warnings: What had to be sanitised.
        y_pt: Upper edge of the next thing, from the top of the page.
    """

    pages: list[PdfPage] = field(default_factory=lambda: [PdfPage()])
    warnings: set[PrintWarning] = field(default_factory=set)
    y_pt: float = TOP_PT

    def need(self, height_pt: float) -> bool:
        """Begin a new page if so much does not fit on this one; return whether that was so."""
        if self.y_pt + height_pt <= BOTTOM_PT or self.y_pt <= TOP_PT:
            return False
        self.new_page()
        return True

    def new_page(self) -> None:
        self.pages.append(PdfPage())
        self.y_pt = TOP_PT

    @property
    def room_pt(self) -> float:
        """Height that is left on this page."""
        return BOTTOM_PT - self.y_pt

    def put(self, *marks: Mark) -> None:
        self.pages[-1].marks.extend(marks)

    def clean(self, text: str, field_name: str = "", *, has_lines: bool = False) -> str:
        """Sanitise a text; unlike a roll, A4 has fonts and substitutes nothing."""
        plain = text.replace("\r\n", "\n") if has_lines else text
        sanitised = sanitise(plain, keeps_line_feeds=has_lines)
        if sanitised != plain:
            self.warnings.add(PrintWarning("sanitised", field_name))
        self._warn_of_glyphs(sanitised, field_name)
        return sanitised

    def _warn_of_glyphs(self, text: str, field_name: str) -> None:
        if text.isascii():
            return
        for char in text:
            if pdf_font_for(char) is None and char != "\n":
                is_private = "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"
                code = "private-use-character" if is_private else "no-glyph"
                self.warnings.add(PrintWarning(code, field_name))

    def line(
        self,
        text: str,
        *,
        left_pt: float = LEFT_PT,
        right_pt: float = RIGHT_PT,
        align: Align = Align.LEFT,
        setting: Setting = PLAIN,
    ) -> TextMark:
        """Put one line at the present height, without moving on; return where it stands."""
        size_pt, is_bold = setting.size_pt, setting.is_bold
        x_pt = left_pt
        if align is not Align.LEFT:
            free = right_pt - left_pt - width_pt(text, size_pt, is_bold=is_bold)
            x_pt += free / 2 if align is Align.CENTER else free
        y_pt = self.y_pt + _BASELINE * size_pt
        mark = TextMark(x_pt, y_pt, text, size_pt, is_bold, setting.grey)
        self.put(mark)
        return mark

    def paragraph(self, lines: Iterable[str]) -> None:
        """Put lines of the normal size one under the other."""
        for text in lines:
            self.need(leading_pt(BODY_PT))
            self.line(text)
            self.y_pt += leading_pt(BODY_PT)


def _advance(char: str, *, is_bold: bool) -> int:
    font = pdf_font_for(char, is_bold=is_bold)
    return _THOUSANDTHS if font is None else font.advance(char)


class _Widths(dict[str, int]):
    """Advances in thousandths, looked up once."""

    def __init__(self, *, is_bold: bool) -> None:
        super().__init__()
        self._find = partial(_advance, is_bold=is_bold)

    def __missing__(self, char: str) -> int:
        if len(self) > _WIDTHS_MAX:
            self.clear()
        width = self[char] = self._find(char)
        return width


_WIDTHS_MAX = 20_000
_WIDTHS = _Widths(is_bold=False).__getitem__
_BOLD_WIDTHS = _Widths(is_bold=True).__getitem__
