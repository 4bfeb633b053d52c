"""A document as plain text, as a person reads it on a screen or in a diff."""

from __future__ import annotations

from printing.document import Align, Document
from printing.layout import BlankLines, Line, QrLine, RuleLine, TextLine, lay_out


def render_text(document: Document, columns: int = 48, *, copy_mark: str = "") -> str:
    """Return the document's lines, each ended by a line feed.

    The same lines that a roll of that width gets: what is wrapped here is wrapped on paper.

    Args:
        document: What to show.
        columns: Half-width columns; 32 and 48 are the two rolls.
        copy_mark: Words that stand over each section; "" for none.
    """
    layout = lay_out(document, columns, copy_mark=copy_mark)
    lines = [line for laid_out in layout.lines for line in _plain(laid_out, columns)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _plain(line: Line, columns: int) -> list[str]:
    match line:
        case TextLine():
            return [_aligned(line, columns)]
        case RuleLine(is_dashed=is_dashed):
            return [("- " * columns)[:columns] if is_dashed else "-" * columns]
        case BlankLines(count=count):
            return [""] * count
        case QrLine(content=content):
            shown = f"[二维码 {len(content)} 个字符]"
            return [" " * ((columns - 2 * len(shown) + len(shown) // 2) // 2) + shown]


def _aligned(line: TextLine, columns: int) -> str:
    text = f"[{line.text.strip()}]" if line.is_reversed else line.text
    free = columns - line.columns - 2 * line.is_reversed
    if line.align is Align.CENTER:
        return " " * max(0, free // 2) + text
    if line.align is Align.RIGHT:
        return " " * max(0, free) + text
    return text
