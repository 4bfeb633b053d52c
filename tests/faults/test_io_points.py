"""A disk that fails at any one call costs a key, and no case."""

from __future__ import annotations

import pytest

from tests.faults.playing import faults_found, played, require_nothing_lost, require_shim


@pytest.mark.slow
@pytest.mark.fault("F4", "F5")
def test_a_disk_that_fails_at_any_call_loses_nothing_that_was_told_to_be_safe():
    require_shim()
    rows = played("io_points:30", "io_points:6:hasty")
    require_nothing_lost(rows["io_points:30"], at_least=24)
    assert sum(row["more"]["refused"] for row in rows["io_points:30"]) > 3
    assert faults_found(rows["io_points:6:hasty"]) == {"F5"}
