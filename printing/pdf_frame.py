"""What stands on every A4 page round its text: foot, copy mark, watermark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.paper_text import sanitise
from printing.pdf_flow import BODY_PT, LEFT_PT, RIGHT_PT, Flow, width_pt
from printing.pdf_layout import lay_out_a4
from printing.pdf_page import (
    PAGE_HEIGHT_PT,
    BoxMark,
    LineMark,
    Mark,
    PdfPage,
    TextMark,
    WatermarkMark,
)

if TYPE_CHECKING:
    from printing.document import Document

_FOOT_PT = 9.0
_FOOT_Y_PT = PAGE_HEIGHT_PT - 36
_COPY_MARK_Y_PT = 40.0
_COPY_MARK_HEIGHT_PT = 16.0


def framed_pages(document: Document, *, copy_mark: str = "") -> Flow:
    """Lay a document out on A4 with everything that each page carries.

    Args:
        document: What to print.
        copy_mark: 补打 第n次, white on black at the top of each page; "" on the first copy.
    """
    flow = lay_out_a4(document)
    number, word = sanitise(document.number), sanitise(document.watermark)
    for page_number, page in enumerate(flow.pages, start=1):
        below: list[Mark] = [WatermarkMark(word)] if word else []
        above = _copy_mark(sanitise(copy_mark)) if copy_mark else []
        foot = _foot(number, page_number, len(flow.pages))
        flow.pages[page_number - 1] = PdfPage([*below, *above, *page.marks, *foot])
    return flow


def _foot(document_number: str, page: int, pages: int) -> list[Mark]:
    y_pt = _FOOT_Y_PT
    words = f"第 {page} 页 共 {pages} 页"
    return [
        LineMark(LEFT_PT, y_pt - 12, RIGHT_PT, y_pt - 12),
        TextMark(LEFT_PT, y_pt, document_number, _FOOT_PT),
        TextMark(RIGHT_PT - width_pt(words, _FOOT_PT), y_pt, words, _FOOT_PT),
    ]


def _copy_mark(words: str) -> list[Mark]:
    width = width_pt(words, BODY_PT, is_bold=True) + 12
    left = RIGHT_PT - width
    return [
        BoxMark(left, _COPY_MARK_Y_PT - 12, width, _COPY_MARK_HEIGHT_PT, 0),
        TextMark(left + 6, _COPY_MARK_Y_PT, words, BODY_PT, is_bold=True, grey=1),
    ]
