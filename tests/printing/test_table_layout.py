"""How the columns of a table share a roll of paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.paper_text import columns_of
from printing.table_layout import GAP_COLUMNS, column_widths

CELLS = st.text("材料名称身份证1份ab", max_size=30)


def test_short_columns_get_what_they_need_and_the_long_one_the_rest():
    cells = (("材料名称", "原件"), ("家庭经济状况声明及授权书", "1份"))
    assert column_widths(cells, (1, 1), 48) == (43, 4)
    assert column_widths(cells, (1, 9), 48) == (24, 23)


def test_a_table_of_too_many_columns_is_stacked():
    row = ("家庭经济状况声明", "收入证明材料", "残疾人证复印件", "户口簿首页", "授权委托书")
    assert column_widths((row,), (1,) * 5, 32) is None
    assert column_widths((row,), (1,) * 5, 48) is not None


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5), st.sampled_from((32, 48)))
def test_the_columns_fill_the_paper_exactly(rows, columns):
    widths = column_widths(tuple(rows), (5, 1, 2), columns)
    if widths is None:
        needed = [min(8, max(columns_of(row[i]) for row in rows)) for i in range(3)]
        assert sum(needed) + 2 * GAP_COLUMNS > columns
    else:
        assert sum(widths) + 2 * GAP_COLUMNS == columns
        assert all(width >= 2 for width in widths)


def test_rows_of_different_lengths_are_a_bug():
    with pytest.raises(AssertionError, match="another number of cells"):
        column_widths((("a", "b"), ("a",)), (1, 1), 32)
