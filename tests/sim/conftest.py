"""Runs of the simulator, small enough for every commit; the soak multiplies them."""

from __future__ import annotations

import os

import pytest

from sync.simulation.plan import Plan, faults_of
from sync.simulation.report import Outcome, simulate
from tests.conftest import SOAK_VARIABLE

ACTS_ALONE = {"files_a_hundred": 0, "is_in_pieces": False}
"""For a seed that was chosen for what its acts happen to draw."""


def soak_factor() -> int:
    return int(os.environ.get(SOAK_VARIABLE, "1"))


def run(counters: int = 5, days: int = 2, seed: int = 1, faults: str = "none", **more) -> Outcome:
    prepare = more.pop("prepare", None)
    more.setdefault("contacts_a_day", 2)
    plan = Plan(counters=counters, days=days, seed=seed, faults=faults_of(faults), **more)
    return simulate(plan, prepare)


def require_good(outcome: Outcome) -> None:
    """Fail with what was found and the command that does it again."""
    if not outcome.is_good:
        pytest.fail("\n".join([*outcome.found.failures, outcome.as_object()["rerun"]]))
