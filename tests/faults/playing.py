"""Plays parts of the harness for a test, in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.faults import shim
from tests.faults.shim import ROOT

LIMIT_S = 120.0

Rows = list[dict]


def played(*parts: str) -> dict[str, Rows]:
    """Play parts, named as `tests.faults` takes them; returns the rows of each."""
    if not sys.platform.startswith("linux"):
        pytest.skip("needs fork")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *parts],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Rows] = {}
    for line in done.stdout.splitlines():
        if line.startswith("# "):
            found[line[2:]] = []
        elif line.startswith("{"):
            list(found.values())[-1].append(json.loads(line))
    assert list(found) == list(parts)
    return found


def require_shim() -> None:
    """Skip the test where nothing can be recorded, and say why."""
    if reason := shim.why_not():
        pytest.skip(reason)


def require_nothing_lost(rows: Rows, *, at_least: int) -> None:
    """Assert that a part tried so much, and found nothing."""
    assert sum(row["tried"] for row in rows) >= at_least
    assert all(row["tried"] and not row["skipped"] for row in rows)
    assert [row for row in rows if row["lost"] or row["corrupt"] or row["found"]] == []


def faults_found(rows: Rows) -> set[str]:
    """Return the numbers of the rows in which something was lost or spoilt."""
    bad = [row for row in rows if row["lost"] or row["corrupt"]]
    assert all(row["found"] for row in bad), "a loss without a word that repeats it"
    return {row["fault"] for row in bad}
