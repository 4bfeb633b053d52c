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
