from __future__ import annotations

from counter_app.domain.case_event import Field
from counter_app.storage.moved_cases import SqlMovedCases
from tests.fakes.people import refused
from tests.storage.made_up_cases import receive
from tests.storage.test_sync_store import (
    _folder,
    acknowledge,
    acks_for,
    entries_of,
    other,
    pending,
    take,
)

__all__ = ["_folder", "other"]


def test_only_cases_of_ours_that_others_moved_on_since_then(store, other):
    ours, untouched = receive(store), receive(store)
    events = pending(store)
    acknowledge(store, acks_for(events))
    moved = SqlMovedCases(store)
    row = moved.newest_row()
    take(other, entries_of(events))
    theirs = receive(other)
    with other.unit_of_work() as work:
        intake = work.events_of(ours)[0].event_id
        work.record(ours, refused(), base={Field.STATUS: intake})
        work.commit()
    assert moved.moved_since(row, limit=9) == []
    take(store, entries_of(pending(other), start=3, sequence=3))
    assert moved.moved_since(row, limit=9) == [ours]
    assert moved.moved_since(moved.newest_row(), limit=9) == []
    assert untouched != theirs
