"""Clocks that are set, devices and lines that are cut, servers of strangers, walks of steps."""

from __future__ import annotations

import pytest

from tests.faults.playing import faults_found, played, require_nothing_lost


@pytest.mark.slow
@pytest.mark.fault("F9")
@pytest.mark.threat("T5")
def test_whoever_sets_the_clock_buys_no_time_and_a_program_that_believed_it_is_noticed():
    rows = played("clocks:400", "clocks:100:wall")
    require_nothing_lost(rows["clocks:400"], at_least=800)
    assert faults_found(rows["clocks:100:wall"]) == {"F9", "T5"}


@pytest.mark.slow
@pytest.mark.fault("F17", "F19")
def test_devices_that_stop_at_any_byte_lose_nothing_and_belief_in_them_is_noticed():
    rows = played("device_cuts:4", "device_cuts:2:unarmed", "device_cuts:1:believing")
    require_nothing_lost(rows["device_cuts:4"], at_least=80)
    assert faults_found(rows["device_cuts:2:unarmed"]) == {"F19"}
    assert faults_found(rows["device_cuts:1:believing"]) == {"F17"}


@pytest.mark.slow
@pytest.mark.fault("F10", "F11", "F14", "F16")
@pytest.mark.threat("T7", "T8")
def test_lines_that_break_lose_nothing_and_what_was_lost_is_noticed():
    rows = played("line_cuts:12", "line_cuts:3:forgetful", "machines:60", "machines:150:forgetful")
    require_nothing_lost(rows["line_cuts:12"], at_least=12 + 11)
    require_nothing_lost(rows["machines:60"], at_least=40)
    assert faults_found(rows["line_cuts:3:forgetful"]) == {"F11"}
    assert faults_found(rows["machines:150:forgetful"]) == {"F10"}
