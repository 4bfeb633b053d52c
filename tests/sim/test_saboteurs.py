"""Tests of the test: a counter or a county that is broken on purpose must be found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from counter_app.domain.deadline_verdict import TimeInterval
from sync.codec import open_header
from sync.protocol import PREFIX_START
from sync.server import ledger, streams
from sync.simulation import checkers
from sync.simulation.memory_store import MemoryStore
from sync.simulation.node import Disk
from tests.sim.conftest import run


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
    assert "clone not flagged" in failures(faults="clone", days=3)


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
        return [self._reader.event(n, self.kept[n].event) for n in self.cases.get(case_id, ())]

    monkeypatch.setattr(Disk, "events_of", as_they_came)
    assert "folds" in failures(days=4, faults="offline", events_a_day=6)
