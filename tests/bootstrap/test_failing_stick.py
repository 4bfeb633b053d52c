"""A stick that is full, or pulled out, at every write of a backup: clear words, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from counter_app.bootstrap.backups import name_second_medium
from tests.faults import shim


@pytest.mark.fault("F27")
@pytest.mark.skipif(bool(shim.why_not()), reason="no shim on this machine")
def test_a_stick_may_fail_at_any_write(site, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with site.opened() as profile:
        name_second_medium(profile, stick)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bootstrap.failing_stick", str(site.profile), str(stick)],
        env=shim.environment(), capture_output=True, text=True, check=False, cwd=shim.ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout)
    assert told["lost"] == []
    assert told["tried"] > 10
    said = "；".join(told["words"])
    assert "磁盘已满" in said
    assert "可能已被拔出" in said
    assert not any(word in said for word in ("No space", "Input/output", "Errno"))
