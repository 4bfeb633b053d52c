"""Every row of the fault table and of the threat table has a test that says it keeps the row.

The tables stand in docs/faults.md and docs/security.md; here are their numbers.  A row without a
test is named in `WITHOUT_TEST`, a list that only ever gets shorter, and the papers say why.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
NUMBERS = {
    "fault": frozenset(f"F{number}" for number in range(1, 28)),
    "threat": frozenset(f"T{number}" for number in range(1, 23)),
}
WITHOUT_TEST: frozenset[str] = frozenset()
ASVS_ITEM = re.compile(r"[1-9]\d?\.\d{1,2}\.\d{1,2}")


def marks_in(source: str) -> Iterator[tuple[str, list[object]]]:
    """Give each `pytest.mark.fault`, `threat` and `asvs` of a source text with its words."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {*NUMBERS, "asvs"}
            and ast.unparse(node.func.value) == "pytest.mark"
        ):
            yield node.func.attr, [getattr(word, "value", None) for word in node.args]


def marks_of_the_suite() -> list[tuple[str, list[object]]]:
    return [
        mark
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "pytest.mark." in (source := path.read_text(encoding="utf-8"))
        for mark in marks_in(source)
    ]


def what_is_wrong(marks: list[tuple[str, list[object]]], without_test: frozenset[str]) -> list[str]:
    """Name marks that mean nothing, rows that no test keeps, and rows wrongly listed as such."""
    kept = {word for name, words in marks if name in NUMBERS for word in words}
    known = frozenset().union(*NUMBERS.values())
    odd = [
        f"{name}({word!r})"
        for name, words in marks
        for word in words or [None]
        if not (word in NUMBERS[name] if name in NUMBERS else ASVS_ITEM.fullmatch(str(word) or ""))
    ]
    lonely = [f"{number} has no test" for number in sorted(known - kept - without_test)]
    listed = [f"{number} has a test now" for number in sorted(without_test & kept)]
    return [*odd, *lonely, *listed]


def test_every_row_of_both_tables_has_a_test():
    marks = marks_of_the_suite()
    assert len(marks) > 150
    assert what_is_wrong(marks, WITHOUT_TEST) == []


def test_a_row_without_a_test_has_its_reason_in_the_papers():
    papers = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "docs" / "faults.md", ROOT / "docs" / "security.md")
        if path.exists()
    )
    _, _, reasons = papers.partition("\n## Rows without a test\n")
    said = set(re.findall(r"^- \*\*([FT]\d+)\*\*.{40,}", reasons, re.MULTILINE))
    assert said == WITHOUT_TEST


def test_the_rule_notices_what_is_wrong():
    whole = [("fault", sorted(NUMBERS["fault"])), ("threat", sorted(NUMBERS["threat"]))]
    assert what_is_wrong(whole, frozenset()) == []
    assert what_is_wrong([*whole, ("asvs", ["6.3.1"])], frozenset()) == []
    assert what_is_wrong([*whole, ("asvs", ["V6"])], frozenset()) == ["asvs('V6')"]
    assert what_is_wrong([*whole, ("fault", ["F28"])], frozenset()) == ["fault('F28')"]
    assert what_is_wrong([*whole, ("threat", [])], frozenset()) == ["threat(None)"]
    assert what_is_wrong(whole, frozenset({"F3"})) == ["F3 has a test now"]
    cut = [("fault", sorted(NUMBERS["fault"] - {"F3"})), whole[1]]
    assert what_is_wrong(cut, frozenset()) == ["F3 has no test"]
    assert what_is_wrong(cut, frozenset({"F3"})) == []


def test_marks_are_found_wherever_they_stand():
    source = (
        "pytestmark = [pytest.mark.fault('F8'), pytest.mark.slow]\n"
        "@pytest.mark.threat('T11', 'T18')\n"
        "def test_it(): pass\n"
    )
    assert sorted(marks_in(source)) == [("fault", ["F8"]), ("threat", ["T11", "T18"])]
