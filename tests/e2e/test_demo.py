from __future__ import annotations

import json
import subprocess
import sys

import pytest

PAPERS = ("receipt.escpos", "receipt.png", "one-time-notice.escpos", "one-time-notice.png")


@pytest.mark.slow
def test_the_morning_plays_and_leaves_what_it_promises(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "counter_app", "demo", "--headless", "--json"]
    done = subprocess.run(
        [*command, "--out", str(out)], capture_output=True, text=True, timeout=180, check=True
    )

    summary = json.loads(done.stdout)
    assert summary == json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["cases"] == 4
    assert summary["unsynced"] == 0
    assert summary["county_events"] == summary["events"] >= 4 * 2
    assert summary["documents_printed"] == 8
    assert summary["key_presses"]["instant"] <= 12
    assert all((out / name).stat().st_size > 500 for name in PAPERS)
    assert (out / "acceptance-notice.pdf").read_bytes().startswith(b"%PDF-")
    screens = sorted((out / "screens").glob("*.png"))
    assert len(screens) >= 12
    assert all(screen.stat().st_size > 10_000 for screen in screens)
