"""Writes the two tables of docs/security.md: threats, and items of OWASP ASVS 5.0.

    python -m tools.security_table          write them
    python -m tools.security_table --check  say whether they are true

The rows stand in `asvs.toml` and `threats.toml`; tests name what they keep with
`@pytest.mark.asvs("6.3.1")` and `@pytest.mark.threat("T4")`.  The share is counted, never typed.
A page that names fewer tests than there are is old, not false; `claims` says where the line is.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "security.md"
LEVELS: Final = {1: 70, 2: 184, 3: 5}
"""How many items of each level the tables hold: all of 1 and 2, and five of 3."""

GOAL: Final = 0.6
FILES_NAMED: Final = 4
"""Of so many files a row names a test; `python -m pytest -m asvs` knows them all."""

_MARK: Final = "pytest.mark."
Tests = Mapping[str, list[str]]
"""Number of a row → tests that are marked with it, by path and name."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the standard, in our words.

    Attributes:
        why: Why it does not apply, why no test keeps it, or what the tests do not reach.
        is_broken: The product as it ships does not do it, whatever some test shows; never counted.
    """

    number: str
    level: int
    says: str
    applies: bool = True
    why: str = ""
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Threat:
    """One threat: what is done against it, and where."""

    number: str
    says: str
    control: str
    code: tuple[str, ...]
    left: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the items that apply have a test that is named after them."""

    kept: int
    applying: int

    @property
    def of_all(self) -> float:
        return self.kept / self.applying

    def __str__(self) -> str:
        return f"{self.kept} of {self.applying} ({self.of_all:.0%})"


def read(name: str) -> dict[str, Any]:
    """Read a file of rows beside this one."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def items() -> tuple[Item, ...]:
    """Return every item of levels 1 and 2 and the five of level 3, in their order."""
    rows = read("asvs.toml")
    found = [
        Item(
            number,
            row[0],
            row[1],
            why=row[2] if len(row) > 2 else "",
            is_broken=number in rows["broken"]["items"],
        )
        for number, row in rows["inside"].items()
    ]
    for group in rows["outside"]:
        for one in group["items"].split():
            number, _, level = one.partition(":")
            found.append(Item(number, int(level), "", applies=False, why=group["why"]))
    return tuple(sorted(found, key=lambda item: in_order(item.number)))


def beyond() -> dict[str, str]:
    """Return items of level 3 that are kept without being promised."""
    return dict(read("asvs.toml")["beyond"])


def threats() -> tuple[Threat, ...]:
    """Return the threats in their order."""
    return tuple(
        Threat(row["number"], row["says"], row["control"], tuple(row["code"]), row.get("left", ""))
        for row in read("threats.toml")["threat"]
    )


def in_order(number: str) -> list[int]:
    """Return what numbers such as 5.4.10 and T12 are sorted by."""
    return [int(part) for part in re.findall(r"\d+", number)]


def marked_tests(kind: str) -> dict[str, list[str]]:
    """Return which tests are marked with each number of one kind, "asvs" or "threat"."""
    found: dict[str, list[str]] = {}
    for name, tree in _test_modules().items():
        for test, number in marks_of(tree, kind):
            found.setdefault(number, []).append(f"{name}::{test}")
    return {number: sorted(set(tests)) for number, tests in found.items()}


@cache
def _test_modules() -> dict[str, ast.Module]:
    """Read every test module with marks of ours, once."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if f"{_MARK}asvs(" in source or f"{_MARK}threat(" in source:
            found[path.relative_to(ROOT / "tests").as_posix()] = ast.parse(source)
    return found


def marks_of(tree: ast.Module, kind: str) -> Iterator[tuple[str, str]]:
    """Give each test of a module with each of its numbers, those of its class and file included."""
    of_file = [number for node in tree.body for number in _of_module(node, kind)]
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            of_class = _of_decorators(node, kind)
            for each in node.body:
                yield from _of_test(each, [*of_file, *of_class], kind)
        else:
            yield from _of_test(node, of_file, kind)


def _of_test(node: ast.stmt, inherited: list[str], kind: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        for number in [*inherited, *_of_decorators(node, kind)]:
            yield node.name, number


def _of_decorators(node: ast.FunctionDef | ast.ClassDef, kind: str) -> list[str]:
    return [number for each in node.decorator_list for number in _numbers(each, kind)]


def _of_module(node: ast.stmt, kind: str) -> list[str]:
    if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) != "pytestmark":
        return []
    return [number for each in ast.walk(node.value) for number in _numbers(each, kind)]


def _numbers(node: ast.AST, kind: str) -> list[str]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return []
    if node.func.attr != kind or ast.unparse(node.func) != f"{_MARK}{kind}":
        return []
    return [str(word.value) for word in node.args if isinstance(word, ast.Constant)]


def share(found: tuple[Item, ...], tests: Tests) -> Share:
    """Count the items that apply, and those of them that a test keeps."""
    applying = [item for item in found if item.applies]
    kept = [item for item in applying if item.number in tests and not item.is_broken]
    return Share(len(kept), len(applying))


def problems(page: str | None = None) -> list[str]:
    """Return what is not true of rows, marks, code and page."""
    asvs, kept = marked_tests("asvs"), marked_tests("threat")
    found, all_threats = items(), threats()
    wrong = [
        f"{sum(item.level == level for item in found)} items of level {level}, not {count}"
        for level, count in LEVELS.items()
        if sum(item.level == level for item in found) != count
    ]
    known = {item.number: item for item in found}
    wrong += [f"{len(found) - len(known)} items stand twice"] * (len(found) != len(known))
    wrong += [f"no row for {mark}" for mark in asvs if mark not in known and mark not in beyond()]
    wrong += [f"{mark} does not apply, and has a test" for mark in asvs if _is_outside(known, mark)]
    wrong += [f"{number} has no test any more" for number in beyond() if number not in asvs]
    wrong += [
        f"{item.number} has neither test nor reason"
        for item in found
        if item.applies and item.number not in asvs and not item.why
    ]
    wrong += [f"no row for {mark}" for mark in kept if mark not in {t.number for t in all_threats}]
    wrong += [f"{t.number} has no test" for t in all_threats if t.number not in kept]
    wrong += [
        f"{t.number} names {place}, which is not there"
        for t in all_threats
        for place in t.code
        if not is_there(place)
    ]
    return wrong + claims(PAGE.read_text(encoding="utf-8") if page is None else page)


def claims(page: str) -> list[str]:
    """Return what a page claims and is not so.

    It may name fewer tests than there are, until it is made anew: whoever marks one more test
    need not touch it.  It may not name one too many, nor say anything else than the rows.
    """
    made, told = _rows(with_tables(page)), _rows(page)
    wrong = [
        f"{number} is not told as it is" for number in made if told.get(number) != made[number]
    ]
    wrong += [f"{number} is told and is no row" for number in told if number not in made]
    marks = {**marked_tests("asvs"), **marked_tests("threat")}
    for number, test in _named(page):
        if test not in marks.get(number, ()):
            wrong.append(f"{number} names {test}, which is not marked with it")
    counted = share(items(), marked_tests("asvs"))
    figures = re.findall(r"\*\*(\d+) of (\d+) \(", page)
    if not figures or any(int(a) > counted.kept or int(b) != counted.applying for a, b in figures):
        wrong.append(f"the share is {counted}")
    return wrong


_ROW: Final = re.compile(r"^\| ((?:\d+\.\d+\.\d+|T\d+))(?= \|)(.*)\|$", re.MULTILINE)
_TEST: Final = re.compile(r"`([\w/]+\.py::\w+)`(?: and \d+ more)?")


def _rows(page: str) -> dict[str, str]:
    """Return each row by its number, without the tests that it names."""
    rows = {found[1]: _TEST.sub("", found[2]) for found in _ROW.finditer(page)}
    return {number: re.sub(r"(?:<br>|\s)+", " ", row) for number, row in rows.items()}


def _named(page: str) -> Iterator[tuple[str, str]]:
    for found in _ROW.finditer(page):
        yield from ((found[1], test) for test in _TEST.findall(found[2]))


def _is_outside(known: Mapping[str, Item], number: str) -> bool:
    return number in known and not known[number].applies


def is_there(place: str) -> bool:
    """Answer whether the module of `module:name` defines that name; nothing is imported."""
    module, _, name = place.partition(":")
    path = ROOT.joinpath(*module.split("."))
    files = [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()]
    if not files:
        return False
    defined = rf"^(?:(?:class|def) {name}\b|{name}(?::[^=\n]+)? = )"
    return bool(re.search(defined, files[0].read_text(encoding="utf-8"), re.MULTILINE))


def asvs_table() -> str:
    """Return share and table of the items, by chapter."""
    tests, found = marked_tests("asvs"), items()
    lines = [f"Items that apply and have a test named after them: **{share(found, tests)}**.", ""]
    lines += ["| Item | L | What it asks here | Kept by, or why not |", "|---|---|---|---|"]
    for item in found:
        if item.applies:
            why = f"**Not kept:** {item.why}" if item.is_broken else item.why
            cells = [_some_of(tests.get(item.number, ())), why]
            kept = "<br>".join(cell for cell in cells if cell)
            lines.append(f"| {item.number} | {item.level} | {item.says} | {kept} |")
    lines += ["", "Does not apply:", "", "| Items | Why |", "|---|---|"]
    outside = [item for item in found if not item.applies]
    for group in read("asvs.toml")["outside"]:
        numbers = [item.number for item in outside if item.why == group["why"]]
        lines.append(f"| {_spans(numbers)} | {group['why']} |")
    lines += [
        "",
        "Level 3, kept and not counted:",
        "",
        "| Item | What | Kept by |",
        "|---|---|---|",
    ]
    for number, says in sorted(beyond().items(), key=lambda row: in_order(row[0])):
        lines.append(f"| {number} | {says} | {_some_of(tests.get(number, ()))} |")
    return "\n".join(lines)


def threat_table() -> str:
    """Return the table of threats."""
    tests = marked_tests("threat")
    lines = ["| | Threat | What is done | Code | Kept by | What is left |", "|" + "---|" * 6]
    for row in threats():
        code = "<br>".join(f"`{place}`" for place in row.code)
        kept = _some_of(tests.get(row.number, ()))
        cells = [row.number, row.says, row.control, code, kept, row.left or "–"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _some_of(tests: list[str] | tuple[()]) -> str:
    """Return one test of each of the first files, and how many more there are."""
    told: list[str] = []
    for _, group in groupby(tests, key=lambda test: test.partition("::")[0]):
        if len(told) == FILES_NAMED:
            break
        told.append(next(group))
    more = f" and {len(tests) - len(told)} more" if len(tests) > len(told) else ""
    return "<br>".join(f"`{test}`" for test in told) + more


def _spans(numbers: list[str]) -> str:
    """Return numbers with runs of one section drawn together: 10.4.1–11."""
    told = []
    for section, group in groupby(numbers, key=lambda number: number.rpartition(".")[0]):
        last = [int(number.rpartition(".")[2]) for number in group]
        is_run = len(last) > 2 and last == list(range(last[0], last[-1] + 1))
        parts = f"{last[0]}–{last[-1]}" if is_run else ", ".join(str(one) for one in last)
        told.append(f"{section}.{parts}")
    return "; ".join(told)


TABLES: Final = {"threats": threat_table, "asvs": asvs_table}


def with_tables(page: str) -> str:
    """Return a page with its tables made anew, between `<!-- name -->` and `<!-- end -->`."""
    for name, table in TABLES.items():
        head, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, tail = rest.partition("<!-- end -->")
        if begin and end:
            page = f"{head}{begin}{table()}\n{end}{tail}"
    return page


def main() -> int:
    """Write the tables, or check them."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    found = problems()
    counted = share(items(), marked_tests("asvs"))
    sys.stdout.write("".join(f"{line}\n" for line in [*found, f"with a named test: {counted}"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
