"""The table of concurrent acts, as it stands in docs/sync.md: `python -m tools.conflict_table`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from counter_app.domain.conflict import ROWS, STEPS, Kind, Row
from counter_app.domain.conflict_record import Rule

_WORDS = {
    Rule.UNION: "automatic: union",
    Rule.LATER_SHOWN: "automatic: the later shown, 另有一值",
    Rule.BY_DETAIL: "by detail",
    Rule.REPEAT: "automatic: the first stands, the other is linked",
    Rule.EARLIEST_NOTICE: "automatic: earliest notice, lists united, breach flagged",
    Rule.LATER_DATE: "later date, or **person**",
    Rule.LATER_OWNER: "automatic: both recorded, the later owner",
    Rule.COMPUTED: "computed, never merged",
    Rule.PERSON: "**person**",
}


def table_lines() -> Iterator[str]:
    """Yield the lines of the table in Markdown."""
    yield "| data | concurrent with | rule | meaning |"
    yield "|---|---|---|---|"
    for row in ROWS:
        later = _kinds(row.later) + _likeness(row)
        yield f"| {_kinds(row.first)} | {later} | {_WORDS[row.rule]} | {row.words} |"


def _likeness(row: Row) -> str:
    if row.alike is None:
        return ""
    return " (the same type)" if row.alike else " (another type)"


def _kinds(kinds: frozenset[Kind]) -> str:
    """Name kinds; the long lists by what they are."""
    if kinds == frozenset(Kind):
        return "anything"
    words = [kind.value for kind in Kind if kind in kinds]
    if kinds >= STEPS:
        rest = [kind.value for kind in Kind if kind in kinds - STEPS]
        words = [*rest, "any step (受理 … 作废)"]
    return " · ".join(words)


if __name__ == "__main__":
    sys.stdout.write("\n".join(table_lines()) + "\n")
