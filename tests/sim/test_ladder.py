"""From one counter without a line to many with everything that goes wrong."""

from __future__ import annotations

import pytest

from sync.simulation.plan import FAULTS
from tests.sim.conftest import require_good, run

LINE_FAULTS = {"lost-request", "lost-answer", "duplicate", "late", "partial", "busy", "portal"}
HAPPENS_ALWAYS = set(FAULTS) - LINE_FAULTS - {"offline", "kill", "clock"}
"""The others are drawn, and may miss a small world."""


def test_one_counter_without_a_line_works_on():
    outcome = run(counters=1, days=3, is_connected=False)
    assert outcome.events > 5
    assert outcome.exchanges == 0
    assert outcome.found.conflicts == 0


def test_one_counter_with_a_line():
    outcome = run(counters=1, days=3)
    require_good(outcome)
    assert outcome.is_converged
    assert outcome.found.lost == outcome.found.unavoidable == 0


def test_many_counters_without_faults_need_two_rounds():
    outcome = run(counters=8, days=2)
    require_good(outcome)
    assert outcome.rounds <= 2
    assert outcome.faults == {}
    assert outcome.found.conflicts + outcome.found.repeats > 0, (
        "counters work on each other's cases"
    )
    assert outcome.found.verdicts["in-time"] > 0
    assert outcome.found.verdicts["late"] > 0


@pytest.mark.fault("F10")
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone(fault):
    outcome = run(counters=4, days=1, seed=7, faults=fault)
    require_good(outcome)
    assert outcome.faults.get(fault, 0) > 0 or fault not in HAPPENS_ALWAYS
    if fault not in {"restore", "rollback"}:
        assert outcome.found.unavoidable == 0
    assert outcome.found.twice_destroyed == 0


@pytest.mark.fault("F20")
@pytest.mark.threat("T8")
def test_acts_of_two_counters_on_one_case_are_all_kept_and_told():
    outcome = run(counters=3, days=3, seed=1, faults="offline,swizzle", events_a_day=8)
    require_good(outcome)
    assert outcome.found.conflicts > 0


@pytest.mark.fault("F13")
def test_a_clone_is_flagged_and_nobody_else():
    outcome = run(counters=5, days=2, seed=2, faults="clone")
    require_good(outcome)
    assert outcome.found.flagged == outcome.clones == 1
    assert set(outcome.found.flags) == {"forked"}


@pytest.mark.fault("F12")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_county_put_back_twice_gets_everything_again(seed):
    outcome = run(counters=4, days=2, seed=seed, faults="rollback")
    require_good(outcome)
    assert outcome.faults["rollback"] == 2
    assert outcome.found.lost == outcome.found.unavoidable == 0
    assert outcome.rounds <= 4


def test_the_packed_form_carries_the_same_history():
    plain = run(counters=3, days=1, seed=6, faults="lost-answer,clone")
    packed = run(counters=3, days=1, seed=6, faults="lost-answer,clone", is_packed=True)
    require_good(packed)
    assert packed.history == plain.history
