"""Damage, files put back and disks that are full: all of it is noticed, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.faults.playing import faults_found, played, require_nothing_lost


@pytest.mark.slow
@pytest.mark.fault("F7", "F8")
@pytest.mark.threat("T4", "T10")
def test_flipped_bits_and_older_files_are_noticed_and_a_blind_check_would_be():
    rows = played("damage:120", "put_backs:25", "damage:8:blind", "put_backs:20:no-anchor")
    require_nothing_lost(rows["damage:120"], at_least=120)
    require_nothing_lost(rows["put_backs:25"], at_least=25)
    assert faults_found(rows["damage:8:blind"]) == {"F7", "T10"}
    assert faults_found(rows["put_backs:20:no-anchor"]) == {"F8"}


@pytest.mark.slow
@pytest.mark.fault("F4", "F6")
def test_a_disk_that_is_full_or_takes_no_writing_says_so_and_loses_nothing():
    rows = played("full_disks:2", "full_disks:1:hasty")
    if skipped := rows["full_disks:2"][0]["skipped"]:
        pytest.skip(skipped)
    require_nothing_lost(rows["full_disks:2"], at_least=4)
    assert faults_found(rows["full_disks:1:hasty"]) == {"F4"}
