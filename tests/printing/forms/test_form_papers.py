from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from counter_app.domain.numbering import grouped
from counter_app.domain.print_job import FormId
from printing.forms.registry import FORMS, lay_out
from printing.page_picture import a4_sheet
from printing.paper_picture import text_lines, to_png
from printing.profiles import profile_for_paper
from printing.render_escpos import render_escpos
from printing.render_pdf import render_pdf
from printing.render_text import render_text
from tests.printing.forms.variants import FORTY, LONGEST_ITEM, LONGEST_NAME, variant

SNAPSHOTS = Path(__file__).parent / "snapshots"
PICTURES = Path(__file__).parents[3] / "build" / "papers"
ROLLS = ("58", "80")
KINDS = ("sample", "longest", "emptiest")
EVERY = [(form, paper, kind) for form in FormId for paper in (*ROLLS, "a4") for kind in KINDS]
OWED = {
    FormId.INTAKE_RECEIPT: ("本凭证只证明收到材料，不代表已经受理", "2026年11月2日09:30", "存根"),
    FormId.ACCEPTANCE_NOTICE: ("受理日期", "现予受理", "第三十二条第一款第（五）项"),
    FormId.ONE_TIME_NOTICE: ("一次性告知", "第三十二条第一款第（四）项", "不再要求补正其他材料"),
    FormId.REFUSAL_NOTICE: ("60日内", "6个月内", "理由", "柳河镇人民政府"),
    FormId.SUPPLEMENT_RECEIPT: ("接收时间", "仍有以下材料未补齐", "银行存折"),
}


def words(form, paper, kind):
    document = lay_out(form, variant(form, kind), paper=paper)
    columns = 80 if paper == "a4" else profile_for_paper(paper).columns
    return render_text(document, columns)


def joined(text):
    return "".join(text.split())


@pytest.mark.parametrize(("form", "paper", "kind"), EVERY)
def test_a_paper_says_what_it_said_before(form, paper, kind, is_rewriting_snapshots):
    kept = SNAPSHOTS / f"{form.value}.{paper}.{kind}.txt"
    said = words(form, paper, kind)
    if is_rewriting_snapshots:
        kept.write_text(said, encoding="utf-8")

    assert said == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FormId)
@pytest.mark.parametrize("paper", [*ROLLS, "a4"])
def test_a_paper_says_what_the_law_asks(form, paper):
    said = joined(words(form, paper, "sample"))

    for owed in OWED[form]:
        if paper == "a4" and owed == "存根":
            continue
        assert owed in said
    sample = FORMS[form].sample
    for common in (
        sample.issuer.agency_name,
        sample.issuer.complaint_phone,
        sample.issuer.enquiry_phone,
        sample.case.applicant_name,
        sample.case.item_name,
        grouped(sample.case.case_number),
        sample.document_number,
    ):
        assert joined(common) in said


@pytest.mark.parametrize("form", FormId)
@pytest.mark.parametrize("paper", [*ROLLS, "a4"])
def test_no_name_and_no_material_is_ever_cut(form, paper):
    said = joined(words(form, paper, "longest"))

    assert LONGEST_NAME in said
    assert joined(LONGEST_ITEM) in said
    if form in {FormId.ONE_TIME_NOTICE, FormId.INTAKE_RECEIPT}:
        data = variant(form, "longest")
        listed = data.lines if form is FormId.ONE_TIME_NOTICE else data.materials
        assert len(listed) == len(FORTY)
        for name in FORTY:
            assert joined(name)[:6] in said


@pytest.mark.parametrize("form", FormId)
@pytest.mark.parametrize("paper", ROLLS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_roll_prints_every_variant_and_leaves_a_picture(form, paper, kind):
    profile = profile_for_paper(paper)
    job = render_escpos(lay_out(form, variant(form, kind), paper=paper), profile)

    assert text_lines(job.data, profile.dots)
    assert {warning.code for warning in job.warnings} <= {"line-as-picture"}
    if kind == "longest":
        assert job.bitmap_lines >= 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{form.value}.{paper}.{kind}.png").write_bytes(to_png(job.data, profile.dots))


@pytest.mark.parametrize("form", FormId)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_holds_every_variant_and_leaves_a_picture(form, kind):
    document = lay_out(form, variant(form, kind), paper="a4")
    pdf = render_pdf(document)
    text = joined("".join(page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages))

    assert joined(variant(form, kind).case.item_name) in text
    assert pdf.warnings == ()
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{form.value}.a4.{kind}.png").write_bytes(a4_sheet(document))


@pytest.mark.parametrize("form", [FormId.ACCEPTANCE_NOTICE, FormId.REFUSAL_NOTICE])
def test_a_sealed_paper_has_room_for_the_seal(form):
    assert "盖章" in joined(words(form, "80", "sample")) or "盖章" in joined(
        words(form, "a4", "sample")
    )


def test_a_date_beyond_the_calendar_says_so():
    sample = replace(FORMS[FormId.ACCEPTANCE_NOTICE].sample, is_provisional=True)
    said = render_text(lay_out(FormId.ACCEPTANCE_NOTICE, sample, paper="80"), 48)

    assert "预计2026年12月2日" in joined(said)


def test_deemed_acceptance_says_that_nobody_was_told_in_time():
    sample = replace(FORMS[FormId.ACCEPTANCE_NOTICE].sample, basis="deemed")
    said = joined(render_text(lay_out(FormId.ACCEPTANCE_NOTICE, sample, paper="80"), 48))

    assert "自收到申请材料之日起即为受理" in said
    assert "第（四）项" in said


@pytest.mark.parametrize("form", FormId)
def test_a_paper_of_usual_length_is_one_sheet(form):
    assert render_pdf(lay_out(form, variant(form, "sample"), paper="a4")).pages == 1
