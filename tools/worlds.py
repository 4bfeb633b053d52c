"""Plays many simulated counties; two at a time, each in a process of its own.

`python -m tools.worlds [SEED …]`
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

SEEDS = range(1, 21)
AT_A_TIME = 2
SIZE = ("--counters", "50", "--days", "7", "--faults", "all")


def play(seed: int) -> int:
    """Simulate one county; print what came of it, and return the exit code."""
    done = subprocess.run(  # noqa: S603 - our own program, fixed words
        [sys.executable, "-m", "counter_app", "simulate", *SIZE, "--seed", str(seed)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    sys.stdout.write((done.stdout + done.stderr).rstrip() + "\n")
    sys.stdout.flush()
    return done.returncode


def main(argv: Sequence[str], play: Callable[[int], int] = play) -> int:
    """Play these seeds, or all; returns 1 if anything was lost or two sides do not agree."""
    seeds = [int(word) for word in argv] or list(SEEDS)
    begin = time.monotonic()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        failed = sum(bool(code) for code in pool.map(play, seeds))
    took_s = time.monotonic() - begin
    good = f"{len(seeds) - failed} of {len(seeds)} worlds lost nothing and agree"
    sys.stdout.write(f"{good}, {took_s:.0f} s\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
