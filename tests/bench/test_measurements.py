"""What is measured is what is said to be measured."""

from __future__ import annotations

import sys
import time

import pytest

from counter_app.bench import card, notice, opening, receipt, start, switch, table
from counter_app.bench.child_desk import Pulse
from counter_app.bench.office import bench_office, fill, submissions
from counter_app.devices.virtual.people import invent_card
from counter_app.services.submit_intake import SubmitIntake
from printing.layout import QrLine, lay_out
from printing.render_escpos import render_escpos


class TestReceipt:
    def test_it_has_25_lines_and_a_qr_code(self):
        lines = lay_out(receipt.receipt_of_25_lines(), 48).lines
        assert sum(isinstance(line, QrLine) for line in lines) == 1
        assert len(lines) - 1 == 25

    def test_its_rare_character_is_one_glyph_and_no_line_a_picture(self):
        job = render_escpos(receipt.receipt_of_25_lines(), receipt.learnt_printer())
        assert job.bitmap_lines == 0
        assert b"\x1c2" in job.data

    def test_the_picture_beside_it_leaves_the_white_paper_out(self):
        job = render_escpos(receipt.receipt_of_25_lines(), receipt.learnt_printer())
        raster = receipt.as_raster(job)
        row_bytes = receipt.learnt_printer().dots // 8
        assert 0.8 * job.height_dots < len(raster) / row_bytes < job.height_dots


class TestCard:
    def test_the_wire_takes_as_long_as_its_bytes_at_the_line_speed(self):
        answers = (15, 19, 1_295)  # Found, selected, read: frames with their heads and ends.
        thinking_ms = 60 + 60 + 200
        wire_ms = sum(answers) * 10 * 1_000 / 115_200
        assert card.reader_and_wire_ms(invent_card()) == pytest.approx(thinking_ms + wire_ms)

    @pytest.mark.slow
    def test_our_share_is_neither_negative_nor_the_readers(self, plan):
        (row,) = card.overhead(plan)
        assert 0 < row.value < 1_000
        assert (row.floor, row.unit) == (20, "ms")


class TestSwitch:
    @pytest.mark.slow
    def test_two_people_take_turns_and_each_turn_has_a_floor_of_its_own(self, plan):
        (row,) = switch.switch(plan)
        assert (row.name, row.unit, row.n) == ("access.switch", "ms", 4)
        assert row.value > 0.5 * row.floor > 0, "no turn costs less than the guess that is in it"


class TestNotice:
    def test_the_floor_is_given_every_text_and_line_of_the_page(self):
        page = notice._page()
        text = "".join(mark[2] for mark in page["texts"])
        assert "不予受理" in text
        assert page["lines"]
        assert set(page["fonts"]) == {"Regular", "Bold"}
        assert {mark[4] for mark in page["texts"]} <= set(page["fonts"])


class TestStart:
    def test_a_bare_window_tells_when_it_was_painted(self, monkeypatch):
        monkeypatch.setenv(start.PLATFORM_VARIABLE, "offscreen")
        began = time.perf_counter()
        painted = start.first_paint("counter_app.bench.child_bare_window")
        assert 0 < painted.seconds < time.perf_counter() - began
        assert "PySide6" in start.packages_of(painted.modules)
        assert "counter_app.ui" not in start.packages_of(painted.modules)
        if sys.platform == "linux":
            assert painted.resident_mb > 10


class TestTable:
    @pytest.mark.slow
    def test_both_tables_paint_every_frame_over_the_same_rows(self, tmp_path):
        with bench_office(tmp_path / "ours") as bench:
            fill(bench.store, 200)
            table._multiply(bench.store, 200)
            table.copy_plain(bench.store, tmp_path / "plain.db")
        for kind, path in (("ours", tmp_path / "ours"), ("floor", tmp_path / "plain.db")):
            told = table._child(kind, path)
            assert told["open_ms"] > 0
            assert told["frame_ms"] > 0

    def test_rows_are_repeated_up_to_the_wanted_number(self, tmp_path, monkeypatch):
        monkeypatch.setattr(table, "_MADE", 30)
        with bench_office(tmp_path) as bench:
            fill(bench.store, 30)
            table._multiply(bench.store, 100)
            pooled = bench.store.engine.raw_connection()
            query = "SELECT COUNT(*), COUNT(DISTINCT case_id), MAX(id) FROM cases"
            assert pooled.driver_connection.execute(query).fetchone() == (100, 100, 100)
            pooled.close()


class TestOpening:
    def test_both_databases_hold_the_same_cases(self, tmp_path):
        with bench_office(tmp_path / "ours") as bench:
            fill(bench.store, 20)
        path = opening._plain_copy(tmp_path, tmp_path / "ours" / opening.DATABASE_NAME)
        plain = opening.open_plain(path)
        assert plain.execute("SELECT COUNT(*) FROM cases").fetchone() == (20,)
        plain.close()


class TestPulse:
    def test_a_block_of_the_window_is_felt(self, qtbot):
        pulse = Pulse()
        pulse.start()
        end = time.perf_counter() + 0.06
        while time.perf_counter() < end:
            pass
        qtbot.waitUntil(lambda: pulse.longest_ms > 50)
        pulse.stop()


def test_a_submission_of_the_bench_has_six_materials_and_is_accepted(tmp_path):
    with bench_office(tmp_path) as bench:
        (page,) = submissions(1)
        case = SubmitIntake(bench.office)(page)
    assert len(case.materials) == 6
    assert case.acceptance is not None
    assert len(case.documents) == 2
