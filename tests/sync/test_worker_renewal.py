"""A worker of the county is renewed after its share of requests: no memory grows for ever."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import func, select

from counter_app.domain.errors import Offline
from sync.server.schema import events
from tests.fakes.counties import running_workers, sqlite_url
from tests.sync.made_up import note

WAIT_S = 60.0


@pytest.fixture
def renewing(tmp_path):
    url = sqlite_url(tmp_path / "county.db")
    with running_workers(url, tmp_path, count=2, requests_max=8) as (county, workers):
        yield county, workers


@pytest.fixture
def county(renewing):
    return renewing[0]


@pytest.mark.slow
def test_both_are_renewed_in_their_turn_and_nothing_is_lost(renewing, new_cycle):
    county, workers = renewing
    first, answered = set(workers.process_ids()), 0
    store, cycle = new_cycle("51089910461")
    end = time.monotonic() + WAIT_S
    while first & set(workers.process_ids()):
        assert time.monotonic() < end, "a worker goes on past its share"
        note(store, str(answered))
        answered += 1
        try:
            cycle.run()
        except Offline:  # As on any broken line, the counter comes again.
            threading.Event().wait(0.05)
    while store.unacknowledged_count():
        assert time.monotonic() < end, "the county did not come back"
        try:
            cycle.run()
        except Offline:
            threading.Event().wait(0.05)
    assert len(store.kept) > answered, "the notes, and the county's time"
    assert county.rows(select(func.count()).select_from(events)) == [(len(store.kept),)]
