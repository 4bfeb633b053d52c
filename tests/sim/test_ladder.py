"""From one counter without a line to many with everything that goes wrong."""

from __future__ import annotations

import pytest

from sync.simulation.machine import Files
from sync.simulation.network import CHANCES
from sync.simulation.node import Killed
from sync.simulation.plan import FAULTS
from sync.simulation.sticks import BUNDLE_CHANCES
from tests.sim.conftest import ACTS_ALONE, require_good, run

DRAWN = {name for name, _ in (*CHANCES, *BUNDLE_CHANCES)}
HAPPENS_ALWAYS = set(FAULTS) - DRAWN - {"offline", "kill", "clock", "joint-case"}
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
    outcome = run(counters=8, days=2, seed=2)
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
    outcome = run(counters=4, days=1, seed=7, faults=fault, township_counters=2)
    require_good(outcome)
    assert outcome.faults.get(fault, 0) > 0 or fault not in HAPPENS_ALWAYS
    if fault not in {"restore", "rollback", "revoke"}:
        assert outcome.found.unavoidable == 0
    assert outcome.found.twice_destroyed == 0


@pytest.mark.fault("F20")
@pytest.mark.threat("T8")
def test_acts_of_two_counters_on_one_case_are_all_kept_and_told():
    outcome = run(
        counters=3, days=3, seed=3, faults="offline,swizzle", events_a_day=8, **ACTS_ALONE
    )
    require_good(outcome)
    assert outcome.found.conflicts > 0


@pytest.mark.fault("F13")
def test_a_clone_is_flagged_and_nobody_else():
    outcome = run(counters=5, days=2, seed=2, faults="clone")
    require_good(outcome)
    assert outcome.found.flagged == outcome.clones == 1
    assert set(outcome.found.flags) == {"forked"}


@pytest.mark.fault("F13")
def test_a_copy_and_a_restored_counter_go_on_under_keys_of_their_own():
    outcome = run(counters=4, days=2, seed=8, faults="clone,restore")
    require_good(outcome)
    assert outcome.restored == outcome.clones == 1
    assert outcome.found.generations >= 2


@pytest.mark.fault("F13")
def test_a_program_that_dies_while_it_changes_its_key_begins_once(monkeypatch):
    honest, died = Files.save, []

    def dies(self, identity):
        is_new = identity.generation > self.identity.generation
        honest(self, identity)
        if is_new and not died:
            died.append(identity.generation)
            raise Killed

    monkeypatch.setattr(Files, "save", dies)
    outcome = run(counters=4, days=2, seed=8, faults="clone")
    require_good(outcome)
    assert died == [2]
    assert outcome.faults["kill"] == 1


@pytest.mark.fault("F12")
def test_a_county_that_has_forgotten_a_key_hears_of_it_again():
    outcome = run(counters=4, days=3, seed=3, faults="clone,restore,rollback")
    require_good(outcome)
    assert outcome.found.lost == 0
    assert outcome.found.generations > 0


def test_two_counters_that_put_right_the_same_detail_leave_equal_records_of_it():
    outcome = run(
        counters=4, days=4, seed=10, faults="offline,swizzle,absence", events_a_day=10, **ACTS_ALONE
    )
    require_good(outcome)
    assert outcome.found.conflicts > 2
    assert outcome.found.decisions > 0


def test_a_counter_without_a_line_is_answered_by_stick_alone():
    outcome = run(counters=3, days=4, seed=1, faults="courier", events_a_day=6)
    require_good(outcome)
    assert outcome.faults["bundles"] >= 4
    assert outcome.faults["returns taken"] > 0
    assert outcome.faults["acknowledged by bundle"] > 5


def test_sticks_that_are_lost_torn_late_and_repeated_lose_nothing():
    faults = "bundle-lost,bundle-torn,bundle-repeated,bundle-swapped"
    outcome = run(counters=3, days=6, seed=5, faults=faults, events_a_day=6, **ACTS_ALONE)
    require_good(outcome)
    assert {name for name in faults.split(",") if outcome.faults.get(name)} == {*faults.split(",")}
    assert outcome.faults["bundle told: bundle-invalid"] > 0
    assert outcome.found.lost == outcome.found.unavoidable == 0


def test_a_case_of_two_townships_is_whole_in_both_and_after_a_restore_too():
    outcome = run(
        counters=6,
        days=3,
        seed=1,
        faults="joint-case,rollback,offline",
        township_counters=2,
        **ACTS_ALONE,
    )
    require_good(outcome)
    assert outcome.found.joint > 0


@pytest.mark.threat("T1")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_right_that_is_withdrawn_takes_nothing_from_the_others(seed):
    outcome = run(counters=4, days=3, seed=seed, faults="revoke,rollback")
    require_good(outcome)
    assert outcome.found.lost == 0


@pytest.mark.fault("F12")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_county_put_back_twice_gets_everything_again(seed):
    outcome = run(counters=4, days=2, seed=seed, faults="rollback")
    require_good(outcome)
    assert outcome.faults["rollback"] == 2
    assert outcome.found.lost == outcome.found.unavoidable == 0
    assert outcome.rounds <= 4
    assert outcome.found.receipts > 0, "nobody became late by it"


def test_the_packed_form_carries_the_same_history():
    plain = run(counters=3, days=1, seed=6, faults="lost-answer,clone")
    packed = run(counters=3, days=1, seed=6, faults="lost-answer,clone", is_packed=True)
    require_good(packed)
    assert packed.history == plain.history
