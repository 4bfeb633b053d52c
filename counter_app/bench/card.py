"""The card reader: what our side adds to the wire and the reader, and what looking costs.

The simulated reader sends at the speed of its line and thinks as long as it was told to, so what
is left over is ours.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final, Literal

from counter_app.bench.rows import Plan, Row, not_measured
from counter_app.devices.card_frames import Request
from counter_app.devices.reader_monitor import ReaderMonitor
from counter_app.devices.virtual.card import VirtualCard
from counter_app.devices.virtual.module import SecurityModule
from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import Timing, VirtualReader
from counter_app.domain.reader_news import CardRead, ReaderStateChanged, RememberedPort
from counter_app.runtime.system_clock import SystemClock

BAUD: Final = 115_200
BITS_A_BYTE: Final = 10
OVERHEAD_MS: Final = 20
POLL_PERCENT: Final = 1
TIMING: Final = Timing(find_ms=60, select_ms=60, read_ms=200)
"""How long the simulated module thinks; taken off again, so that it does not matter."""

_ASKED: Final = (Request.FIND, Request.SELECT, Request.READ)
_WAIT_S: Final = 10.0
_READER_THREAD: Final = "reader"


def overhead(plan: Plan) -> list[Row]:
    """Measure from the question that finds a card to the filled card, less reader and wire.

    The card is laid down while the reader looks for one: when it comes between two looks, up to
    50 ms pass before the next, and none of that is counted here.
    """
    runs = plan.pick(21, 5)
    with _watched_reader() as (reader, news):
        taken = [_overhead_ms(reader, news, invent_card(seed=run)) for run in range(runs + 1)]
    return [Row("card.overhead", max(0.0, median(taken[1:])), "ms", OVERHEAD_MS, runs)]


def poll_cpu(plan: Plan) -> list[Row]:
    """Measure the time that the watching thread spends while it looks for cards and finds none."""
    rounds, looks = plan.pick(9, 3), plan.pick(40, 10)
    if not hasattr(time, "pthread_getcpuclockid"):  # Windows tells no thread's time this way.
        return [not_measured("card.poll_cpu", "%", POLL_PERCENT)]
    with _watched_reader() as (reader, _):
        clock = time.pthread_getcpuclockid(_ident_of(_READER_THREAD))
        percents = []
        for _ in range(rounds):
            count = len(reader.requests)
            assert reader.wait_for_requests(count + 1, timeout_s=_WAIT_S)
            spent, started = time.clock_gettime(clock), time.perf_counter()
            assert reader.wait_for_requests(count + 1 + looks, timeout_s=_WAIT_S)
            passed = time.perf_counter() - started
            percents.append(100 * (time.clock_gettime(clock) - spent) / passed)
    return [Row("card.poll_cpu", median(percents), "%", POLL_PERCENT, rounds)]


def reader_and_wire_ms(card: VirtualCard) -> float:
    """Return how long a module and its line take for a card, by the bytes of its answers."""
    module = SecurityModule()
    module.put(card)
    sent = sum(len(module.answer(request)) for request in _ASKED)
    return sum(TIMING.of(request) for request in _ASKED) + sent * BITS_A_BYTE * 1_000 / BAUD


class _News:
    """Keeps the last card that was read, and when."""

    def __init__(self) -> None:
        self.has_card = threading.Event()
        self.at = 0.0

    def __call__(self, news: ReaderStateChanged | CardRead) -> None:
        if isinstance(news, CardRead):
            self.at = time.perf_counter()
            self.has_card.set()


@contextmanager
def _watched_reader() -> Iterator[tuple[VirtualReader, _News]]:
    endpoint: Literal["pty", "tcp"] = "pty" if hasattr(time, "pthread_getcpuclockid") else "tcp"
    with VirtualReader(endpoint, timing=TIMING) as reader:
        news = _News()
        monitor = ReaderMonitor(RememberedPort(name=reader.url, identity=None), clock=SystemClock())
        monitor.subscribe(news)
        monitor.want_card(is_wanted=True)
        monitor.start()
        try:
            assert _until(lambda: "FIND" in reader.requests), "the reader is asked for cards"
            yield reader, news
        finally:
            monitor.stop()


def _overhead_ms(reader: VirtualReader, news: _News, card: VirtualCard) -> float:
    news.has_card.clear()
    # One look must find nothing first: the last card has to be known to be gone.
    assert reader.wait_for_requests(len(reader.requests) + 2, timeout_s=_WAIT_S)
    started = time.perf_counter()
    reader.put(card)
    assert news.has_card.wait(_WAIT_S), "the card is read"
    reader.lift()
    return (news.at - started) * 1_000 - reader_and_wire_ms(card)


def _until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + _WAIT_S
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.005)
    return False


def _ident_of(name: str) -> int:
    (ident,) = (each.ident for each in threading.enumerate() if each.name == name)
    assert ident is not None, "the thread runs"
    return ident
