from __future__ import annotations

import pytest

from counter_app.domain.case_card import SyncStage
from counter_app.domain.delivery import (
    DeliveryFacts,
    SetAside,
    Waiting,
    delivery_state,
    least_stage,
    reason_words,
    stage_of,
)
from counter_app.domain.terms import name_of


@pytest.mark.lesson(13)
@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((1, 1, 0), SyncStage.STORED),
        ((2, 1, 5), SyncStage.STORED),
        ((1, 0, 0), SyncStage.PACKED),
        ((0, 0, 1), SyncStage.RECEIVED),
        ((0, 0, 0), SyncStage.CHECKED),
    ],
)
def test_a_case_is_as_far_as_its_last_event(facts, state):
    unacknowledged, unpacked, unseen = facts
    told = DeliveryFacts(unacknowledged=unacknowledged, unpacked=unpacked, unseen=unseen)
    assert delivery_state(told) is state


def test_every_state_has_its_words():
    assert [name_of(state) for state in SyncStage] == [
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


def test_an_event_goes_its_way_by_what_was_signed_about_it():
    def stage(acknowledged, packed, in_stream):
        return stage_of(is_acknowledged=acknowledged, is_packed=packed, is_in_stream=in_stream)

    assert stage(False, False, False) is SyncStage.STORED
    assert stage(False, True, False) is SyncStage.PACKED
    assert stage(True, True, False) is SyncStage.RECEIVED
    assert stage(True, False, True) is SyncStage.CHECKED


def test_a_case_without_events_has_gone_nowhere():
    assert least_stage([]) is SyncStage.STORED
    assert least_stage([SyncStage.CHECKED, SyncStage.PACKED]) is SyncStage.PACKED
