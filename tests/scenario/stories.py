"""Stories: scenarios with what each line must leave beside it, in an object only tests read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counter_app.scenario.player import read_script

FOLDER = Path(__file__).parent / "stories"


def all_stories() -> list[Path]:
    return sorted(FOLDER.glob("*.jsonl"))


@dataclass(frozen=True)
class Difference:
    line: int
    what: str
    is_: Any
    should: Any


def differences(story: Path, results) -> list[Difference]:
    """Compare results with what the story expects of each line."""
    found: list[Difference] = []
    for line, result in zip(read_script(story), results, strict=True):
        told = result.as_object()
        expected = dict(line.table.get("assert", {}))
        if told["ok"] is not expected.pop("ok", True):
            found.append(Difference(line.number, "ok", told.get("message"), line.table))
        codes = {task["code"] for task in told["tasks"]}
        lacking = set(expected.pop("tasks", [])) - codes
        needless = set(expected.pop("not_tasks", [])) & codes
        if lacking or needless:
            found.append(Difference(line.number, "tasks", sorted(codes), [lacking, needless]))
        found += [
            Difference(line.number, key, _at(told, key), value)
            for key, value in expected.items()
            if _at(told, key) != value
        ]
    return found


def _at(told, key: str):
    """Return a field of the case, or of the result where the path begins with a dot."""
    if key.startswith("."):
        value: Any = told
        for part in key[1:].split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value
    case = told["case"]
    if case is None:
        return "no case"
    if key == "documents":
        return [[paper["form"], paper["copy"], paper["outcome"]] for paper in case["documents"]]
    return case[key]
