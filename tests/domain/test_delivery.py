from __future__ import annotations

import pytest

from counter_app.domain.delivery import (
    DELIVERY_WORDS,
    DeliveryFacts,
    DeliveryState,
    SetAside,
    Waiting,
    delivery_state,
    reason_words,
)


@pytest.mark.lesson(13)
@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((1, 1, 0), DeliveryState.STORED),
        ((2, 1, 5), DeliveryState.STORED),
        ((1, 0, 0), DeliveryState.PACKED),
        ((0, 0, 1), DeliveryState.RECEIVED),
        ((0, 0, 0), DeliveryState.VERIFIED),
    ],
)
def test_a_case_is_as_far_as_its_last_event(facts, state):
    unacknowledged, unpacked, unseen = facts
    told = DeliveryFacts(unacknowledged=unacknowledged, unpacked=unpacked, unseen=unseen)
    assert delivery_state(told) is state


def test_every_state_has_its_words():
    assert [DELIVERY_WORDS[state] for state in DeliveryState] == [
        "本机已存", "已打包", "县局已收", "县局已核"
    ]  # fmt: skip


def test_what_is_set_aside_is_said_in_words_with_its_field():
    aside = SetAside(
        event_id="e", case_id="c", type="case.accepted", reason="unreadable", field="n"
    )
    assert aside.words == "县局读不懂这条记录，暂存待审（n）"
    assert "later-code" in reason_words("later-code")


def test_only_what_is_not_set_aside_goes_by_itself():
    assert Waiting(unacknowledged=5, parked=1, quarantined=2).sendable == 2
