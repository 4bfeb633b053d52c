"""Plays parts of the harness; `python -m tests.faults PART[:COUNT[:SABOTAGE]] … [--seed N]`.

The process begins anew with the recording shim in it where a part wants that.  It prints each
part's name after a `#`, then its rows as JSON, one a line; at the end, after a `%`, the seconds
of processor time that all of it took.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import logging
import os
import resource
import sys

from tests.faults import shim
from tests.faults.counted import Count
from tests.faults.warm import warm_up

WITH_SHIM = frozenset({"crash_saves", "crash_migrations", "io_points"})


def main(argv: list[str]) -> int:
    """Play parts and print their rows."""
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("parts", nargs="+", metavar="PART[:COUNT[:SABOTAGE]]")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    logging.disable(logging.CRITICAL)  # What the program warns of is not what is counted here.
    names = [words.partition(":")[0] for words in asked.parts]
    reason = shim.why_not()
    if WITH_SHIM & set(names) and not reason and not shim.is_loaded():
        words = [sys.executable, "-m", "tests.faults", *argv]
        os.execve(sys.executable, words, shim.environment())
    parts = {name: importlib.import_module(f"tests.faults.{name}") for name in names}
    warm_up()
    gc.freeze()  # Children share what is loaded by now.
    for words in asked.parts:
        name, count, sabotage = (*words.split(":"), "", "")[:3]
        say(f"# {words}")
        if name in WITH_SHIM and reason:
            say(Count("", name, skipped=reason).as_line())
            continue
        for row in parts[name].play(asked.seed, int(count or 100), sabotage):
            say(row.as_line())
    say(f"% {cpu_s():.1f}")
    return 0


def cpu_s() -> float:
    """Return the processor time of this process and of its children that ended."""
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def say(line: str) -> None:
    """Write one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
