"""Documents as lines of a roll."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.document import Align, Cell, Document, PageBreak, Pair, SignatureLine, Table, Text
from printing.layout import BlankLines, QrLine, RuleLine, TextLine, lay_out
from printing.paper_text import PrintWarning
from tests.printing.documents import (
    ANY_TEXT,
    WIDTHS,
    document_with,
    nasty_names,
    sample_document,
)


def texts(document: Document, columns: int = 32, *, copy_mark: str = "") -> list[str]:
    lines = lay_out(document, columns, copy_mark=copy_mark).lines
    return [line.text for line in lines if isinstance(line, TextLine)]


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_line_of_a_receipt_is_wider_than_the_paper(columns):
    layout = lay_out(sample_document("王" * 70), columns, copy_mark="补打 第1次")
    lines = [line for line in layout.lines if isinstance(line, TextLine)]
    assert len(lines) > 20
    assert max(line.columns for line in lines) <= columns


@given(ANY_TEXT, st.sampled_from(WIDTHS))
def test_no_string_in_any_block_makes_a_line_too_wide(text, columns):
    for line in lay_out(document_with(text), columns).lines:
        if isinstance(line, TextLine):
            assert line.columns <= columns
            assert all(char >= " " for char in line.text)


@pytest.mark.threat("T13")
@pytest.mark.parametrize("columns", WIDTHS)
def test_two_hundred_nasty_names_keep_inside_their_lines(columns):
    for name in nasty_names():
        for line in lay_out(document_with(name), columns).lines:
            assert not isinstance(line, TextLine) or line.columns <= columns


def test_a_value_wraps_under_itself_and_a_name_is_never_cut():
    name = "欧阳" + "娜仁托娅" * 5
    lines = texts(Document("", (Pair("申请人：", name),)))
    assert lines[0].startswith("申请人：欧阳")
    assert all(line.startswith(" " * 8) for line in lines[1:])
    assert "".join(line.strip().removeprefix("申请人：") for line in lines) == name


def test_a_value_goes_under_a_label_that_leaves_no_room():
    lines = texts(Document("", (Pair("法定代表人或者主要负责人姓名：", "张三丰"),)), 32)
    assert lines == ["法定代表人或者主要负责人姓名：", "  张三丰"]


def test_later_lines_of_an_indented_text_begin_at_the_indent():
    lines = texts(Document("", (Text("1. " + "材料" * 12, indent_columns=3),)))
    assert lines[0].startswith("1. 材料")
    assert lines[1].startswith("   材料")


def test_a_table_too_wide_for_its_paper_names_the_heading_in_each_line():
    headings = ("材料名称", "存在的问题", "形式和份数", "如何取得", "依据")
    row = tuple(map(Cell, ("居民户口簿", "缺少复印件页", "复印件一份以上", "派出所补办", "")))
    lines = texts(Document("", (Table(headings, (1,) * 5, (row,)),)), 32)
    assert lines == [
        "居民户口簿",
        "  存在的问题：缺少复印件页",
        "  形式和份数：复印件一份以上",
        "  如何取得：派出所补办",
    ]


def test_cells_keep_their_alignment():
    table = Table((), (1, 1), ((Cell("甲乙丙丁戊"), Cell("1.50", align=Align.RIGHT)),) * 2)
    assert texts(Document("", (table,)), 32)[0] == "甲乙丙丁戊" + " " * 18 + "1.50"


def test_a_table_without_rows_and_headings_takes_no_line():
    assert texts(Document("", (Table((), (1,), ()),))) == []


@pytest.mark.parametrize("columns", WIDTHS)
def test_every_section_carries_watermark_and_copy_mark(columns):
    document = Document("", (Text("甲"), PageBreak(), Text("乙")), watermark="练习")
    lines = texts(document, columns, copy_mark="补打 第1次")
    assert lines == [
        *(" 补打 第1次 ", " 练习 ", "甲", " 练习 "),
        *(" 补打 第1次 ", " 练习 ", "乙", " 练习 "),
    ]


def test_a_page_break_is_a_tear_line():
    lines = lay_out(Document("", (PageBreak(),)), 32).lines
    assert lines == (RuleLine(is_dashed=True, is_tear_line=True),)


def test_a_signature_line_leaves_room_for_a_hand_and_a_date():
    wide = lay_out(Document("", (SignatureLine("申请人签名"),)), 48).lines
    assert isinstance(wide[0], BlankLines)
    assert wide[1].text == "申请人签名：" + "_" * 22 + "    年  月  日"
    narrow = texts(Document("", (SignatureLine("申请人或代理人签名："),)), 32)
    assert narrow == ["申请人或代理人签名：____________", "    年  月  日"]


def test_warnings_name_the_field():
    blocks = (
        Text("¥5", field="fee"),
        Pair("姓名：", "张\x1b三", field="applicant", is_name=True),
        Text("固定文字"),
    )
    assert lay_out(Document("", blocks), 32).warnings == (
        PrintWarning("sanitised", "applicant"),
        PrintWarning("substituted", "fee"),
    )


def test_a_qr_code_stands_before_its_caption():
    lines = lay_out(sample_document(), 48).lines
    place = next(i for i, line in enumerate(lines) if isinstance(line, QrLine))
    assert lines[place + 1].text == "查询码 7K3M-9Q2P"


def test_paper_too_narrow_for_anything_is_a_bug():
    with pytest.raises(AssertionError, match="too narrow"):
        lay_out(sample_document(), 15)
