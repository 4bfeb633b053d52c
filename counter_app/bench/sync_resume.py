"""What goes again when the line breaks in the middle of a large message."""

from __future__ import annotations

import random
from statistics import median
from typing import Final

from counter_app.bench.cutting_line import CuttingLine, cutting_line
from counter_app.bench.data import SEED
from counter_app.bench.rows import Plan, Row
from counter_app.bench.sync import SyncBench, sync_bench
from counter_app.bench.sync_link import LOOPBACK
from counter_app.domain.errors import Offline
from sync.protocol import PUSH_EVENTS_MAX, Exchange, Push

PIECE_BYTES: Final = 8_192
TRIES_MAX: Final = 10
_ANSWERS: Final = 5
_HEAD_BYTES: Final = 600
"""About as long as the head of a request: a cut may fall into it."""


def resent(plan: Plan) -> list[Row]:
    """Measure the most bytes of a body that went again in so many cuts, each at a random byte.

    The body is that of several days that were spent without a line.  Every fifth cut falls into
    the answer.  What counts is what reached the county.
    """
    runs, cuts = plan.pick(5, 1), plan.pick(40, 6)
    dice = random.Random(SEED)  # noqa: S311 - repeatable, nothing secret
    worst: list[int] = []
    with sync_bench(plan.folder) as bench, cutting_line(bench.url) as line:
        bench.sync(LOOPBACK)
        bench.days.work(plan.pick(7, 4))
        message = _message(bench)
        before = bench.stored()
        size, _ = _brought(bench, line, message, ("", 0))
        stored = bench.stored()
        assert size > PIECE_BYTES, "a body that goes in pieces"
        for _ in range(runs):
            found = [_brought(bench, line, message, _cut(dice, size, i)) for i in range(cuts)]
            worst.append(max(again for _, again in found))
        pushed = len(message.push.events) if message.push else 0
        assert bench.stored() == stored == before + pushed, "nothing was lost or doubled"
    return [Row("sync.resume.resent_bytes", median(worst), "B", PIECE_BYTES, runs)]


def _message(bench: SyncBench) -> Exchange:
    """Return the exchange that would be next, without a page to fetch."""
    with bench.cycle(bench.url) as cycle:
        hello = cycle.talk.stand(parked=0).hello
    waiting = bench.waiting()[:PUSH_EVENTS_MAX]
    return Exchange(hello=hello, push=Push(epoch=hello.epoch, events=tuple(waiting)))


def _cut(dice: random.Random, size: int, number: int) -> tuple[str, int]:
    if number % _ANSWERS == 0:
        return ("down", dice.randrange(1, _HEAD_BYTES))
    return ("up", dice.randrange(1, size + _HEAD_BYTES))


def _brought(
    bench: SyncBench, line: CuttingLine, message: Exchange, cut: tuple[str, int]
) -> tuple[int, int]:
    """Bring a message over a line that breaks once; returns its size and what went again."""
    line.connections.clear()
    line.cuts = [cut]
    with bench.transport(line.url) as transport:
        for _ in range(TRIES_MAX):
            try:
                transport.exchange(message)
            except Offline:
                continue
            break
        else:
            raise AssertionError("a message that never came")
    pieces = line.pieces()
    size = max(piece.start + piece.size for piece in pieces)
    return size, sum(piece.size for piece in pieces) - size
