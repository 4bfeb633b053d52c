"""What stands in brackets is found in one pass, however many of them nobody closes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.brackets import first_in_brackets, outside_brackets
from counter_app.domain.catalogue_rules import is_catch_all
from counter_app.domain.importing.columns import recognised

MANY = 2_000_000
"""At one search a bracket this would take days."""


@pytest.mark.parametrize(
    ("text", "outside", "first"),
    [
        ("承诺时限（工作日）", "承诺时限", "工作日"),
        ("a(b)c[d]e", "ace", "b"),
        ("a(b", "a(b", ""),
        ("a)b(c", "a)b(c", ""),
        ("a((b)c)", "ac)", "(b"),
        ("(第一行\n第二行)名称", "名称", "第一行\n第二行"),
        ("", "", ""),
    ],
)
def test_what_stands_in_brackets_is_left_out(text, outside, first):
    assert (outside_brackets(text), first_in_brackets(text)) == (outside, first)


@given(st.text("（(【[)）]】甲乙", max_size=30))
def test_it_is_what_the_search_for_pairs_finds(text):
    found = re.findall(r"[（(\[【](.*?)[)）\]】]", text)
    assert first_in_brackets(text) == (found[0] if found else "")
    assert len(outside_brackets(text)) == len(text) - sum(len(each) + 2 for each in found)


@pytest.mark.threat("T14")
def test_a_hostile_table_of_brackets_is_read_at_once():
    assert outside_brackets("[" * MANY) == "[" * MANY
    assert first_in_brackets("（" * MANY) == ""
    assert not is_catch_all("【" * MANY)
    columns, unknown = recognised(["事项名称" + "[" * MANY])
    assert (columns, len(unknown)) == ([], 1)
