"""A file on its way gives way: to a case that is saved, to a pause, to a clerk who says stop."""

from __future__ import annotations

import random
import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import select

from counter_app.domain.attachment import AttachmentState
from counter_app.domain.desk_news import Lamp
from sync.client.agent import SyncAgent
from sync.server.schema import events
from sync.server.schema_pieces import attachments
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.pictures import pdf
from tests.sync.filing import TOWNSHIP, Filing

WAIT_S = 20.0


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def one(tmp_path, county):
    with ExitStack() as stack:
        yield Filing(stack, tmp_path / "one", county, TOWNSHIP + "01")


class Watched:
    """A counter whose agent runs, and what is done once a file is half way."""

    def __init__(self, counter: Filing, half_way) -> None:
        self.agent = SyncAgent(counter.cycle, counter.line, counter.store.sync_store, counter.clock)
        self.news: list = []
        self.changed = threading.Condition()
        self._half_way = half_way
        self._is_done = False
        self.agent.subscribe(self._heard)

    def _heard(self, news) -> None:
        if news.total_bytes and news.sent_bytes and not self._is_done:
            self._is_done = True
            self._half_way(self.agent)
        with self.changed:
            self.news.append(news)
            self.changed.notify_all()

    def wait(self, condition) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, WAIT_S)

    def __enter__(self):
        self.agent.start()
        return self

    def __exit__(self, *_) -> None:
        self.agent.stop()


@pytest.fixture
def filed(one):
    case_id = one.receive()
    return case_id, one.add(case_id, pdf(random.Random(3).randbytes(900_000)))


def test_a_case_that_is_saved_meanwhile_goes_before_the_rest_of_the_file(county, one, filed):
    case_id, sha256 = filed

    def save(agent) -> None:
        one.receive()
        agent.nudge()

    with Watched(one, save) as watched:
        watched.wait(lambda: one.state(case_id, sha256) is AttachmentState.AT_COUNTY)
    (came,) = county.rows(select(attachments.c.stored_at_ms))
    received = county.rows(select(events.c.received_at_ms, events.c.type))
    saved = [row.received_at_ms for row in received if row.type == "case.received"]
    assert len(saved) == 2
    assert max(saved) < came.stored_at_ms


def test_a_pause_stops_between_two_pieces_and_going_on_begins_where_it_was(county, one, filed):
    case_id, sha256 = filed
    with Watched(one, lambda agent: agent.pause()) as watched:
        watched.wait(lambda: watched.news and watched.news[-1].is_paused)
        assert one.state(case_id, sha256) is AttachmentState.HERE
        event = one.files.act_of(sha256)
        stand = one.transport.stand(sha256, event)  # The line is free while it is paused.
        assert 0 < stand.offset < one.files.size_of(sha256)
        watched.agent.resume()
        watched.wait(lambda: one.state(case_id, sha256) is AttachmentState.AT_COUNTY)


def test_a_clerk_who_stops_it_loses_nothing_and_sees_no_failure(county, one, filed):
    case_id, sha256 = filed
    with Watched(one, lambda agent: agent.cancel()) as watched:
        watched.wait(
            lambda: any(
                news.lamp in {Lamp.OFFLINE, Lamp.ONLINE} and news.next_try_at
                for news in watched.news
            )
        )
        assert one.state(case_id, sha256) is AttachmentState.HERE
        assert watched.news[-1].error_code in {"cancelled", ""}
        watched.agent.nudge()
        watched.wait(lambda: one.state(case_id, sha256) is AttachmentState.AT_COUNTY)


def test_the_end_of_the_program_does_not_wait_for_a_file(county, one, filed):
    del filed
    with Watched(one, lambda _agent: None) as watched:
        watched.wait(lambda: any(news.sent_bytes for news in watched.news))
        watched.agent.stop()
        watched.agent._thread.join(WAIT_S)
        assert not watched.agent._thread.is_alive()
