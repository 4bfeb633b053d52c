"""Asks whether a locked package has a known hole.  Run by `make.py audit`.

python -m tools.audit [LOCK …]

A machine without a network cannot know; that is a warning and no failure, so that a county's own
build goes on.  What was not looked at is counted and said, never taken for clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.locked import ROOT

LOCKS: Final = ("requirements.lock", "requirements-installer.lock", "requirements-audit.lock")
TIMEOUT_S: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an audit of one lock said.

    Attributes:
        looked_at: Packages that the advisories know.
        not_looked_at: Packages that nobody could tell about.
        holes: "package version: advisory, mended in …", one a hole.
        trouble: Why nobody could be asked at all; "" when somebody was.
    """

    looked_at: int = 0
    not_looked_at: int = 0
    holes: tuple[str, ...] = ()
    trouble: str = ""

    def words(self, lock: str) -> list[str]:
        """Return what to print about a lock."""
        if self.trouble:
            return [f"{lock}: WARNING, not checked: {self.trouble}"]
        lines = [f"{lock}: {self.looked_at} packages checked, {len(self.holes)} known holes"]
        if self.not_looked_at:
            lines.append(f"{lock}: WARNING, {self.not_looked_at} packages could not be looked up")
        return [*lines, *(f"  {hole}" for hole in self.holes)]


def read_answer(answer: str, complaint: str) -> Found:
    """Read what the program of the advisories answered: JSON, or nothing and a complaint."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line for line in complaint.splitlines() if line.strip()]
        return Found(trouble=lines[-1].strip()[:200] if lines else "no answer")
    asked = [one for one in packages if "skip_reason" not in one]
    return Found(
        looked_at=len(asked),
        not_looked_at=len(packages) - len(asked),
        holes=tuple(
            f"{one['name']} {one['version']}: {hole['id']}, {_mended(hole['fix_versions'])}"
            for one in asked
            for hole in one["vulns"]
        ),
    )


def ask(lock: Path) -> Found:
    """Ask about one lock; minutes on a slow line."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock)]
    manner = ["--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, fixed words
            [*command, *manner],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Found(trouble=f"no answer within {TIMEOUT_S} s")
    return read_answer(done.stdout, done.stderr)


def main(words: Sequence[str]) -> int:
    """Ask about every lock; 1 when there is a known hole."""
    has_hole = False
    for lock in words or LOCKS:
        found = ask(ROOT / lock)
        sys.stdout.write("\n".join(found.words(lock)) + "\n")
        has_hole = has_hole or bool(found.holes)
        if found.trouble:
            break  # Nobody will answer for the next lock either.
    return 1 if has_hole else 0


def _mended(versions: Sequence[str]) -> str:
    return f"mended in {' or '.join(versions)}" if versions else "not mended yet"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
