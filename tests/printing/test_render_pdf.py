"""A4 papers: complete, searchable, the same every time, and deaf to markup."""

from __future__ import annotations

import builtins
import socket
from io import BytesIO

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from counter_app.domain.errors import FormDataInvalid
from printing.document import Align, Cell, Document, Pair, QrCode, SealArea, Table, Text
from printing.fonts import font_chain, font_for, open_font, shipped_font
from printing.paper_text import PrintWarning, sanitise
from printing.pdf_flow import BOTTOM_PT, LEFT_PT, RIGHT_PT, WIDTH_PT, lines_of, width_pt
from printing.pdf_layout import lay_out_a4
from printing.pdf_page import LineMark, TextMark
from printing.render_pdf import render_pdf
from tests.printing.documents import ANY_TEXT, document_with, nasty_names, sample_document

RARE = "㐱䶮𬘘鿋"


def words(data: bytes) -> str:
    """Return all text of a PDF without white space."""
    pages = PdfReader(BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def fonts_of(data: bytes) -> dict[str, dict]:
    fonts = {}
    for page in PdfReader(BytesIO(data)).pages:
        for font in page["/Resources"]["/Font"].values():
            fonts[font["/BaseFont"]] = font
    return fonts


def long_table(rows: int, text: str = "家庭经济状况声明及授权书（含共同生活的家庭成员）") -> Table:
    cells = tuple((Cell(str(n)), Cell(f"第{n}项：{text}")) for n in range(1, rows + 1))
    return Table(("序号", "材料名称"), (1, 3), cells)


def test_everything_said_can_be_found_and_copied():
    found = words(render_pdf(sample_document(f"欧阳{RARE}")).data)
    for said in (
        f"申请人：欧阳{RARE}",
        "收件编号：QSZ-3-2026-000123",
        "家庭经济状况声明及授权书",
        "逾期不告知的",
        "查询码7K3M-9Q2P",
        "申请人或代理人签名：",
        "某某县青石镇人民政府",
        "第1页共2页",
        "第2页共2页",
    ):
        assert said in found


def test_every_font_is_an_embedded_subset_with_a_map_back_to_unicode():
    data = render_pdf(sample_document(f"欧阳{RARE}"), copy_mark="补打 第1次").data
    fonts = fonts_of(data)
    assert len(fonts) >= 2
    for name, font in fonts.items():
        assert name[7] == "+"
        assert font["/Subtype"] == "/Type0"
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert len(descriptor["/FontFile2"].get_data()) < 80_000


def test_widths_in_the_file_are_the_widths_it_was_set_with():
    data = render_pdf(Document("", (Text("收件Wi1é"),))).data
    (font,) = fonts_of(data).values()
    descendant = font["/DescendantFonts"][0].get_object()
    first, widths, *_ = descendant["/W"]
    glyphs = open_font(shipped_font())
    expected = [glyphs.advance(glyphs.character_map.glyph(ord(char))) for char in "Wi1é"]
    assert first == 3
    assert list(widths)[:4] == expected


def test_the_same_document_gives_the_same_bytes():
    first = render_pdf(sample_document(watermark="练习"), copy_mark="补打 第1次")
    assert render_pdf(sample_document(watermark="练习"), copy_mark="补打 第1次") == first
    assert render_pdf(sample_document("李四"), copy_mark="补打 第1次") != first


def test_the_file_says_what_it_is_and_holds_nothing_active():
    reader = PdfReader(BytesIO(render_pdf(sample_document()).data))
    assert reader.metadata.title == "收件凭证"
    assert reader.metadata.subject == "QSZ-3-2026-000123"
    assert not reader.is_encrypted
    assert reader.root_object["/Lang"] == "zh-CN"
    assert not {"/OpenAction", "/AcroForm", "/Names", "/AA"} & reader.root_object.keys()
    assert all("/Annots" not in page for page in reader.pages)
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [595.28, 841.89]


def test_a_copy_and_the_practice_mode_are_marked_on_every_page():
    data = render_pdf(sample_document(watermark="练习"), copy_mark="补打 第2次").data
    for page in PdfReader(BytesIO(data)).pages:
        said = "".join(page.extract_text().split())
        assert "补打第2次" in said
        assert "练" in said
        assert "习" in said


@pytest.mark.threat("T14")
def test_markup_in_names_opens_no_file_and_no_address(monkeypatch):
    render_pdf(sample_document(RARE))  # Fonts and modules are open from here on.

    def refuse(*what: object, **_: object) -> None:
        pytest.fail(f"a name opened {what[:1]}")

    document = document_with("".join(name[:40] for name in nasty_names() if "<" in name))
    expected = render_pdf(document)
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", refuse)
        patch.setattr(socket, "socket", refuse)
        assert render_pdf(document) == expected


@pytest.mark.threat("T14")
@pytest.mark.parametrize("name", [name for name in nasty_names() if "<" in name or "(" in name])
def test_markup_in_names_stands_on_the_page_as_it_is(name):
    found = words(render_pdf(Document("", (Text(name),))).data)
    visible = "".join(char for char in sanitise(name) if font_for(char))
    assert "".join(visible.split())[:40] in found


@pytest.mark.threat("T14")
@settings(max_examples=25)
@given(ANY_TEXT)
def test_any_string_in_any_block_gives_a_readable_file(text):
    paper = render_pdf(document_with(text))
    assert len(PdfReader(BytesIO(paper.data)).pages) == paper.pages


@pytest.mark.threat("T14")
def test_nasty_names_stay_between_the_margins():
    for name in nasty_names()[::3]:
        for page in lay_out_a4(sample_document(name)).pages:
            for mark in page.marks:
                if isinstance(mark, TextMark):
                    width = width_pt(mark.text, mark.size_pt, is_bold=mark.is_bold)
                    assert mark.x_pt >= LEFT_PT - 0.01
                    assert mark.x_pt + width <= RIGHT_PT + 0.01
                    assert mark.y_pt <= BOTTOM_PT


def test_a_long_table_goes_over_pages_with_its_heading_on_each():
    pages = lay_out_a4(Document("", (long_table(60),))).pages
    assert len(pages) > 1
    for page in pages:
        first = [mark.text for mark in page.marks if isinstance(mark, TextMark)][:2]
        assert first == ["序号", "材料名称"]
    said = [m.text for page in pages for m in page.marks if isinstance(m, TextMark)]
    assert [text for text in said if text.isdigit()] == [str(n) for n in range(1, 61)]


def test_a_row_taller_than_a_page_is_continued_and_nothing_is_lost():
    text = "长" * 4000
    pages = lay_out_a4(Document("", (long_table(1, text),))).pages
    said = "".join(m.text for page in pages for m in page.marks if isinstance(m, TextMark))
    assert len(pages) > 1
    assert said.count("长") == 4000


@pytest.mark.parametrize("lines_before", range(30, 50))
def test_a_bold_line_never_stands_alone_at_the_foot_of_a_page(lines_before):
    before = (Text("一"),) * lines_before
    blocks = (*before, Text("14. 申请书", is_bold=True), Text("【缺】未提交"))
    for page in PdfReader(BytesIO(render_pdf(Document("", blocks)).data)).pages:
        said = page.extract_text()
        assert ("14. 申请书" in said) == ("未提交" in said)


def test_a_heading_column_is_never_narrower_than_its_words():
    table = Table(("名称", "复印件份数"), (30, 1), ((Cell("a"), Cell("1")),))
    marks = lay_out_a4(Document("", (table,))).pages[0].marks
    said = [mark.text for mark in marks if isinstance(mark, TextMark)]
    assert "复印件份数" in said


def test_a_seal_has_eighty_by_fifty_millimetres_on_one_page():
    filling = tuple(Text("甲") for _ in range(30))
    pages = lay_out_a4(Document("", (*filling, SealArea("某某县青石镇人民政府", "2026年11月21日"))))
    sealed = [m for m in pages.pages[-1].marks if isinstance(m, TextMark)]
    assert [m.text for m in sealed][-3:] == ["某某县青石镇人民政府", "（盖章）", "2026年11月21日"]
    assert pages.y_pt >= 50 / 25.4 * 72


def test_a_character_without_a_glyph_is_a_box_and_a_warning():
    blocks = (Pair("姓名：", "\U000323af", field="n"), Pair("又名：", "\ue001", field="m"))
    paper = render_pdf(Document("", blocks))
    assert paper.warnings == (
        PrintWarning("no-glyph", "n"),
        PrintWarning("private-use-character", "m"),
    )
    assert "000323AF"[-3:] in words(paper.data)


def test_a_control_character_is_told():
    paper = render_pdf(Document("", (Pair("姓名：", "张\x1b三", field="n"),)))
    assert paper.warnings == (PrintWarning("sanitised", "n"),)
    assert "张□三" in words(paper.data)


def test_paper_keeps_characters_that_a_roll_would_substitute():
    assert "¥5☑m²" in words(render_pdf(Document("", (Text("¥5 ☑ m²"),))).data)


def test_lines_on_a4_keep_to_the_rules_of_chinese_setting():
    lines = lines_of("请携带（居民身份证、户口簿），到窗口办理；" * 9, WIDTH_PT, 11)
    assert len(lines) > 3
    assert not any(line[0] in "，。、；：）" or line[-1] in "（" for line in lines)
    assert all(width_pt(line, 11) <= WIDTH_PT for line in lines)


def test_a_reversed_and_a_dashed_thing_are_drawn():
    blocks = (Text("反白", align=Align.RIGHT, is_reversed=True), *sample_document().blocks)
    page = lay_out_a4(Document("", blocks)).pages[0]
    assert any(isinstance(m, TextMark) and m.grey == 1 for m in page.marks)
    assert any(isinstance(m, LineMark) and m.is_dashed for m in page.marks)


def test_a_bold_name_is_bold_throughout():
    data = render_pdf(Document("", (Text("国㐱", is_bold=True), Text("国㐱")))).data
    content = PdfReader(BytesIO(data)).pages[0].get_contents().get_data()
    assert content.count(b"2 Tr") == 1
    assert words(data).startswith("国㐱国㐱")


def test_a_qr_code_with_too_much_in_it_is_refused():
    with pytest.raises(FormDataInvalid):
        render_pdf(Document("", (QrCode("A" * 2000),)))


def test_a_one_page_notice_is_much_smaller_than_the_librarys_own_fonts_make_it():
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    document = Document(
        "", tuple(Text("关于补正材料的一次性告知书及办理期限说明") for _ in range(9))
    )
    ours = len(render_pdf(document).data)
    pdfmetrics.registerFont(TTFont("PlainSC", font_chain()[0].path))
    file = BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1)
    for mark in lay_out_a4(document).pages[0].marks:
        canvas.setFont("PlainSC", mark.size_pt)
        canvas.drawString(mark.x_pt, 800 - mark.y_pt, mark.text)
    canvas.save()
    assert rl_config.useA85 == 0
    assert ours < 0.6 * len(file.getvalue())
