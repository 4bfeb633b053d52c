"""销毁清单: what it must never leave out, and what it must never say."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from io import BytesIO
from typing import get_type_hints

from pypdf import PdfReader

from counter_app.domain.destruction_list import DestructionList
from counter_app.domain.numbering import case_number, document_number, grouped
from counter_app.domain.print_job import FormId
from counter_app.domain.privacy import Pi
from counter_app.domain.privacy_facts import CopiesDestroyed, DestroyedCopy
from counter_app.domain.retention import ORIGINALS_HELD, RULE
from printing.forms.destruction_list import CopyGone, CopyKept, DestructionListData
from printing.forms.from_privacy import destruction_list_data
from printing.forms.registry import FORMS, lay_out
from printing.forms.samples import ISSUER
from printing.profiles import profile_for_paper
from printing.render_escpos import render_escpos
from printing.render_pdf import render_pdf
from printing.render_text import render_text
from tests.fakes.people import MONDAY

COLUMNS = {"58": 32, "80": 48, "a4": 80}
SAMPLE = FORMS[FormId.DESTRUCTION_LIST].sample


def numbers(count, generation=1):
    return tuple(
        case_number(
            counter_code="51089910101",
            on=date(2026, 11, 2),
            generation=generation,
            sequence=n,
        )
        for n in range(1, count + 1)
    )


def said(data, paper):
    document = lay_out(FormId.DESTRUCTION_LIST, data, paper=paper)
    return "".join(render_text(document, COLUMNS[paper]).split())


def a_list(cases):
    copies = tuple(
        DestroyedCopy(case=number, number=number, last_event="ab" * 32, files=("cd" * 32,) * 3)
        for number in numbers(cases)
    )
    fact = CopiesDestroyed(
        document_number="销〔2026〕10101-00007号",
        rule=RULE.words,
        copies=copies,
        blocked=((numbers(cases + 1)[-1], ORIGINALS_HELD),),
        destroyed_at=MONDAY,
    )
    return DestructionList(record="9f2c4e7a" * 8, device="4b1d6e0f2a3c5d79", destroyed=fact)


def test_forty_cases_are_all_there_on_every_paper_counted_and_with_what_stayed():
    one = a_list(40)
    data = destruction_list_data(one, ISSUER, printed_at=MONDAY)
    for paper in COLUMNS:
        words = said(data, paper)
        assert all(grouped(copy.number) in words for copy in one.destroyed.copies), paper
        assert "已销毁的副本（40件）" in words
        assert "合计：办件40件，附件120个" in words
        assert ORIGINALS_HELD in words
        assert one.record in words
        assert "正文" not in words, "no words of records went"
        assert words.count("监销人签名") == 1


def test_the_words_of_records_are_counted_where_some_went():
    one = a_list(2)
    first, second = one.destroyed.copies
    emptied = replace(one.destroyed, copies=(replace(first, bodies=14), second))
    data = destruction_list_data(replace(one, destroyed=emptied), ISSUER, printed_at=MONDAY)
    assert [copy.bodies for copy in data.copies] == [14, 0]
    assert "正文14条" in said(data, "58")
    assert "正文：14条" in said(SAMPLE, "80")
    one, other = SAMPLE.copies
    mixed = replace(SAMPLE, copies=(one, replace(other, bodies=None)))
    assert "正文14条" in said(mixed, "a4")
    assert "0条" in said(mixed, "a4"), "a column has no holes"


def test_each_sheet_of_a_long_list_bears_the_number_and_how_many_there_are():
    data = destruction_list_data(a_list(200), ISSUER, printed_at=MONDAY)
    pdf = render_pdf(lay_out(FormId.DESTRUCTION_LIST, data, paper="a4"))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages]
    assert len(pages) == pdf.pages > 3
    for n, page in enumerate(pages, start=1):
        assert data.document_number in page
        assert f"第{n}页共{pdf.pages}页" in "".join(page.split())
    text = "".join(pages)
    assert all(grouped(copy.case_number) in text for copy in data.copies)


def test_the_longest_numbers_and_rare_characters_fit_every_paper():
    long = document_number(
        kind="销", counter_code="51089910101", year=2026, sequence=99_999, generation=99
    )
    number = numbers(1, generation=99)[0]
    data = replace(
        SAMPLE,
        issuer=replace(ISSUER, clerk_name="㐱䶮𬘘", agency_name="𬘘山县㐱䶮镇人民政府"),
        document_number=long,
        copies=(CopyGone(case_number=number, files=9_999, last_event="f" * 64, bodies=99_999),),
        kept=(CopyKept(case_number=number, why="原件没有退清，" * 20),),
    )
    for paper in ("58", "80"):
        document = lay_out(FormId.DESTRUCTION_LIST, data, paper=paper)
        job = render_escpos(document, profile_for_paper(paper))
        assert job.bitmap_lines >= 1, "a character that no printer has becomes a picture"
        assert long in said(data, paper)
        assert grouped(number) in said(data, paper)
    assert render_pdf(lay_out(FormId.DESTRUCTION_LIST, data, paper="a4")).warnings == ()


def test_an_empty_list_says_so_instead_of_looking_whole():
    words = said(replace(SAMPLE, copies=(), kept=()), "80")
    assert "已销毁的副本（0件）无" in words
    assert "没有销毁任何副本" in words


def test_nothing_on_it_is_about_a_person():
    for told in (DestructionListData, CopyGone, CopyKept):
        hints = get_type_hints(told, include_extras=True)
        marks = [mark for hint in hints.values() for mark in getattr(hint, "__metadata__", ())]
        assert set(marks) == {Pi.P1}
    names = {field.name for told in (CopyGone, CopyKept) for field in fields(told)}
    assert names == {"case_number", "files", "bodies", "last_event", "why"}
