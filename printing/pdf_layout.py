"""A document on A4: the same blocks as on a roll, in proportional characters.

Sealed and filed papers are A4.  What must not be torn apart stays on one page: a table row, the
place for the seal, a line to sign on, a heading with the line that follows it.
"""

from __future__ import annotations

from printing.document import (
    Align,
    Block,
    Document,
    PageBreak,
    Pair,
    QrCode,
    Rule,
    SealArea,
    SignatureLine,
    Space,
    Table,
    Text,
)
from printing.pdf_flow import (
    BODY_PT,
    HEADING_PT,
    LEFT_PT,
    RIGHT_PT,
    WIDTH_PT,
    Flow,
    Setting,
    leading_pt,
    lines_of,
    width_pt,
)
from printing.pdf_page import MM_PT, BoxMark, LineMark, QrMark
from printing.pdf_table import set_table

_LABEL_ROOM_MAX_PT = WIDTH_PT * 0.4
_QR_SIDE_PT = 18 * MM_PT
_SEAL_WIDTH_PT, _SEAL_HEIGHT_PT = 80 * MM_PT, 50 * MM_PT
_SEAL_WORDS, _SEAL_GREY = "（盖章）", 0.6
_SIGNATURE_ROOM_PT = 12 * MM_PT
_SIGNATURE_LINE_PT = 45 * MM_PT
_DATE_BLANK = "　　　　年　　月　　日"
_REVERSED_PADDING_PT = 6.0
_HEADING_LINES_MAX = 3  # A longer one may be divided.


def lay_out_a4(document: Document) -> Flow:
    """Lay a document out on A4 pages, without the foot, which needs their number."""
    flow = Flow()
    for block in document.blocks:
        _set(flow, block)
    return flow


def _set(flow: Flow, block: Block) -> None:
    match block:
        case Text():
            _text(flow, block)
        case Pair():
            _pair(flow, block)
        case Table():
            set_table(flow, block)
        case Rule():
            _rule(flow, block)
        case QrCode():
            _qr_code(flow, block)
        case Space(lines=lines):
            flow.y_pt += lines * leading_pt(BODY_PT)
        case _:
            _place_for_ink(flow, block)


def _place_for_ink(flow: Flow, block: SignatureLine | SealArea | PageBreak) -> None:
    match block:
        case SignatureLine():
            _signature(flow, block)
        case SealArea():
            _seal(flow, block)
        case PageBreak():
            flow.new_page()


def _text(flow: Flow, block: Text) -> None:
    content = flow.clean(block.content, block.field, has_lines=True)
    is_heading = block.size > 1
    size_pt = HEADING_PT if is_heading else BODY_PT
    hanging_pt = block.indent_columns * size_pt / 2
    lines = lines_of(content, WIDTH_PT - hanging_pt, size_pt, is_bold=block.is_bold)
    if is_heading or block.is_bold:  # What it heads begins on the same page.
        flow.need(min(len(lines), _HEADING_LINES_MAX) * leading_pt(size_pt) + leading_pt(BODY_PT))
    for number, line in enumerate(lines):
        flow.need(leading_pt(size_pt))
        left_pt = LEFT_PT + hanging_pt * bool(number)
        if block.is_reversed:
            _reversed_line(flow, line, block, size_pt)
        else:
            flow.line(
                line, left_pt=left_pt, align=block.align, setting=Setting(size_pt, block.is_bold)
            )
        flow.y_pt += leading_pt(size_pt)


def _reversed_line(flow: Flow, line: str, block: Text, size_pt: float) -> None:
    width = width_pt(line, size_pt, is_bold=block.is_bold) + 2 * _REVERSED_PADDING_PT
    free = WIDTH_PT - width
    left = {Align.LEFT: 0.0, Align.CENTER: free / 2, Align.RIGHT: free}[block.align] + LEFT_PT
    flow.put(BoxMark(left, flow.y_pt, width, leading_pt(size_pt), 0))
    flow.line(line, left_pt=left + _REVERSED_PADDING_PT, setting=Setting(size_pt, block.is_bold, 1))


def _pair(flow: Flow, block: Pair) -> None:
    label = flow.clean(block.label)
    value = flow.clean(block.value, block.field)
    label_pt = width_pt(label, BODY_PT)
    left_pt = LEFT_PT + label_pt
    if label_pt > _LABEL_ROOM_MAX_PT:
        flow.paragraph(lines_of(label, WIDTH_PT, BODY_PT))
        label, left_pt = "", LEFT_PT + 2 * BODY_PT
    lines = lines_of(value, RIGHT_PT - left_pt, BODY_PT, is_bold=block.is_bold)
    for number, line in enumerate(lines):
        flow.need(leading_pt(BODY_PT))
        if label and number == 0:
            flow.line(label)
        flow.line(line, left_pt=left_pt, setting=Setting(is_bold=block.is_bold))
        flow.y_pt += leading_pt(BODY_PT)


def _rule(flow: Flow, block: Rule) -> None:
    height = leading_pt(BODY_PT)
    flow.need(height)
    middle = flow.y_pt + height / 2
    flow.put(LineMark(LEFT_PT, middle, RIGHT_PT, middle, block.is_dashed))
    flow.y_pt += height


def _qr_code(flow: Flow, block: QrCode) -> None:
    caption = lines_of(flow.clean(block.caption), WIDTH_PT, BODY_PT) if block.caption else []
    flow.need(_QR_SIDE_PT + (1 + len(caption)) * leading_pt(BODY_PT))
    left = LEFT_PT + (WIDTH_PT - _QR_SIDE_PT) / 2
    flow.y_pt += leading_pt(BODY_PT) / 2
    flow.put(QrMark(left, flow.y_pt, _QR_SIDE_PT, block.content))
    flow.y_pt += _QR_SIDE_PT + leading_pt(BODY_PT) / 4
    for line in caption:
        flow.line(line, align=Align.CENTER)
        flow.y_pt += leading_pt(BODY_PT)


def _signature(flow: Flow, block: SignatureLine) -> None:
    label = flow.clean(block.label)
    label = label if label.endswith(("：", ":")) else f"{label}："
    date_pt = width_pt(_DATE_BLANK, BODY_PT) if block.has_date else 0
    *above, last = lines_of(label, WIDTH_PT - _SIGNATURE_LINE_PT - date_pt, BODY_PT)
    flow.need(_SIGNATURE_ROOM_PT + (len(above) + 1) * leading_pt(BODY_PT))
    flow.paragraph(above)
    flow.y_pt += _SIGNATURE_ROOM_PT - leading_pt(BODY_PT)
    mark = flow.line(last)
    left = LEFT_PT + width_pt(last, BODY_PT)
    flow.put(LineMark(left, mark.y_pt + 2, left + _SIGNATURE_LINE_PT, mark.y_pt + 2))
    if block.has_date:
        flow.line(_DATE_BLANK, left_pt=left + _SIGNATURE_LINE_PT)
    flow.y_pt += leading_pt(BODY_PT)


def _seal(flow: Flow, block: SealArea) -> None:
    """Leave 80 × 50 mm free on the right, with agency and date for the seal to go over."""
    flow.need(_SEAL_HEIGHT_PT)
    top = flow.y_pt
    left_pt = RIGHT_PT - _SEAL_WIDTH_PT
    agency = lines_of(flow.clean(block.agency), _SEAL_WIDTH_PT, BODY_PT)
    date = lines_of(flow.clean(block.date_text), _SEAL_WIDTH_PT, BODY_PT)
    text_pt = (len(agency) + len(date) + 1) * leading_pt(BODY_PT)
    flow.y_pt += max(0.0, (_SEAL_HEIGHT_PT - text_pt) / 2)
    for line in (*agency, _SEAL_WORDS, *date):
        grey = _SEAL_GREY if line == _SEAL_WORDS else 0
        flow.line(line, left_pt=left_pt, align=Align.CENTER, setting=Setting(grey=grey))
        flow.y_pt += leading_pt(BODY_PT)
    flow.y_pt = max(flow.y_pt, top + _SEAL_HEIGHT_PT)
