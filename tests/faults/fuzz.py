"""T12 and its like: no input makes a parser fail without a name, hang, or eat the memory."""

from __future__ import annotations

import resource
import signal
import time
import warnings
from functools import partial
from random import Random
from types import FrameType
from typing import Any

from tests.faults.children import told
from tests.faults.counted import Count
from tests.faults.mutants import mutant
from tests.faults.parser import Parser
from tests.faults.parsers import PARSERS

HANG_S = 5
MEMORY_BYTES = 2 << 30
FOUND_INPUT_MAX = 120
OF_A_COMMIT = 100_000
SLOW_MS = 250


class Hang(BaseException):
    """A parser has not come to an end; not an Exception, so that no parser swallows it."""


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Feed each parser its share of `count` inputs, in a process of its own."""
    if sabotage:
        sick = Parser("T12", lambda: [b"[1, 2, 3]"], SABOTAGED[sabotage])
        return [Count(**told(partial(_fed, "sick", sick, seed, count)))]
    return [
        Count(**told(partial(_fed, name, parser, seed, count))) for name, parser in PARSERS.items()
    ]


def _fed(name: str, parser: Parser, seed: int, count: int) -> dict[str, Any]:
    row = Count(parser.fault, f"hostile input: {name}")
    samples = parser.samples()
    for sample in samples:
        _read(row, parser, sample, "a sample")
    row.tried = 0
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _hang)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chance = Random(f"{seed} {name}")
    share = parser.share if count == OF_A_COMMIT else 1
    for number in range(int(count * share)):
        content = mutant(samples, chance)
        _read(row, parser, content, f"{seed} {number}")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row.add("MiB grown", (after - before) // 1_024)
    return row.__dict__


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def _read(row: Count, parser: Parser, content: bytes, where: str) -> None:
    row.tried += 1
    begin = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, HANG_S)
    try:
        parser.read(content)
        row.add("taken")
    except parser.expected:
        pass
    except Hang:
        row.spoil(f"{where}: no end within {HANG_S} s: {content[:FOUND_INPUT_MAX]!r}")
    except Exception as error:  # noqa: BLE001 - counting these is what this is for
        row.spoil(f"{where}: {type(error).__name__} {error}: {content[:FOUND_INPUT_MAX]!r}"[:400])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if (time.monotonic() - begin) * 1_000 > SLOW_MS:
        row.add(f"over {SLOW_MS} ms")


def _crashes(content: bytes) -> object:
    return content[3]


def _hangs(content: bytes) -> None:
    while not content.startswith(b"["):
        pass


def _eats(content: bytes) -> object:
    return bytes(MEMORY_BYTES) if len(content) > 12 else None


SABOTAGED = {"crash": _crashes, "hang": _hangs, "eat": _eats}
"""Parsers that are broken on purpose."""
