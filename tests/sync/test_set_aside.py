"""What the county does not take becomes a task with its reason, and nothing waits behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from counter_app.domain.case_card import SyncStage
from counter_app.domain.ids import CaseId
from sync.client.batches import TRIES_MAX
from sync.codec import event_id
from sync.protocol import Refused, SignedEvent
from sync.server.field_at_fault import field_at_fault
from sync.server.schema import events
from tests.sync.made_up import note
from tests.sync.real_counter import real_counter, watching


@pytest.fixture
def county(silent):
    return silent


@pytest.fixture
def new_counter(new_silent_counter):
    return new_silent_counter


@pytest.fixture
def real(silent, tmp_path):
    with real_counter(silent, tmp_path / "1") as counter:
        counter.sync()
        yield counter


@pytest.mark.fault("F26")
@pytest.mark.lesson(11)
def test_a_bad_event_at_each_place_of_fifty_stops_none_of_the_others(county, counter):
    """Fifty pushes of fifty: the bad one stands at another place each time."""
    store = counter.store
    counter.sync()
    bad: set[str] = set()
    for place in range(50):
        names = [note(store, f"{place} {i}") for i in range(50)]
        kept = store.kept[names[place]]
        kept.event = SignedEvent(data=kept.event.data, signature=bytes(64))
        bad.add(names[place])
        counter.sync()
        assert all(store.kept[name].sequence for name in names if name != names[place])
        store.park(names[place], "bad-signature")
        counter.cycle._batches.clear(names[place])
    assert {name for name, kept in store.kept.items() if kept.sequence is None} == bad
    assert store.waiting().parked == 50


@pytest.mark.fault("F26")
@pytest.mark.lesson(11)
def test_a_refused_event_becomes_a_task_and_can_be_put_back(county, real):
    case_id = real.receive()
    [(event, signature)] = real.rows(
        "SELECT event_id, signature FROM events WHERE case_id = ?", case_id
    )
    real.damage("UPDATE events SET signature = ? WHERE event_id = ?", bytes(64), event)
    later = real.receive()
    for _ in range(TRIES_MAX):
        real.sync()
    [aside] = real.store.set_aside()
    assert (aside.event_id, aside.case_id, aside.type) == (event, case_id, "case.received")
    assert (aside.reason, aside.tries, aside.since) == (
        "bad-signature",
        TRIES_MAX,
        real.clock.now().replace(microsecond=0),
    )
    assert real.store.waiting().parked == 1
    assert county.rows(select(events.c.event_id).where(events.c.case_id == later))

    real.damage("UPDATE events SET signature = ? WHERE event_id = ?", signature, event)
    real.store.retry(event)
    assert real.sync().unsynced == 0
    assert real.store.set_aside() == []


def test_the_field_at_fault_comes_along(county, real):
    line = watching(real.line)

    def refusing(message):
        sent = message.push.events if message.push else ()
        others = tuple(each for each in sent if event_id(each.data) != event)
        if len(others) == len(sent):
            return line.exchange(message)
        answer = line.exchange(replace(message, push=replace(message.push, events=others)))
        refused = Refused(event_id=event, reason="unreadable", field="body/materials/2/name")
        return replace(answer, push=replace(answer.push, refusals=(refused,)))

    case_id = real.receive()
    [(event,)] = real.rows("SELECT event_id FROM events WHERE case_id = ?", case_id)
    real.cycle.talk._transport = type("Line", (), {"exchange": staticmethod(refusing)})
    for _ in range(TRIES_MAX):
        real.sync()
    [aside] = real.store.set_aside()
    assert aside.words == "县局读不懂这条记录，暂存待审（body/materials/2/name）"


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b"[]", ""),
        (b"{", ""),
        (b'{"v":"x"}', "v"),
        (b"\xff", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_the_field_is_named_or_nothing_is(data, path):
    assert field_at_fault(data) == path


def test_the_way_of_a_case_to_the_county(county, real):
    case_id = CaseId(real.receive())

    def state():
        return real.opened.finder.card(case_id).stage

    assert state() is SyncStage.STORED
    real.damage(
        "INSERT INTO bundles (direction, number, bundle, sha256, made_at, events, last_row_id,"
        " anchor_nonce, answered_at, state, record) VALUES ('outgoing', 1, 'b', '', '', 1,"
        " (SELECT MAX(id) FROM events), '', '', 'made', '')"
    )
    assert state() is SyncStage.PACKED
    real.accept(case_id)
    assert state() is SyncStage.STORED, "what came later is in no bundle"
    real.sync()
    assert state() is SyncStage.CHECKED
    real.damage("UPDATE events SET position = NULL WHERE case_id = ?", case_id)
    assert state() is SyncStage.RECEIVED
