"""What is left outside the log, or lost here, when one side was put back: found by simulation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sync.codec import ack_of, encode_acks
from sync.protocol import HEADER_VERSION, Acks, Exchange, Push
from sync.server.epochs import ROLLED_BACK
from sync.server.schema import quarantine
from sync.simulation.timeline import HOUR_MS
from tests.sync.conftest import COUNTER, SAME_TOWNSHIP
from tests.sync.couriers import enrolled, round_trip
from tests.sync.made_up import a_hello, note
from tests.sync.put_back import Backups
from tests.sync.real_counter import watching


@pytest.fixture
def one(new_silent_counter):
    return new_silent_counter(COUNTER)


def unreadable(counter) -> str:
    """Write an event that only a newer county can read."""
    return counter.store.write_raw("device.noted", {}, version=HEADER_VERSION + 1)


def aside(county) -> set[str]:
    return {row.event_id for row in county.rows(select(quarantine.c.event_id))}


@pytest.mark.fault("F12")
def test_what_the_county_had_set_aside_is_offered_to_it_again(silent, one, tmp_path):
    """Its quarantine was put back with its log, and the counter had sent the event for good."""
    backups = Backups(silent, tmp_path)
    one.sync()
    backups.make()
    name = unreadable(one)
    note(one.store)
    one.sync()
    one.sync()
    assert aside(silent) == {name}
    assert one.store.parked() == {name: "quarantined"}

    backups.put_back()
    assert aside(silent) == set()
    for _ in range(3):
        one.sync()
    assert aside(silent) == {name}
    assert one.store.parked() == {name: "quarantined"}


@pytest.mark.fault("F12")
def test_an_earlier_receipt_counts_for_what_stands_in_quarantine_now(silent, one):
    """A county put back to before it knew a key sets aside what it had signed for."""
    name = unreadable(one)
    one.sync()
    ((before,),) = silent.rows(select(quarantine.c.received_at_ms))
    earlier = ack_of(name, 7, before - 10_000, "stored")
    acks = Acks(epoch="0" * 32, device=one.store.device, acks=(earlier,))
    shown = silent.county.key.sign_acks(encode_acks(acks))
    push = Push(epoch=one.store.position()[0], events=(), evidence=(shown,))
    one.transport.exchange(Exchange(hello=a_hello(), push=push))
    kept = silent.rows(select(quarantine.c.event_id, quarantine.c.received_at_ms))
    assert kept == [(name, before - 10_000)]


def test_an_event_that_stays_in_quarantine_is_not_compared_in_every_cycle(silent, one):
    """Its block of the chain differs for ever."""
    note(one.store)
    unreadable(one)
    one.sync()
    line = one.cycle.talk._transport = watching(one.transport)
    one.cycle._mending.want()
    one.sync()
    assert 1 <= sum(bool(each.asked.digest) for each in line.seen) <= 3
    before = len(line.seen)
    one.sync()
    assert not any(each.asked.digest for each in line.seen[before:])


@pytest.mark.fault("F13")
def test_a_counter_that_was_put_back_gets_its_events_again_by_stick_alone(silent, tmp_path):
    counter = enrolled(silent, tmp_path)
    store = counter.store
    round_trip(silent, counter)
    image = store.image()
    lost = [note(store, str(number)) for number in range(2)]
    round_trip(silent, counter)
    store.put_back(image)
    assert set(lost).isdisjoint(store.kept)

    round_trip(silent, counter)
    assert set(lost) <= store.kept.keys()
    assert store.position()[1] >= len(lost)


def test_a_page_that_names_own_events_that_are_not_here_is_left(silent, tmp_path, monkeypatch):
    """A county before this sends them without their data; the position must not pass them."""
    monkeypatch.setattr(
        "sync.server.courier_return.ReturnContent._has_all_of_its_own", lambda _: True
    )
    counter = enrolled(silent, tmp_path)
    store = counter.store
    round_trip(silent, counter)
    image = store.image()
    note(store)
    round_trip(silent, counter)
    store.put_back(image)
    before = store.position()

    report = round_trip(silent, counter)
    assert report.pulled == 0
    assert store.position() == before


@pytest.mark.fault("F12")
@pytest.mark.threat("T5")
def test_a_county_that_fell_back_into_an_epoch_it_had_left_draws_another(
    silent, one, new_silent_counter, tmp_path
):
    """Whoever was away in between stands in that epoch, and would have no reason to show acks."""
    other, backups = new_silent_counter(SAME_TOWNSHIP), Backups(silent, tmp_path)
    one.sync()
    other.sync()
    backups.make()
    left = {backups.epoch()}
    name = note(one.store)
    one.sync()
    received_at = backups.received_at(name)
    other.sync()
    backups.put_back()
    other.sync()
    left.add(backups.epoch())
    silent.time.ms += HOUR_MS
    note(other.store)
    other.sync()

    backups.put_back()
    silent.time.ms += 24 * HOUR_MS
    other.sync()
    assert len(left) == 2
    assert backups.epoch() not in left
    assert backups.received_at(name) > received_at
    one.sync()
    assert backups.received_at(name) == received_at
    drawn = backups.drawn()
    one.sync()
    other.sync()
    assert backups.drawn() == drawn == [ROLLED_BACK]
