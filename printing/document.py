"""A printed page without a printer: what is said, not how it is encoded.

A document is a list of typed blocks.  Every block holds `str`; there is no raw block, so no
name, address or server text can ever command a printer.  Renderers turn the same document into
ESC/POS bytes, plain text, a PNG and an A4 PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Align(Enum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; wraps by display width.

    Attributes:
        content: What is said.  A line feed in it starts a new line.
        size: 1 or 2: glyphs once or twice as wide and high on a roll, a heading on A4.
        indent_columns: Half-width columns that every line but the first starts in.
        field: Name of the form's field the text came from, for warnings; "" for fixed words.
        is_name: A person's or agency's name; of the substitutions for paper it gets only those
            of spaces and dots.
    """

    content: str
    align: Align = Align.LEFT
    is_bold: bool = False
    size: int = 1
    indent_columns: int = 0
    is_reversed: bool = False
    field: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, 申请人：张三; the value wraps under itself.

    The label brings its own colon.  `is_bold` and `is_name` are about the value.
    """

    label: str
    value: str
    is_bold: bool = False
    field: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row."""

    content: str
    align: Align = Align.LEFT
    is_bold: bool = False
    field: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading.  On a roll, columns share the width by their weights.

    Attributes:
        headings: Words over the columns; empty for none.
        weights: Share of each column; same length as every row.
        rows: Cells, row by row.  A cell wraps inside its column.
    """

    headings: tuple[str, ...]
    weights: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper.  A dashed one is where a counterfoil is torn off."""

    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with the words under it that say the same to a person."""

    content: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A place to sign: 申请人签名：________  年  月  日."""

    label: str
    has_date: bool = True


@dataclass(frozen=True, slots=True)
class SealArea:
    """A place for the wet seal, with agency and date; never a drawn seal.

    On a roll it is a box with the words 盖章处; on A4 a free area of at least 50 mm.
    """

    agency: str
    date_text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """On A4 a new page; on a roll a dashed tear line."""


Block = Text | Pair | Table | Rule | Space | QrCode | SignatureLine | SealArea | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks from top to bottom.

    Attributes:
        title: For the print queue and the PDF's title; no personal data.
        blocks: What stands on the paper.
        number: Document or case number, for the foot of each A4 page.
        watermark: Word across each section (practice, 作废件副本); "" for none.
    """

    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    watermark: str = ""
