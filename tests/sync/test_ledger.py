"""What the county keeps, sets aside, flags and refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from sync.codec import canonical, event_id, open_acks, open_header, seal
from sync.protocol import EVENT_BYTES_MAX, Exchange, Push, SignedEvent
from sync.server import ledger
from sync.server.admission import revoke
from sync.server.schema import chain_flags, events, quarantine, security_events
from sync.signing import Purpose, sign
from tests.sync.conftest import COUNTER, SAME_TOWNSHIP
from tests.sync.made_up import a_hello, note


@pytest.fixture
def county(silent):
    return silent


@pytest.fixture
def new_counter(new_silent_counter):
    return new_silent_counter


def push(counter, *pushed: SignedEvent):
    """Send events by hand; returns outcomes by id, and refusals by id."""
    epoch = counter.transport.exchange(Exchange(hello=a_hello())).hello.epoch
    answer = counter.transport.exchange(
        Exchange(hello=a_hello(epoch=epoch), push=Push(epoch=epoch, events=pushed))
    ).push
    acks = open_acks(answer.acks.data).acks
    refusals = {refused.event_id: refused.reason for refused in answer.refusals}
    return {ack.event_id: ack for ack in acks}, refusals


def signed(store, header) -> SignedEvent:
    return seal(header, lambda data: sign(store.key, Purpose.EVENT, data))


def written(store, **differently) -> SignedEvent:
    """Sign a next event that differs from an ordinary one in some keys of its header."""
    kept = store.kept.pop(note(store))
    return signed(store, replace(open_header(kept.event.data), **differently))


def flags(county) -> set[tuple[str, int]]:
    table = chain_flags
    rows = county.rows(select(table.c.kind, table.c.n).where(table.c.settled_at_ms.is_(None)))
    return {(row.kind, row.n) for row in rows}


def reasons(county) -> list[str]:
    return [row.reason for row in county.rows(select(quarantine.c.reason))]


class TestTheLog:
    def test_keeps_the_very_bytes_that_were_signed(self, county, counter):
        name = note(counter.store)
        counter.sync()
        (row,) = county.rows(select(events).where(events.c.event_id == name))
        assert row.data == counter.store.kept[name].event.data
        assert row.signature == counter.store.kept[name].event.signature

    @pytest.mark.fault("F10")
    def test_gives_an_event_one_place_however_often_and_by_whomever_it_comes(
        self, county, new_counter
    ):
        here, beside = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
        name = note(here.store)
        event = here.store.kept[name].event
        first, _ = push(here, event, event)
        again, _ = push(beside, event)

        assert first[name].outcome == "duplicate"  # The second of the two in one push.
        assert again[name].outcome == "duplicate"
        assert again[name].server_sequence == first[name].server_sequence
        assert again[name].received_at_ms == first[name].received_at_ms

    def test_takes_a_peers_event_from_whoever_has_it(self, county, new_counter):
        here, beside = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
        event = here.store.kept[note(here.store)].event
        acks, _ = push(beside, event)
        assert acks[event_id(event.data)].outcome == "stored"

    def test_does_not_handle_a_push_of_another_epoch(self, county, counter):
        event = counter.store.kept[note(counter.store)].event
        answer = counter.transport.exchange(
            Exchange(hello=a_hello(), push=Push(epoch="00" * 16, events=(event,)))
        )
        assert answer.push.refused == "epoch"
        assert answer.push.acks is None
        assert county.rows(select(events)) == []


class TestWhatNobodySigned:
    @pytest.mark.asvs("16.3.3")
    def test_is_refused_and_leaves_one_security_event(self, county, counter):
        event = counter.store.kept[note(counter.store)].event
        forged = SignedEvent(data=event.data, signature=bytes(64))
        acks, refusals = push(counter, forged)

        assert refusals == {event_id(event.data): "bad-signature"}
        assert event_id(event.data) not in acks
        (row,) = county.rows(select(security_events))
        assert (row.kind, row.device) == ("event-refused", counter.store.device)

    @pytest.mark.parametrize("signature", [b"", b"x", bytes(63), bytes(65), bytes(128)])
    def test_is_refused_whatever_stands_for_a_signature(self, counter, signature):
        event = counter.store.kept[note(counter.store)].event
        _, refusals = push(counter, SignedEvent(data=event.data, signature=signature))
        assert set(refusals.values()) == {"bad-signature" if signature else "not-vouched"}

    @pytest.mark.asvs("2.2.2", "9.1.1")
    def test_changed_in_any_way_is_refused(self, counter):
        event = counter.store.kept[note(counter.store)].event
        _, refusals = push(counter, replace(event, data=event.data.replace(b"clerk", b"chief")))
        assert set(refusals.values()) == {"bad-signature"}

    @pytest.mark.asvs("9.2.2")
    def test_a_request_signature_does_not_serve_for_an_event(self, counter):
        event = counter.store.kept[note(counter.store)].event
        as_request = sign(counter.store.key, Purpose.REQUEST, event.data)
        _, refusals = push(counter, replace(event, signature=as_request))
        assert set(refusals.values()) == {"bad-signature"}

    def test_an_event_over_its_limit_is_refused_alone(self, counter):
        data = b"{" + b" " * EVENT_BYTES_MAX + b"}"
        large = SignedEvent(data=data, signature=sign(counter.store.key, Purpose.EVENT, data))
        good = counter.store.kept[note(counter.store)].event
        acks, refusals = push(counter, large, good)
        assert refusals == {event_id(data): "too-large"}
        assert acks[event_id(good.data)].outcome == "stored"


class TestQuarantine:
    @pytest.mark.threat("T6")
    def test_holds_an_event_of_a_device_nobody_enrolled(self, county, counter):
        event = written(counter.store, device="fe" * 8)
        acks, _ = push(counter, event)
        ack = acks[event_id(event.data)]
        assert (ack.outcome, ack.server_sequence) == ("quarantined", None)
        assert reasons(county) == ["key-unknown"]

    def test_holds_an_event_of_a_generation_whose_key_is_not_known(self, county, counter):
        event = written(counter.store, generation=2, n=1)
        acks, _ = push(counter, event)
        assert acks[event_id(event.data)].outcome == "quarantined"

    @pytest.mark.threat("T6")
    def test_holds_what_a_revoked_device_left_with_its_neighbours(self, county, new_counter):
        gone, neighbour = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
        event = gone.store.kept[note(gone.store)].event
        revoke(county.database, county.county.key, gone.store.device, at_ms=county.time())

        acks, _ = push(neighbour, event)

        assert acks[event_id(event.data)].outcome == "quarantined"
        assert reasons(county) == ["key-revoked"]

    @pytest.mark.parametrize(
        "data",
        [
            b"no json",
            canonical({"v": 2, "kept": "for a newer county"}),
            canonical([1, 2]),
            b"[" * 2_000,
            '{"device":"é"}'.encode(),
        ],
    )
    def test_holds_what_cannot_be_read_though_it_is_signed(self, county, counter, data):
        event = SignedEvent(data=data, signature=sign(counter.store.key, Purpose.EVENT, data))
        acks, _ = push(counter, event)
        assert acks[event_id(data)].outcome == "quarantined"
        assert reasons(county) == ["unreadable"]

    @pytest.mark.asvs("9.1.2", "11.2.2")
    @pytest.mark.parametrize(
        "odd",
        [
            {"case": "x"},
            {"case": "\0" * 32},
            {"n": 0},
            {"prev": "y"},
            {"type": "无效"},
            {"type": "a" * 200 + ".b"},
            {"v": 2},
            {"suite": "sm2-sm3"},
        ],
    )
    def test_holds_a_header_with_odd_values(self, county, counter, odd):
        event = written(counter.store, **odd)
        acks, _ = push(counter, event)
        assert acks[event_id(event.data)].outcome == "quarantined"

    def test_holds_a_newer_header_of_a_peer_under_the_peers_key(self, county, new_counter):
        author, carrier = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
        event = written(author.store, v=2)
        acks, refusals = push(carrier, event)
        assert acks[event_id(event.data)].outcome == "quarantined"
        assert refusals == {event_id(event.data): "unreadable"}, "the sender is told why"

    def test_tells_the_same_when_an_event_comes_again(self, county, counter):
        event = written(counter.store, device="fe" * 8)
        first, _ = push(counter, event)
        again, _ = push(counter, event)
        assert first == again
        assert len(reasons(county)) == 1

    @pytest.mark.threat("T6")
    def test_has_an_end(self, county, counter, monkeypatch):
        monkeypatch.setattr(ledger, "QUARANTINE_EVENTS_MAX", 2)
        strangers = [written(counter.store, device="fe" * 8) for _ in range(4)]
        acks, refusals = push(counter, *strangers)
        assert list(refusals.values()) == ["quarantine-full"] * 2 + ["key-unknown"] * 2
        assert len(reasons(county)) == 2
        assert len(acks) == 2

    def test_is_told_to_the_counter_which_sends_the_event_no_more(self, county, counter):
        store = counter.store
        stranger = written(store, device="fe" * 8)
        name = store.keep(stranger)
        report = counter.sync()
        assert report.quarantined == 1
        assert store.parked() == {name: "quarantined"}
        assert report.unsynced == 1
        assert counter.sync().pushed == 0


class TestChains:
    def test_without_fault_have_no_flag(self, county, counter):
        for _ in range(5):
            note(counter.store)
        counter.sync()
        assert flags(county) == set()

    @pytest.mark.fault("F10")
    def test_with_a_hole_are_flagged_until_it_is_filled(self, county, counter):
        one, two = (counter.store.kept[note(counter.store)].event for _ in range(2))
        push(counter, two)
        assert ("gap", 2) in flags(county)
        push(counter, one)
        assert ("gap", 2) not in flags(county)

    def test_out_of_order_in_one_push_are_whole_at_the_end_of_it(self, county, counter):
        one, two = (counter.store.kept[note(counter.store)].event for _ in range(2))
        push(counter, two, one)
        assert flags(county) == set()

    @pytest.mark.fault("F13")
    def test_that_fork_are_flagged_and_both_branches_kept(self, county, counter):
        note(counter.store)
        counter.sync()
        chain = counter.store.chain
        left = counter.store.kept[note(counter.store, "left")].event
        counter.store.chain = chain
        right = counter.store.kept[note(counter.store, "right")].event
        acks, _ = push(counter, left, right)

        assert {ack.outcome for ack in acks.values()} == {"stored"}
        assert ("forked", chain[0] + 1) in flags(county)
        counter.sync()
        assert "forked" in counter.cycle.county.flags

    def test_that_cite_a_wrong_parent_are_flagged(self, county, counter):
        first = counter.store.kept[note(counter.store)].event
        wrong = written(counter.store, n=7)
        push(counter, first, wrong)
        assert flags(county) == {("wrong-prev", 7)}

    def test_that_start_in_the_middle_without_parent_are_flagged(self, county, counter):
        push(counter, written(counter.store, n=9, prev=""))
        assert ("wrong-prev", 9) in flags(county)

    def test_that_name_another_counter_are_flagged_and_stay_in_their_township(
        self, county, counter
    ):
        note(counter.store, counter="44019900101")
        counter.sync()
        assert flags(county) == {("foreign-counter", 1)}
        assert counter.store.position()[1] == 2  # The note and the anchor stand in our stream.


@pytest.mark.asvs("2.3.4", "15.4.2")
def test_two_threads_pushing_the_same_events_store_each_once(county, new_counter):
    """Pushes race for the head of the log; sequences stay unique and unbroken."""
    counters = [new_counter(f"110199012{number:02}") for number in range(1, 5)]
    for counter in counters:
        counter.sync()
    shared = [counters[0].store.kept[note(counters[0].store)].event for _ in range(40)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda counter: push(counter, *shared)[0], counters))

    places = {tuple(acks[event_id(e.data)].server_sequence for e in shared) for acks in answers}
    assert len(places) == 1
    total = county.rows(select(func.count(), func.max(events.c.server_sequence)))[0]
    assert total[0] == total[1] == 40 + len(counters)
