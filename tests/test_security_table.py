"""The tables of docs/security.md are what rows, marks and code say; the share is counted here."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from tools import security_table as table


def test_the_tables_are_true():
    assert table.problems() == [], "run python -m tools.security_table"


def test_most_items_that_apply_have_a_test_named_after_them():
    counted = table.share(table.items(), table.marked_tests("asvs"))

    assert counted.of_all >= table.GOAL


def test_every_item_has_its_place_and_its_reason():
    for item in table.items():
        assert item.applies or len(item.why) > 8, item.number
        assert not item.applies or item.says, item.number
        assert not item.is_broken or len(item.why) > 40, item.number


def test_each_mark_names_a_test_that_exists():
    named = {
        test
        for kind in ("asvs", "threat")
        for tests in table.marked_tests(kind).values()
        for test in tests
    }
    sources = {
        file: (table.ROOT / "tests" / file).read_text(encoding="utf-8")
        for file in {test.partition("::")[0] for test in named}
    }
    assert len(named) > 300
    for test in named:
        file, _, name = test.partition("::")
        assert f"def {name}(" in sources[file]


def test_marks_are_found_on_tests_classes_and_files():
    tree = ast.parse(
        "pytestmark = [pytest.mark.asvs('1.1.1'), pytest.mark.slow]\n"
        "@pytest.mark.asvs('2.2.2', '3.3.3')\n"
        "class TestIt:\n"
        "    @pytest.mark.asvs('4.4.4')\n"
        "    def test_one(self): pass\n"
        "    def helper(self): pass\n"
        "@pytest.mark.threat('T1')\n"
        "def test_two(): pass\n"
    )
    found = sorted(table.marks_of(tree, "asvs"))

    assert found == [
        ("test_one", "1.1.1"),
        ("test_one", "2.2.2"),
        ("test_one", "3.3.3"),
        ("test_one", "4.4.4"),
        ("test_two", "1.1.1"),
    ]
    assert list(table.marks_of(tree, "threat")) == [("test_two", "T1")]


def test_only_what_applies_is_counted():
    kept = table.Item("1.1.1", 1, "x")
    rows = (
        kept,
        replace(kept, number="1.1.2"),
        replace(kept, number="1.1.3", applies=False),
        replace(kept, number="1.1.4", is_broken=True, why="not by default"),
    )
    marks = {number: ["a test"] for number in ("1.1.1", "1.1.3", "1.1.4")}

    assert table.share(rows, marks) == table.Share(1, 3)
    assert str(table.Share(121, 173)) == "121 of 173 (70%)"


PAGE = table.PAGE.read_text(encoding="utf-8")
A_TEST = "test_dangerous_code.py::test_no_command_goes_through_a_shell"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| 1.2.5 | 1 |", "| 1.2.5 | 2 |", "1.2.5 is not told as it is"),
        ("| 1.2.5 | 1 |", "| 1.2.50 | 1 |", "1.2.50 is told and is no row"),
        ("| 5.4.3 | 2 | virus scanner | ", "| 5.4.3 | 2 | virus scanner | none; ", "5.4.3 is"),
        (f"`{A_TEST}`", "`test_make.py::test_every_task_is_explained`", "1.2.5 names test_make"),
        (" of 173 (", " of 100 (", "the share is"),
    ],
)
def test_a_claim_that_is_not_so_is_named(old, new, problem):
    changed = PAGE.replace(old, new)
    assert changed != PAGE
    assert any(word.startswith(problem) for word in table.claims(changed))


def test_a_page_that_names_fewer_tests_is_old_and_not_false():
    fewer = PAGE.replace(f"<br>`{A_TEST}`", "").replace("**1", "**")
    assert fewer != PAGE
    assert table.claims(fewer) == []
    assert table.with_tables(fewer) == table.with_tables(PAGE)


def test_what_is_not_true_of_rows_and_marks_is_named(monkeypatch):
    marks = {"asvs": {"9.9.9": ["x"], "17.1.1": ["y"]}, "threat": {"T99": ["z"]}}
    monkeypatch.setattr(table, "marked_tests", marks.__getitem__)
    named = table.problems()
    for word in (
        "no row for 9.9.9",
        "17.1.1 does not apply, and has a test",
        "1.2.4 has neither test nor reason",
        "1.2.10 has no test any more",
        "no row for T99",
        "T1 has no test",
    ):
        assert word in named


@pytest.mark.parametrize("place", ["counter_app.storage.vault:Door", "counter_app.nowhere:x"])
def test_code_that_is_gone_is_noticed(place):
    assert not table.is_there(place)
    assert table.is_there("counter_app.storage.vault:Vault")


def test_runs_of_numbers_are_drawn_together():
    numbers = ["10.4.1", "10.4.2", "10.4.3", "10.5.1", "10.5.3"]
    assert table._spans(numbers) == "10.4.1–3; 10.5.1, 3"
