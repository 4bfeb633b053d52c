"""A county in its own process, a line that can be cut, a reader, a printer and a counter."""

from __future__ import annotations

import threading

import pytest

from counter_app.bootstrap.running import RunningCounter
from counter_app.demo.world import PASSWORD, USER, DemoWorld
from counter_app.domain.desk_news import SyncNews
from tests.e2e.bad_days_desk import at_the_window
from tests.e2e.warm_county import county_in
from tests.windows_left import no_window_left

__all__ = ["at_the_window", "no_window_left"]


@pytest.fixture
def world(tmp_path):
    folder = tmp_path / "world"
    world = DemoWorld(folder)
    world.county = county_in(folder / "county")
    with world:
        yield world


class Watch:
    """Remembers what threads tell, and waits for a word of it."""

    def __init__(self):
        self.news = []
        self._changed = threading.Condition()

    def __call__(self, news):
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def wait_for(self, is_it, *, timeout_s=20):
        with self._changed:
            return self._changed.wait_for(lambda: any(map(is_it, self.news)), timeout_s)

    def forget(self):
        with self._changed:
            self.news.clear()


@pytest.fixture
def counter(world):
    bugs = []
    counter = RunningCounter(world.profile, report_bug=bugs.append)
    counter.prints, counter.syncs, counter.cards = Watch(), Watch(), Watch()
    counter.print_desk.subscribe(counter.prints)
    counter.county.subscribe(counter.syncs)
    counter.reader.subscribe(counter.cards)
    counter.let_in(USER, PASSWORD)
    yield counter
    counter.stop()
    assert bugs == []


@pytest.fixture
def all_acknowledged(counter):
    def wait():
        counter.syncs.forget()
        counter.county.nudge()

        def is_done(news):
            return isinstance(news, SyncNews) and news.last_ack_at and not news.unacknowledged

        return counter.syncs.wait_for(is_done)

    return wait


@pytest.fixture
def clerk(world, qtbot):
    """Somebody in front of the sign-in page of the real window."""
    with at_the_window(world) as clerk:
        yield clerk
