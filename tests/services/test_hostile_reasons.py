"""Reasons that a clerk writes: from the service to the encrypted record and to every paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import FormId
from counter_app.services.print_document import PrintDocument
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.submit_intake import Outcome, SubmitIntake
from printing.escpos_tokens import tokenize
from printing.forms.from_case import PaperContext, form_data
from printing.forms.registry import lay_out
from printing.profiles import profile
from printing.render_escpos import render_escpos
from printing.render_pdf import render_pdf
from tests.fakes.people import PROFILE
from tests.services.intake import submission

HOSTILE = (
    ("\x1b@甲\x1dV\x00乙", "□@甲□V□乙"),  # Resets a printer and cuts.
    ("\x10\x14\x01\x00\x05丙", "□□□□□丙"),  # Opens the drawer.
    ("<img src=x onerror=alert(1)>&amp;", "<imgsrc=xonerror=alert(1)>&amp;"),
    ("'; DROP TABLE events; --", "';DROPTABLEevents;--"),
    ("石\u202e兰桂\u2066", "石兰桂"),
    ("=cmd|' /C calc'!A0", "=cmd|'/Ccalc'!A0"),
    ("%s{}{0}%n", "%s{}{0}%n"),
)
"""What is written, and what then stands on paper, white space aside."""

each_hostile = pytest.mark.parametrize(("words", "on_paper"), HOSTILE, ids=range(len(HOSTILE)))


@pytest.fixture
def printed(office):
    """Return a function that puts a paper on 58 mm, 80 mm and A4 and gives back what it says."""
    context = PaperContext(
        profile=PROFILE, calendar=office.rulebook.calendar, staff_name=lambda _number: "周小禾"
    )

    def put(form, case):
        data = form_data(form, case, context, printed_at=office.clock.now())
        for printer in (profile("generic-58"), profile("generic-80")):
            document = lay_out(form, data, paper=printer.paper)
            tokens = tokenize(render_escpos(document, printer).data)
            assert [token.name for token in tokens if not token.is_ours] == []
            cuts = [token for token in tokens if token.name == "GS V"]
            assert len(cuts) == (printer.cutter != "none")
        file = render_pdf(lay_out(form, data, paper="a4")).data
        pages = PdfReader(BytesIO(file)).pages
        return "".join("".join(page.extract_text().split()) for page in pages)

    return put


@pytest.mark.threat("T13")
@each_hostile
def test_a_refusal_with_hostile_reason_and_authority_is_words(office, printed, words, on_paper):
    reason = RefusalReason(
        ground=RefusalGround.NOT_COMPETENT, reason=words, competent_authority=words
    )
    case = SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=reason))

    assert printed(FormId.REFUSAL_NOTICE, case).count(on_paper) >= 2
    with office.unit_of_work() as work:
        assert work.case(case.case_id).refusal == case.refusal


@pytest.mark.threat("T13")
@each_hostile
def test_a_hostile_problem_of_a_material_is_words(office, printed, words, on_paper):
    page = submission(office, [Verdict.DEFECTIVE], outcome=Outcome.NOTICE)
    first, *rest = page.form.materials
    materials = (replace(first, problem=words), *rest)
    case = SubmitIntake(office)(replace(page, form=replace(page.form, materials=materials)))

    assert on_paper in printed(FormId.ONE_TIME_NOTICE, case)


@pytest.mark.threat("T13")
@each_hostile
def test_a_hostile_reason_of_a_reprint_is_kept_and_harms_no_paper(office, printed, words, on_paper):
    case = SubmitIntake(office)(submission(office))
    PrintDocument(office)(case.case_id, FormId.INTAKE_RECEIPT, reason=words)

    with office.unit_of_work() as work:
        kept = work.case(case.case_id)
    assert kept.documents[-1].reason == words.strip()
    said = printed(FormId.INTAKE_RECEIPT, kept)
    assert "收件凭证" in said
    assert on_paper not in said, "the reason is for the record"
