"""The county on PostgreSQL: the same exchange, and sequences under real concurrency."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from sync.client.cycle import SyncCycle
from sync.server.schema import chain_flags, events, metadata, stream_entries
from tests.fakes.counties import line_to, running_county
from tests.fakes.pictures import jpeg, pdf
from tests.fakes.postgres import programs, running_cluster
from tests.sync.filing import Filing
from tests.sync.made_up import note

PROGRAMS = programs()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL's initdb is not installed"),
]
COUNTERS = 6


@pytest.fixture(scope="module")
def cluster():
    pytest.importorskip("psycopg", reason="the extra `county` is not installed")
    with running_cluster(PROGRAMS) as url:
        yield url


@pytest.fixture
def county(cluster):
    with running_county(cluster) as running:
        yield running


def test_the_tables_are_those_of_the_models(county):
    with county.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_events_arrive_in_order_and_come_back_to_the_neighbour(new_cycle):
    (one, cycle), (other, others_cycle) = new_cycle("44019900101"), new_cycle("44019900102")
    names = [note(one, str(i)) for i in range(5)]
    for each in (cycle, others_cycle, cycle):
        each.run()
    assert one.order() == other.order()
    assert set(names) <= set(other.kept)


def test_nobody_skips_an_event_while_many_counters_push_at_once(county, new_cycle):
    """A puller between two commits must not step over the one that became visible later."""
    pairs = [new_cycle(f"510899101{number:02}") for number in range(1, COUNTERS + 1)]

    def work(pair) -> None:
        store, cycle = pair
        for turn in range(6):
            note(store, str(turn))
            note(store, str(turn))
            cycle.run()

    with ThreadPoolExecutor(COUNTERS) as pool:
        list(pool.map(work, pairs))
    for _, cycle in pairs:
        cycle.run()

    orders = [store.order() for store, _ in pairs]
    assert all(order == orders[0] for order in orders)
    assert len(orders[0]) == COUNTERS * (6 * 2 + 1)
    assert all(store.unacknowledged_count() == 0 for store, _ in pairs)
    scope = select(stream_entries.c.position).where(stream_entries.c.scope == "510899101")
    positions = [row[0] for row in county.rows(scope.order_by(stream_entries.c.position))]
    assert positions == list(range(1, len(positions) + 1))
    assert county.rows(select(func.count()).select_from(chain_flags)) == [(0,)]
    largest, total = county.rows(select(func.max(events.c.server_sequence), func.count()))[0]
    assert largest == total


def test_opening_it_again_keeps_epoch_and_events(cluster, county, new_cycle):
    store, cycle = new_cycle("37169900101")
    cycle.run()
    with (
        running_county(cluster, key=county.county.key, time=county.time) as again,
        line_to(again.url, store.device, store.key, again.key) as line,
    ):
        report = SyncCycle(cycle._side, line).run()
    assert report.unsynced == 0
    assert store.position()[1] == 2


def test_files_lie_in_the_database_and_come_back_in_parts(county, tmp_path):
    with ExitStack() as stack:
        one = Filing(stack, tmp_path / "one", county, "33089910101")
        other = Filing(stack, tmp_path / "other", county, "33089910102")
        case_id = one.receive()
        contents = [jpeg(80, 60), pdf(random.Random(5).randbytes(1_500_000))]
        names = [one.add(case_id, content) for content in contents]
        one.cycle.run()
        assert one.files.to_send() == (0, 0)
        other.cycle.run()
        for name in names:
            other.carrier.wishes.add(name)
        other.cycle.run()
        assert [other.files.read(name) for name in names] == contents
