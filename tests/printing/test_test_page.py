from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from counter_app.domain.desk_news import Light
from counter_app.domain.print_job import PrintState
from printing import test_page
from printing.drivers.virtual import VirtualPrinter
from printing.drivers.virtual_engine import VirtualEngine
from printing.escpos_tokens import tokenize
from printing.gb18030 import two_byte_code
from printing.loose_paper import TEXT_BUSY
from printing.paper_picture import text_lines, typeset
from printing.print_room import Printer
from printing.profiles import profile, profile_for_paper
from tests.fakes.print_shop import ANSWERING, QUICK, Shop, engine_shop, settings_for

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
MODELS = [profile_for_paper("58"), profile_for_paper("80"), profile("epson-180dpi-80")]
LENGTH_MM_MAX = 210


class EmptyBook:
    """No case waits for paper: a test page belongs to none."""

    def unit_of_work(self, **_how):
        raise AssertionError("a test page is no fact of any case")


def a_printer(model, address="tcp://127.0.0.1:9", **more) -> Printer:
    return Printer(settings_for(address, **more), model, threading.Lock())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_page_is_made_of_our_commands_and_short(model):
    paper = test_page.self_check_paper(a_printer(model), AT)
    names = [token.name for token in tokenize(paper.data)]
    assert all(token.is_ours for token in tokenize(paper.data))
    assert names.count("GS r") == (0 if model.barrier == "none" else 1)
    assert paper.height_dots / model.dots_per_mm <= LENGTH_MM_MAX
    assert paper.barrier_offset is None or paper.data[paper.barrier_offset :].startswith(b"\x1dr")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_only_the_last_strip_cuts(model):
    paper = test_page.self_check_paper(a_printer(model), AT)
    cuts = [token for token in tokenize(paper.data) if token.name.startswith("GS V")]
    assert len(cuts) == (0 if model.cutter == "none" else 1)
    strips = [token for token in tokenize(paper.data) if token.name == "ESC @"]
    assert len(strips) > 5
    assert not cuts or cuts[0].offset > strips[-1].offset


def test_all_three_character_sets_go_as_text_whatever_the_profile_says():
    paper = test_page.self_check_paper(a_printer(profile_for_paper("58")), AT)
    for line, narrower in (
        (test_page.GB2312, ""),
        (test_page.GBK, "gb2312"),
        (test_page.GB18030, "gbk"),
    ):
        assert len(line) == 20
        for char in line:
            code = two_byte_code(char, "gb18030")
            assert len(code) == 2
            assert code in paper.data
            assert not narrower or not two_byte_code(char, narrower)
    assert not two_byte_code(test_page.RARE_NAME[1], "gb18030")


def test_both_sizes_and_both_codes_are_tried():
    data = test_page.self_check_paper(a_printer(ANSWERING), AT).data
    names = {token.name for token in tokenize(data)}
    assert {"FS W", "GS !", "GS ( k", "GS v 0", "ESC *"} <= names


@pytest.mark.parametrize("columns", test_page.RULERS)
def test_a_ruler_is_as_long_as_it_says(columns):
    assert len(test_page.ruler(columns)) == columns
    assert test_page.ruler(columns).endswith(str(columns))


def test_a_sheet_printer_gets_a_sheet():
    paper = test_page.self_check_paper(
        a_printer(profile_for_paper("80"), "pdf:///tmp-sheets", paper="a4"), AT
    )
    assert paper.data.startswith(b"%PDF")


def test_the_simulated_printer_prints_it_and_says_so():
    with VirtualPrinter(ANSWERING) as virtual:
        shop = Shop(EmptyBook(), virtual.address)
        outcome = test_page.print_test_page(shop.printer, shop.room, printed_at=AT)
    assert outcome.state is PrintState.PRINTED
    assert shop.news[-1].light is Light.OK


def test_a_printer_without_paper_prints_nothing_and_says_why():
    engine = VirtualEngine(ANSWERING)
    engine.mechanism.paper_left_dots = 0
    shop = engine_shop(EmptyBook(), engine)
    outcome = test_page.print_test_page(shop.printer, shop.room, printed_at=AT)
    assert outcome.state is PrintState.FAILED
    assert "纸" in outcome.detail


def test_a_printer_that_is_off_is_told():
    shop = Shop(EmptyBook(), "tcp://127.0.0.1:9", limits=QUICK)
    outcome = test_page.print_test_page(shop.printer, shop.room, printed_at=AT)
    assert outcome.state is PrintState.FAILED
    assert shop.news[-1].light is Light.FAILED


def test_a_paper_under_way_is_not_disturbed(monkeypatch):
    monkeypatch.setattr(test_page, "BUSY_LIMIT_S", 0.01)
    shop = engine_shop(EmptyBook(), VirtualEngine(ANSWERING))
    with shop.printer.lock:
        outcome = test_page.print_test_page(shop.printer, shop.room, printed_at=AT)
    assert outcome.state is PrintState.FAILED
    assert outcome.detail == TEXT_BUSY
    assert shop.printer.lock.acquire(blocking=False)


def test_a_line_cut_in_the_middle_leaves_the_printer_to_prove_itself():
    engine = VirtualEngine(ANSWERING)
    engine.faults.drop_connection_at = 300
    shop = engine_shop(EmptyBook(), engine)
    outcome = test_page.print_test_page(shop.printer, shop.room, printed_at=AT)
    assert outcome.state is PrintState.UNKNOWN
    assert shop.printer.must_prove_itself


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_nothing_on_the_page_is_wrong_for_a_printer_that_can_everything(model):
    paper = test_page.self_check_paper(a_printer(model), AT)
    page = typeset(tokenize(paper.data), model.dots)
    assert page.findings == []
    text = "".join(text_lines(paper.data, model.dots))
    assert all(char in text for char in test_page.GB18030)
