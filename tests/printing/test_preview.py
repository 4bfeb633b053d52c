"""The preview shows what would be printed."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from counter_app.domain.print_job import FormId
from printing.document import Align, Cell, Document, PageBreak, Pair, QrCode, Rule, Table, Text
from printing.preview import PaperPreview
from tests.fakes.print_queue import PrintBook

RARE = "\U0002a7dd"


def paper(form, case, _paper="80") -> Document:
    return Document(
        title="收件回执",
        blocks=(
            Text("收件回执", align=Align.CENTER, size=2),
            Rule(),
            Pair("申请人：", f"{case.applicant.name}{RARE}", is_name=True),
            Table(
                ("材料", "份数"), (3, 1), ((Cell("身份证"), Cell("1")), (Cell("户口簿"), Cell("1")))
            ),
            Text("补打 第1次", is_reversed=True),
            Rule(is_dashed=True),
            QrCode("HTTPS://EXAMPLE.INVALID/" + "7" * 100, "扫码查询"),
        ),
        number="收〔2026〕1号",
    )


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


@pytest.fixture
def case():
    return PrintBook().case


@pytest.mark.parametrize(("roll", "dots"), [("58", 384), ("80", 576)])
def test_a_roll_is_drawn_at_one_pixel_a_dot(case, roll, dots):
    picture = opened(PaperPreview(paper).picture(FormId.INTAKE_RECEIPT, case, paper=roll))
    assert picture.mode == "1"
    assert dots <= picture.width <= dots + 32
    assert picture.height > 300


def test_a4_is_drawn_with_ink_at_both_margins(case):
    picture = opened(PaperPreview(paper).picture(FormId.INTAKE_RECEIPT, case, paper="a4"))
    assert picture.size == (909, 1286)
    left, top, right, _ = picture.point(lambda grey: 255 - grey).getbbox()
    assert 95 < left < 125
    assert 35 < top < 125
    assert 800 < right < 850


def test_pages_stand_one_under_the_other(case):
    def two_pages(form, case, _paper):
        return Document(title="两页", blocks=(Text("一"), PageBreak(), Text("二")))

    picture = opened(PaperPreview(two_pages).picture(FormId.REFUSAL_NOTICE, case, paper="a4"))
    assert picture.size == (909, 2 * 1286 + 24)


def test_equal_cases_give_equal_pictures_and_other_names_other_ones(case):
    preview = PaperPreview(paper)
    once = preview.picture(FormId.INTAKE_RECEIPT, case)
    assert once == preview.picture(FormId.INTAKE_RECEIPT, case)

    def other(form, case, _paper):
        return Document(title="收件回执", blocks=(Text("别的"),))

    assert once != PaperPreview(other).picture(FormId.INTAKE_RECEIPT, case)


def test_a_paper_that_does_not_exist_is_a_bug(case):
    with pytest.raises(AssertionError, match="a5"):
        PaperPreview(paper).picture(FormId.INTAKE_RECEIPT, case, paper="a5")
