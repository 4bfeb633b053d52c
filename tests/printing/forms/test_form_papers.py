"""Every registered form on every paper: sample, longest and emptiest."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from counter_app.domain.numbering import grouped
from counter_app.domain.print_job import FormId
from printing import layout
from printing.document import Pair, SignatureLine, Table, Text
from printing.forms.case_forms import CASE_FORMS
from printing.forms.desk_forms import DESK_FORMS
from printing.forms.intake_forms import INTAKE_FORMS
from printing.forms.parts import day
from printing.forms.registry import FORMS, PAPER_NAMES, lay_out, parse_data, to_object
from printing.page_picture import a4_sheet
from printing.paper_picture import text_lines, to_png
from printing.profiles import profile_for_paper
from printing.render_escpos import render_escpos
from printing.render_pdf import render_pdf
from printing.render_text import render_text
from tests.printing.forms import owed_case, owed_desk
from tests.printing.forms.variants import (
    FORTY,
    KINDS,
    LONGEST_ITEM,
    LONGEST_NAME,
    has_hanzi,
    leaves,
    variant,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
PICTURES = Path(__file__).parents[3] / "build" / "papers"
ROLLS = ("58", "80")
LISTS = {"intake": INTAKE_FORMS, "case": CASE_FORMS, "desk": DESK_FORMS}
NAMES = sorted(form.value for form in FORMS)
ON_PAPER = [(name, paper) for name in NAMES for paper in PAPER_NAMES]
EVERY = [(name, paper, kind) for name, paper in ON_PAPER for kind in KINDS]
OWED = owed_case.OWED | owed_desk.OWED
UNSAID = owed_case.UNSAID | owed_desk.UNSAID
MAY_BE_LONGER = owed_case.MAY_BE_LONGER | owed_desk.MAY_BE_LONGER
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def columns_on(paper):
    return 80 if paper == "a4" else profile_for_paper(paper).columns


@cache
def document_of(form, paper, kind):
    return lay_out(form, variant(form, kind), paper=paper)


@cache
def words(form, paper, kind):
    return render_text(document_of(form, paper, kind), columns_on(paper))


@cache
def roll_job(form, paper, kind):
    return render_escpos(document_of(form, paper, kind), profile_for_paper(paper))


@cache
def sheet(form, kind):
    return render_pdf(document_of(form, "a4", kind))


def joined(text):
    return "".join(text.split())


def content(document):
    """Return all that a document says, each string whole."""
    said = []
    for block in document.blocks:
        match block:
            case Text(content=text):
                said.append(text)
            case Pair(label=label, value=value):
                said.append(label + value)
            case Table(headings=headings, rows=rows):
                said += [*headings, *(cell.content for row in rows for cell in row)]
            case SignatureLine(label=label):
                said.append(label)
            case _ if hasattr(block, "agency"):
                said += [block.agency, block.date_text]
            case _:
                pass
    return joined("\n".join(said))


@pytest.mark.parametrize(("name", "paper", "kind"), EVERY)
def test_a_paper_says_what_it_said_before(name, paper, kind, is_rewriting_snapshots):
    form = FormId(name)
    kept = SNAPSHOTS / f"{form.value}.{paper}.{kind}.txt"
    said = words(form, paper, kind)
    if is_rewriting_snapshots:
        kept.write_text(said, encoding="utf-8")

    assert said == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("group", LISTS)
def test_a_paper_is_the_same_byte_for_byte_and_dot_for_dot(group, is_rewriting_snapshots):
    PICTURES.mkdir(parents=True, exist_ok=True)
    kept = SNAPSHOTS / f"hashes.{group}.json"
    made = dict(sorted(hash_ for form in LISTS[group] for hash_ in hashes(form.form)))
    if is_rewriting_snapshots:
        kept.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")

    before = json.loads(kept.read_text(encoding="utf-8"))
    assert {name for name in made.keys() | before if made.get(name) != before.get(name)} == set()


def hashes(form):
    """Yield name and hash of every roll's bytes, and of the sample's dots on every paper.

    The sample's picture is left for people to look at.
    """
    for paper in ROLLS:
        for kind in KINDS:
            job = roll_job(form, paper, kind)
            yield f"{form.value}.{paper}.{kind}.escpos", sha256(job.data).hexdigest()
        png = to_png(roll_job(form, paper, "sample").data, profile_for_paper(paper).dots)
        yield f"{form.value}.{paper}.sample.dots", dots_hash(png, f"{form.value}.{paper}")
    png = a4_sheet(document_of(form, "a4", "sample"))
    yield f"{form.value}.a4.sample.dots", dots_hash(png, f"{form.value}.a4")


def dots_hash(png, name):
    (PICTURES / f"{name}.sample.png").write_bytes(png)
    with Image.open(BytesIO(png)) as image:
        return sha256(repr(image.size).encode() + image.tobytes()).hexdigest()


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_a_paper_says_what_the_law_asks(name, paper):
    form = FormId(name)
    said = joined(words(form, paper, "sample"))

    assert form in OWED, "every form owes its reader something"
    owed = [joined(word) for word in OWED[form] if not (paper == "a4" and word == "存根")]
    assert [word for word in owed if word not in said] == []


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_a_paper_says_whose_it_is_and_whom_to_ring(name, paper):
    form = FormId(name)
    said = joined(words(form, paper, "sample"))
    sample = FORMS[form].sample
    common = []
    if issuer := getattr(sample, "issuer", None):
        common += [issuer.agency_name, issuer.complaint_phone, issuer.enquiry_phone]
    if case := getattr(sample, "case", None):
        common += [case.applicant_name, case.item_name, grouped(case.case_number)]
    if number := getattr(sample, "document_number", ""):
        common.append(number)
    assert [word for word in common if joined(word) not in said] == []


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
@pytest.mark.parametrize("kind", ["sample", "longest"])
def test_whatever_a_paper_is_given_it_says_whole(name, paper, kind):
    form = FormId(name)
    said = content(document_of(form, paper, kind))
    data = variant(form, kind)
    unsaid = UNSAID.get(form, ())
    missing = []
    for leaf in leaves(data):
        if isinstance(leaf, date):
            shown = day(leaf.date() if isinstance(leaf, datetime) else leaf)
        elif has_hanzi(leaf):
            shown = leaf
        else:
            continue
        if leaf not in unsaid and joined(shown) not in said:
            missing.append(shown)
    assert missing == []


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_no_name_and_no_line_is_ever_cut(name, paper):
    form = FormId(name)
    said = joined(words(form, paper, "longest"))
    given = leaves(variant(form, "longest"), skipped=())

    assert LONGEST_NAME not in given or LONGEST_NAME in said
    assert LONGEST_ITEM not in given or joined(LONGEST_ITEM) in said
    assert [name for name in FORTY if name in given and joined(name)[:6] not in said] == []


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_no_paper_carries_a_whole_identity_number(name, paper):
    form = FormId(name)
    assert IDENTITY_NUMBER.findall(words(form, paper, "sample")) == []


@pytest.mark.parametrize(("name", "paper", "kind"), EVERY)
def test_no_line_is_wider_than_the_paper(name, paper, kind):
    form = FormId(name)
    columns = columns_on(paper)
    lines = layout.lay_out(document_of(form, paper, kind), columns).lines
    wide = [x.text for x in lines if isinstance(x, layout.TextLine) and x.columns > columns]
    assert wide == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("paper", ROLLS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_roll_prints_every_variant(name, paper, kind):
    form = FormId(name)
    job = roll_job(form, paper, kind)

    assert text_lines(job.data, profile_for_paper(paper).dots)
    assert {warning.code for warning in job.warnings} <= {"line-as-picture"}
    if kind == "longest" and LONGEST_NAME in leaves(variant(form, kind), skipped=()):
        assert job.bitmap_lines >= 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_holds_every_variant(name, kind):
    form = FormId(name)
    pdf = sheet(form, kind)
    text = joined("".join(page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages))
    data = variant(form, kind)

    assert pdf.warnings == ()
    assert joined(document_of(form, "a4", kind).title) in text
    if case := getattr(data, "case", None):
        assert joined(case.item_name) in text


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_of_usual_length_is_one_sheet(name):
    form = FormId(name)
    assert sheet(form, "sample").pages == 1 or form in MAY_BE_LONGER


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_data_written_as_json_come_back_the_same(name, kind):
    form = FORMS[FormId(name)]
    data = variant(form.form, kind)

    assert parse_data(form, json.dumps(to_object(form, data))) == data


def test_a_date_beyond_the_calendar_says_so():
    sample = replace(FORMS[FormId.ACCEPTANCE_NOTICE].sample, is_provisional=True)
    said = render_text(lay_out(FormId.ACCEPTANCE_NOTICE, sample, paper="80"), 48)

    assert "预计2026年12月2日" in joined(said)


def test_deemed_acceptance_says_that_nobody_was_told_in_time():
    sample = replace(FORMS[FormId.ACCEPTANCE_NOTICE].sample, basis="deemed")
    said = joined(render_text(lay_out(FormId.ACCEPTANCE_NOTICE, sample, paper="80"), 48))

    assert "自收到申请材料之日起即为受理" in said
    assert "第（四）项" in said
