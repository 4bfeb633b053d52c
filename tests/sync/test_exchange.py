"""Whole exchanges between real clients and a real county over HTTP."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select

from sync.client.sync_once import sync_once
from sync.codec import open_anchor, open_header
from sync.protocol import PUSH_EVENTS_MAX, Exchange, Pull, TimeAnchor
from sync.server.schema import events, security_events
from tests.fakes.counties import line_to
from tests.sync.conftest import COUNTER, OTHER_TOWNSHIP, SAME_TOWNSHIP
from tests.sync.made_up import a_hello, note


def stored(county) -> list[str]:
    return [
        row.event_id
        for row in county.rows(select(events.c.event_id).order_by(events.c.server_sequence))
    ]


@pytest.mark.asvs("16.4.3")
def test_one_exchange_brings_every_event_to_the_county_and_its_signature_back(county, counter):
    names = [note(counter.store, f"第 {i} 次") for i in range(3)]

    report = counter.sync()

    assert stored(county)[:3] == names
    assert report.unsynced == 0
    assert report.acknowledged == report.pushed == 4  # Three notes and the time anchor.
    assert report.county_reachable
    assert report.bytes_sent > 0 < report.bytes_received
    assert report.round_trips == 3  # First contact, the notes, the anchor.
    assert counter.store.acks


def test_a_counter_with_nothing_to_say_needs_one_round_trip(counter):
    counter.sync()

    report = counter.sync()

    assert report.round_trips == 1
    assert (report.pushed, report.pulled, report.unsynced) == (0, 0, 0)


def anchors(counter) -> list[tuple[int, TimeAnchor]]:
    """Return the time anchors in a counter's chain, each with its place."""
    headers = [open_header(kept.event.data) for kept in counter.store.kept.values()]
    return [
        (header.n, open_anchor(base64.b64decode(header.body["data"])))
        for header in headers
        if header.type == "time.anchored"
    ]


class TestTheCountysTime:
    def test_is_an_event_every_ten_minutes_while_nothing_happens(self, counter):
        counter.sync()
        for _ in range(9):
            counter.store.clock.pass_by(minutes=1)
            assert counter.sync().round_trips == 1
        assert len(anchors(counter)) == 1

        counter.store.clock.pass_by(minutes=1)
        counter.sync()
        assert len(anchors(counter)) == 2
        assert counter.store.unacknowledged_count() == 0

    def test_is_an_event_within_a_minute_of_an_event_of_our_own(self, counter):
        counter.sync()
        note(counter.store)
        counter.store.clock.pass_by(seconds=59)
        counter.sync()
        assert len(anchors(counter)) == 1

        counter.store.clock.pass_by(seconds=1)
        counter.sync()
        assert len(anchors(counter)) == 2

    def test_an_anchor_alone_needs_no_other(self, counter):
        counter.sync()
        note(counter.store)
        for _ in range(9):
            counter.store.clock.pass_by(minutes=1)
            counter.sync()
        assert len(anchors(counter)) == 2

    def test_is_an_event_at_the_first_contact_of_each_run(self, counter):
        counter.sync()
        counter.over(counter.transport).run()
        assert len(anchors(counter)) == 2

    def test_names_what_stood_in_the_chain_when_it_was_asked_for(self, counter):
        class Busy:
            """A clerk writes while the first answer with a push is on its way."""

            def exchange(self, message):
                answer = counter.transport.exchange(message)
                if not anchors(counter):
                    note(counter.store, "途中")
                return answer

        first = note(counter.store)
        counter.over(Busy()).run()

        ((place, anchor),) = anchors(counter)
        assert anchor.head == list(counter.store.kept)[1] != first
        assert (anchor.head_n, place) == (2, 4), "the third event may be later than the anchor"

    def test_when_each_event_came_is_told_to_everybody(self, county, new_counter):
        one, other = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
        name = note(one.store)
        one.sync()
        other.sync()
        one.sync()

        at_county = {row.event_id: row.received_at_ms for row in county.rows(select(events))}
        for each in (one, other):
            assert each.store.kept[name].received_at_ms == at_county[name]


def test_more_events_than_fit_into_one_push_go_in_several(county, counter):
    names = [note(counter.store, str(i)) for i in range(PUSH_EVENTS_MAX + 50)]

    report = counter.sync()

    assert stored(county)[: len(names)] == names
    assert report.round_trips == 3  # First contact, 1,200, and 50 with the time anchor.
    assert report.unsynced == 0


@pytest.mark.asvs("8.2.2", "8.4.1")
def test_events_of_a_township_reach_its_other_counters_and_nobody_else(county, new_counter):
    here, beside, elsewhere = (
        new_counter(code) for code in (COUNTER, SAME_TOWNSHIP, OTHER_TOWNSHIP)
    )
    name = note(here.store)

    for each in (here, beside, elsewhere):
        each.sync()

    assert name in beside.store.kept
    assert name not in elsewhere.store.kept
    assert open_header(beside.store.kept[name].event.data).device == here.store.device


@pytest.mark.asvs("15.3.1")
def test_ones_own_events_come_back_as_ids_unless_their_data_is_asked_for(new_counter):
    one, other = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
    note(one.store)
    one.sync()
    epoch = one.store.position()[0]

    def come_with_data(counter, own: str) -> set[bool]:
        pull = Pull(epoch=epoch, position=0, own=own)
        answer = counter.transport.exchange(Exchange(hello=a_hello(epoch=epoch), pull=pull))
        return {entry.event is not None for entry in answer.pull.entries}

    assert come_with_data(one, "ids") == {False}
    assert come_with_data(one, "data") == {True}
    assert come_with_data(other, "ids") == {True}


def test_a_page_ends_at_its_limit_and_at_its_bytes_and_says_that_there_is_more(counter):
    for _ in range(5):
        note(counter.store)
    counter.sync()
    epoch = counter.store.position()[0]

    def page(**limits):
        pull = Pull(epoch=epoch, position=1, own="data", **limits)
        hello = a_hello(epoch=epoch)
        answer = counter.transport.exchange(Exchange(hello=hello, pull=pull)).pull
        return [entry.position for entry in answer.entries], answer.position, answer.more

    assert page(limit=2) == ([2, 3], 3, True)
    assert page(bytes_max=1) == ([2], 2, True)
    assert page() == ([2, 3, 4, 5, 6], 6, False)


def test_two_counters_of_one_township_end_with_the_same_order(new_counter):
    one, other = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
    for turn in range(5):
        note(one.store, f"one {turn}")
        note(other.store, f"other {turn}")
        (one if turn % 2 else other).sync()
    for each in (one, other, one, other):
        each.sync()

    assert one.store.order() == other.store.order()
    assert one.store.position() == other.store.position()
    assert one.store.unacknowledged_count() == other.store.unacknowledged_count() == 0


@pytest.mark.asvs("16.2.2")
@pytest.mark.fault("F9")
@pytest.mark.parametrize("years", [-17, 30])
def test_a_wrong_clock_is_told_and_stops_nothing(counter, years):
    county_says = timedelta(days=365 * years)
    counter.store.clock.wall += county_says
    note(counter.store)

    report = counter.sync()

    assert report.unsynced == 0
    offset = counter.cycle.county.clock_offset_ms
    assert abs(offset - county_says.total_seconds() * 1000) < 60_000


def test_the_countys_log_holds_no_security_event_after_an_ordinary_day(county, counter):
    note(counter.store)
    counter.sync()
    assert county.rows(select(security_events)) == []


def test_a_county_that_cannot_be_reached_is_an_answer_of_the_command(counter, county):
    note(counter.store)
    key = counter.store.key
    with line_to("http://127.0.0.1:9", counter.store.device, key, county.key) as nowhere:
        report = sync_once(counter.side, nowhere)

    assert not report.county_reachable
    assert (report.unsynced, report.round_trips) == (1, 0)
