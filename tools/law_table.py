"""Makes docs/law.md: each rule of the law, the code that keeps it and the tests that show it.

    python -m tools.law_table          write the page
    python -m tools.law_table --check  say whether it is true

The rules stand in `law_rules.toml`; tests name the rule they keep with `@pytest.mark.law("id")`.
"""

from __future__ import annotations

import ast
import importlib
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES = Path(__file__).with_name("law_rules.toml")
PAGE = ROOT / "docs" / "law.md"
HEAD = """# The law in this program

Made by `python -m tools.law_table` from `tools/law_rules.toml` and the marks in the tests; a test
checks that it is true. XKF is 行政许可法 (Administrative Licensing Law, 2019) by article; the other
numbers are sections of the project's reading of the law: 3 clocks, 4 rules of the clocks,
5 service, 6 rating, 7 容缺受理 and 告知承诺, 8 money and papers, 9 people, 10 report classes,
11 supervision.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it says, where it is kept, and what is open."""

    id: str
    says: str
    code: tuple[str, ...]
    open: str = ""


def rules() -> tuple[Rule, ...]:
    """Read the list of rules."""
    rows = tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]
    return tuple(
        Rule(row["id"], row["says"], tuple(row["code"]), row.get("open", "")) for row in rows
    )


def marked_tests() -> dict[str, list[str]]:
    """Return rule id → tests that are marked with it, by path and name."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, rule in _marks(tree):
            found.setdefault(rule, []).append(f"{path.relative_to(ROOT).as_posix()}::{name}")
    return found


def unresolved(rule: Rule) -> list[str]:
    """Return the pieces of code a rule names that do not exist."""
    missing = []
    for place in rule.code:
        module, _, name = place.partition(":")
        if not hasattr(importlib.import_module(module), name):
            missing.append(place)
    return missing


def page(tests: Mapping[str, list[str]]) -> str:
    """Return the whole page."""
    lines = [HEAD, "| Rule | What it says | Code | Tests |", "|---|---|---|---|"]
    for rule in rules():
        code = "<br>".join(f"`{place}`" for place in rule.code) or "–"
        kept = "<br>".join(f"`{name}`" for name in _short(tests.get(rule.id, [])))
        shown = kept or "–"
        if rule.open:
            shown = f"{kept}<br>" if kept else ""
            shown += f"**Open:** {rule.open}"
        lines.append(f"| {rule.id} | {rule.says} | {code} | {shown} |")
    return "\n".join(lines) + "\n"


def problems() -> list[str]:
    """Return what is not true: rules without tests, marks without rules, code that is gone."""
    tests, known = marked_tests(), {rule.id for rule in rules()}
    found = [f"no rule is called {mark}" for mark in tests if mark not in known]
    for rule in rules():
        found += [f"{rule.id} names {place}, which is not there" for place in unresolved(rule)]
        if not tests.get(rule.id) and not rule.open:
            found.append(f"{rule.id} has no test and does not say what is open")
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(tests):
        found.append("docs/law.md is not what the rules and tests say: make it anew")
    return found


def main() -> int:
    """Write the page, or check it."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(marked_tests()), encoding="utf-8")
    found = problems()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


def _marks(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from _marks_of(node, node.name)
        elif isinstance(node, ast.ClassDef):
            inner = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            for each in inner:
                yield from _marks_of(each, f"{node.name}::{each.name}")


def _marks_of(function: ast.FunctionDef, name: str) -> Iterator[tuple[str, str]]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.law":
            for argument in decorator.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield name, argument.value


def _short(names: list[str]) -> list[str]:
    """Return tests without the folder that all share."""
    return [name.removeprefix("tests/") for name in names]


if __name__ == "__main__":
    sys.exit(main())
