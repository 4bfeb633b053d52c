"""The reader's thread: news in order, plugs pulled and put back, and stopping in time."""

from __future__ import annotations

import contextlib
import os
import threading
import time

import pytest

from counter_app.devices.card_frames import Request, encode_frame
from counter_app.devices.discovery import SerialPort
from counter_app.devices.link import Link
from counter_app.devices.reader_monitor import MonitorPace, ReaderMonitor, ReaderSettings
from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import INSTANT, VirtualReader
from counter_app.domain.reader_news import (
    READER_STATE_WORDS,
    CardRead,
    PortIdentity,
    PortVerdict,
    ReaderState,
    ReaderStateChanged,
    RememberedPort,
)
from counter_app.runtime.system_clock import SystemClock
from tests.devices.conftest import ENDPOINTS

PERSON = invent_card(seed=7)
ADAPTER = PortIdentity(vid=0x1A86, pid=0x7523, serial_number="R1", location="1-2")
HASTY = MonitorPace(reopen_ms=30, reopen_busy_ms=60)


class News:
    """Collects what a monitor tells, and waits for it."""

    def __init__(self):
        self.all = []
        self._changed = threading.Condition()

    def __call__(self, news):
        with self._changed:
            self.all.append(news)
            self._changed.notify_all()

    def wait_for(self, is_wanted, timeout_s=5.0):
        with self._changed:
            came = self._changed.wait_for(lambda: any(map(is_wanted, self.all)), timeout_s)
            assert came, self.all
            return next(filter(is_wanted, self.all))

    def state(self, state):
        return self.wait_for(lambda news: getattr(news, "state", None) is state)

    def cards(self, count):
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._cards()) >= count, 5.0)
            assert came, self.all
            return self._cards()

    def forget(self):
        with self._changed:
            self.all.clear()

    def _cards(self):
        return [news for news in self.all if isinstance(news, CardRead)]


@contextlib.contextmanager
def watching(port, **options):
    told = News()
    remembered = RememberedPort(name=port) if isinstance(port, str) else port
    list_ports = options.pop("list_ports", list)
    monitor = ReaderMonitor(
        remembered,
        clock=SystemClock(),
        settings=ReaderSettings(pace=HASTY, **options),
        list_ports=list_ports,
    )
    monitor.subscribe(told)
    monitor.start()
    try:
        yield monitor, told
    finally:
        monitor.stop()


@pytest.fixture(params=ENDPOINTS)
def reader(request):
    with VirtualReader(request.param, timing=INSTANT) as reader:
        yield reader


def test_a_reader_is_ready_and_is_asked_for_nothing_while_no_page_wants_a_card(reader):
    with watching(reader.url) as (_, told):
        told.state(ReaderState.READY)
        assert reader.requests == ("SAM_STATUS",)


def test_a_wanted_card_is_told_once_and_again_only_after_it_was_lifted(reader):
    with watching(reader.url) as (monitor, told):
        told.state(ReaderState.READY)
        monitor.want_card(is_wanted=True)
        told.wait_for(lambda news: news.text == "请把身份证放在读卡器上")
        reader.put(PERSON)
        (read,) = told.cards(1)
        assert read.card.number == PERSON.fields["number"]
        assert read.appended_address is None
        told.state(ReaderState.LIFT)
        assert reader.wait_for_requests(len(reader.requests) + 4)
        assert len(told.cards(1)) == 1
        reader.lift()
        reader.put(invent_card(seed=8))
        assert told.cards(2)[0] is read
    states = [news.state for news in told.all if isinstance(news, ReaderStateChanged)]
    assert states[:4] == [
        ReaderState.READY, ReaderState.READY, ReaderState.READING, ReaderState.LIFT,
    ]  # fmt: skip


def test_the_appended_address_comes_with_the_card_when_the_form_needs_it(reader):
    moved = next(c for s in range(20) if (c := invent_card(seed=s)).appended_address)
    reader.put(moved)
    with watching(reader.url) as (monitor, told):
        monitor.want_card(is_wanted=True, with_address=True)
        assert told.cards(1)[0].appended_address == moved.appended_address


def test_read_now_looks_once_though_no_page_wants_a_card(reader):
    reader.put(PERSON)
    with watching(reader.url) as (monitor, told):
        told.state(ReaderState.READY)
        monitor.read_now()
        told.cards(1)
        assert reader.requests.count("FIND") == 1


def test_cards_are_looked_for_in_the_background_if_the_settings_say_so(reader):
    reader.put(PERSON)
    with watching(reader.url, looks_in_background=True) as (_, told):
        told.cards(1)


@pytest.mark.parametrize(
    ("fault", "on", "state", "words", "code"),
    [
        (("status", 0, 0, 0x41), Request.READ, ReaderState.LIFT, "再放一次", "41"),
        (("status", 0, 0, 0x40), Request.READ, ReaderState.LIFT, "不是居民身份证", "40"),
        (("not_authorised",), Request.FIND, ReaderState.FAULT, "联系维护人员", "66"),
        (("dialect_stx",), Request.FIND, ReaderState.FAULT, "通信方式", "D110"),
        (("raw", encode_frame(b"\0\0\x90\1\0\4\0\0")), Request.READ,
         ReaderState.LIFT, "不完整", "inner-length-mismatch"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_the_clerks_words(reader, fault, on, state, words, code):
    reader.put(PERSON)
    reader.fault(*fault, on=on, is_sticky=True)
    with watching(reader.url) as (monitor, told):
        monitor.want_card(is_wanted=True)
        news = told.state(state)
        assert words in news.text
        assert news.detail_code == code
        assert "手工录入" in news.text or "再放一次" in news.text


def test_a_sick_module_is_left_alone_until_somebody_asks_again(reader):
    reader.module.passes_self_test = False
    with watching(reader.url) as (monitor, told):
        monitor.want_card(is_wanted=True)
        told.state(ReaderState.FAULT)
        asked = len(reader.requests)
        reader.module.passes_self_test = True
        reader.put(PERSON)
        assert len(reader.requests) == asked
        monitor.read_now()
        told.cards(1)


@pytest.mark.fault("F19")
def test_silence_closes_and_opens_the_port_again(reader):
    reader.fault("silent", is_sticky=True)
    with watching(reader.url) as (_, told):
        assert "没有应答" in told.state(ReaderState.SILENT).text
        reader.clear_faults()
        told.state(ReaderState.READY)


@pytest.mark.fault("F19")
def test_a_reader_that_falls_silent_between_cards_is_said_to_be(reader):
    with watching(reader.url) as (monitor, told):
        monitor.want_card(is_wanted=True)
        told.state(ReaderState.READY)
        reader.fault("silent", on=Request.FIND, is_sticky=True)
        told.state(ReaderState.SILENT)
        assert [fault.name for fault in reader.fault_log][:3] == ["silent"] * 3
        reader.clear_faults()
        reader.put(PERSON)
        told.cards(1)


@pytest.mark.fault("F19")
def test_a_plug_pulled_in_mid_read_and_put_back_needs_no_click(reader):
    reader.put(PERSON)
    reader.fault("unplug_at", 700, on=Request.READ)
    port = RememberedPort(name=reader.url, identity=ADAPTER)

    def listed():
        return [SerialPort(name=reader.url, identity=ADAPTER)]

    with watching(port, list_ports=listed) as (monitor, told):
        monitor.want_card(is_wanted=True)
        news = told.state(ReaderState.ABSENT)
        assert "已断开" in news.text
        assert "已填内容都在" in news.text
        reader.replug()
        assert told.cards(1)[0].card.number == PERSON.fields["number"]
    assert [fault.name for fault in reader.fault_log] == ["unplug_at"]


@pytest.mark.fault("F19")
def test_a_loose_plug_that_makes_contact_again_is_used_again(reader):
    reader.put(PERSON)
    reader.fault("replug", 60, on=Request.FIND, at=2)
    port = RememberedPort(name=reader.url, identity=ADAPTER)

    def listed():
        return [SerialPort(name=reader.url, identity=ADAPTER)]

    with watching(port, list_ports=listed) as (monitor, told):
        monitor.want_card(is_wanted=True)
        told.cards(1)
        told.state(ReaderState.ABSENT)
        told.wait_for(lambda _: _states(told)[-1] in {ReaderState.READY, ReaderState.LIFT})
        reader.lift()
        reader.put(PERSON)
        told.cards(2)
    assert [fault.name for fault in reader.fault_log] == ["replug"]


def _states(told):
    return [news.state for news in told.all if isinstance(news, ReaderStateChanged)]


@pytest.mark.fault("F19")
def test_an_adapter_that_comes_back_under_another_name_is_found_by_what_it_is():
    with VirtualReader("pty", timing=INSTANT) as reader:
        first_name = reader.url
        plugged = [SerialPort(name=first_name, identity=ADAPTER)]
        port = RememberedPort(name=first_name, identity=ADAPTER)
        with watching(port, list_ports=lambda: list(plugged)) as (monitor, told):
            monitor.want_card(is_wanted=True)
            told.state(ReaderState.READY)
            plugged.clear()
            reader.unplug()
            told.state(ReaderState.ABSENT)
            held = os.openpty()  # Takes the old name.
            reader.replug()
            assert reader.url != first_name
            reader.put(PERSON)
            plugged[:] = [
                SerialPort(name=first_name),
                SerialPort(name=reader.url, identity=ADAPTER),
            ]
            told.cards(1)
            for end in held:
                os.close(end)


def test_the_sentence_about_unplugging_stays_while_the_reader_is_away(reader):
    with watching(reader.url) as (_, told):
        told.state(ReaderState.READY)
        told.forget()
        reader.unplug()
        news = told.state(ReaderState.ABSENT)
        assert news.detail_code == "D104"
        reader.replug()
    assert [each.detail_code for each in told.all if each.state is ReaderState.ABSENT] == ["D104"]


def test_a_missing_port_is_told_once_and_tried_again():
    with VirtualReader("tcp", timing=INSTANT) as reader:
        reader.unplug()
        with watching(reader.url) as (_, told):
            assert "没有找到读卡器" in told.state(ReaderState.ABSENT).text
            reader.replug()
            told.state(ReaderState.READY)
        assert len([n for n in told.all if n.state is ReaderState.ABSENT]) == 1


def test_a_busy_port_is_named_and_taken_when_it_is_free():
    with VirtualReader("pty", timing=INSTANT) as reader:
        other_program = Link(reader.url)
        with watching(reader.url) as (_, told):
            news = told.state(ReaderState.BUSY_PORT)
            assert reader.url in news.text
            other_program.close()
            told.state(ReaderState.READY)


def test_without_a_port_the_reader_is_disabled_until_a_search_finds_one(reader):
    searched = News()
    ports = [SerialPort(name=reader.url, identity=ADAPTER), SerialPort(name="COM9")]
    with watching(None, list_ports=lambda: ports, owned_ports={"COM9"}) as (monitor, told):
        told.state(ReaderState.DISABLED)
        monitor.read_now()
        monitor.search_ports(searched)
        told.state(ReaderState.SEARCHING)
        finished = searched.wait_for(lambda news: news.is_finished)
        told.state(ReaderState.READY)
    assert [finding.verdict for finding in finished.findings] == [
        PortVerdict.READER, PortVerdict.OWNED,
    ]  # fmt: skip
    assert finished.chosen == monitor.port
    assert monitor.port.identity == ADAPTER
    assert "找到读卡器" in finished.findings[0].text


def test_a_search_while_the_reader_is_in_use_lets_go_of_it_first(reader):
    searched = News()
    with watching(reader.url) as (monitor, told):
        monitor.want_card(is_wanted=True)
        told.state(ReaderState.READY)
        monitor.search_ports(searched)
        finished = searched.wait_for(lambda news: news.is_finished)
        assert [finding.verdict for finding in finished.findings] == [PortVerdict.READER]


@pytest.mark.parametrize("fault", ["silent", "late"])
def test_stopping_takes_less_than_three_tenths_of_a_second(reader, fault):
    reader.fault(fault, *([5_000] if fault == "late" else []), on=Request.FIND, is_sticky=True)
    with watching(reader.url) as (monitor, told):
        monitor.want_card(is_wanted=True)
        told.state(ReaderState.READY)
        assert reader.wait_for_faults(1)
        started = time.monotonic()
        monitor.stop()
        assert time.monotonic() - started < 0.3


def test_stopping_before_starting_and_twice_is_harmless():
    monitor = ReaderMonitor(None, clock=SystemClock())
    monitor.stop()
    monitor.stop()


def test_a_late_subscriber_learns_the_present_state_at_once(reader):
    late = News()
    with watching(reader.url) as (monitor, told):
        told.state(ReaderState.READY)
        monitor.subscribe(late)
        assert late.all == [told.all[-1]]


def test_every_state_has_its_words():
    assert set(READER_STATE_WORDS) == set(ReaderState)


def test_news_of_a_card_tells_nothing_of_it_by_accident(reader):
    reader.put(PERSON)
    with watching(reader.url) as (monitor, told):
        monitor.read_now()
        (read,) = told.cards(1)
    assert repr(read) == "CardRead(IdentityCard(kind='resident'))"
