"""Which figures there are, and how they are asked for: by row, by group, or all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from counter_app.bench.rows import Plan, Row

ALL: Final = "all"


Told = Callable[[str], None]


def say_nothing(rows: str) -> None:
    """Take word of what is measured next, for callers who do not wait for it."""
    del rows


@dataclass(frozen=True, slots=True)
class Measurement:
    """Rows that are measured together.

    Attributes:
        rows: Their names, in the order in which `measure` returns them.
        where: Module and function; imported when it is run.
    """

    rows: tuple[str, ...]
    where: str

    def __call__(self, plan: Plan) -> list[Row]:
        """Measure; returns one row a name."""
        module, _, function = self.where.partition(":")
        measure: Callable[[Plan], list[Row]] = getattr(
            import_module(f"counter_app.bench.{module}"), function
        )
        found = measure(plan)
        assert [row.name for row in found] == list(self.rows), "every row that was promised"
        return found


SEARCH_ROWS: Final = tuple(
    f"search.{question}.p99"
    for question in (
        "number",
        "id",
        "phone",
        "name",
        "surname",
        "pinyin",
        "free1",
        "free2",
        "free6",
    )
)

GROUPS: Final[Mapping[str, tuple[Measurement, ...]]] = MappingProxyType(
    {
        "save": (
            Measurement(("save.p50", "save.p99"), "save:save_times"),
            Measurement(("save.fdatasync",), "save:flushes"),
            Measurement(("save.encrypted",), "save:encrypted"),
        ),
        "open": (Measurement(("open.raw_key",), "opening:raw_key"),),
        "fold": (Measurement(("fold.event",), "life:folding"),),
        "case": (Measurement(("case.open.p99",), "life:opening"),),
        "search": (
            Measurement(SEARCH_ROWS, "search:times"),
            Measurement(("search.misses",), "search:misses"),
        ),
        "receipt": (
            Measurement(("receipt.bytes", "receipt.wire_19200"), "receipt:size"),
            Measurement(("receipt.first_byte", "receipt.gui_blocked"), "receipt:speed"),
        ),
        "card": (
            Measurement(("card.overhead",), "card:overhead"),
            Measurement(("card.poll_cpu",), "card:poll_cpu"),
        ),
        "notice": (Measurement(("notice.cold", "notice.warm", "notice.bytes"), "notice:notice"),),
        "start": (Measurement(("start.painted", "start.rss", "start.modules"), "start:start"),),
        "access": (Measurement(("access.switch",), "switch:switch"),),
        "gui": (Measurement(("gui.longest_block",), "gui:longest_block"),),
        "county": (
            Measurement(("county.sqlite.events_per_s",), "county:sqlite_rate"),
            Measurement(("county.postgres.events_per_s",), "county:postgres_rate"),
            Measurement(("county.flat",), "county_flat:flat"),
            Measurement(
                ("county.reconnect", "county.reconnect.missing", "county.reconnect.rss"),
                "county:reconnect",
            ),
        ),
        "sync": (
            Measurement(
                ("sync.day.bytes", "sync.day.signature_bytes", "sync.day.seconds"), "sync:day"
            ),
            Measurement(("sync.week.bytes", "sync.week.seconds"), "sync:week"),
            Measurement(
                ("sync.idle.bytes", "sync.idle.requests", "sync.idle.seconds"), "sync:idle"
            ),
            Measurement(("sync.resume.resent_bytes",), "sync_resume:resent"),
            Measurement(
                ("sync.full10k.seconds", "sync.full10k.cpu_seconds", "sync.full10k.bytes"),
                "sync_full:full",
            ),
        ),
        "table": (Measurement(("table.open", "table.frame", "table.rss"), "table:table"),),
    }
)

ROW_NAMES: Final = tuple(
    name for group in GROUPS.values() for measurement in group for name in measurement.rows
)


def is_known(name: str) -> bool:
    """Answer whether a name is "all", a group or a row."""
    return name == ALL or name in GROUPS or name in ROW_NAMES


def measure(name: str, *, is_quick: bool, told: Told = say_nothing) -> list[Row]:
    """Measure what was asked for, in the order of the groups.

    Args:
        name: "all", a group or a row.
        is_quick: Fewer cases and fewer runs.
        told: Called with the rows' names before each measurement.
    """
    assert is_known(name), name
    found: list[Row] = []
    for measurement in _chosen(name):
        told("、".join(measurement.rows))
        with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
            rows = measurement(Plan(Path(folder), is_quick))
        found += [row for row in rows if name in {ALL, row.name, row.name.partition(".")[0]}]
    return found


def _chosen(name: str) -> Sequence[Measurement]:
    if name == ALL:
        return [measurement for group in GROUPS.values() for measurement in group]
    if name in GROUPS:
        return GROUPS[name]
    group = GROUPS[name.partition(".")[0]]
    return [measurement for measurement in group if name in measurement.rows]
