"""F1 in the exchange: a counter killed while it talks to a real county over HTTP."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select

from counter_app.bootstrap.desk import PublishedRules
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.server.schema import events
from tests.fakes.clocks import START, SettableClock
from tests.fakes.counties import CountyTime, line_to, running_county, sqlite_url
from tests.fakes.people import PROFILE
from tests.faults.children import Servant, child, die_at, told
from tests.faults.counted import Count
from tests.storage.conftest import DEVICE_KEY, SIGNATORY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import save_whole

SYNC_POINTS = (
    "sync.after_answer",
    "sync.after_acknowledge",
    "save.before_commit",
    "save.after_commit",
)
EXCHANGE_S = 0.06
Say = Callable[[Any], None]


@contextmanager
def county(folder: Path) -> Iterator[Callable[[str], object]]:
    """Keep a county that may be asked for its address, its key, a code and its events."""
    time = CountyTime()
    time.ms = int(START.timestamp() * 1_000)
    with running_county(sqlite_url(folder / "county.db"), time=time) as running:

        def answer(word: str) -> object:
            match word:
                case "url":
                    return running.url
                case "key":
                    return running.key.public_bytes_raw().hex()
                case "code":
                    return running.code(PROFILE.counter_code)
            rows = running.rows(
                select(events.c.event_id, events.c.device, events.c.generation, events.c.n)
            )
            return [list(row) for row in rows]

        yield answer


def enrolled_at(url: str, code: str) -> str:
    """Make this counter's key known to a county; returns its device id."""
    return enrol(
        CountyAddress(url=url),
        code,
        public_key=DEVICE_KEY.public_key(),
        counter_code=PROFILE.counter_code,
    ).device


@contextmanager
def counter_at(folder: Path, url: str, key: str, device: str) -> Iterator[tuple[Any, SyncCycle]]:
    """Open the store of a counter, and its line to the county."""
    county_key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    clock = SettableClock()
    signatory = replace(SIGNATORY, device=device)
    own_key: Ed25519PrivateKey = DEVICE_KEY
    with (
        fresh_store(folder, signatory=signatory, clock=clock) as store,
        line_to(url, device, own_key, county_key) as line,
    ):
        side = CounterSide(
            store=store.sync_store,
            unit_of_work=store.unit_of_work,
            clock=clock,
            device=device,
            county_key=county_key,
        )
        yield store, SyncCycle(side, line)


def kill_in_sync(folder: Path, chance: random.Random, cycles: int, sabotage: str) -> Count:
    """Kill while a counter exchanges with a county; both must have everything in the end."""
    count = Count("F1", "SIGKILL while the counter exchanges with the county")
    folder.mkdir()
    (folder / "counter").mkdir()
    server = Servant(partial(county, folder))
    try:
        url, key = server.ask("url"), server.ask("key")
        device = told(partial(enrolled_at, url, server.ask("code")))
        where = (folder / "counter", url, key, device)
        acknowledged: list[str] = []
        for cycle in range(cycles):
            point = SYNC_POINTS[cycle // 2 % len(SYNC_POINTS)] if cycle % 2 else ""
            with child(partial(exchange_on, where, point, 1 + cycle % 3)) as one:
                acknowledged += next(one.heard())
                if not point:
                    list(one.heard(chance.uniform(0, EXCHANGE_S)))
                    one.kill()
                list(one.heard())
                one.end()
            count.tried += 1
        own, problems = told(partial(settled, where))
        for problem in problems:
            count.spoil(problem)
        there = [] if sabotage == "deaf" else server.ask("events")
    finally:
        server.close()
    count.add("acknowledged", len(acknowledged))
    _compare(count, acknowledged, own, there)
    return count


def exchange_on(where: tuple[Path, str, str, str], point: str, after: int, say: Say) -> None:
    """Save two cases, say which events that made, exchange until killed."""
    with counter_at(*where) as (store, cycle):
        for _ in range(2):
            save_whole(store, PublishedRules().calendar)
        say(_own_events(store))
        if point:
            die_at(point, after)
        while True:
            cycle.run()
            save_whole(store, PublishedRules().calendar)


def settled(where: tuple[Path, str, str, str]) -> tuple[list[str], list[str]]:
    """Exchange until nothing waits any more; returns the events here, and what is wrong."""
    with counter_at(*where) as (store, cycle):
        for _ in range(6):
            cycle.run()
            if not store.sync_store.unacknowledged_count():
                break
        wrong = [flag.code for flag in store.audit().flags]
        if waiting := store.sync_store.unacknowledged_count():
            wrong.append(f"{waiting} events never get through")
        return _own_events(store), wrong


def _own_events(store) -> list[str]:
    with store.ledger.transaction() as transaction:
        rows = transaction.connection.execute("SELECT event_id FROM events ORDER BY n").fetchall()
    return [event_id for (event_id,) in rows]


def _compare(count: Count, acknowledged: list[str], own: list[str], there: list) -> None:
    ids = [row[0] for row in there]
    places = [tuple(row[1:]) for row in there]
    for event_id in set(acknowledged) - set(own):
        count.lose(f"event {event_id[:6]} is gone here")
    for event_id in set(own) - set(ids):
        count.lose(f"event {event_id[:6]} never reached the county")
    if len(set(ids)) != len(ids) or len(set(places)) != len(places):
        count.lose("the county has something twice")
