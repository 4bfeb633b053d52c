"""The A4 preview shows what the PDF prints."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import zxingcpp
from PIL import Image, ImageChops

from printing.document import Document, Pair, Text
from printing.page_picture import a4_pictures
from printing.render_pdf import render_pdf
from tests.printing.documents import QR_CONTENT, nasty_names, sample_document


def images(document: Document, **options) -> list[Image.Image]:
    return [Image.open(BytesIO(png)) for png in a4_pictures(document, **options)]


def ink(image: Image.Image) -> int:
    return sum(image.convert("L").histogram()[:128])


def test_there_is_a_picture_of_every_page_at_the_size_asked_for():
    document = sample_document()
    shown = images(document)
    assert len(shown) == render_pdf(document).pages == 2
    assert {image.size for image in shown} == {(909, 1286)}
    assert images(document, dpi=72)[0].size == (595, 842)


def test_a_scanner_reads_the_qr_code_off_the_screen():
    (code,) = zxingcpp.read_barcodes(images(sample_document())[0])
    assert code.text == QR_CONTENT


def test_watermark_and_copy_mark_are_seen_on_every_page():
    plain = images(sample_document())
    practice = images(sample_document(watermark="练习"))
    copies = images(sample_document(), copy_mark="补打 第1次")
    for before, marked, copied in zip(plain, practice, copies, strict=True):
        left, top, right, bottom = ImageChops.difference(before, marked).getbbox()
        assert right - left > 200
        assert bottom - top > 200
        assert ImageChops.difference(before, copied).getbbox()[1] < 100


def test_rare_hanzi_and_boxes_leave_ink_and_nasty_names_do_no_harm():
    empty = Document("", (Pair("姓名：", ""),))
    for name in ("㐱", "\ue001", "\U000323af"):
        named = replace(empty, blocks=(Pair("姓名：", name),))
        assert ink(images(named)[0]) > ink(images(empty)[0]) + 20
    for name in nasty_names()[::20]:
        assert images(sample_document(name), dpi=40)


def test_the_same_document_gives_the_same_picture():
    document = Document("", (Text("国㐱", is_bold=True, size=2), Text(" 反白 ", is_reversed=True)))
    assert a4_pictures(document) == a4_pictures(document)
