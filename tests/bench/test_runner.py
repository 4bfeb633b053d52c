"""Names of figures: each is asked for alone, in its group or with all others."""

from __future__ import annotations

from importlib import import_module

import pytest

from counter_app.bench import runner
from counter_app.bench.questions import CHOOSERS
from counter_app.bench.rows import Row
from counter_app.bench.runner import GROUPS, ROW_NAMES, SEARCH_ROWS, is_known, measure

MEASUREMENTS = [each for group in GROUPS.values() for each in group]


def test_every_row_has_one_name_and_stands_in_the_group_it_is_named_after():
    assert len(set(ROW_NAMES)) == len(ROW_NAMES)
    for group, measurements in GROUPS.items():
        for measurement in measurements:
            assert {name.partition(".")[0] for name in measurement.rows} == {group}


@pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda each: each.where)
def test_what_measures_a_row_is_there(measurement):
    module, _, function = measurement.where.partition(":")
    assert callable(getattr(import_module(f"counter_app.bench.{module}"), function))


def test_every_kind_of_question_has_its_row():
    assert [f"search.{kind}.p99" for kind in CHOOSERS] == list(SEARCH_ROWS)


@pytest.mark.parametrize("name", ["all", "save", "save.p99", "search.free6.p99"])
def test_all_a_group_and_a_row_are_known(name):
    assert is_known(name)


@pytest.mark.parametrize("name", ["", "save.", "p99", "sav", "all.p50"])
def test_other_names_are_not(name):
    assert not is_known(name)


def test_one_row_is_picked_out_of_those_measured_together():
    (found,) = measure("receipt.wire_19200", is_quick=True)
    assert (found.name, found.unit) == ("receipt.wire_19200", "s")


def test_a_group_comes_in_the_order_of_its_rows():
    told = []
    found = measure("open", is_quick=True, told=told.append)
    assert [each.name for each in found] == ["open.raw_key"]
    assert told == ["open.raw_key"]


def test_a_measurement_that_forgets_a_row_is_a_bug(monkeypatch, plan):
    promised = runner.Measurement(("receipt.bytes", "receipt.wire_19200"), "receipt:size")
    monkeypatch.setattr(
        "counter_app.bench.receipt.size", lambda _: [Row("receipt.bytes", 1, "B", 1, 1)]
    )
    with pytest.raises(AssertionError, match="promised"):
        promised(plan)


def test_nothing_stays_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    measure("open", is_quick=True)
    assert list(tmp_path.iterdir()) == []
