from __future__ import annotations

from datetime import timedelta

from counter_app.domain.case_card import Draft
from tests.fakes.people import MONDAY
from tests.storage.snapshots import kept_events


def draft(mark: str, *, minutes: int = 0, **payload) -> Draft:
    return Draft(
        draft_id=mark * 32,
        staff="QH0107",
        saved_at=MONDAY + timedelta(minutes=minutes),
        title="低保申请 张三",
        payload=payload,
    )


def test_drafts_come_back_newest_first_with_all_they_held(store):
    older = draft("a", name="张三", materials=[1, None, {"齐": True}])
    newer = draft("b", minutes=5, name="\ud800 half a character")
    store.drafts.save(older)
    store.drafts.save(newer)
    assert store.drafts.all() == [newer, older]


def test_a_later_draft_takes_the_place_of_the_one_before(store):
    store.drafts.save(draft("a", name="张"))
    store.drafts.save(draft("a", minutes=1, name="张三"))
    assert [one.payload for one in store.drafts.all()] == [{"name": "张三"}]


def test_a_discarded_draft_is_gone_and_no_fact_was_made(store):
    store.drafts.save(draft("a"))
    store.drafts.discard("a" * 32)
    store.drafts.discard("b" * 32)
    assert store.drafts.all() == []
    assert kept_events(store) == []


def test_drafts_outlive_the_program(store, open_again):
    store.drafts.save(draft("a", name="张三"))
    store.close()
    assert [one.draft_id for one in open_again(run="r2").drafts.all()] == ["a" * 32]
