"""Dots as rows of bits, and the commands made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.escpos_tokens import tokenize
from printing.raster import (
    REAL_TIME_PAIRS,
    Bitmap,
    has_real_time_pair,
    raster_commands,
    without_real_time_pairs,
)


@st.composite
def bitmaps(draw, height: int | None = None) -> Bitmap:
    width = draw(st.integers(1, 60))
    rows = draw(
        st.lists(st.integers(0, (1 << width) - 1), min_size=height or 1, max_size=height or 40)
    )
    return Bitmap(width, tuple(rows))


def dots(bitmap: Bitmap) -> set[tuple[int, int]]:
    """Return the black dots as x and y."""
    last = bitmap.width_dots - 1
    return {
        (last - bit, y)
        for y, row in enumerate(bitmap.rows)
        for bit in range(bitmap.width_dots)
        if row >> bit & 1
    }


@given(bitmaps())
def test_rows_become_whole_bytes_from_the_left(bitmap):
    data = bitmap.data()
    width = bitmap.width_bytes
    assert len(data) == width * bitmap.height_dots
    found = {
        (x, y)
        for y in range(bitmap.height_dots)
        for x in range(8 * width)
        if data[y * width + x // 8] << (x % 8) & 0x80
    }
    assert found == dots(bitmap)


@given(bitmaps(), st.integers(1, 12))
def test_slices_joined_are_the_picture(bitmap, rows_max):
    tokens = tokenize(raster_commands(bitmap, rows_max))
    assert all(token.name == "GS v 0" and token.payload[3] <= rows_max for token in tokens)
    assert b"".join(token.payload[5:] for token in tokens) == bitmap.data()


@given(bitmaps(height=24))
def test_columns_hold_the_same_dots_as_rows(bitmap):
    data = bitmap.columns_data()
    found = {
        (x, y)
        for x in range(bitmap.width_dots)
        for y in range(24)
        if data[3 * x + y // 8] << (y % 8) & 0x80
    }
    assert found == dots(bitmap)


@given(bitmaps(height=24), st.binary(max_size=2))
def test_columns_are_read_back_and_bytes_that_fill_none_are_left_out(bitmap, more):
    assert Bitmap.from_columns_data(bitmap.columns_data() + more) == bitmap


@given(bitmaps())
def test_doubling_makes_four_dots_of_one(bitmap):
    doubled = bitmap.doubled()
    assert dots(doubled) == {
        (2 * x + dx, 2 * y + dy) for x, y in dots(bitmap) for dx in (0, 1) for dy in (0, 1)
    }


@pytest.mark.threat("T13")
@given(st.binary(min_size=8, max_size=64), st.sampled_from(REAL_TIME_PAIRS), st.booleans())
def test_no_picture_holds_a_real_time_command(data, pair, is_exact):
    data = (data + pair * 3)[: len(data) // 8 * 8]
    rows = tuple(int.from_bytes(data[at : at + 8], "big") for at in range(0, len(data), 8))
    safe = without_real_time_pairs(Bitmap(64, rows), 120, is_exact=is_exact)
    assert not has_real_time_pair(safe.data())
    assert safe.width_dots <= 120


@pytest.mark.threat("T13")
def test_where_moving_does_not_help_single_dots_turn_white():
    rows = tuple(int.from_bytes(pair * 3, "big") for pair in REAL_TIME_PAIRS)
    full = Bitmap(48, rows)
    safe = without_real_time_pairs(full, 48, is_exact=False)
    assert not has_real_time_pair(safe.data())
    assert dots(safe) < dots(full)
    assert len(dots(full) - dots(safe)) <= 9


def test_a_picture_without_such_bytes_stays_where_it_is():
    bitmap = Bitmap(16, (0x1104, 0x0410))
    assert without_real_time_pairs(bitmap, 384, is_exact=True) == bitmap


def test_a_pair_across_the_end_of_a_row_is_one_too():
    bitmap = Bitmap(8, (0x10, 0x04))
    assert has_real_time_pair(bitmap.data())
    assert not has_real_time_pair(without_real_time_pairs(bitmap, 384, is_exact=True).data())
