"""What a clerk sees and may do while the counter exchanges: words, pause, cancel, alarms."""

from __future__ import annotations

import queue
import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.county_word import CountyWord
from counter_app.domain.delivery import Waiting
from counter_app.domain.desk_news import Lamp
from counter_app.domain.errors import CountyFault, MassChangeHeld, Offline
from counter_app.domain.terms import name_of
from sync.client.agent import CANCELLED, SyncAgent
from sync.client.alarms import SET_ASIDE, STALLED, STALLED_ROUNDS, STATE_DIFFERS, StallWatch
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.report import Progress, SyncReport
from sync.protocol import PUSH_EVENTS_MAX
from sync.server.county_key import CountyKey
from sync.simulation.memory_store import MemoryStore
from tests.fakes.counties import line_to
from tests.fakes.stub_servers import answering, http
from tests.sync.made_up import note
from tests.sync.test_agent import NoLine, ScriptedCycle

WAIT_S = 10.0
REACHED = SyncReport(county_reachable=True)


@pytest.fixture
def store():
    return MemoryStore("0a" * 8, "11019901201")


@pytest.fixture
def run_agent(store):
    started = []

    def start(*acts, cycle=None):
        cycle = cycle or ScriptedCycle(*acts, store=store)
        agent = SyncAgent(cycle, NoLine(), store, store.clock)
        news: queue.Queue = queue.Queue()
        agent.subscribe(lambda told: news.put(told) if told.lamp is not Lamp.SYNCING else None)
        agent.start()
        started.append(agent)
        return agent, news

    yield start
    for agent in started:
        assert agent.stop()


def ends(agent, news, rounds: int) -> list:
    told = []
    for _ in range(rounds):
        told.append(news.get(timeout=WAIT_S))
        agent.nudge()
    return told


def test_the_lamp_has_four_words_for_the_clerk():
    lamps = (Lamp.ONLINE, Lamp.OFFLINE, Lamp.OVERDUE, Lamp.TROUBLE)
    assert [name_of(lamp) for lamp in lamps] == ["在线", "离线可办", "离线超期", "有异常件"]


@pytest.mark.parametrize(("days", "lamp"), [(6, Lamp.OFFLINE), (9, Lamp.OVERDUE)])
def test_offline_for_longer_than_permitted_is_another_word(run_agent, store, days, lamp):
    until = store.clock.now() + timedelta(days=7)
    store.keep_county_word(CountyWord(permitted_until=until))
    store.clock.pass_by(days=days)
    _, news = run_agent(Offline())
    told = news.get(timeout=WAIT_S)
    assert (told.lamp, told.permissions_until) == (lamp, until)


class TestAlarms:
    def test_a_stall_is_told_in_the_third_round_and_ends_with_progress(self, run_agent, store):
        note(store)
        agent, news = run_agent(
            REACHED, REACHED, CountyFault(), SyncReport(county_reachable=True, acknowledged=1)
        )
        agent._cycle.report = REACHED
        told = ends(agent, news, 4)
        assert [each.error_code for each in told] == ["", "", "county-fault", ""]

    @pytest.mark.parametrize("rounds", [STALLED_ROUNDS - 1, STALLED_ROUNDS])
    def test_a_stall_is_three_rounds_with_the_county_and_without_progress(self, rounds):
        watch = StallWatch()
        for _ in range(rounds):
            watch.after(SyncReport(county_reachable=False), Waiting(unacknowledged=1))
            watch.after(REACHED, Waiting(unacknowledged=1))
        assert watch.is_stalled is (rounds == STALLED_ROUNDS)
        watch.after(REACHED, Waiting(unacknowledged=0))
        assert not watch.is_stalled

    def test_what_is_set_aside_is_no_stall(self):
        watch = StallWatch()
        for _ in range(9):
            watch.after(REACHED, Waiting(unacknowledged=2, parked=1, quarantined=1))
        assert not watch.is_stalled

    def test_each_alarm_is_told_though_the_line_works(self, run_agent, store):
        name = note(store)

        def aside(cycle):
            store.park(name, "bad-signature")
            return REACHED

        def held(cycle):
            cycle.held = MassChangeHeld()
            return REACHED

        def differs(cycle):
            cycle.held, cycle.state_differs = None, True
            store.kept.clear()
            return REACHED

        agent, news = run_agent(aside, held, differs)
        told = ends(agent, news, 3)
        assert [each.error_code for each in told] == [
            SET_ASIDE.code,
            MassChangeHeld.code,
            STATE_DIFFERS.code,
        ]
        assert {each.lamp for each in told} == {Lamp.TROUBLE}
        assert told[0].parked == 1
        assert told[1].is_held
        assert STALLED.advice != SET_ASIDE.advice

    def test_an_accepted_mass_change_is_tried_at_once(self, run_agent):
        agent, news = run_agent(REACHED)
        news.get(timeout=WAIT_S)
        agent.accept_mass_change()
        assert agent._cycle.is_accepted


class TestPausing:
    def test_nothing_is_tried_until_it_is_resumed(self, run_agent):
        agent, news = run_agent()
        news.get(timeout=WAIT_S)
        agent.pause()
        told = news.get(timeout=WAIT_S)
        assert told.is_paused
        assert told.next_try_at is None
        runs = agent._cycle.runs
        agent.nudge()
        assert agent._cycle.runs == runs
        agent.resume()
        assert not news.get(timeout=WAIT_S).is_paused
        assert agent._cycle.runs == runs + 1

    def test_it_may_be_stopped_while_it_is_paused(self, run_agent):
        agent, news = run_agent()
        news.get(timeout=WAIT_S)
        agent.pause()
        news.get(timeout=WAIT_S)

    def test_a_run_under_way_ends_after_its_present_message(self, silent, new_silent_counter):
        counter = new_silent_counter("11019901201")
        counter.sync()
        for i in range(PUSH_EVENTS_MAX + 50):
            note(counter.store, str(i))
        counter.cycle.may_go_on = lambda: False
        counter.sync()
        assert counter.store.unacknowledged_count() == 50
        counter.cycle.may_go_on = lambda: True
        counter.sync()
        assert counter.store.unacknowledged_count() == 0


class TestCancelling:
    def test_breaks_the_exchange_off_and_counts_as_no_failure(self, run_agent):
        began, broken = threading.Event(), threading.Event()

        def hanging(cycle):
            began.set()
            assert broken.wait(WAIT_S)
            return Offline("broken off")

        agent, news = run_agent(hanging)
        agent._line.break_off = broken.set
        assert began.wait(WAIT_S)
        agent.cancel()
        told = news.get(timeout=WAIT_S)
        assert (told.error_code, told.advice) == (CANCELLED.code, CANCELLED.advice)
        agent.nudge()
        assert news.get(timeout=WAIT_S).lamp is Lamp.ONLINE


def test_progress_is_told_while_it_runs(run_agent):
    def sending(cycle):
        for sent in (200, 400):
            cycle.on_progress(Progress(sent=sent, to_send=450, pages=1))
        return REACHED

    cycle = ScriptedCycle(sending)
    heard = []
    agent = SyncAgent(cycle, NoLine(), cycle.store, cycle.store.clock)
    agent.subscribe(lambda told: heard.append((told.lamp, told.sent, told.to_send)))
    agent._exchange()
    assert (Lamp.SYNCING, 400, 450) in heard


@pytest.mark.fault("F15")
@pytest.mark.lesson(13)
@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    "answer",
    [
        http("500 Internal Server Error", b"<html>"),
        http("502 Bad Gateway", b"<html>", content_type="text/html"),
        http("503 Unavailable", b"", "Retry-After: 9"),
        http("429 Too Many Requests", b"{}", "Retry-After: 5", content_type="application/json"),
        http("200 OK", b"<html>Please log in</html>"),
        http("200 OK", b'{"hello":{}}', content_type="application/json"),
        http("200 OK", b'{"hello":{}}', content_type="text/plain"),
        http("204 No Content", b""),
        http("302 Found", b"", "Location: http://127.0.0.1:9/login"),
        b"",
    ],
    ids=["500", "502", "503", "429", "portal", "unsigned", "wrong-type", "204", "redirect", "cut"],
)
def test_no_answer_but_the_signed_one_turns_the_lamp_green(store, answer):
    name = note(store)
    key = CountyKey(Ed25519PrivateKey.generate())
    with answering(answer) as url, line_to(url, store.device, store.key, key.public) as line:
        side = CounterSide(
            store=store,
            unit_of_work=store,
            clock=store.clock,
            device=store.device,
            county_key=key.public,
        )
        agent = SyncAgent(SyncCycle(side, line), NoLine(), store, store.clock)
        agent._exchange()
    told = agent.status()
    assert told.lamp is Lamp.OFFLINE
    assert told.unacknowledged == 1
    assert told.oldest_waiting_at is not None
    assert told.last_ack_at is None
    assert store.kept[name].sequence is None
