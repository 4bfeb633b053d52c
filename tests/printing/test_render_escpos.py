"""Print jobs: which bytes leave, and that no other ever can."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import FormDataInvalid
from printing.document import Align, Document, Pair, QrCode, Text
from printing.escpos_tokens import TEXT, check_job, tokenize
from printing.gb18030 import is_printable
from printing.layout import TextLine, lay_out
from printing.paper_text import PrintWarning, is_mark
from printing.profiles import PrinterProfile, profile
from printing.render_escpos import render_escpos
from tests.printing.documents import (
    ALL_KINDS,
    ANY_TEXT,
    PROFILES,
    QR_CONTENT,
    USER_CODES,
    document_with,
    nasty_names,
    sample_document,
)


def kind_of(printer: PrinterProfile) -> str:
    return "-".join(
        (printer.name, printer.rare, printer.chinese_encoding, printer.hanzi_size, printer.cutter)
    )


def names_of(data: bytes) -> list[str]:
    return [token.name for token in tokenize(data)]


def told(data: bytes) -> str:
    """Describe a job, one token a line; long data by its length."""
    lines = []
    for token in tokenize(data):
        if token.name == TEXT:
            lines.append(f"text {token.data.decode('gb18030')}")
        else:
            payload = token.payload
            shown = payload.hex(" ") if len(payload) <= 8 else f"{len(payload)} bytes"
            lines.append(f"{token.name} {shown}".rstrip())
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("printer", PROFILES, ids=lambda printer: printer.name)
def test_the_tokens_of_a_receipt_are_the_approved_ones(printer, agrees_with_snapshot):
    job = render_escpos(sample_document(), printer, copy_mark="补打 第1次")
    assert agrees_with_snapshot(f"receipt-{printer.name}.tokens.txt", told(job.data))


@pytest.mark.parametrize("printer", ALL_KINDS, ids=kind_of)
def test_a_job_begins_with_its_reset_and_ends_with_barrier_and_cut(printer):
    job = render_escpos(sample_document(), printer)
    names = names_of(job.data)
    assert job.data.startswith(b"\x1b@\x1bR\x00\x1c&\x1cS\x00\x00\x1b3\x1e")
    end = {"none": ["ESC d"], "partial": ["ESC d", "GS V"], "full": ["ESC d", "ESC J", "GS V"]}
    barrier = ["GS r"] if printer.barrier != "none" else []
    wanted = [*barrier, *end[printer.cutter]]
    assert names[-len(wanted) :] == wanted
    if barrier:
        assert job.data[job.barrier_offset :].startswith(b"\x1dr\x01")
    else:
        assert job.barrier_offset is None


@pytest.mark.parametrize("printer", ALL_KINDS, ids=kind_of)
def test_styles_are_plain_again_at_the_end(printer):
    blocks = (Text("大号㐱", size=2, is_bold=True, is_reversed=True, align=Align.CENTER),)
    tokens = tokenize(render_escpos(Document("", blocks), printer, copy_mark="补打 第1次").data)
    for name in ("GS !", "FS W", "ESC E", "GS B", "ESC a"):
        set_to = [token.payload[-1] for token in tokens if token.name == name]
        assert not set_to or set_to[-1] == 0


@pytest.mark.threat("T13")
@given(ANY_TEXT, st.sampled_from(ALL_KINDS))
def test_no_string_in_any_block_makes_a_command(text, printer):
    """Control bytes stand only where our own template has them: `check_job` knows no other."""
    job = render_escpos(document_with(text), printer, copy_mark=text[:8])
    check_job(job.data)
    for token in tokenize(job.data):
        if token.name == TEXT:
            assert min(token.data) >= 0x20
            assert 0x7F not in token.data


@pytest.mark.threat("T13")
def test_two_hundred_nasty_names_reach_paper_as_letters():
    wanted = names_of(render_escpos(sample_document("张三"), PROFILES[0]).data)
    for name in nasty_names():
        names = names_of(render_escpos(sample_document(name), PROFILES[0]).data)
        assert set(names) <= {*wanted, "GS v 0", "ESC J"}
        assert names.count("GS V") == 1
        assert names.count("ESC @") == 1


def lines_with_rare(document: Document, printer: PrinterProfile) -> int:
    return sum(
        any(is_mark(char) or not is_printable(char, printer) for char in line.text)
        for line in lay_out(document, printer.text_columns).lines
        if isinstance(line, TextLine)
    )


@given(ANY_TEXT, st.sampled_from(PROFILES))
def test_every_line_with_a_rare_character_is_a_picture_and_no_other(text, printer):
    document = document_with(text)
    assert render_escpos(document, printer).bitmap_lines == lines_with_rare(document, printer)


def test_a_rare_name_costs_one_line_as_picture_and_says_so():
    plain = render_escpos(sample_document("张三"), profile("generic-58"))
    rare = render_escpos(sample_document("张㐱"), profile("generic-58"))
    assert (plain.bitmap_lines, rare.bitmap_lines) == (0, 1)
    assert plain.warnings == ()
    assert rare.warnings == (PrintWarning("line-as-picture", "applicant"),)
    assert 0 < len(rare.data) - len(plain.data) < 500
    assert rare.height_dots == plain.height_dots


@pytest.mark.parametrize(
    ("char", "code"), [("\ue001", "private-use-character"), ("\U000323af", "no-glyph")]
)
def test_a_character_without_a_glyph_is_a_box_and_a_warning(char, code):
    job = render_escpos(Document("", (Pair("姓名：", char, field="n"),)), profile("generic-80"))
    assert PrintWarning(code, "n") in job.warnings
    assert job.bitmap_lines == 1


@pytest.mark.parametrize(("rare", "name"), [("inline-image", "ESC *"), ("user-glyph", "FS 2")])
def test_a_rare_character_can_stand_alone_in_its_line(rare, name):
    printer = profile("generic-80").learnt(rare=rare, user_glyph_codes=USER_CODES)
    job = render_escpos(sample_document("张㐱三㐱"), printer)
    plain = render_escpos(sample_document("张某三某"), printer)
    assert job.bitmap_lines == 0
    assert PrintWarning("line-as-picture", "applicant") not in job.warnings
    assert name in names_of(job.data)
    assert len(job.data) - len(plain.data) in {2 * (77 - 2), 76}


def test_more_rare_characters_than_codes_fall_back_to_the_picture():
    printer = profile("generic-80").learnt(rare="user-glyph", user_glyph_codes=USER_CODES)
    job = render_escpos(sample_document("㐱㐂㐃㐄"), printer)
    assert job.bitmap_lines == 1
    assert "FS 2" not in names_of(job.data)


def test_an_older_printer_at_double_size_gets_a_picture_of_a_rare_line():
    printer = profile("generic-80").learnt(rare="inline-image")
    job = render_escpos(Document("", (Text("㐱", size=2),)), printer)
    assert job.bitmap_lines == 1
    assert (
        job.height_dots == render_escpos(Document("", (Text("某", size=2),)), printer).height_dots
    )


def test_a_qr_code_goes_native_or_as_a_doubled_raster():
    document = Document("", (QrCode(QR_CONTENT),))
    raster = render_escpos(document, profile("generic-58"))
    native = render_escpos(document, profile("epson-180dpi-80"))
    assert "GS ( k" not in names_of(raster.data)
    assert QR_CONTENT.encode() in native.data
    assert len(raster.data) < 2_100
    assert len(native.data) < 220
    assert raster.bitmap_lines == 0


def test_a_qr_code_too_dense_for_the_paper_is_refused():
    with pytest.raises(FormDataInvalid):
        render_escpos(Document("", (QrCode("A" * 1200),)), profile("generic-58"))


def test_the_copy_mark_is_the_first_line_white_on_black():
    job = render_escpos(sample_document(), profile("generic-80"), copy_mark="补打 第1次")
    tokens = tokenize(job.data)
    first = next(i for i, token in enumerate(tokens) if token.name == TEXT)
    assert tokens[first].data.decode("gb18030") == " 补打 第1次 "
    assert b"\x1dB\x01" in [token.data for token in tokens[:first]]


def test_the_whole_receipt_is_never_a_picture():
    document = Document("", tuple(Text("办理须知第一条，请核对材料") for _ in range(24)))
    job = render_escpos(document, profile("generic-80"))
    assert len(job.data) < 24 * 30 + 40


@pytest.mark.threat("T13")
@pytest.mark.parametrize(
    "foreign",
    [
        b"\x1bp\x00\x19\xfa",
        b"\x10\x14\x01\x00\x05",
        b"\x10\x04\x01",
        b"\x1b=\x00",
        b"\x1d(A\x02\x00\x00\x02",
        b"\x1bL",
        b"\x1b!\x30",
        b"\x1c.",
        b"\x1da\x0f",
        b"\x1dv0\x00\xff\xff\xff\xff",
        b"\x07",
        b"\x7f",
        b"\x1bR\x0f",
        b"\x1b",
    ],
    ids=lambda data: re.sub(" ", "-", data.hex(" ")),
)
def test_a_job_with_any_other_command_is_stopped(foreign):
    job = render_escpos(sample_document(), profile("generic-80")).data
    with pytest.raises(AssertionError):
        check_job(job + foreign)


def test_a_job_without_its_reset_is_stopped():
    with pytest.raises(AssertionError, match="reset"):
        check_job(b"\x1b@" + b"abc\n")
