"""服务方式, who came, and 容缺受理 on the intake page, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import FieldMissing
from counter_app.domain.item import Necessity
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import USUAL_TERMS, ServiceMode, ServiceTerms
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.services.submit_intake import Outcome
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import first_missing
from counter_app.ui.intake.conclusion import legal_outcomes, proposed_outcome
from counter_app.ui.intake.payload import from_payload, to_payload
from counter_app.ui.intake.presence_words import remarks_on
from counter_app.ui.intake.service_terms import summary_of, terms_form, terms_of
from counter_app.ui.intake.state import IntakeState
from tests.fakes.people import CHINA, TODAY
from tests.fakes.rulebooks import ChangeableRules
from tests.ui.intake.strategies import made_up_item, whole_person
from tests.ui.intake.walking import ENTER, instant_case, submit

CONTROL = Qt.KeyboardModifier.ControlModifier
FULL = ServiceTerms(
    modes=tuple(ServiceMode),
    reason="抢险救灾",
    appointed_at=datetime(2026, 11, 5, 9, 30, tzinfo=CHINA),
    errand_runner="冯春生",
    courier_address="石桥镇青杠村2组",
    guardian_of_minor=True,
)
CATALOGUE = shipped_catalogue()


def form_of(terms: ServiceTerms = USUAL_TERMS):
    return terms_form(terms, today=TODAY, address="石桥镇", runners=("冯春生",))


def standing_in(spec) -> dict:
    return {field.name: field.default for field in spec.fields}


def dialog() -> FormDialog:
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, FormDialog)
    return shown


def go_to(intake, name: str) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(40):
        if intake.focus_name == name:
            return
        intake.key(Qt.Key.Key_Tab)
    raise AssertionError(f"no way to {name} by Tab")


class TestTerms:
    def test_what_was_agreed_stands_in_the_form_again(self):
        assert terms_of(standing_in(form_of(FULL)), CHINA) == FULL

    def test_the_usual_way_asks_nothing(self):
        assert terms_of({"modes": (), "guardian": ()}, CHINA) == USUAL_TERMS
        assert summary_of(USUAL_TERMS) == ""

    @pytest.mark.parametrize("typed", ["9:30", "09:30", "9：30"])
    def test_a_time_is_taken_as_people_type_it(self, typed):
        entered = {"modes": ("appointment",), "appointed_on": TODAY, "appointed_time": typed}
        assert terms_of(entered, CHINA).appointed_at == datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)

    @pytest.mark.parametrize("typed", ["", "下午", "25:00", "9点"])
    def test_what_is_no_time_is_a_failure_in_words(self, typed):
        entered = {"modes": ("appointment",), "appointed_on": TODAY, "appointed_time": typed}
        with pytest.raises(FieldMissing):
            terms_of(entered, CHINA)

    def test_a_green_channel_wants_its_reason(self):
        entered = {"modes": ("green-channel",), "reason": " "}
        assert first_missing(form_of().fields, entered).name == "reason"

    def test_a_draft_keeps_what_was_agreed(self):
        state = IntakeState(terms=FULL, pledge_due_on=None)
        assert from_payload(to_payload(state), CATALOGUE).terms == FULL

    @pytest.mark.parametrize("damaged", [None, [], {"modes": 7, "appointed_at": "gestern"}, "x"])
    def test_a_damaged_draft_is_served_the_usual_way(self, damaged):
        payload = to_payload(IntakeState(terms=FULL)) | {"terms": damaged}
        assert from_payload(payload, CATALOGUE).terms == USUAL_TERMS


class TestPresence:
    def test_an_item_that_wants_the_applicant_warns_as_soon_as_a_proxy_is_entered(self):
        item = made_up_item(("申请书", Necessity.REQUIRED), applicant_must_attend=True)
        state = replace(IntakeState(), item=item, person=whole_person())
        assert remarks_on(state, TODAY) == ()
        with_proxy = replace(state, proxy=whole_person())
        assert "须申请人本人到场" in remarks_on(with_proxy, TODAY)[0]
        at_home = ServiceTerms(modes=(ServiceMode.HOME_VISIT,), reason="卧床")
        assert remarks_on(replace(with_proxy, terms=at_home), TODAY) == ()

    def test_a_child_needs_a_guardian(self):
        on = date(1950, 1, 1)  # The person of these tests was born in 1942.
        state = replace(IntakeState(), person=whole_person())
        assert "监护人代为申请" in remarks_on(state, on)[0]
        with_proxy = replace(state, proxy=whole_person())
        assert "勾选监护人" in remarks_on(with_proxy, on)[0]
        agreed = replace(with_proxy, terms=ServiceTerms(guardian_of_minor=True))
        assert remarks_on(agreed, on) == ()


class TestPledge:
    ITEM = made_up_item(("申请书", Necessity.REQUIRED), ("住所证明", Necessity.DEFERRABLE))

    def state(self, first: int, second: int) -> IntakeState:
        from counter_app.domain.material import Verdict

        verdicts = (Verdict.COMPLETE, Verdict.MISSING, Verdict.DEFERRABLE)
        picked = IntakeState().pick(self.ITEM)
        return picked.judge(0, verdicts[first]).judge(1, verdicts[second])

    def test_a_pledge_is_offered_and_never_proposed(self):
        for second in (1, 2):
            state = self.state(0, second)
            assert Outcome.PROVISIONAL in legal_outcomes(state)
            assert proposed_outcome(state) is Outcome.NOTICE

    def test_an_open_principal_material_rules_it_out(self):
        assert Outcome.PROVISIONAL not in legal_outcomes(self.state(1, 2))
        assert Outcome.PROVISIONAL not in legal_outcomes(self.state(0, 0))


def test_the_green_channel_by_keyboard_reaches_the_case(intake, cases):
    instant_case(intake)
    intake.key(Qt.Key.Key_M, CONTROL)
    intake.key(Qt.Key.Key_Space)
    assert dialog().fields["reason"].isVisibleTo(dialog())
    intake.key(Qt.Key.Key_F10)
    assert "事由" in dialog().message.words.text()
    intake.type("抢险救灾")
    form = dialog()
    intake.key(Qt.Key.Key_F10)
    intake.wait(lambda: QApplication.activeModalWidget() is not form)
    assert intake.words("intake_terms_line") == "绿色通道 · 抢险救灾"
    submit(intake)
    [case] = cases()
    assert case.terms == ServiceTerms(modes=(ServiceMode.GREEN_CHANNEL,), reason="抢险救灾")


@pytest.fixture
def strict_rules():
    """Publish 宅基地审批 as an item for which the applicant comes in person."""
    rules = ChangeableRules.shipped()
    rules.change("T060", applicant_must_attend=True)
    return rules


def test_a_proxy_for_an_item_that_wants_the_applicant_is_told_at_once(open_intake, strict_rules):
    intake = open_intake(rulebook=strict_rules)
    intake.read_card()
    intake.type("nccmzjd")
    intake.key(ENTER)
    intake.page.form.applicant.proxy_button.click()
    assert "须申请人本人到场" in intake.words("intake_remarks")
    intake.shoot("intake-must-attend-100")
    intake.page.form.applicant.proxy_button.click()
    assert intake.page.form.applicant.remarks.isHidden()


def test_a_provisional_acceptance_from_the_page(intake, cases):
    item = CATALOGUE.by_id("T069")
    place = next(n for n, line in enumerate(item.materials) if line.is_deferrable)
    intake.read_card()
    intake.type("ncjtjjzz")
    intake.key(ENTER)
    intake.key(Qt.Key.Key_0)
    intake.page.form.materials.focus_table(place)
    intake.key(Qt.Key.Key_4)
    outcome = intake.page.form.outcome
    assert outcome.banner.heading.text() == "一次性告知"
    assert "可选容缺受理" in outcome.banner.why.text()
    intake.key(Qt.Key.Key_F6)
    go_to(intake, "intake_outcome_provisional")
    intake.key(Qt.Key.Key_Return)
    assert outcome.pledge.isVisible()
    assert outcome.banner.heading.text() == "容缺受理"
    intake.drawn()
    assert "容缺受理承诺书" in outcome.preview.accessibleName() + outcome.preview.caption.text()
    submit(intake)
    [case] = cases()
    assert case.status is CaseStatus.PROVISIONALLY_ACCEPTED
    assert case.pledge.due_on == case.acceptance.due_on
    printed = [document.form for document in case.documents]
    assert FormId.SUPPLEMENT_PLEDGE in printed
    assert FormId.PROVISIONAL_ACCEPTANCE_NOTICE in printed


def test_an_instant_matter_goes_from_the_card_to_the_citizens_hand_by_keyboard(intake, cases):
    instant_case(intake)
    submit(intake)
    go_to(intake, "intake_open_case")
    intake.key(ENTER)
    intake.settle()
    for typed in ("zheng", ""):  # 办结, then 送达.
        intake.key(Qt.Key.Key_F10)
        form = dialog()
        intake.type(typed)
        intake.key(Qt.Key.Key_F10)
        intake.wait(lambda form=form: QApplication.activeModalWidget() is not form)
        intake.settle()
    [case] = cases()
    assert case.status is CaseStatus.DELIVERED
    assert case.conclusion.result.name == "zheng"
    assert case.delivery.received_by == case.applicant.name
