from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import get_args

import pytest

from counter_app.domain.attachment import AttachmentFact
from counter_app.domain.case_event import CaseFact
from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import DeliveryManner, EndingKind
from counter_app.domain.errors import CounterError, FieldMissing, TwoPersonsNeeded
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.life_facts import LifeFact
from counter_app.domain.post_facts import PostFact
from counter_app.domain.privacy_facts import DataCopyGiven, DataRevealed
from counter_app.domain.service_facts import DetailField, Holder
from counter_app.domain.steps import Act
from counter_app.domain.two_persons import SecondPerson
from counter_app.runtime.shipped_data import shipped_pinyin
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.charge_fee import SlipRequest
from counter_app.services.hear_citizen import RateRequest
from counter_app.services.issue_notice import NoticeRequest
from counter_app.services.perform_step import Request
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.ui.case.act_defaults import FEE_PREFIX
from counter_app.ui.case.act_forms import DIRECT_ACTS, NOT_HERE, form_table
from counter_app.ui.case.act_requests import request_of
from counter_app.ui.case.act_search import ActSearch
from counter_app.ui.case.acts import ACT_WORDS
from counter_app.ui.case.timeline_life import TELLERS
from counter_app.ui.forms.spec import (
    FieldKind,
    ShownWhen,
    first_missing,
    is_shown,
    names_in,
)
from counter_app.ui.icons import icon_names
from tests.fakes.second_person import proven

FORMS = form_table()


def entered_in(act: Act) -> dict:
    """Fill every field of a form with something of its kind."""
    values = {}
    for field in FORMS[act].fields:
        first = field.choices[0].value if field.choices else ""
        values[field.name] = {
            FieldKind.CHOICE: first,
            FieldKind.CHECKS: ("户口簿",),
            FieldKind.NAMES: ("周小禾", "高远"),
            FieldKind.NUMBER: 1,
            FieldKind.DATE: date(2026, 12, 1),
        }.get(field.kind, "某某")
    return values | {
        Act.AMEND: {"detail": DetailField.PHONE.value},
        Act.MOVE_ORIGINAL: {"original": f"{Holder.COUNTER.value}|户口簿"},
    }.get(act, {})


def second_for(act: Act) -> SecondPerson | None:
    """Return who proved to be there, where the form as filled in names somebody."""
    return proven("QH0101") if act is Act.VOID else None


def test_every_act_has_a_form_or_is_done_directly():
    assert FORMS.keys() | DIRECT_ACTS | NOT_HERE == set(Act)
    assert {Act.RATE} == NOT_HERE
    assert not FORMS.keys() & DIRECT_ACTS


@pytest.mark.parametrize("act", list(FORMS))
def test_every_form_becomes_a_request_the_service_knows(act):
    request = request_of(act, entered_in(act), second_for(act))
    assert isinstance(request, (*get_args(Request), NoticeRequest))


def test_every_request_the_service_knows_has_a_form():
    made = {type(request_of(act, entered_in(act), second_for(act))) for act in FORMS}
    assert made == {*get_args(Request), NoticeRequest} - {RateRequest, ResolveRequest}


@pytest.mark.parametrize("act", list(FORMS))
def test_a_form_left_empty_is_a_failure_in_words_and_never_a_bug(act):
    empty = {field.name: None for field in FORMS[act].fields}
    with suppress(CounterError):
        assert request_of(act, empty)


def test_every_act_has_words_and_an_icon_that_ships():
    assert {words.icon for words in ACT_WORDS.values()} <= icon_names()
    names = [words.name for words in ACT_WORDS.values()]
    assert len(set(names)) == len(names)


def test_every_fact_of_a_life_and_of_a_post_has_words():
    told = {*get_args(LifeFact), *get_args(PostFact), *get_args(AttachmentFact)}
    told |= {DataRevealed, DataCopyGiven}
    assert told == TELLERS.keys()
    assert set(get_args(LifeFact)) <= set(get_args(CaseFact))


class TestRequests:
    def test_a_notice_names_what_was_ticked(self):
        request = request_of(Act.NOTICE, {"names": ("户口簿",), "reason": " 漏写 "})
        assert request == NoticeRequest(names=("户口簿",), reason="漏写")

    def test_a_pledge_defers_everything_that_is_open(self):
        request = request_of(Act.ACCEPT_PROVISIONALLY, {"due_on": date(2026, 12, 1)})
        assert request == PledgeRequest(due_on=date(2026, 12, 1), deferred=None)

    @pytest.mark.parametrize(
        ("signer", "by", "second"),
        [("self", "", None), ("chief", "", proven("QH0101")), ("body", "县民政局", None)],
    )
    def test_a_decision_says_who_signs(self, signer, by, second):
        entered = {"kind": "granted", "signer": signer, "decided_by": by, "reason": ""}
        request = request_of(Act.DECIDE, entered, second)
        assert request.kind is DecisionKind.GRANTED
        assert (request.decided_by, request.second) == (by, second)

    def test_a_chief_whose_number_is_only_typed_has_signed_nothing(self):
        entered = {"kind": "granted", "signer": "chief", "decided_by": "QH0101", "reason": ""}
        with pytest.raises(TwoPersonsNeeded):
            request_of(Act.DECIDE, entered)

    def test_words_of_a_signer_that_is_oneself_are_not_taken(self):
        entered = {"kind": "denied", "signer": "self", "decided_by": "别人", "reason": "不符"}
        assert request_of(Act.DECIDE, entered).decided_by == ""

    def test_a_slip_leaves_out_what_was_not_charged(self):
        request = request_of(Act.PAYMENT_SLIP, {f"{FEE_PREFIX}工本费": 2, f"{FEE_PREFIX}照片": 0})
        assert request == SlipRequest(quantities={"工本费": 2})

    def test_a_slip_of_nothing_is_refused_and_not_taken_for_one_of_each(self):
        with pytest.raises(FieldMissing):
            request_of(Act.PAYMENT_SLIP, {f"{FEE_PREFIX}工本费": 0})

    def test_nobody_at_the_window_can_enter_a_rating(self):
        assert Act.RATE not in FORMS
        with pytest.raises(KeyError):
            request_of(Act.RATE, {"grade": "5", "channel": "paper"})

    def test_an_original_goes_from_who_has_it(self):
        entered = {
            "original": "courier|户口簿",
            "originals": 2,
            "went_to": "county",
            "person": "李",
        }
        request = request_of(Act.MOVE_ORIGINAL, entered)
        assert (request.came_from, request.went_to) == (Holder.COURIER, Holder.COUNTY)
        assert (request.material, request.originals) == ("户口簿", 2)

    def test_hidden_fields_count_as_not_said(self):
        request = request_of(Act.DELIVER, {"manner": "direct", "received_by": "沈桂兰"})
        assert request.manner is DeliveryManner.DIRECT
        assert request.tracking_number == ""

    @pytest.mark.parametrize(
        ("act", "kind"),
        [
            (Act.RETURN, EndingKind.RETURNED),
            (Act.WITHDRAW, EndingKind.WITHDRAWN),
            (Act.TERMINATE, EndingKind.TERMINATED),
            (Act.VOID, EndingKind.VOID),
        ],
    )
    def test_every_end_is_its_own(self, act, kind):
        request = request_of(act, {"reason": "录错"}, proven("QH0101"))
        assert request.kind is kind
        assert request.second == (proven("QH0101") if act is Act.VOID else None)

    def test_clocks_are_moved_by_numbers_and_ranks(self):
        entered = {"approved_by": "director", "approver": "王", "days": 5, "reason": "会商"}
        assert request_of(Act.EXTEND, entered).approved_by is ApproverRank.DIRECTOR
        paused = request_of(Act.PAUSE, {"kind": "hearing", "expected_days": 7, "reason": "听证"})
        assert (paused.kind, paused.expected_days) == (SpecialProcedureKind.HEARING, 7)


class TestSpec:
    def test_a_field_is_asked_only_where_it_fits(self):
        fields = {field.name: field for field in FORMS[Act.DELIVER].fields}
        assert is_shown(fields["tracking_number"], {"manner": "courier"})
        assert not is_shown(fields["tracking_number"], {"manner": "direct"})
        assert not is_shown(fields["received_by"], {"manner": "public-notice"})
        assert fields["witness"].shown_when == ShownWhen("manner", frozenset({"left"}))

    def test_what_is_not_asked_is_not_missing(self):
        fields = FORMS[Act.DELIVER].fields
        missing = first_missing(fields, {"manner": "public-notice", "relation": ""})
        assert missing is None
        missing = first_missing(fields, {"manner": "direct", "received_by": " "})
        assert missing.name == "received_by"

    @pytest.mark.parametrize("text", ["周小禾、高远", "周小禾 高远", " 周小禾，高远；"])
    def test_names_are_split_as_people_write_them(self, text):
        assert names_in(text) == ("周小禾", "高远")


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("tj", Act.RETURN),
            ("退件", Act.RETURN),
            ("ch", Act.WITHDRAW),
            ("TZ", Act.PAUSE),
            ("听证", Act.PAUSE),
            ("ycblqx", Act.EXTEND),
            ("发证", Act.DELIVER),
            ("rqsl", Act.ACCEPT_PROVISIONALLY),
            ("改电话", Act.AMEND),
        ],
    )
    def test_acts_are_found_by_characters_initials_and_other_words(self, typed, first):
        assert ActSearch(shipped_pinyin()).find(typed, {})[0].act is first

    def test_nothing_typed_finds_everything_and_refused_ones_stand_last(self):
        rows = ActSearch(shipped_pinyin()).find("", {Act.JUDGE: "已判定"})
        assert {row.act for row in rows} == set(Act)
        assert rows[-1].act is Act.JUDGE
        assert rows[-1].why_not == "已判定"

    @pytest.mark.parametrize("typed", ["zzzz", "<b>", "%", "   没有这个 "])
    def test_what_fits_nothing_finds_nothing(self, typed):
        assert ActSearch(shipped_pinyin()).find(typed, {}) == ()
