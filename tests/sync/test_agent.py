"""The sync thread: when it tries, what it tells, and how fast it ends."""

from __future__ import annotations

import queue
import threading
import time

import pytest

from counter_app.domain.desk_news import Lamp
from counter_app.domain.errors import CountyBusy, DeviceRevoked, DiskFull, NotTheCounty, Offline
from sync.client.agent import (
    BACK_OFF_MAX_S,
    FAULT_CODE,
    INTERVAL_S,
    JITTER,
    STOP_WAIT_S,
    SyncAgent,
    UnsetLine,
    next_wait_s,
)
from sync.client.contact_book import ContactBook
from sync.client.http_transport import CountyAddress, HttpLine
from sync.client.report import SyncReport
from sync.simulation.memory_store import MemoryStore
from sync.wire import EXCHANGE_PATH
from tests.fakes.stub_servers import listening, read_request
from tests.sync.made_up import note

WAIT_S = 10.0


class ScriptedCycle:
    """Does one thing after the other: return a report, or raise."""

    def __init__(self, *acts, store=None) -> None:
        self._acts = list(acts)
        self.report = SyncReport()
        self.store = store or MemoryStore("0a" * 8, "11019901201")
        self.book = ContactBook(self.store)
        self.held = None
        self.state_differs = False
        self.is_accepted = False
        self.may_go_on = self.on_progress = None
        self.county = None
        self.runs = 0

    def run(self) -> SyncReport:
        self.runs += 1
        act = self._acts.pop(0) if self._acts else SyncReport(county_reachable=True)
        if callable(act):
            act = act(self)
        if isinstance(act, Exception):
            raise act
        self.report = act
        return act

    def accept_mass_change(self) -> None:
        self.is_accepted = True


class NoLine:
    is_closed = False

    def __init__(self) -> None:
        self.broken_off = 0

    def hang_up(self) -> None: ...

    def break_off(self) -> None:
        self.broken_off += 1

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore("0a" * 8, "11019901201")


@pytest.fixture
def run_agent(store):
    """Start an agent over a scripted cycle; gives it and its news, SYNCING left out."""
    started: list[SyncAgent] = []

    def start(*acts, line=None):
        agent = SyncAgent(ScriptedCycle(*acts, store=store), line or NoLine(), store, store.clock)
        news: queue.Queue = queue.Queue()
        agent.subscribe(lambda told: news.put(told) if told.lamp is not Lamp.SYNCING else None)
        agent.start()
        started.append(agent)
        return agent, news

    yield start
    for agent in started:
        assert agent.stop()


def test_it_tries_at_once_and_tells_how_it_went(run_agent, store):
    note(store)
    store.remember({"last_ack_at": store.clock.now().isoformat()})
    _, news = run_agent(SyncReport(acknowledged=2, unsynced=1, county_reachable=True))
    told = news.get(timeout=WAIT_S)
    assert (told.lamp, told.unacknowledged, told.error_code) == (Lamp.ONLINE, 1, "")
    assert told.last_ack_at == store.clock.now()
    assert 0 < (told.next_try_at - store.clock.now()).total_seconds() <= INTERVAL_S


@pytest.mark.parametrize(
    ("error", "lamp"),
    [
        (Offline("cut"), Lamp.OFFLINE),
        (CountyBusy("wait"), Lamp.OFFLINE),
        (NotTheCounty("login page"), Lamp.OFFLINE),
        (DeviceRevoked(), Lamp.TROUBLE),
        (DiskFull(), Lamp.TROUBLE),
    ],
)
def test_a_failure_becomes_a_lamp_a_code_and_advice(run_agent, error, lamp):
    agent, news = run_agent(error)
    told = news.get(timeout=WAIT_S)
    assert (told.lamp, told.error_code, told.advice) == (lamp, error.code, error.advice)
    assert agent.status() == told


@pytest.mark.asvs("16.5.4")
@pytest.mark.expects_warnings  # The bug is written to the log.
def test_a_bug_in_the_cycle_never_leaves_the_thread(run_agent):
    agent, news = run_agent(KeyError("bug"))
    assert news.get(timeout=WAIT_S).error_code == FAULT_CODE
    agent.nudge()
    assert news.get(timeout=WAIT_S).lamp is Lamp.ONLINE


def test_a_nudge_ends_the_waiting_even_after_failures(run_agent):
    agent, news = run_agent(Offline(), Offline(), SyncReport(county_reachable=True))
    for expected in (Lamp.OFFLINE, Lamp.OFFLINE, Lamp.ONLINE):
        assert news.get(timeout=WAIT_S).lamp is expected
        agent.nudge()


def test_the_last_signature_of_the_county_outlives_the_program(county, counter):
    note(counter.store)
    counter.sync()
    line = NoLine()
    agent = SyncAgent(counter.over(counter.transport), line, counter.store, counter.store.clock)
    assert agent.status().last_ack_at == counter.store.clock.now()


def test_a_subscriber_is_told_on_the_sync_thread_and_first_that_it_begins(store):
    heard: list[tuple[Lamp, str]] = []
    done = threading.Event()

    def told(news) -> None:
        heard.append((news.lamp, threading.current_thread().name))
        if news.lamp is Lamp.ONLINE:
            done.set()

    agent = SyncAgent(ScriptedCycle(), NoLine(), store, store.clock)
    agent.subscribe(told)
    agent.start()
    assert done.wait(WAIT_S)
    agent.stop()
    assert heard == [(Lamp.SYNCING, "sync"), (Lamp.ONLINE, "sync")]


@pytest.mark.fault("F14")
def test_it_ends_at_once_in_the_middle_of_an_exchange_and_says_nothing_of_it(store):
    is_asked = threading.Event()

    def say_nothing(connection) -> None:
        read_request(connection)
        is_asked.set()
        connection.recv(1)

    class Waiting(ScriptedCycle):
        def run(self):
            line.post(EXCHANGE_PATH, b"{}", {})

    heard: list[Lamp] = []
    with listening(say_nothing) as url:
        line = HttpLine(CountyAddress(url=url))
        agent = SyncAgent(Waiting(), line, store, store.clock)
        agent.subscribe(lambda news: heard.append(news.lamp))
        agent.start()
        assert is_asked.wait(WAIT_S)
        assert agent.stop(), f"the thread did not end within {STOP_WAIT_S} s"
    assert heard == [Lamp.SYNCING]


def test_it_may_be_stopped_before_it_was_started(store):
    assert SyncAgent(ScriptedCycle(), NoLine(), store, store.clock).stop()


@pytest.mark.asvs("1.4.3")
def test_it_closes_its_line_when_it_ends(store):
    line = NoLine()
    agent = SyncAgent(ScriptedCycle(), line, store, store.clock)
    agent.start()
    assert agent.stop()
    assert line.is_closed


class TestWaiting:
    @pytest.mark.fault("F15")
    def test_doubles_with_each_failure_up_to_a_quarter_of_an_hour(self):
        waits = [next_wait_s(failures, draw=lambda: 0) for failures in range(8)]
        assert waits == [60, 60, 120, 240, 480, 900, 900, 900]
        assert next_wait_s(1_000, draw=lambda: 0) == BACK_OFF_MAX_S

    def test_is_spread_so_that_counters_do_not_come_all_at_once(self):
        waits = {next_wait_s(0) for _ in range(50)}
        assert len(waits) > 40
        assert all(INTERVAL_S * (1 - JITTER) <= wait <= INTERVAL_S for wait in waits)

    @pytest.mark.fault("F15")
    def test_is_as_long_as_the_county_asked_for_and_spread_beyond_it(self):
        waits = {next_wait_s(1, asked_s=8) for _ in range(50)}
        assert len(waits) > 40
        assert all(8 <= wait <= 12 for wait in waits)

    def test_is_never_longer_than_a_quarter_of_an_hour_whatever_the_county_asks(self):
        assert next_wait_s(1, asked_s=86_400) == BACK_OFF_MAX_S


@pytest.mark.fault("F15")
def test_a_clerk_who_saves_does_not_shorten_what_the_county_asked_for(run_agent):
    agent, news = run_agent(CountyBusy("busy", retry_after_s=0.4), SyncReport())
    assert news.get(timeout=WAIT_S).error_code == "county-busy"
    began = time.monotonic()
    while news.empty():
        agent.nudge()
    assert time.monotonic() - began >= 0.4
    assert news.get(timeout=WAIT_S).lamp is Lamp.ONLINE


def test_a_counter_without_a_county_says_so_and_keeps_its_events(store):
    note(store)
    line = UnsetLine(store)
    line.nudge()
    line.subscribe(lambda news: None)
    assert (line.status().lamp, line.status().unacknowledged) == (Lamp.NOT_SET_UP, 1)


def test_a_whole_agent_brings_events_to_a_real_county(county, counter):
    note(counter.store)
    line = counter.transport._line
    agent = SyncAgent(counter.cycle, line, counter.store, counter.store.clock)
    is_online = threading.Event()
    agent.subscribe(lambda news: is_online.set() if news.lamp is Lamp.ONLINE else None)
    agent.start()
    assert is_online.wait(WAIT_S)
    assert agent.stop()
    assert agent.status().unacknowledged == 0
    assert agent.status().clock_offset_ms is not None
