"""Figures and how they are written down."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.bench.rows import Row, alternate, not_measured, percentile, rounded, row

NUMBERS = st.floats(min_value=1e-6, max_value=1e9)


def test_a_row_is_written_with_exactly_the_promised_keys():
    written = Row("save.p50", 0.29, "ms", 0.21, 5).as_object()
    assert list(written) == ["name", "value", "unit", "floor", "ratio", "n"]
    assert json.loads(json.dumps(written)) == {
        "name": "save.p50",
        "value": 0.29,
        "unit": "ms",
        "floor": 0.21,
        "ratio": 1.381,
        "n": 5,
    }


def test_ours_and_the_floor_take_turns():
    calls = []
    ours, floors = alternate(
        lambda: calls.append("ours") or 3.0, lambda: calls.append("floor") or 2.0, 3
    )
    assert calls == ["ours", "floor"] * 3
    assert (ours, floors) == ([3.0] * 3, [2.0] * 3)


def test_a_row_holds_the_medians_and_the_number_of_our_runs():
    made = row("x.y", "ms", [9.0, 1.0, 2.0], [1.0, 4.0, 3.0])
    assert (made.value, made.floor, made.n) == (2.0, 3.0, 3)
    assert made.ratio == pytest.approx(2 / 3)


def test_a_floor_of_nothing_has_no_ratio():
    assert Row("search.misses", 0, "rows", 0, 3).ratio is None


def test_what_cannot_be_measured_says_so_instead_of_a_number():
    written = not_measured("save.fdatasync", "per save", 1).as_object()
    assert (written["value"], written["ratio"], written["n"]) == (None, None, 0)


@given(st.lists(NUMBERS, min_size=1, max_size=200), st.floats(min_value=1, max_value=100))
def test_a_percentile_is_one_of_the_values_and_enough_of_them_lie_below(values, percent):
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100


@given(NUMBERS)
def test_rounding_keeps_three_digits_of_every_size(value):
    assert rounded(value) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_what_is_no_number_is_written_as_none(value):
    assert rounded(value) is None
