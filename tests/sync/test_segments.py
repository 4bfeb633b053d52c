"""One signature a run of chained events: who may go without one, and what becomes of the run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from sync.client.batches import Batches
from sync.codec import event_id
from sync.protocol import Exchange, Push
from sync.segments import link_of, vouched_for, without_vouched
from sync.server.admission import revoke
from sync.server.schema import device_keys, devices, events, quarantine
from tests.sync.made_up import note
from tests.sync.test_packing import a_chain, an_event


@pytest.fixture
def county(silent):
    return silent


@pytest.fixture
def new_counter(new_silent_counter):
    return new_silent_counter


def stored(county) -> dict[str, bytes]:
    return {
        row.event_id: bytes(row.signature)
        for row in county.rows(select(events.c.event_id, events.c.signature))
    }


def aside(county) -> dict[str, str]:
    return {
        r.event_id: r.reason
        for r in county.rows(select(quarantine.c.event_id, quarantine.c.reason))
    }


def push(counter, pushed):
    """Push events as they are; returns acks by outcome and refusals by reason."""
    hello = counter.cycle.talk.stand(parked=0).hello
    message = Exchange(hello=hello, push=Push(epoch=hello.epoch, events=tuple(pushed)))
    answer = counter.transport.exchange(message)
    return {refused.event_id: refused.reason for refused in answer.push.refusals}


def own(counter) -> list:
    return [kept.event for kept in counter.store.kept.values()]


def bare(event):
    return replace(event, signature=b"")


def test_only_the_last_of_each_run_keeps_its_signature():
    one = a_chain([{"text": str(i)} for i in range(5)])
    other = an_event(9, "ab" * 32, device="e" * 16)
    sent = without_vouched([*one, other])
    assert [len(event.signature) for event in sent] == [0, 0, 0, 0, 64, 64]
    torn = without_vouched([one[0], one[1], one[3], one[4]])
    assert [len(event.signature) for event in torn] == [0, 64, 0, 64]


def test_a_fork_has_one_signature_a_branch():
    trunk = a_chain([{}, {}])
    tip = event_id(trunk[1].data)
    left, right = an_event(3, tip, body={"b": 1}), an_event(3, tip, body={"b": 2})
    sent = without_vouched([*trunk, left, right])
    assert [len(event.signature) for event in sent] == [0, 0, 64, 64]


def test_who_vouches_does_not_depend_on_the_order():
    links = [link_of(event.data) for event in a_chain([{}] * 4)]
    names = [link.event_id for link in links]
    for order in (links, links[::-1], [links[2], links[0], links[3], links[1]]):
        assert vouched_for(order, [names[3]]) == dict.fromkeys(names[:3], names[3])
        assert vouched_for(order, [names[1]]) == {names[0]: names[1]}
        assert vouched_for(order, []) == {}


def test_a_run_with_one_signature_is_stored_whole(county, counter):
    counter.sync()
    for i in range(6):
        note(counter.store, str(i))
    run = own(counter)[-6:]
    assert push(counter, without_vouched(run)) == {}
    kept = stored(county)
    assert [len(kept[event_id(event.data)]) for event in run] == [0, 0, 0, 0, 0, 64]


def test_a_lone_unsigned_event_is_refused_and_never_stored(county, counter):
    counter.sync()
    name = note(counter.store)
    assert push(counter, [bare(own(counter)[-1])]) == {name: "not-vouched"}
    assert name not in stored(county)
    assert name not in aside(county)
    counter.sync()
    assert len(stored(county)[name]) == 64


def test_a_tampered_middle_event_breaks_the_run_there(county, counter):
    counter.sync()
    names = [note(counter.store, str(i)) for i in range(4)]
    run = list(without_vouched(own(counter)[-4:]))
    forged = replace(run[1], data=run[1].data.replace(b'"1"', b'"9"'))
    refused = push(counter, [run[0], forged, run[2], run[3]])
    # What the last one names is still vouched for; what the forged one names is not.
    assert refused == {names[0]: "not-vouched", event_id(forged.data): "not-vouched"}
    assert set(names[2:]) <= set(stored(county))
    counter.sync()
    assert set(names) <= set(stored(county))


def test_a_bad_signature_at_the_end_costs_the_others_nothing(county, counter):
    counter.sync()
    names = [note(counter.store, str(i)) for i in range(4)]
    run = list(without_vouched(own(counter)[-4:]))
    refused = push(counter, [*run[:3], replace(run[3], signature=bytes(64))])
    assert refused == dict.fromkeys(names[:3], "not-vouched") | {names[3]: "bad-signature"}
    assert counter.sync().unsynced == 0
    assert set(names) <= set(stored(county))
    assert counter.store.parked() == {}


def test_another_devices_signature_vouches_for_nobody(county, counter, new_counter):
    other = new_counter()
    counter.sync()
    other.sync()
    name = note(counter.store)
    target = own(counter)[-1]
    other.store.chain = (link_of(target.data).n, name)  # As if it went on from there.
    note(other.store)
    assert push(other, [bare(target), own(other)[-1]]) == {name: "not-vouched"}


def test_what_the_log_names_needs_no_signature(county, counter):
    """A run too long for one batch goes from its end: the county has what names the rest."""
    counter.sync()
    names = [note(counter.store, str(i)) for i in range(3)]
    run = own(counter)[-3:]
    assert push(counter, [run[2]]) == {}
    assert push(counter, [bare(run[0])]) == {names[0]: "not-vouched"}
    assert push(counter, [bare(run[1])]) == {}
    assert push(counter, [bare(run[0])]) == {}
    assert push(counter, [bare(run[0]), bare(run[2])]) == {}  # Known already.
    assert set(names) <= set(stored(county))


def test_the_run_of_a_revoked_device_goes_to_quarantine_whole(county, counter, new_counter):
    other = new_counter()
    other.sync()
    names = [note(counter.store, str(i)) for i in range(3)]
    run = without_vouched(own(counter)[-3:])
    key = county.county.key
    assert revoke(county.database, key, counter.store.device, at_ms=county.time())
    assert push(other, run) == dict.fromkeys(names, "key-revoked")  # The sender is told why.
    assert aside(county) == dict.fromkeys(names, "key-revoked")


def test_the_run_of_an_unknown_device_goes_to_quarantine_whole(county, counter):
    counter.sync()
    run = without_vouched([*a_chain([{}] * 3)])
    assert push(counter, run) == {event_id(e.data): "key-unknown" for e in run}
    assert aside(county) == {event_id(e.data): "key-unknown" for e in run}


class TestAfterARestore:
    """A counter offers what a peer made, and has no signature for most of it."""

    @pytest.fixture
    def heir(self, county, counter, new_counter):
        """A counter that pulled a peer's run of six with one signature, before a restore."""
        heir = new_counter()
        counter.sync()
        self.names = [note(counter.store, str(i)) for i in range(6)]
        push(counter, without_vouched(own(counter)[-6:]))
        heir.sync()
        held = [heir.store.kept[name].event.signature for name in self.names]
        assert [len(each) for each in held] == [0, 0, 0, 0, 0, 64]
        with county.database.writing() as connection:
            for table in reversed(events.metadata.sorted_tables):
                if table.name not in {devices.name, device_keys.name, "ledger_head"}:
                    connection.execute(table.delete())
        heir.store.restart_stream(epoch=heir.store.position()[0])
        return heir

    def test_the_whole_run_comes_back(self, county, heir):
        assert heir.sync().unsynced == 0
        assert set(self.names) <= set(stored(county))

    @pytest.mark.parametrize("limit", [1, 2, 3, 5])
    def test_in_batches_of_any_size(self, county, heir, limit):
        heir.cycle._batches._limit = limit
        for _ in range(4):
            heir.cycle._batches._limit = limit
            heir.sync()
        assert heir.store.unacknowledged_count() == 0
        assert set(self.names) <= set(stored(county))

    def test_a_run_without_its_end_waits_and_blocks_nobody(self, county, heir):
        del heir.store.kept[self.names[-1]]
        mine = note(heir.store, "mine")
        report = heir.sync()
        assert mine in stored(county)
        assert not set(self.names) & set(stored(county))
        assert heir.store.parked() == {}
        assert report.unsynced == 5
        batches = Batches(heir.store)
        batches.begin()
        assert batches.next() == {}
