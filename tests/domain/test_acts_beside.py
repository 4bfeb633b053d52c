"""Acts on a case whose post another held by then: named by their place in the order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.acts_beside import acts_beside
from counter_app.domain.handover_facts import HandoverAnswer, TakeoverAnswer
from counter_app.domain.ids import CaseId
from tests.domain.test_post_book import (
    CHIEF,
    POSTS,
    A,
    B,
    C,
    answered,
    asked,
    event,
    handed,
    is_ruled,
    ruled,
    settled,
)
from tests.fakes.people import accepted, received

CASE = CaseId("c" * 32)


def act(n: int, fact, staff: str):
    return replace(event(n, fact, staff), case_id=CASE)


def named(*events) -> dict[int, str]:
    return {int(name, 16): holder for name, holder in acts_beside(events, is_ruled).items()}


RECEIVED = act(1, received(number=f"{POSTS[0]}2026110201000011"), A)


@pytest.mark.law("9 ab-post")
def test_the_former_holder_s_late_acts_are_named_and_the_holder_s_own_are_not():
    passed = (
        event(2, handed("1", A, B), A),
        act(3, accepted(), A),
        event(4, answered("1", HandoverAnswer.ACCEPTED, B), B),
    )
    assert named(RECEIVED, *passed, act(5, accepted(), A), act(6, accepted(), B)) == {5: B}
    assert named(RECEIVED, act(3, accepted(), C)) == {}, "a post that never passed on is nobody's"
    assert named(RECEIVED, *passed, act(5, accepted(), f" {B.lower()}")) == {}


def test_a_take_over_names_what_the_absent_did_until_it_ends_or_the_county_takes_it_back():
    covered = (
        event(2, asked("1", B, A), B),
        act(3, accepted(), A),
        event(4, settled("1", TakeoverAnswer.APPROVED, CHIEF), CHIEF),
        act(5, accepted(), A),
    )
    assert named(RECEIVED, *covered) == {5: B}
    for over in (
        event(6, settled("1", TakeoverAnswer.ENDED, B), B),
        event(6, ruled("1", TakeoverAnswer.REFUSED, request=2), "county"),
    ):
        assert named(RECEIVED, *covered, over, act(7, accepted(), A)) == {5: B}
