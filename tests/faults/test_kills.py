"""Kills in the middle of saving, printing and exchanging; and the lies that would be noticed."""

from __future__ import annotations

import pytest

from tests.faults.playing import faults_found, played, require_nothing_lost


@pytest.mark.slow
@pytest.mark.fault("F1", "F18")
def test_kills_lose_nothing_and_whoever_tells_too_early_is_noticed():
    rows = played("kills:10", "kills:5:hasty", "kills:10:unmarked", "kills:5:deaf")
    require_nothing_lost(rows["kills:10"], at_least=10)
    assert faults_found(rows["kills:5:hasty"]) == {"F1"}
    assert faults_found(rows["kills:10:unmarked"]) == {"F18"}
    assert faults_found(rows["kills:5:deaf"]) == {"F1"}


@pytest.mark.slow
@pytest.mark.fault("F24")
def test_a_program_that_runs_out_of_memory_loses_nothing_that_was_told_to_be_safe():
    rows = played("small_memory:6", "small_memory:2:hasty")
    require_nothing_lost(rows["small_memory:6"], at_least=6)
    assert rows["small_memory:6"][0]["more"]["MemoryError"] > 0
    assert faults_found(rows["small_memory:2:hasty"]) == {"F24"}
