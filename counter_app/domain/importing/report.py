"""What the import changed, so that a person can check every change (修正清单)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

HEADINGS: Final = ("行", "栏目", "原值", "改为", "原因")
_FORMULA_LEADS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was changed or could not be used.

    Attributes:
        row: Of the source, from 1; 0 = the file as a whole.
        field: In the county's words.
        before: As it came, whole, so that nothing is lost.
        after: As it is kept; equal to `before` where the import only warns.
        why: In Chinese.
    """

    row: int
    field: str
    before: str
    after: str
    why: str


@dataclass(slots=True)
class Report:
    """Collects repairs while a file is read."""

    repairs: list[Repair] = field(default_factory=list)

    def at(self, row: int) -> Notes:
        return Notes(self, row)


@dataclass(frozen=True, slots=True)
class Notes:
    """A report, opened at one row."""

    report: Report
    row: int

    def changed(self, field: str, before: str, after: str, why: str) -> None:
        """Note a change; what did not change is not noted."""
        if before != after:
            self._add(field, before, after, why)

    def warn(self, field: str, value: str, why: str) -> None:
        """Note something that is kept as it came."""
        self._add(field, value, value, why)

    def _add(self, field: str, before: str, after: str, why: str) -> None:
        whole = (text.encode("utf-8", "replace").decode() for text in (before, after, why))
        self.report.repairs.append(Repair(self.row, field, *whole))


def report_csv(repairs: Iterable[Repair]) -> bytes:
    """Return the report for a spreadsheet program: UTF-8 with mark, and no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for repair in repairs:
        cells = (repair.field, repair.before, repair.after, repair.why)
        writer.writerow([repair.row, *(_harmless(cell) for cell in cells)])
    return text.getvalue().encode("utf-8-sig", "replace")


def _harmless(cell: str) -> str:
    """Keep spreadsheet programs from reading a cell as a formula."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in cell)
    return f"'{shown}" if shown.startswith(_FORMULA_LEADS) else shown
