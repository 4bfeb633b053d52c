"""What a measurement says: a median beside the median of its floor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

SIGNIFICANT_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        value: Median of our runs; None when it cannot be measured on this machine.
        unit: Of value and floor.
        floor: Median of the floor's runs of the same command, or the stated limit.
        n: How often ours was run; 0 when it cannot be measured here.
    """

    name: str
    value: float | None
    unit: str
    floor: float | None
    n: int

    @property
    def ratio(self) -> float | None:
        """Value over floor; None when the floor is 0 or something is not known."""
        if self.value is None or not self.floor:
            return None
        return self.value / self.floor

    def as_object(self) -> dict[str, Any]:
        """Return the row as `--json` prints it."""
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "floor": rounded(self.floor),
            "ratio": rounded(self.ratio),
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """How a measurement is to be made.

    Attributes:
        folder: Empty, thrown away afterwards; nothing is written anywhere else.
        is_quick: Fewer cases and fewer runs.
    """

    folder: Path
    is_quick: bool

    def pick(self, whole: int, quick: int) -> int:
        """Return one of two sizes."""
        return quick if self.is_quick else whole


def row(name: str, unit: str, ours: Sequence[float], floors: Sequence[float]) -> Row:
    """Return the row of alternating runs."""
    return Row(name, median(ours), unit, median(floors), len(ours))


def not_measured(name: str, unit: str, floor: float | None) -> Row:
    """Return the row of something that this machine has no means to measure."""
    return Row(name, None, unit, floor, 0)


def alternate(
    ours: Callable[[], float], floor: Callable[[], float], runs: int
) -> tuple[list[float], list[float]]:
    """Run ours and the floor in turn, so that both see the same machine."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        found[0].append(ours())
        found[1].append(floor())
    return found


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that so many percent of the values do not exceed."""
    assert values, "nothing was measured"
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def rounded(value: float | None) -> float | None:
    """Return a number as people read it: four digits that mean something."""
    if value is None or not math.isfinite(value):
        return None
    if value == 0 or value == int(value):
        return int(value)
    places = SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(abs(value)))
    return round(value, max(0, places))
