"""Tests of the test: a counter or a county that is broken on purpose must be found out."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime

import pytest

from counter_app.domain import conflict_fold
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.storage.generations import DeviceKeyring
from sync.client.key_change import KeyChange
from sync.codec import open_header
from sync.protocol import PREFIX_START
from sync.server import device_keys, ledger, streams
from sync.server.courier import CourierDesk
from sync.simulation import check_cases, checkers, nemeses, readings
from sync.simulation.disk import Disk
from sync.simulation.memory_store import MemoryStore
from sync.simulation.node import Node
from sync.simulation.office import CountyOffice
from sync.simulation.readings import reading_of
from tests.sim.conftest import ACTS_ALONE, run


def failures(**how) -> str:
    outcome = run(**{"counters": 4, "days": 1, "seed": 4} | how)
    assert not outcome.is_good
    return "\n".join(outcome.found.failures)


def test_a_counter_that_drops_what_its_neighbours_did(monkeypatch):
    honest = MemoryStore.take

    def drops(self, entries, **stand):
        new = honest(self, entries, **stand)
        if entries[-1].event is not None:
            self.kept.pop(entries[-1].event_id)
        return new

    monkeypatch.setattr(MemoryStore, "take", drops)
    assert "replica" in failures()


def test_a_counter_that_takes_sent_for_received(monkeypatch):
    honest = MemoryStore.unacknowledged

    def believes(self, *, limit, bytes_max):
        batch = honest(self, limit=limit, bytes_max=bytes_max)
        if limit > 1:
            self._open.clear()
        return batch

    monkeypatch.setattr(MemoryStore, "unacknowledged", believes)
    assert "lost" in failures(faults="lost-request,portal,busy,offline", days=3, contacts_a_day=3)


def test_a_counter_that_offers_nothing_again_to_a_restored_county(monkeypatch):
    def forgets_only_the_stream(self, *, epoch, position=0):
        self.stream = (epoch, 0, "")

    monkeypatch.setattr(MemoryStore, "restart_stream", forgets_only_the_stream)
    monkeypatch.setattr(MemoryStore, "offer_again", lambda *_: 0)
    assert "lost" in failures(faults="rollback", days=3)


def test_a_county_that_refuses_what_breaks_the_chain(monkeypatch):
    """The first design: it lost 163 to 194 of 14,000 events a run."""
    honest = ledger.judge

    def strict(connection, caller, pushed, **how):
        return [
            replace(each, header=None, refusal="chain")
            if each.header is not None and _has_sibling(connection, each.header)
            else each
            for each in honest(connection, caller, pushed, **how)
        ]

    monkeypatch.setattr(ledger, "judge", strict)
    found = failures(faults="clone", days=3)
    assert "lost" in found or "stall" in found


def _has_sibling(connection, header) -> bool:
    n, _ = ledger.chains.head_of(connection, header.device, header.generation)
    return n >= header.n


def test_a_county_that_signs_for_events_and_loses_one(monkeypatch):
    honest = ledger._Writer._flush

    def loses(self):
        if len(self._stored) > 2:
            self._stored.pop()
        honest(self)

    monkeypatch.setattr(ledger._Writer, "_flush", loses)
    monkeypatch.setattr(MemoryStore, "offer_again", lambda *_: 0)  # Else it is mended.
    assert "lost" in failures(events_a_day=8)


@pytest.mark.threat("T20")
def test_a_county_that_tells_two_counters_of_a_township_different_histories(monkeypatch):
    """Each history is whole in itself; only the comparison of the hashes shows it."""
    honest = streams.page

    def two_faced(connection, scope, *, after, limit, bytes_max, own):
        page = honest(connection, scope, after=after, limit=limit, bytes_max=bytes_max, own=own)
        if not own.endswith("3") or not page.entries:
            return page
        entries = page.entries[:-1]
        position = entries[-1].position if entries else after
        prefix_hash = streams.prefix_at(connection, scope, position) or PREFIX_START
        return replace(page, entries=entries, position=position, prefix_hash=prefix_hash)

    monkeypatch.setattr(streams, "page", two_faced)
    assert "prefix hashes" in failures()


def test_a_county_that_flags_nobody(monkeypatch):
    monkeypatch.setattr(ledger.chains, "flag", lambda *_, **__: None)
    monkeypatch.setattr(KeyChange, "heard", lambda *_: None)  # Else they notice.
    assert "clone not flagged" in failures(faults="clone", days=3)


def test_a_copy_that_goes_on_under_the_key_of_the_other(monkeypatch):
    monkeypatch.setattr(KeyChange, "heard", lambda *_: None)
    assert "two copies write under one key" in failures(faults="clone", days=3)


@pytest.mark.lesson(43)
def test_a_restored_counter_that_gives_its_numbers_again(monkeypatch):
    """Nobody tells it apart from itself: only the numbers on paper show it."""
    monkeypatch.setattr(DeviceKeyring, "begin_if_restored", lambda _: None)
    monkeypatch.setattr(KeyChange, "heard", lambda *_: None)
    monkeypatch.setattr(nemeses, "WHOLE", 0.0)
    monkeypatch.setattr(nemeses, "_some", lambda plan, _: plan.counters)
    monkeypatch.setattr(ledger.chains, "flag", lambda *_, **__: None)
    assert "was given 2 times" in failures(
        faults="restore", days=4, counters=8, events_a_day=8, seed=2
    )


def test_a_generation_that_does_not_say_why_it_began(monkeypatch):
    monkeypatch.setattr(
        DeviceKeyring,
        "_write_first_event",
        lambda self, identity: self._ledger.become(identity.signatory()),
    )
    assert "began with" in failures(faults="clone", days=3)


@pytest.mark.fault("F12")
def test_a_counter_whose_key_a_restored_county_has_forgotten(monkeypatch):
    """What the program did before the simulation found it out."""
    monkeypatch.setattr(KeyChange, "forgotten", lambda _: False)
    found = failures(faults="clone,restore,rollback", days=3, seed=3)
    assert "stall" in found
    assert "lost" in found


@pytest.mark.threat("T5")
def test_a_restored_county_that_does_not_look_at_what_it_once_signed(monkeypatch):
    monkeypatch.setattr(ledger.evidence, "keep", lambda *_: None)
    assert "became later" in failures(faults="rollback", days=3)


def test_a_county_that_takes_what_a_revoked_device_brings(monkeypatch):
    monkeypatch.setattr(device_keys, "fault_of", lambda *_, **__: "")
    monkeypatch.setattr(nemeses, "MISTAKEN", 0.0)
    assert "taken from a revoked device" in failures(faults="revoke", days=3)


def test_a_county_that_keeps_what_happens_to_a_joint_case_from_the_other_township(monkeypatch):
    monkeypatch.setattr(ledger, "scopes_of", lambda *_: {})
    monkeypatch.setattr(CountyOffice, "go_through_the_list", lambda _: None)
    found = failures(faults="joint-case", days=4, counters=10, township_counters=3, events_a_day=8)
    assert "is not whole" in found
    assert "folds differently" in found


def test_a_counter_that_takes_packed_for_received(monkeypatch):
    honest = Node.export

    def believes(self, folder):
        paths = honest(self, folder)
        for name in self.courier.waiting_names():
            self.disk.kept[name].parked = "packed"
        return paths

    monkeypatch.setattr(Node, "export", believes)
    assert "lost" in failures(faults="bundle-lost,bundle-torn", days=4, events_a_day=6)


def test_a_county_that_answers_a_stick_and_keeps_nothing_of_it(monkeypatch):
    honest = ledger._Writer._flush

    def forgets(self):
        if self._caller.generation and self._is_by_stick():
            self._stored.clear()
        honest(self)

    opened = []
    receive = CourierDesk.receive

    def by_stick(self, source, size_bytes):
        opened.append(True)
        try:
            return receive(self, source, size_bytes)
        finally:
            opened.clear()

    monkeypatch.setattr(CourierDesk, "receive", by_stick)
    monkeypatch.setattr(ledger._Writer, "_is_by_stick", lambda _: bool(opened), raising=False)
    monkeypatch.setattr(ledger._Writer, "_flush", forgets)
    monkeypatch.setattr(MemoryStore, "offer_again", lambda *_: 0)  # Else it is mended.
    assert "lost" in failures(faults="courier", days=3, events_a_day=6)


def test_a_fold_that_throws_one_side_of_a_conflict_away(monkeypatch):
    """Every replica throws the same away, so only counting the acts shows it."""
    monkeypatch.setattr(conflict_fold, "set_aside", lambda case, _: case)
    monkeypatch.setattr(readings, "FOLDS", readings.Folds())
    found = failures(faults="offline,swizzle", days=4, events_a_day=10, seed=2, **ACTS_ALONE)
    assert "discarded" in found


def test_a_replica_that_decides_a_conflict_for_itself(monkeypatch):
    honest = check_cases.records_of
    turns = itertools.count()
    monkeypatch.setattr(check_cases, "records_of", lambda case: (honest(case), next(turns)))
    assert "differ at" in failures(faults="offline", days=2)


def test_a_county_that_flags_the_innocent(monkeypatch):
    honest = ledger.chains._kinds
    monkeypatch.setattr(
        ledger.chains,
        "_kinds",
        lambda link, *more: [*honest(link, *more), *(["forked"] if link.n == 3 else [])],
    )
    assert "false flag" in failures()


@pytest.mark.threat("T5")
def test_a_counter_that_believes_its_own_clock(monkeypatch):
    honest = checkers.intervals_of

    def by_the_wall(connection, case_id, county_key):
        times = honest(connection, case_id, county_key)
        rows = connection.execute("SELECT event_id, data FROM events")
        walls = {name: datetime.fromisoformat(open_header(data).wall) for name, data in rows}
        return {name: TimeInterval(walls[name], walls[name]) for name in times}

    monkeypatch.setattr(checkers, "intervals_of", by_the_wall)
    found = failures(faults="clock", days=3, counters=8)
    assert "verdict" in found
    assert "time" in found


def test_replicas_that_fold_in_the_order_in_which_events_came(monkeypatch):
    """Every replica would then have a history of its own."""

    def as_they_came(self, case_id):
        return [reading_of(self.kept[n].event.data) for n in self.cases.get(case_id, ())]

    monkeypatch.setattr(Disk, "events_of", as_they_came)
    assert "folds" in failures(days=4, faults="offline", events_a_day=6)
