"""Worlds with every fault at once; one seed is one world."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.simulation.plan import FAULTS, Plan, faults_of
from sync.simulation.report import simulate
from tests.sim.conftest import require_good, run, soak_factor

SMALL_SEEDS = range(100, 100 + 5 * soak_factor())
SEEDS = Path(__file__).parent / "seeds"


@pytest.mark.fault("F10")
@pytest.mark.fault("F12")
@pytest.mark.fault("F13")
@pytest.mark.threat("T5")
@pytest.mark.threat("T8")
@pytest.mark.parametrize("seed", SMALL_SEEDS)
def test_a_small_world_with_all_faults(seed):
    outcome = run(counters=5, days=2, seed=seed, faults="all")
    require_good(outcome)
    assert outcome.found.lost == 0
    assert outcome.is_converged


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 1 + (1 if soak_factor() == 1 else 20)))
def test_fifty_counters_for_a_week_with_all_faults(seed):
    """Here one contact a day and counter; twenty at full length are `make.py worlds`."""
    contacts = 1 if soak_factor() == 1 else 3
    require_good(run(counters=50, days=7, seed=seed, faults="all", contacts_a_day=contacts))


@pytest.mark.slow
@pytest.mark.skipif(soak_factor() == 1, reason="a thousand counters: in the soak")
def test_a_thousand_counters_for_a_week():
    outcome = run(counters=1000, days=7, seed=1, faults="all", contacts_a_day=1)
    require_good(outcome)


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.json")), ids=lambda file: file.stem)
def test_a_world_that_once_failed(file):
    kept = json.loads(file.read_text("utf-8"))
    why = kept.pop("why")
    assert why
    kept["faults"] = faults_of(kept["faults"])
    require_good(simulate(Plan(**kept)))


def test_equal_seeds_give_equal_histories():
    one, other = (run(counters=3, days=1, seed=11, faults="all") for _ in range(2))
    first, second = one.as_object(), other.as_object()
    first.pop("seconds"), second.pop("seconds")
    assert first == second
    assert run(counters=3, days=1, seed=12, faults="all").history != one.history


@pytest.mark.threat("T22")
def test_counters_that_were_away_for_a_month_come_back_in_the_same_second():
    counters = 3 * soak_factor()
    outcome = run(counters=counters, days=30, seed=5, prepare=_all_away, events_a_day=5)
    require_good(outcome)
    assert outcome.events > 30 * 3 * counters
    assert outcome.rounds <= 4


def _all_away(world) -> None:
    for node in world.nodes:
        node.cuts = 1


def test_every_fault_says_what_it_does():
    assert all(FAULTS.values())
    with pytest.raises(ValueError, match="earthquake"):
        faults_of("kill,earthquake")
