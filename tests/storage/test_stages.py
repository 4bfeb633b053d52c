"""How far each event has come, and what lies in bundles, on the real database."""

from __future__ import annotations

from counter_app.domain.case_card import SyncStage
from counter_app.domain.delivery import least_stage
from sync.codec import event_id
from tests.storage.made_up_cases import receive
from tests.storage.test_sync_store import acknowledge, acks_for, pending


def bundle(store, last_row_id: int, *, answered_at: str = "") -> None:
    with store.sync_store._ledger.transaction() as transaction:
        transaction.connection.execute(
            "INSERT INTO bundles (direction, number, bundle, sha256, made_at, events,"
            " last_row_id, anchor_nonce, answered_at, state, record)"
            " VALUES ('outgoing', 1, ?, '', '', 1, ?, '', ?, 'made', '{}')",
            (f"b{last_row_id}{answered_at}", last_row_id, answered_at),
        )
        transaction.commit()


def test_an_event_set_aside_is_listed_with_its_case(store):
    receive(store)
    name = event_id(pending(store)[0].data)
    store.sync_store.park(name, "county-fault")
    (row,) = store.sync_store.set_aside()
    assert row.event_id == name
    assert row.case_number
    assert row.applicant_name
    store.sync_store.retry(name)
    assert store.sync_store.set_aside() == []


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
    assert store.sync_store.waiting().packed == 0
    bundle(store, 100)
    assert store.sync_store.waiting().packed == store.sync_store.waiting().unacknowledged


def test_a_bundle_that_was_thrown_away_holds_nothing(store):
    case_id = receive(store)
    bundle(store, 100)
    change = "UPDATE bundles SET state = 'void'"
    with store.sync_store._ledger.transaction() as transaction:
        transaction.connection.execute(change)
        transaction.commit()
    assert set(store.finder.stages(case_id).values()) == {SyncStage.STORED}
