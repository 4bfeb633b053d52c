"""The county under load: how much it takes in, whether cost grows, and who has to wait.

The floor of the throughput rows is what nobody can leave out: checking the same signatures and
storing the same bytes durably through the bare driver, in as many processes, in the same run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.pool import Pool
from statistics import median
from typing import Final

from counter_app.bench import postgres
from counter_app.bench.county_floor import Batch, check_and_store, make_table
from counter_app.bench.county_load import (
    WORKERS,
    Sender,
    Target,
    epoch_of,
    new_senders,
    running_county,
    send_all,
)
from counter_app.bench.rows import Plan, Row, not_measured, row
from sync.protocol import SignedEvent

EVENTS_A_PUSH: Final = 200
"""Of the rates; what a counter sends at once may be more."""

SENDERS: Final = 16
COUNTERS: Final = 200
EVENTS_A_WEEK: Final = 1_120
FIRST_QUARTER: Final = 4


def sqlite_rate(plan: Plan) -> list[Row]:
    """Measure events a second over SQLite, signatures checked."""
    return [_rate("county.sqlite.events_per_s", str(plan.folder / "county.db"), plan)]


def postgres_rate(plan: Plan) -> list[Row]:
    """Measure events a second over PostgreSQL, where its programs are installed."""
    name, programs = "county.postgres.events_per_s", postgres.programs()
    if programs is None:
        sys.stderr.write(f"{name}: no PostgreSQL (initdb) on this machine, skipped\n")
        return [not_measured(name, "events/s", None)]
    with postgres.running_cluster(programs) as url:
        return [_rate(name, url, plan)]


def reconnect(plan: Plan) -> list[Row]:
    """Measure counters that come back in the same second, each with a week of work."""
    count = plan.pick(COUNTERS, COUNTERS // 5)
    events = plan.pick(EVENTS_A_WEEK, EVENTS_A_WEEK // 4)
    with running_county(str(plan.folder / "county.db"), plan.folder) as target:
        epoch = epoch_of(target.database)
        senders = new_senders(target.database, target.key, count)
        # What a worker needs once, it needs before: the flood itself must not grow it.
        send_all(target.url, [(sender, sender.bodies(epoch, 1)) for sender in senders])
        loads = [(sender, sender.bodies(epoch, events)) for sender in senders]
        quarter = count // FIRST_QUARTER
        before = target.stored()
        send_all(target.url, loads[:quarter])
        early_mb = _memory_mb(target)
        seconds = send_all(target.url, loads[quarter:])
        late_mb = _memory_mb(target)
        missing = count * events - (target.stored() - before)
    return [
        Row("county.reconnect", max(seconds), "s", median(seconds), 1),
        Row("county.reconnect.missing", missing, "events", 0, 1),
        not_measured("county.reconnect.rss", "MB", None)
        if early_mb is None or late_mb is None
        else Row("county.reconnect.rss", late_mb, "MB", early_mb, 1),
    ]


def _rate(name: str, url: str, plan: Plan) -> Row:
    runs, events = plan.pick(7, 3), plan.pick(1_200, 200)
    with ExitStack() as ends:
        target = ends.enter_context(running_county(url, plan.folder))
        floor_url = url if "://" in url else str(plan.folder / "bare.db")
        make_table(floor_url)
        pool = ends.enter_context(get_context("spawn").Pool(WORKERS))
        senders = new_senders(target.database, target.key, SENDERS)
        ours, floors = [], []
        for run in range(runs + 1):
            loads = [(sender, sender.events(events)) for sender in senders]
            mine, theirs = _ours(target, loads), _floor(pool, floor_url, loads)
            if run:  # The first run fills caches.
                ours.append(len(senders) * events / mine)
                floors.append(len(senders) * events / theirs)
    return row(name, "events/s", ours, floors)


Load = tuple[Sender, list[SignedEvent]]


def _ours(target: Target, loads: Sequence[Load]) -> float:
    """Return the seconds until every sender has its last acknowledgement."""
    epoch = epoch_of(target.database)
    requests = [
        (sender, [sender.body(epoch, part) for part in _parts(events)]) for sender, events in loads
    ]
    before = target.stored()
    began = time.perf_counter()
    send_all(target.url, requests)
    seconds = time.perf_counter() - began
    assert target.stored() - before == sum(len(events) for _, events in loads)
    return seconds


def _floor(pool: Pool, url: str, loads: Sequence[Load]) -> float:
    """Return the seconds for checking and storing the same events, and nothing else."""
    batches = [
        Batch(url, sender.key.public_key().public_bytes_raw(), part)
        for sender, events in loads
        for part in _parts(events)
    ]
    began = time.perf_counter()
    stored = sum(pool.imap_unordered(check_and_store, batches))
    seconds = time.perf_counter() - began
    assert stored == sum(len(events) for _, events in loads)
    return seconds


def _parts(events: Sequence[SignedEvent]) -> list[Sequence[SignedEvent]]:
    return [events[i : i + EVENTS_A_PUSH] for i in range(0, len(events), EVENTS_A_PUSH)]


def _memory_mb(target: Target) -> float | None:
    return target.memory_mb() if sys.platform == "linux" else None
