"""Posts that change hands in a world of their own; and worlds broken on purpose, found out."""

from __future__ import annotations

import pytest

from counter_app.domain.post_book import PostBook
from sync.simulation import check_posts
from sync.simulation.disk import Disk
from tests.sim.conftest import ACTS_ALONE, require_good, run

ALONE = ACTS_ALONE | {"counters": 5, "days": 2, "faults": "handover"}


@pytest.mark.law("9 ab-post")
def test_posts_pass_in_person_by_county_by_stick_and_in_an_emergency():
    outcome = run(seed=7, **ALONE)
    require_good(outcome)
    faults, found = outcome.faults, outcome.found
    assert faults["handover"] == 4
    assert faults["handed over"] == 3
    assert faults["posts on sticks"] == 1
    assert faults["asked to take over"] == 1
    assert (found.passings, found.coverings) == (3, 1)
    assert found.listed > 0
    assert found.beside > 0


def test_what_is_wrong_with_posts_is_found_out(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(check_posts, "acts_beside", lambda *_: {})
        assert "beside: " in failures()
    with monkeypatch.context() as patch:
        patch.setattr(PostBook, "posts_at", lambda book, at, day: frozenset({*book.holders, at}))
        assert "holders: " in failures()
    with monkeypatch.context() as patch:
        honest = Disk.post_events
        patch.setattr(Disk, "post_events", lambda disk, *gone: honest(disk, *gone)[: _most(disk)])
        assert "posts of" in failures()
    with monkeypatch.context() as patch:
        patch.setattr(check_posts, "let_go", _throw_away)
        assert "is nobody's" in failures()


def failures() -> str:
    return "\n".join(run(seed=7, **ALONE).found.failures)


def _most(disk) -> int | None:
    return 1 if disk.counter_code.endswith("5") else None


def _throw_away(drafts, *_) -> None:
    for draft in drafts.all():
        drafts.discard(draft.draft_id)
