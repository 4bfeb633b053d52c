"""送件清单: the code says what the words say, and a scanner at 203 dpi reads it."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from counter_app.domain.courier import BundleNote, BundlePaper, BundleState, BundleWay
from counter_app.domain.print_job import FormId
from printing.forms.bundle_slip import SAMPLE, code_of
from printing.forms.from_bundle import bundle_slip_data
from printing.forms.registry import lay_out
from printing.paper_picture import to_png
from printing.profiles import profile_for_paper
from printing.render_escpos import render_escpos
from printing.render_text import render_text
from tests.printing.forms.variants import variant


@pytest.mark.parametrize("paper", ["58", "80"])
@pytest.mark.parametrize("kind", ["sample", "emptiest"])
def test_a_scanner_reads_the_code_on_a_roll(paper, kind):
    data = variant(FormId.BUNDLE_SLIP, kind)
    printer = profile_for_paper(paper)
    job = render_escpos(lay_out(FormId.BUNDLE_SLIP, data, paper=paper), printer)
    picture = Image.open(BytesIO(to_png(job.data, printer.dots)))
    assert zxingcpp.read_barcode(picture).text == code_of(data)


def test_the_code_names_number_count_bundle_and_hash():
    word, number, count, bundle, sha256 = code_of(SAMPLE).split(":")
    assert (word, number, count) == ("TCB1", "17", "311")
    assert (bundle.lower(), sha256.lower()) == (SAMPLE.bundle, SAMPLE.sha256)


@pytest.mark.parametrize(("paper", "columns"), [("58", 32), ("80", 48)])
def test_the_name_of_the_file_stays_in_one_line(paper, columns):
    text = render_text(lay_out(FormId.BUNDLE_SLIP, SAMPLE, paper=paper), columns)
    assert any(SAMPLE.file_name in line for line in text.splitlines())


def test_the_slip_of_a_bundle_counts_by_kind_and_names_nobody():
    note = BundleNote(
        way=BundleWay.OUTGOING,
        number=3,
        bundle="ab" * 16,
        sha256="cd" * 32,
        name="11019901201-0003-ababab.tcbundle",
        made_at="2026-03-02T09:00:00.000+08:00",
        state=BundleState.MADE,
        events=7,
        first=5,
        last=9,
        counts={"case.received": 2, "case.accepted": 1, "print.sent": 3, "strange.thing": 1},
    )
    paper = BundlePaper(note=note, device="0a" * 8)
    data = bundle_slip_data(paper, SAMPLE.issuer, printed_at=SAMPLE.printed_at)
    assert [(each.kind, each.count) for each in data.records] == [
        ("办件", 3),
        ("打印", 3),
        ("其他", 1),
    ]
    assert (data.document_number, data.total, data.first, data.last) == ("送件包第3号", 7, 5, 9)
    assert code_of(data).startswith("TCB1:3:7:ABAB")
