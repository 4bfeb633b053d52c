"""A restored county gives the same events another order: what that changes is a task."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.county_tasks import order_task
from counter_app.domain.ids import CaseId
from counter_app.domain.task_codes import TaskCode
from counter_app.storage.event_log import Signatory
from sync.codec import event_id
from sync.protocol import Ack, PullEntry
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.people import MONDAY, refused
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import accepted, receive

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
FIRST, SECOND, PREFIX = "ab" * 16, "ef" * 16, "cd" * 32


@pytest.fixture
def other(tmp_path):
    """The store of another counter of the same township."""
    signatory = Signatory(
        device="e1" * 8, generation=1, sign=partial(sign, OTHER_KEY, Purpose.EVENT)
    )
    clock = SettableClock(MONDAY + timedelta(minutes=1))
    (tmp_path / "other").mkdir()
    with fresh_store(tmp_path / "other", signatory=signatory, clock=clock) as store:
        yield store


def pending(store):
    return store.sync_store.unacknowledged(limit=200, bytes_max=1 << 20)


def acknowledge(store, events, *, start: int = 1) -> None:
    acks = [
        Ack(event_id=event_id(each.data), server_sequence=n, received_at_ms=n, outcome="stored")
        for n, each in enumerate(events, start=start)
    ]
    store.sync_store.acknowledge(acks, data=b"acks", signature=b"s" * 64)


def entries_of(events, *, start: int = 1) -> list[PullEntry]:
    return [
        PullEntry(position=n, server_sequence=n, event_id=event_id(each.data), event=each)
        for n, each in enumerate(events, start=start)
    ]


def take(store, entries, *, epoch: str = FIRST) -> None:
    store.sync_store.take(entries, epoch=epoch, prefix_hash=PREFIX)


def decide(store, case_id, fact) -> None:
    with store.unit_of_work() as work:
        work.record(case_id, fact, base={Field.STATUS: work.case(case_id).status_set_by})
        work.commit()


class TestAnotherOrderOfTheSameEvents:
    """Two counters decided; the restored county puts the second one first."""

    @pytest.fixture
    def decided(self, store, other, calendar):
        """The case, and the three events in the county's first order."""
        case_id = receive(store)
        intake = pending(store)
        acknowledge(store, intake)
        take(other, entries_of(intake))
        decide(store, case_id, accepted(calendar))
        own = pending(store)
        decide(other, case_id, refused())
        theirs = pending(other)
        acknowledge(store, own, start=2)
        take(store, entries_of(theirs, start=3))
        assert store.sync_store.order_changed() == ()
        return case_id, [*intake, *own, *theirs]

    def restored(self, store, events) -> None:
        store.sync_store.restart_stream(epoch=SECOND)
        page = [replace(entry, event=None) for entry in entries_of(events)]
        take(store, page[:1], epoch=SECOND)
        assert store.sync_store.order_changed() == (), "not all of it has a place yet"
        take(store, page[1:], epoch=SECOND)

    def test_is_a_task_until_somebody_here_has_opened_the_case(self, store, decided):
        case_id, (intake, own, theirs) = decided
        self.restored(store, [intake, theirs, own])
        (changed,) = store.sync_store.order_changed()
        assert changed.case_id == case_id
        assert (changed.was, changed.now) == (CaseStatus.ACCEPTED, CaseStatus.REFUSED)
        task = order_task(changed)
        assert (task.code, task.case_id) == (TaskCode.ORDER_CHANGED, case_id)
        assert "已受理→不予受理" in task.detail
        store.sync_store.order_seen(CaseId("0" * 32))
        assert store.sync_store.order_changed() == (changed,)
        store.sync_store.order_seen(case_id)
        assert store.sync_store.order_changed() == ()

    def test_is_none_any_more_once_somebody_has_gone_on(self, store, decided, calendar):
        case_id, (intake, own, theirs) = decided
        self.restored(store, [intake, theirs, own])
        decide(store, case_id, accepted(calendar))
        assert store.sync_store.order_changed() == ()

    def test_that_comes_to_the_same_is_none(self, store, decided):
        _, events = decided
        self.restored(store, events)
        assert store.sync_store.order_changed() == ()
