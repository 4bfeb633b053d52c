from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime

import pytest

from counter_app.domain.fee_table import Fee, FeeLine
from counter_app.domain.guide import GuideTexts
from counter_app.domain.print_job import FormId, PrintState
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.runtime.system_clock import CHINA
from printing.drivers.virtual_engine import VirtualEngine
from printing.forms.from_item import GuideContext, guide_data
from printing.forms.registry import lay_out
from printing.loose_paper import TEXT_BUSY, print_loose, rendered
from printing.paper_picture import text_lines
from printing.print_desk import TEXT_NO_PRINTER_HERE, CounterPrinters
from printing.print_room import Printer, PrintHouse
from printing.profiles import profile_for_paper
from printing.render_text import render_text
from tests.fakes.people import CLERK, PROFILE
from tests.fakes.print_shop import ANSWERING, engine_shop, settings_for

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=CHINA)
ITEM = shipped_catalogue().by_id("T006")
CONTEXT = GuideContext(
    profile=PROFILE,
    clerk_name=CLERK.name,
    clerk_number=CLERK.staff,
    version=3,
    published_on=date(2026, 1, 1),
)


class EmptyBook:
    """A guide is no fact of any case."""

    def unit_of_work(self, **_how):
        raise AssertionError("nothing of a loose paper is recorded")

    def close_left_over_jobs(self) -> int:
        return 0

    def next_job(self, _forms):
        return None

    def open_jobs(self):
        return []


def words(item, paper="80", columns=48) -> str:
    data = guide_data(item, CONTEXT, printed_at=NOON)
    return render_text(lay_out(FormId.GUIDE_SHEET, data, paper=paper), columns)


def test_the_guide_tells_what_the_catalogue_and_the_counter_know():
    text = words(ITEM)
    for expected in (ITEM.name, "22个工作日", "30个工作日", "审批表", "不收费", PROFILE.address):
        assert expected in text.replace("\n", "")
    assert PROFILE.complaint_phone in text


@pytest.mark.parametrize("item", shipped_catalogue().items, ids=lambda item: item.item_id)
def test_every_item_has_a_guide_that_fits_on_every_paper(item):
    data = guide_data(item, CONTEXT, printed_at=NOON)
    for paper in ("58", "80", "a4"):
        assert render_text(lay_out(FormId.GUIDE_SHEET, data, paper=paper), 32)
    assert data.materials_known is item.materials_known


def test_the_countys_own_words_stand_before_the_counters():
    guide = GuideTexts(
        summary="给高龄老人发津贴",
        conditions="年满80周岁\n本县户籍",
        service_hours="周一至周五",
        enquiry_phone="0999-1",
    )
    data = guide_data(replace(ITEM, guide=guide), CONTEXT, printed_at=NOON)
    assert data.conditions == ("年满80周岁", "本县户籍")
    text = words(replace(ITEM, guide=guide))
    assert "给高龄老人发津贴" in text
    assert "0999-1" in text


def test_fees_come_from_the_table_and_a_note_is_not_swallowed():
    line = FeeLine(name="工本费", standard="10元/证", basis="虚构办法", is_reducible=True)
    fee = guide_data(replace(ITEM, fees=(line,)), CONTEXT, printed_at=NOON).fees[0]
    assert (fee.standard, fee.basis, fee.reduction) == ("10元/证", "虚构办法", "可以减免")
    noted = replace(ITEM, fee=Fee(0, "首次免费，换领收费"))
    assert "换领收费" in words(noted)
    unknown = guide_data(replace(ITEM, fee=None), CONTEXT, printed_at=NOON)
    assert not unknown.is_fee_known


def test_a_guide_goes_past_the_queue_onto_paper():
    engine = VirtualEngine(ANSWERING)
    shop = engine_shop(EmptyBook(), engine)
    document = lay_out(FormId.GUIDE_SHEET, guide_data(ITEM, CONTEXT, printed_at=NOON), paper="80")
    paper = rendered(document, shop.printer)
    assert print_loose(shop.printer, shop.room, paper).state is PrintState.PRINTED
    assert "办事指南" in "".join(text_lines(paper.data, ANSWERING.dots))
    with shop.printer.lock:
        busy = print_loose(shop.printer, shop.room, paper, busy_limit_s=0.01)
    assert (busy.state, busy.detail) == (PrintState.FAILED, TEXT_BUSY)


def test_on_a4_it_is_a_sheet():
    settings = settings_for("pdf:///tmp-sheets", paper="a4")
    printer = Printer(settings, profile_for_paper("80"), threading.Lock())
    document = lay_out(FormId.GUIDE_SHEET, guide_data(ITEM, CONTEXT, printed_at=NOON), paper="a4")
    assert rendered(document, printer).data.startswith(b"%PDF")


def test_the_desk_chooses_the_printer_that_takes_guides():
    house = PrintHouse(
        queue=EmptyBook(),
        unit_of_work=EmptyBook().unit_of_work,
        document_for=lambda _job, _case: None,
        report_bug=lambda _bug: None,
    )
    asked = []

    def document(paper):
        asked.append(paper)
        return lay_out(FormId.GUIDE_SHEET, guide_data(ITEM, CONTEXT, printed_at=NOON), paper=paper)

    other = settings_for(
        "simulated://", name="a", paper="58", forms=frozenset({FormId.QUEUE_TICKET})
    )
    taker = settings_for(
        "simulated://", name="b", paper="80", forms=frozenset({FormId.GUIDE_SHEET})
    )
    with CounterPrinters((other, taker), house) as desk:
        assert desk.print_loose(FormId.GUIDE_SHEET, document).state is PrintState.PRINTED
        assert asked == ["80"]
        nowhere = desk.print_loose(FormId.BULLETIN, document)
    assert (nowhere.state, nowhere.detail) == (PrintState.FAILED, TEXT_NO_PRINTER_HERE)
