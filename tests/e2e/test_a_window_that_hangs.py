"""A window that stops: where it stood is kept, and what was typed is there at the next start."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from counter_app.bootstrap.profile import create_counter
from counter_app.bootstrap.readiness import checks_of_program
from counter_app.runtime.hang_watch import HANG_FILE
from counter_app.runtime.settings import Settings
from counter_app.storage.vault import COST_FLOOR
from tests.bootstrap.sites import PASSWORD, PERSON, Site
from tests.fakes.people import PROFILE, TODAY

DRAFT_AGE_MAX_S = 2.0
LIMIT_S = 30.0


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    settings = Settings(counter=PROFILE)
    create_counter(tmp_path / "profile", settings, PERSON, PASSWORD, cost=COST_FLOOR)
    return Site(tmp_path, monkeypatch)


def hung_and_killed(site) -> tuple[list[float], str]:
    """Let the window hang and be killed; returns the ages of what was typed, and what was kept."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.hanging_program", str(site.profile)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        ages = json.loads(program.stdout.readline())
        return ages, kept_of(site, "stand_still")
    finally:
        program.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        program.wait(LIMIT_S)
        program.stdout.close()


def kept_of(site, name: str) -> str:
    path, end = site.profile / "logs" / HANG_FILE, time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        kept = path.read_text(encoding="utf-8")
        if name in kept:
            return kept
        threading.Event().wait(0.05)
    raise AssertionError(f"nobody saw that it stood in {name}")


@pytest.mark.slow
@pytest.mark.fault("F24")
@pytest.mark.threat("T21")
def test_a_hang_is_seen_once_and_no_draft_is_older_than_two_seconds(site):
    ages, kept = hung_and_killed(site)
    assert len(re.findall("^hang at ", kept, re.MULTILINE)) == 1
    with site.opened() as profile:
        drafts = profile.store.drafts.all()
        seen = next(c for c in checks_of_program(site.profile, TODAY) if c.name == "window")
    (draft,) = drafts
    saved = int(re.search(r"\b(\d{5})\b", json.dumps(draft.payload)).group(1))
    old = [number for number, age_s in enumerate(ages) if age_s > DRAFT_AGE_MAX_S]
    assert old, "it typed for less than two seconds"
    assert saved >= max(old)
    assert seen.status == "warning"
    assert "停顿过 1 次" in seen.detail
    assert HANG_FILE in seen.advice
    assert f"{saved:05d}" not in kept, "what was typed is in the file"
