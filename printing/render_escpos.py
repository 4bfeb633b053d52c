"""A document as one print job of ESC/POS bytes, in our own GB 18030.

Only the commands listed in `escpos_tokens` leave here, and every job is taken apart again and
checked before it is returned.  Text goes as text; a line with a character that the printer's font
lacks goes as a picture of that line, or the character alone does where the profile allows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.escpos_tokens import check_job
from printing.escpos_writer import EscposWriter
from printing.layout import BlankLines, Line, QrLine, RuleLine, TextLine, lay_out

if TYPE_CHECKING:
    from printing.document import Document
    from printing.paper_text import PrintWarning
    from printing.profiles import PrinterProfile


@dataclass(frozen=True, slots=True)
class EscposJob:
    """A job ready to be sent in one write.

    Attributes:
        data: The bytes, from ESC @ to the cut.
        bitmap_lines: Lines of text that go as pictures; QR codes do not count.
        warnings: What differs on paper from the record, each once, sorted.
        height_dots: Paper that the job moves, for the time it takes.
        barrier_offset: Where GS r 1 begins, or None if the profile has no barrier.
    """

    data: bytes
    bitmap_lines: int
    warnings: tuple[PrintWarning, ...]
    height_dots: int
    barrier_offset: int | None


def render_escpos(
    document: Document, profile: PrinterProfile, *, copy_mark: str | None = None
) -> EscposJob:
    """Render a document for a thermal printer.

    Pure: the same document, profile and fonts give the same bytes.

    Args:
        document: What to print.
        profile: The printer.
        copy_mark: 补打 第n次, white on black over each section; None on the first copy.

    Raises:
        FormDataInvalid: A QR code does not fit on this paper.
        AssertionError: A bug; nothing may be sent.
    """
    layout = lay_out(document, profile.text_columns, copy_mark=copy_mark or "")
    writer = EscposWriter(profile)
    writer.begin()
    for line in layout.lines:
        _write(writer, line)
    barrier_offset = writer.barrier()
    writer.end()
    data = writer.data()
    check_job(data)
    warnings = tuple(sorted({*layout.warnings, *writer.warnings}))
    return EscposJob(data, writer.bitmap_lines, warnings, writer.height_dots, barrier_offset)


def _write(writer: EscposWriter, line: Line) -> None:
    match line:
        case TextLine():
            writer.text_line(line)
        case RuleLine():
            writer.rule(line)
        case BlankLines(count=count):
            writer.feed_lines(count)
        case QrLine(content=content):
            writer.qr_code(content)
