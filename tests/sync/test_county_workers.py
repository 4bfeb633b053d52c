"""Several processes of the county on one socket, over SQLite and over PostgreSQL."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from counter_app.domain.errors import DeviceRevoked, Offline
from sync.client.cycle import CounterSide, SyncCycle
from sync.server.admission import revoke
from sync.server.schema import chain_flags, events, stream_entries
from tests.fakes.counties import line_to, running_workers, sqlite_url
from tests.fakes.postgres import programs, running_cluster
from tests.sync.made_up import note

PROGRAMS = programs()
CONNECTIONS = 40
LOOKS = 5
WORKERS = 2
COUNTERS = 6
TURNS = 4
EVENTS_A_TURN = 5
SCOPES = ("510899101", "510899102")
WAIT_S = 60.0


on_both = pytest.mark.parametrize("running", ["sqlite", "postgres"], indirect=True)
on_sqlite = pytest.mark.parametrize("running", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def running(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("workers")
    with ExitStack() as ends:
        if request.param == "postgres":
            if PROGRAMS is None:
                pytest.skip("PostgreSQL's initdb is not installed")
            pytest.importorskip("psycopg", reason="the extra `county` is not installed")
            url = ends.enter_context(running_cluster(PROGRAMS))
        else:
            url = sqlite_url(folder / "county.db")
        yield ends.enter_context(running_workers(url, folder, count=WORKERS))


@pytest.fixture
def county(running):
    return running[0]


def stream(county, scope: str) -> list[tuple[int, int]]:
    """Position and sequence of everything in a township's stream."""
    table = stream_entries
    statement = (
        select(table.c.position, table.c.server_sequence)
        .where(table.c.scope == scope)
        .order_by(table.c.position)
    )
    return [tuple(row) for row in county.rows(statement)]


def try_until_done(cycle) -> None:
    """Run a cycle as the agent does: again, when the line broke."""
    end = time.monotonic() + WAIT_S
    while True:
        try:
            cycle.run()
        except Offline:
            assert time.monotonic() < end, "the county did not come back"
            threading.Event().wait(0.1)
        else:
            return


@pytest.mark.slow
@on_both
def test_streams_are_dense_and_nobody_skips_an_event_under_concurrent_writers(county, new_cycle):
    """Positions without holes, one sequence an event, and pullers that saw every one of them."""
    pairs = [new_cycle(f"{SCOPES[i % 2]}{i:02}") for i in range(1, COUNTERS + 1)]
    watchers = [new_cycle(f"{scope}99") for scope in SCOPES]
    is_over = threading.Event()

    def push(pair) -> None:
        store, cycle = pair
        for turn in range(TURNS):
            for number in range(EVENTS_A_TURN):
                note(store, f"{turn} {number}")
            cycle.run()

    def watch(pair) -> None:
        while not is_over.is_set():
            pair[1].run()

    with ThreadPoolExecutor(COUNTERS + len(watchers)) as pool:
        watching = [pool.submit(watch, pair) for pair in watchers]
        try:
            list(pool.map(push, pairs))
        finally:
            is_over.set()
        for each in watching:
            each.result()
    for _, cycle in (*pairs, *watchers):
        cycle.run()

    for number, scope in enumerate(SCOPES):
        entries = stream(county, scope)
        assert [position for position, _ in entries] == list(range(1, len(entries) + 1))
        members = [store for store, _ in pairs if store.counter_code.startswith(scope)]
        for store in [*members, watchers[number][0]]:
            held = sorted((kept.position, kept.sequence) for kept in store.kept.values())
            assert held == entries, "a reader holds exactly the stream"
            assert store.unacknowledged_count() == 0
    largest, total = county.rows(select(func.max(events.c.server_sequence), func.count()))[0]
    assert largest == total, "no sequence was given out twice or left out"
    assert county.rows(select(func.count()).select_from(chain_flags)) == [(0,)]


@pytest.mark.asvs("8.3.2")
@pytest.mark.slow
@pytest.mark.threat("T6")
@on_sqlite
def test_a_revoked_device_is_refused_by_every_worker_at_once(county, new_cycle):
    store, cycle = new_cycle("51089910321")
    cycle.run()
    revoke(county.database, county.county.key, store.device, at_ms=county.time())
    for _ in range(4 * WORKERS):  # Each on a connection of its own: any worker may answer.
        with line_to(county.url, store.device, store.key, county.key) as line:
            side = CounterSide(
                store=store,
                unit_of_work=store,
                clock=store.clock,
                device=store.device,
                county_key=county.key,
            )
            with pytest.raises(DeviceRevoked):
                SyncCycle(side, line).run()


@pytest.mark.slow
@on_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="connections are not shared out there")
def test_whoever_comes_in_the_same_moment_is_shared_out_evenly(running):
    spreads = []
    while not spreads or (min(spreads) > CONNECTIONS // 5 and len(spreads) < LOOKS):
        held = held_at_once(*running)
        spreads.append(max(held) - min(held))
    assert min(spreads) <= CONNECTIONS // 5, "where the machine lets both processes run at once"


def held_at_once(county, workers):
    """Connect many in the same moment; return how many each process holds."""
    address = urlsplit(county.url)
    with ExitStack() as open_ones:
        for _ in range(CONNECTIONS):
            line = socket.create_connection((address.hostname, address.port), timeout=WAIT_S)
            open_ones.enter_context(line)
        wait_until(lambda: sum(workers.connections()) >= CONNECTIONS, "not everybody was let in")
        held = workers.connections()
    wait_until(lambda: sum(workers.connections()) == 0, "not everybody has left")
    return held


def wait_until(is_so, words):
    end = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < end, words
        threading.Event().wait(0.01)


@pytest.mark.slow
@pytest.mark.expects_warnings
@on_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_worker_that_is_killed_loses_nothing_and_is_replaced(running, new_cycle):
    workers = running[1]
    pairs = [new_cycle(f"5108991045{i}") for i in range(3)]
    victim = workers.process_ids()[0]
    for store, _ in pairs:
        for number in range(EVENTS_A_TURN):
            note(store, str(number))
    with ThreadPoolExecutor(len(pairs)) as pool:
        running_cycles = [pool.submit(try_until_done, cycle) for _, cycle in pairs]
        os.kill(victim, signal.SIGKILL)
        for each in running_cycles:
            each.result()
    assert all(store.unacknowledged_count() == 0 for store, _ in pairs)
    end = time.monotonic() + WAIT_S
    while victim in workers.process_ids() or len(workers.process_ids()) < WORKERS:
        assert time.monotonic() < end, "nobody took the dead worker's place"
        threading.Event().wait(0.1)
