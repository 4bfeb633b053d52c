"""What the window asks of the events on their way, on the real database."""

from __future__ import annotations

from datetime import timedelta

from counter_app.domain.case_card import SyncStage
from counter_app.domain.exchange_stand import REASON_WORDS, least_stage
from sync.codec import event_id
from tests.fakes.people import MONDAY
from tests.storage.made_up_cases import receive
from tests.storage.test_sync_store import acknowledge, acks_for, pending


def bundle(store, last_row_id: int, *, answered_at: str = "") -> None:
    with store.sync_store._ledger.transaction() as transaction:
        transaction.connection.execute(
            "INSERT INTO bundles (direction, number, bundle, sha256, made_at, events,"
            " last_row_id, anchor_nonce, answered_at)"
            " VALUES ('outgoing', 1, ?, '', '', 1, ?, '', ?)",
            (f"b{last_row_id}{answered_at}", last_row_id, answered_at),
        )
        transaction.commit()


def test_an_empty_counter_has_nothing_on_its_way(store):
    stand = store.exchange_desk.stand()
    assert (stand.waiting, stand.oldest_at, stand.packed) == (0, None, 0)
    assert stand.set_aside == ()


def test_what_waits_is_counted_with_the_age_of_the_oldest(store):
    receive(store)
    stand = store.exchange_desk.stand()
    assert stand.waiting == store.sync_store.unacknowledged_count()
    assert abs(stand.oldest_at - MONDAY) < timedelta(minutes=1)


def test_an_event_that_was_set_aside_is_listed_with_its_case_and_can_go_again(store):
    receive(store)
    first = pending(store)[0]
    name = event_id(first.data)
    store.sync_store.park(name, "county-fault")

    stand = store.exchange_desk.stand()
    assert [(row.event_id, row.reason) for row in stand.set_aside] == [(name, "county-fault")]
    assert stand.set_aside[0].case_number
    assert stand.set_aside[0].reason_words == REASON_WORDS["county-fault"]
    assert stand.set_aside_count == store.sync_store.parked_count() == 1
    assert first not in pending(store)

    store.exchange_desk.put_back(name)
    assert store.exchange_desk.stand().set_aside == ()
    assert first in pending(store)


def test_a_reason_nobody_has_heard_of_is_still_told(store):
    receive(store)
    store.sync_store.park(event_id(pending(store)[0].data), "moon-phase")
    assert "moon-phase" in store.exchange_desk.stand().set_aside[0].reason_words


def test_the_stage_of_an_event_follows_what_was_signed_about_that_very_event(store):
    case_id = receive(store)
    events = pending(store)
    names = [event_id(event.data) for event in events]

    assert set(store.finder.stages(case_id).values()) == {SyncStage.STORED}
    bundle(store, 1)
    stages = store.finder.stages(case_id)
    assert stages[names[0]] is SyncStage.PACKED
    assert least_stage(list(stages.values())) is SyncStage.STORED or len(events) == 1

    acknowledge(store, acks_for(events[:1]))
    assert store.finder.stages(case_id)[names[0]] is SyncStage.RECEIVED


def test_a_bundle_that_was_answered_no_longer_counts_as_on_its_way(store):
    case_id = receive(store)
    bundle(store, 99, answered_at="2026-11-03T09:00:00+08:00")
    assert set(store.finder.stages(case_id).values()) == {SyncStage.STORED}
    assert store.exchange_desk.stand().packed == 0
    bundle(store, 100)
    assert store.exchange_desk.stand().packed == store.exchange_desk.stand().waiting
