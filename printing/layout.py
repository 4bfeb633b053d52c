"""A document on a roll of paper: lines of styled runs, each no wider than the paper.

Lines are still text: how a printer is told about them is the business of `render_escpos`, and
`render_text` writes the same lines down for people.  Every string of the document is sanitised
here, so that nothing behind this module meets a control character.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from printing.document import (
    Align,
    Block,
    Cell,
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
from printing.paper_text import PrintWarning, columns_of, sanitise, substitute
from printing.table_layout import GAP_COLUMNS, column_widths
from printing.wrapping import wrap

COLUMNS_MIN = 16
"""Narrower paper is not laid out; the narrowest real one has 32 half-width columns."""

_VALUE_ROOM_MIN = 10  # Five hanzi: with less, a value goes under its label.
_SIGNATURE_ROOM_MIN = 10
_DATE_BLANK = "    年  月  日"
_SEAL_COLUMNS = 28  # 42 mm, the diameter of an agency's seal.
_SEAL_FREE_LINES = 5


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style, from one field; never a control character among them."""

    text: str
    is_bold: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text.

    Attributes:
        size: 1 or 2; at size 2 every character takes twice its columns.
        is_reversed: White on black.
    """

    runs: tuple[Run, ...]
    align: Align = Align.LEFT
    size: int = 1
    is_reversed: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def columns(self) -> int:
        """Half-width columns that the line takes on paper."""
        return columns_of(self.text) * self.size


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line across the paper; at a tear line one section is torn from the next."""

    is_dashed: bool = False
    is_tear_line: bool = False


@dataclass(frozen=True, slots=True)
class BlankLines:
    count: int


@dataclass(frozen=True, slots=True)
class QrLine:
    """A QR code, centred."""

    content: str


Line = TextLine | RuleLine | BlankLines | QrLine


@dataclass(frozen=True, slots=True)
class Layout:
    """A document as lines.

    Attributes:
        columns: Half-width columns of the paper.
        warnings: What was sanitised or substituted, each once, sorted.
    """

    lines: tuple[Line, ...]
    columns: int
    warnings: tuple[PrintWarning, ...]


def lay_out(document: Document, columns: int, *, copy_mark: str = "") -> Layout:
    """Lay a document out for a roll.

    Args:
        document: What to print.
        columns: Half-width columns of the paper, at least 16: 32 on 58 mm, 48 or 42 on 80 mm.
        copy_mark: Words that stand white on black over each section (补打 第1次); "" for none.
    """
    assert columns >= COLUMNS_MIN, "paper too narrow to lay out"
    writer = _Writer(columns, copy_mark=copy_mark, watermark=document.watermark)
    writer.begin_section()
    for block in document.blocks:
        writer.add(block)
    writer.end_section()
    return Layout(tuple(writer.lines), columns, tuple(sorted(writer.warnings)))


@dataclass
class _Writer:
    """Turns one block after the other into lines."""

    columns: int
    copy_mark: str
    watermark: str
    lines: list[Line] = field(default_factory=list)
    warnings: set[PrintWarning] = field(default_factory=set)

    def begin_section(self) -> None:
        if self.copy_mark:
            mark = f" {self.copy_mark} "
            self._text(Text(mark, align=Align.CENTER, is_bold=True, is_reversed=True))
        self._watermark()

    def end_section(self) -> None:
        self._watermark()

    def _watermark(self) -> None:
        if self.watermark:
            word = f" {self.watermark} "
            self._text(Text(word, align=Align.CENTER, size=2, is_reversed=True))

    def add(self, block: Block) -> None:
        match block:
            case Text():
                self._text(block)
            case Pair():
                self._pair(block)
            case Table():
                self._table(block)
            case Rule(is_dashed=is_dashed):
                self.lines.append(RuleLine(is_dashed=is_dashed))
            case Space(lines=count):
                self.lines.append(BlankLines(count))
            case QrCode():
                self._qr_code(block)
            case _:
                self._place_for_ink(block)

    def _place_for_ink(self, block: SignatureLine | SealArea | PageBreak) -> None:
        match block:
            case SignatureLine():
                self._signature(block)
            case SealArea():
                self._seal(block)
            case PageBreak():
                self.end_section()
                self.lines.append(RuleLine(is_dashed=True, is_tear_line=True))
                self.begin_section()

    def _clean(
        self, text: str, field_name: str, *, is_name: bool = False, has_lines: bool = False
    ) -> str:
        substituted = substitute(text.replace("\r\n", "\n") if has_lines else text, is_name=is_name)
        if substituted != text:
            self.warnings.add(PrintWarning("substituted", field_name))
        clean = sanitise(substituted, keeps_line_feeds=has_lines)
        if clean != substituted:
            self.warnings.add(PrintWarning("sanitised", field_name))
        return clean

    def _text(self, block: Text) -> None:
        content = self._clean(block.content, block.field, is_name=block.is_name, has_lines=True)
        width = self.columns // block.size
        hanging = min(block.indent_columns, width - COLUMNS_MIN // 2)
        for number, line in enumerate(wrap(content, width, hanging_columns=hanging)):
            run = Run(" " * hanging * bool(number) + line, block.is_bold, block.field)
            self.lines.append(TextLine((run,), block.align, block.size, block.is_reversed))

    def _pair(self, block: Pair) -> None:
        label = self._clean(block.label, "")
        value = self._clean(block.value, block.field, is_name=block.is_name)
        self._labelled(label, value, is_bold=block.is_bold, field_name=block.field)

    def _labelled(self, label: str, value: str, *, is_bold: bool, field_name: str) -> None:
        indent = columns_of(label)
        if self.columns - indent < min(_VALUE_ROOM_MIN, columns_of(value)):
            self.lines.extend(TextLine((Run(line),)) for line in wrap(label, self.columns))
            indent = 2
            label = ""
        for number, line in enumerate(wrap(value, self.columns - indent)):
            before = label if number == 0 and label else " " * indent
            runs = (Run(before), Run(line, is_bold, field_name))
            self.lines.append(TextLine(tuple(run for run in runs if run.text)))

    def _table(self, table: Table) -> None:
        headings = tuple(self._clean(heading, "") for heading in table.headings)
        rows = tuple(
            tuple(self._clean(c.content, c.field, is_name=c.is_name) for c in row)
            for row in table.rows
        )
        everything = ((headings,) if headings else ()) + rows
        widths = column_widths(everything, table.weights, self.columns) if everything else ()
        if widths is None:
            self._stacked_rows(table, headings, rows)
            return
        if headings:
            self._table_row(tuple(Cell(text, is_bold=True) for text in headings), headings, widths)
        for row, texts in zip(table.rows, rows, strict=True):
            self._table_row(row, texts, widths)

    def _table_row(
        self, row: tuple[Cell, ...], texts: tuple[str, ...], widths: tuple[int, ...]
    ) -> None:
        wrapped = [wrap(text, width) for text, width in zip(texts, widths, strict=True)]
        for number in range(max(map(len, wrapped))):
            runs: list[Run] = []
            for cell, lines, width in zip(row, wrapped, widths, strict=True):
                line = lines[number] if number < len(lines) else ""
                runs.append(Run(_padded(line, width, cell.align), cell.is_bold, cell.field))
                runs.append(Run(" " * GAP_COLUMNS))
            self.lines.append(TextLine(_without_trailing_spaces(runs)))

    def _stacked_rows(
        self, table: Table, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
    ) -> None:
        """Write the cells of each row one under the other, the first one as its heading."""
        for row, texts in zip(table.rows, rows, strict=True):
            first = row[0]
            for line in wrap(texts[0], self.columns):
                self.lines.append(TextLine((Run(line, first.is_bold, first.field),)))
            for index, (cell, text) in enumerate(zip(row, texts, strict=True)):
                if index and text:
                    label = f"  {headings[index]}：" if headings else "  "
                    self._labelled(label, text, is_bold=cell.is_bold, field_name=cell.field)

    def _qr_code(self, block: QrCode) -> None:
        self.lines.append(QrLine(block.content))
        if block.caption:
            self._text(Text(block.caption, align=Align.CENTER))

    def _signature(self, block: SignatureLine) -> None:
        label = self._clean(block.label, "")
        label = label if label.endswith(("：", ":")) else f"{label}："
        date_columns = columns_of(_DATE_BLANK) * block.has_date
        room = self.columns - columns_of(label) - date_columns
        self.lines.append(BlankLines(1))  # A hand needs more than 3.75 mm.
        if room >= _SIGNATURE_ROOM_MIN:
            tail = _DATE_BLANK if block.has_date else ""
            self.lines.append(TextLine((Run(label + "_" * room + tail),)))
            return
        *above, last = wrap(label, self.columns - _SIGNATURE_ROOM_MIN)
        self.lines.extend(TextLine((Run(line),)) for line in above)
        self.lines.append(TextLine((Run(last + "_" * (self.columns - columns_of(last))),)))
        if block.has_date:
            self.lines.append(BlankLines(1))
            self.lines.append(TextLine((Run(_DATE_BLANK),), Align.RIGHT))

    def _seal(self, block: SealArea) -> None:
        """Draw a box to put the seal in, with the agency's name and the date it goes over."""
        inside = min(self.columns, _SEAL_COLUMNS) - 4
        words = [*wrap(self._clean(block.agency, ""), inside), "（盖章处）"]
        free = [""] * _SEAL_FREE_LINES
        dates = wrap(self._clean(block.date_text, ""), inside)
        edge = "─" * (inside // 2)
        body = [_padded(line, inside, Align.CENTER) for line in [*words, *free, *dates]]
        for line in (f"┌{edge}┐", *(f"│{line}│" for line in body), f"└{edge}┘"):
            self.lines.append(TextLine((Run(line),), Align.RIGHT))


def _padded(line: str, width: int, align: Align) -> str:
    missing = width - columns_of(line)
    assert missing >= 0, "a cell is wider than its column"
    if align is Align.RIGHT:
        return " " * missing + line
    if align is Align.CENTER:
        return " " * (missing // 2) + line + " " * (missing - missing // 2)
    return line + " " * missing


def _without_trailing_spaces(runs: list[Run]) -> tuple[Run, ...]:
    kept = list(runs)
    while kept and not kept[-1].text.rstrip(" "):
        kept.pop()
    if kept:
        last = kept[-1]
        kept[-1] = Run(last.text.rstrip(" "), last.is_bold, last.field)
    return tuple(kept)
