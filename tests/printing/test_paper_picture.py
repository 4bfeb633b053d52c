"""The picture of a job, and what it finds wrong with foreign ones."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printing.document import Align, Document, QrCode, Text
from printing.gb18030 import is_printable
from printing.layout import RuleLine, TextLine, lay_out
from printing.paper_picture import page_bitmap, text_lines, to_png, tokenize, typeset
from printing.paper_text import is_mark
from printing.profiles import profile
from printing.render_escpos import render_escpos
from tests.printing.documents import (
    ALL_KINDS,
    ANY_TEXT,
    PROFILES,
    QR_CONTENT,
    document_with,
    nasty_names,
    sample_document,
)

HEAD = b"\x1b@\x1bR\x00\x1c&\x1cS\x00\x00\x1b3\x1e"
PLAIN_TEXT = st.text("张三李四申请材料，。：0123456789 abcXYZ-/*·—", max_size=80)


def findings(data: bytes, dots: int = 384) -> list[str]:
    return [finding.code for finding in typeset(tokenize(data), dots).findings]


def document_lines(document: Document, printer) -> list[str]:
    """Return the texts that the printer sets itself, as the document has them."""
    lines = []
    for line in lay_out(document, printer.text_columns).lines:
        if isinstance(line, RuleLine):
            pairs = printer.text_columns // 2
            lines.append(("- " * pairs).rstrip() if line.is_dashed else "─" * pairs)
        elif isinstance(line, TextLine) and line.text and not is_picture(line.text, printer):
            lines.append(line.text)
    return lines


def is_picture(text: str, printer) -> bool:
    return any(is_mark(char) or not is_printable(char, printer) for char in text)


def image_of(data: bytes, dots: int) -> Image.Image:
    return Image.open(BytesIO(to_png(data, dots)))


@pytest.mark.parametrize("printer", PROFILES, ids=lambda printer: printer.name)
def test_a_receipt_prints_without_a_finding_at_the_height_it_said(printer):
    job = render_escpos(sample_document("张㐱"), printer, copy_mark="补打 第1次")
    page = typeset(tokenize(job.data), printer.dots)
    assert page.findings == []
    assert page.height_dots == job.height_dots
    assert page.barriers == [job.barrier_offset]
    assert len(page.cuts) == (printer.cutter != "none")


@pytest.mark.threat("T13")
@given(ANY_TEXT, st.sampled_from(ALL_KINDS))
def test_any_string_prints_without_a_finding_on_every_kind_of_printer(text, printer):
    job = render_escpos(document_with(text), printer)
    encoding = "utf-8" if printer.chinese_encoding == "utf-8" else "gb18030"
    page = typeset(tokenize(job.data), printer.dots, encoding=encoding)
    assert page.findings == []
    assert page.height_dots == job.height_dots


@given(PLAIN_TEXT, st.sampled_from(PROFILES))
def test_the_lines_of_the_picture_are_the_lines_of_the_document(text, printer):
    document = document_with(text)
    job = render_escpos(document, printer)
    assert text_lines(job.data, printer.dots) == document_lines(document, printer)


@pytest.mark.threat("T13")
def test_nasty_names_print_as_lines_of_the_document():
    printer = profile("generic-80")
    for name in nasty_names():
        job = render_escpos(sample_document(name), printer)
        page = typeset(tokenize(job.data), printer.dots)
        assert page.findings == []
        assert page.lines == document_lines(sample_document(name), printer)


def test_a_utf8_printer_reads_its_own_encoding():
    printer = profile("generic-80").learnt(chinese_encoding="utf-8")
    job = render_escpos(sample_document("张三"), printer)
    assert "申请人：张三" in text_lines(job.data, 576, encoding="utf-8")
    assert "not-in-font" in findings(job.data, 576)


@pytest.mark.parametrize("printer", PROFILES, ids=lambda printer: printer.name)
def test_a_scanner_reads_the_qr_code_off_the_picture(printer):
    job = render_escpos(sample_document(), printer)
    image = image_of(job.data, printer.dots).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [QR_CONTENT]


def test_a_qr_code_on_white_columns_and_odd_modules_is_read_too():
    printer = profile("generic-58").learnt(raster_align="white", qr_module_dots=5)
    job = render_escpos(Document("", (QrCode(QR_CONTENT),)), printer)
    image = image_of(job.data, 384).convert("L")
    assert zxingcpp.read_barcode(image).text == QR_CONTENT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd5\xc5\xc8\xfd\n", "bytes-outside-chinese-mode"),
        (HEAD + b"\x1bp\x00\x19\xfa", "foreign-command"),
        (HEAD + b"\x1b\x01", "unknown-command"),
        (HEAD + b"\x1dv0\x00\x09", "truncated"),
        (HEAD + "㐱".encode("gb18030") + b"\n", "not-in-font"),
        (HEAD + "\ue000".encode("gb18030") + b"\n", "not-in-font"),
        (HEAD + b"x" * 33 + b"\n", "own-wrap"),
        (HEAD + b"\x1dv0\x00\x31\x00\x01\x00" + b"\x00" * 49, "raster-too-wide"),
        (HEAD + b"A\x1dv0\x00\x01\x00\x01\x00\x00", "raster-inside-a-line"),
        (HEAD + b"\x1dv0\x00\x02\x00\x01\x00\x10\x14", "real-time-command"),
        (HEAD + b"A\x1ba\x01\n", "align-inside-a-line"),
        (HEAD + b"A", "line-not-printed"),
    ],
)
def test_what_a_printer_could_take_otherwise_is_a_finding(data, code):
    assert code in findings(data)


def test_a_job_that_forgot_its_reset_looks_wrong():
    right = typeset(tokenize(HEAD + b"AB\n"), 384)
    forgot = typeset(tokenize(b"AB\n"), 384)
    assert [glyph.x for glyph in right.glyphs] == [0, 12]
    assert [glyph.width_dots for glyph in forgot.glyphs] == [24, 24]
    assert forgot.glyphs[0].x > 300


def test_rasters_are_drawn_dot_by_dot_where_they_were_sent():
    raster = b"\x1dv0\x00\x01\x00\x02\x00\x80\x01"
    page = typeset(tokenize(HEAD + b"\x1ba\x01" + raster + raster), 384)
    rows = page_bitmap(page).rows
    assert [row.bit_length() for row in rows] == [196, 189, 196, 189]
    doubled = typeset(tokenize(HEAD + b"\x1dv0\x03\x01\x00\x01\x00\x80"), 384)
    assert page_bitmap(doubled).rows == (0b11 << 382,) * 2


def test_single_pictures_and_glyphs_of_the_job_stand_in_their_line():
    for rare in ("inline-image", "user-glyph"):
        printer = profile("generic-80").learnt(rare=rare, user_glyph_codes=[0xFEA1])
        job = render_escpos(sample_document("张㐱三"), printer)
        page = typeset(tokenize(job.data), 576)
        assert page.findings == []
        assert "申请人：张\ufffc三" in page.lines
        as_line = render_escpos(sample_document("张㐱三"), profile("generic-80"))
        assert to_png(job.data, 576) == to_png(as_line.data, 576)


def test_styles_change_the_dots():
    def black(data: bytes) -> int:
        return sum(row.bit_count() for row in page_bitmap(typeset(tokenize(HEAD + data), 384)).rows)

    word = "申请".encode("gb18030") + b"\n"
    plain = black(word)
    assert black(b"\x1d!\x11" + word) == 4 * plain
    assert black(b"\x1d!\x10" + word) == 2 * plain
    assert black(b"\x1cW\x01" + word) == 4 * plain
    assert black(b"\x1bE\x01" + word) > 1.2 * plain
    assert black(b"\x1dB\x01" + word) == 2 * 24 * 24 - plain
    assert black(b"\x1c-\x01" + word) > plain
    assert black(b"\x1b-\x01" + word) == plain


def test_feeds_and_line_pitch_move_the_paper():
    def height(data: bytes) -> int:
        return typeset(tokenize(HEAD + data), 384).height_dots

    assert height(b"A\n") == 30
    assert height(b"A\x1bd\x03") == 90
    assert height(b"A\x1bJ\x50") == 80
    assert height(b"\x1b3\x40A\n\x1b2A\n") == 94
    assert height(b"\x1d!\x11A\n") == 48
    assert height(b"\x1dVB\x0a") == 10


def test_the_png_has_one_bit_a_dot_and_a_margin():
    job = render_escpos(sample_document(), profile("generic-58"))
    image = image_of(job.data, 384)
    assert image.mode == "1"
    assert image.width == 384 + 32
    assert to_png(job.data, 384) == to_png(job.data, 384)


def test_the_right_edge_is_used_and_not_passed():
    document = Document("", (Text("右" * 16), Text("右", align=Align.RIGHT)))
    page = typeset(tokenize(render_escpos(document, profile("generic-58")).data), 384)
    assert max(glyph.x + glyph.width_dots for glyph in page.glyphs) == 384
    assert page.lines == ["右" * 16, "右"]
