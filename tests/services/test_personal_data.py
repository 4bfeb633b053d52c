"""Reveals, searches for people and the citizen's sheet: recorded first, then shown."""

from __future__ import annotations

import pytest

from counter_app.domain.data_sheet import CopyAsked, CopyRequest
from counter_app.domain.errors import (
    FieldMissing,
    NotAuthorised,
    NothingRevealed,
    RevealReasonMissing,
)
from counter_app.domain.permissions import Right, may
from counter_app.domain.privacy_facts import MASKED, SearchKind
from counter_app.domain.service_facts import DetailField
from counter_app.domain.staff import Role
from counter_app.services.give_data_copy import GiveDataCopy
from counter_app.services.recorded_search import RecordedFinder, kind_of
from counter_app.services.reveal_data import RevealData
from counter_app.services.submit_intake import SubmitIntake
from counter_app.storage.access_log import AccessLog
from tests.fakes.people import CLERK, GRANNY
from tests.services.intake import submission
from tests.services.life import PEOPLE


@pytest.fixture
def case(office):
    return SubmitIntake(office)(submission(office))


def events(store):
    return store.sync_store.head()[1]


@pytest.mark.asvs("14.2.6")
def test_a_reveal_is_recorded_before_anything_is_returned(office, store, case):
    before = events(store)
    values = RevealData(office)(case.case_id, MASKED, "  核对  本人身份 ")
    assert values[DetailField.NUMBER] == GRANNY.number
    assert events(store) == before + 1
    (access,) = AccessLog(store).newest()
    assert (access.kind, access.reason, access.cases) == ("reveal", "核对 本人身份", (case.number,))
    assert GRANNY.number not in str((access.what, access.reason))


@pytest.mark.asvs("8.2.3", "14.2.6")
@pytest.mark.parametrize("reason", ["", "   ", "看看", "abc"])
def test_without_a_reason_nothing_is_shown_or_recorded(office, store, case, reason):
    before = events(store)
    with pytest.raises(RevealReasonMissing):
        RevealData(office)(case.case_id, MASKED, reason)
    with pytest.raises(NothingRevealed):
        RevealData(office)(case.case_id, [DetailField.PROXY_NUMBER], "核对本人身份")
    assert events(store) == before


@pytest.mark.asvs("8.2.3")
@pytest.mark.asvs("8.2.1")
@pytest.mark.asvs("8.2.3")
def test_only_who_has_the_right_sees_anything(office, case, desk):
    for role in set(Role) - {Role.SYSTEM}:
        desk.sign_in(PEOPLE[role])
        if may(role, Right.REVEAL):
            assert RevealData(office)(case.case_id, MASKED, "核对本人身份")
        else:
            with pytest.raises(NotAuthorised):
                RevealData(office)(case.case_id, MASKED, "核对本人身份")
    desk.sign_in(CLERK)


def test_a_search_by_number_leaves_a_trace_and_one_by_case_number_none(office, store, case):
    finder = RecordedFinder(store.finder, office)
    before = events(store)
    assert finder.search(case.number).cards
    assert finder.search(case.number[-6:]).cards
    assert finder.search("沈桂兰").cards
    assert not finder.search("510899199901010010").cards
    assert events(store) == before
    assert finder.search(GRANNY.number).cards
    assert finder.search(f" {GRANNY.number} ").cards  # The same again is one search.
    assert finder.search(GRANNY.number[-6:]).cards
    whole, tail = AccessLog(store).newest()[::-1]
    assert (whole.what, tail.what) == ("按完整证件号", "按证件号后六位")
    assert whole.cases == tail.cases == (case.number,)
    assert events(store) == before + 2


@pytest.mark.asvs("14.2.6", "16.2.1")
@pytest.mark.threat("T2")
def test_no_way_of_writing_a_number_finds_a_person_without_a_trace(office, store, case):
    """The search reads a box more kindly than a pattern would: so does the record."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    number, tail = GRANNY.number, GRANNY.number[-6:]
    for text in (
        number.translate(wide),
        tail.translate(wide),
        f"{number[:6]}\u200b{number[6:]}",
        f"\ufeff{tail}",
        f"沈桂兰 {number}",
        f"{tail} 沈",
        f"{tail} {tail}",
        f"{tail}　{tail}",
        f"{number} {number}",
        f"{tail[:3]} {tail[3:]}" + " " * 60 + "后面不算",
    ):
        before = events(store)
        found = RecordedFinder(store.finder, office).search(text)
        assert found.cards, repr(text)
        assert events(store) == before + 1, repr(text)


def test_what_looks_for_a_person_by_number_is_told_from_what_does_not():
    assert kind_of("51089919520307002X") is SearchKind.WHOLE
    assert kind_of("510899-19520307-0024") is SearchKind.WHOLE
    assert kind_of("07002x") is SearchKind.LAST_SIX
    assert [kind_of(text) for text in ("", "12345", "1234567", "沈桂兰", "1390000", "a" * 40)] == [
        None
    ] * 6


def test_the_sheet_tells_what_is_held_why_how_long_and_who_saw_it(office, store, case):
    other = SubmitIntake(office)(submission(office, item_id="T044"))
    RevealData(office)(other.case_id, [DetailField.PHONE], "电话通知申请人")
    request = CopyRequest(asked_by="", asked=(CopyAsked.LOOK, CopyAsked.DELETE))
    sheet = GiveDataCopy(office, store.finder)(case.case_id, request)
    held = {kind.name: kind for kind in sheet.held}
    assert held["证件号码"].content == "510***********0025"
    assert "2件" in held["申请和办理记录"].content
    assert all(kind.purpose and kind.retention and kind.source for kind in sheet.held)
    assert [(line.reason, line.case_number) for line in sheet.seen] == [
        ("电话通知申请人", other.number)
    ]
    assert sheet.request.refused[0][0] == "删除"
    with store.unit_of_work(as_system=True) as work:
        (copy,) = work.case(case.case_id).data_copies
    assert (copy.document_number, copy.requests) == (sheet.document_number, ("查阅", "删除"))
    with pytest.raises(FieldMissing):
        GiveDataCopy(office, store.finder)(case.case_id, CopyRequest(asked_by="", asked=()))
