"""A whole life of a case at the window, by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from counter_app.domain.clock_facts import SpecialProcedureKind
from counter_app.domain.ending_facts import DeliveryManner
from counter_app.domain.handling_facts import DecisionKind, ForwardWay, Stance
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act
from counter_app.services.submit_intake import Outcome
from counter_app.ui.second_parts import Coworker
from tests.fakes.people import CLERK
from tests.fakes.second_person import proven, second_of
from tests.services.life import COMMITTED, ESCALATED, JOINT, PEOPLE
from tests.ui.conftest import CHIEF
from tests.ui.life import scenes
from tests.ui.life.scenes import DEPARTMENTS

COWORKERS = (
    Coworker(CLERK.staff, CLERK.name, CLERK.role),
    Coworker(CHIEF.staff, "高远", Role.CHIEF),
)


def test_from_the_notice_to_the_delivery(keys, life, rules):
    scenes.publish(rules)
    life.begin(Verdict.COMPLETE, Verdict.MISSING, item=JOINT, outcome=Outcome.RECEIVE)
    keys.open(life.case_id)
    keys.tap("F8")
    keys.settle()
    assert keys.status == "待补正"
    keys.tap("F7", "1", "F10")
    keys.settle()
    assert keys.status == "已受理"
    pause_and_resume(keys, life)
    extend(keys, life)
    hear_every_department(keys, life)
    decide_and_hand_out(keys, life)
    assert keys.parts.print_desk.nudges >= 8


def pause_and_resume(keys, life) -> None:
    keys.find_act("tz")
    keys.tap("Down", "Down")
    keys.fill(reason="需要地质鉴定")
    keys.do_form()
    assert keys.status == "特别程序中"
    assert "不计时" in keys.page.head.due.text()
    assert life.file().case.open_procedure.kind in set(SpecialProcedureKind)
    keys.tap("F10")
    keys.fill(result="鉴定合格")
    keys.do_form()
    assert keys.status == "已受理"


def extend(keys, life) -> None:
    keys.find_act("yq")
    keys.fill(approver="李镇长", reason="情况复杂")
    keys.do_form()
    assert life.file().case.extensions[0].days == 15
    assert any("李镇长批准" in words for words in keys.page.standing.words_of("clocks"))


def hear_every_department(keys, life) -> None:
    for name in DEPARTMENTS:
        keys.tap("F10", "Space")
        keys.go_to("form_record_opinion_stance_agree")
        keys.tap("Space")
        keys.do_form()
        assert name in {one.department for one in life.file().case.opinions}
    assert all(one.stance is Stance.AGREE for one in life.file().case.opinions)


def decide_and_hand_out(keys, life) -> None:
    keys.tap("F10")
    keys.do_form()
    decision = life.file().case.decision
    assert decision.kind is DecisionKind.GRANTED
    assert decision.decided_by == "村镇建设办公室"
    keys.tap("F10")
    keys.fill(result_name="宅基地批准书", result_number="青宅〔2026〕17号")
    keys.do_form()
    assert keys.status == "已办结待领取"
    assert any("送达" in words for words in keys.page.standing.words_of("clocks"))
    keys.tap("F10")
    keys.do_form()
    assert keys.status == "已送达"
    assert not keys.page.steps.buttons
    assert life.file().case.delivery.received_by == "沈桂兰"


def test_an_escalated_case_is_carried_up_by_hand(keys, life):
    scenes.forwarded(life)
    keys.open(life.case_id)
    assert keys.status == "已转报"
    words = keys.page.standing.words_of("forwarding")
    assert "人工送件，送件人 冯春生" in words
    assert any("户口簿缺第3页" in one for one in words)
    assert any("在送件人" in one for one in keys.page.standing.words_of("originals"))
    keys.tap("F10")
    assert keys.form.entered()["decided_by"] == "青禾县民政局"
    keys.do_form()
    assert keys.status == "准予"
    held = [move.went_to for move in life.file().case.service.moves]
    assert held
    assert set(held) == {Holder.COURIER}


def test_what_was_entered_about_agencies_is_offered_the_next_time(keys, life):
    for _ in range(2):
        life.begin(item=ESCALATED)
        keys.open(life.case_id)
        keys.tap("F10")
        if not keys.parts.remembered.of("forward.to"):
            keys.fill(to="青禾县民政局", carrier="冯春生")
        else:
            keys.tap("Down", "Return")
        keys.do_form()
        assert life.file().case.forwarding.to == "青禾县民政局"
        assert life.file().case.forwarding.way is ForwardWay.HAND


def test_a_provisional_acceptance_and_the_supplement_that_keeps_the_pledge(keys, life, rules):
    scenes.publish(rules)
    scenes.received(life)
    keys.open(life.case_id)
    keys.find_act("rqsl")
    assert "审批表" in keys.form.spec.intro
    keys.do_form()
    assert keys.status == "容缺受理"
    pledge = life.file().case.pledge
    assert pledge.due_on == life.file().case.acceptance.due_on
    assert any("还差：审批表" in one for one in keys.page.standing.words_of("pledge"))
    keys.tap("F7", "1", "F10")
    keys.settle()
    assert "已补齐" in keys.page.standing.words_of("pledge")


def test_a_wish_to_withdraw_ends_the_case_and_gives_the_originals_back(keys, life):
    scenes.awaiting(life)
    keys.open(life.case_id)
    keys.find_act("ch")
    keys.tap("Down", "Return")
    keys.do_form()
    assert keys.status == "已撤回"
    assert life.file().case.ending.reason == "申请人自愿撤回"
    assert "撤回 · 申请人自愿撤回" in keys.page.standing.words_of("ending")


def test_the_chief_adds_a_demand_with_its_reason_and_is_told_that_it_counts(
    chief_keys, life, rules
):
    keys = chief_keys
    life.desk.sign_in(PEOPLE[Role.CLERK])  # Who lets a second demand out is not who made the first.
    scenes.awaiting(life)
    life.desk.sign_in(PEOPLE[Role.CHIEF])
    keys.open(life.case_id)
    keys.tap("F8")
    assert keys.form.warning.isHidden()
    keys.go_to("form_issue_notice_names_0")
    keys.tap("Space")
    assert keys.form.warning.text().startswith("此次告知新增要求，将被统计")
    keys.tap("F10")
    keys.settle()
    assert "理由" in keys.form.message.words.text()
    keys.fill(reason="首次告知漏写")
    keys.do_form()
    override = life.file().case.notices[-1].override
    assert override.reason == "首次告知漏写"
    assert len(override.names) == 1


def test_a_clerk_repeats_a_notice_and_can_only_shorten_it(keys, life):
    scenes.awaiting(life)
    keys.open(life.case_id)
    keys.tap("F8")
    assert "新增要求须由首席代表办理" in keys.form.spec.intro
    assert "reason" not in keys.form.fields
    keys.do_form()
    assert life.file().case.notices[-1].is_repeat


def test_what_cannot_be_done_says_why_in_the_list_and_is_not_done(keys, life):
    scenes.accepted(life)
    keys.open(life.case_id)
    keys.tap("Ctrl+E")
    keys.type("办结")
    dialog = QApplication.activeModalWidget()
    assert "现在不能办" in dialog.reason.text()
    assert not dialog.do_button.isEnabled()
    keys.tap("Return")
    assert QApplication.activeModalWidget() is dialog
    keys.tap("Escape")
    keys.wait(lambda: QApplication.activeModalWidget() is None)
    keys.tap("F8")
    assert "不能“出具一次性告知书”" in keys.window.message.words.text()


@pytest.mark.threat("T2")
@pytest.mark.asvs("2.3.5")
def test_a_chief_who_signs_beside_the_clerk_types_their_own_password(open_keys, life):
    keys = open_keys(second=second_of(*COWORKERS))
    life.begin(item=COMMITTED)
    keys.open(life.case_id)
    keys.tap("F10")
    assert keys.form.entered()["second"] == CHIEF.staff, "the only one who could"
    keys.shoot("decide-with-a-chief", keys.form)
    keys.fill(second_password="猜一个")
    keys.tap("Ctrl+Return")
    keys.settle()
    assert "还可以试 4 次" in keys.form.message.details.text()
    assert keys.form.entered()["second_password"] == "", "it does not stay on the screen"
    assert keys.focus.objectName() == "form_decide_second_password"
    assert life.file().case.decision is None
    keys.fill(second_password=CHIEF.staff[::-1])
    keys.do_form()
    assert keys.status == "准予"
    assert life.file().case.decision.second == proven(CHIEF.staff)
    assert keys.parts.operator().staff == PEOPLE[Role.CLERK].staff, "nobody else was signed in"


@pytest.mark.threat("T4")
@pytest.mark.asvs("2.3.5")
def test_a_case_is_declared_void_by_two_who_both_proved_who_they_are(open_keys, life):
    keys = open_keys(second=second_of(*COWORKERS))
    life.begin(item=COMMITTED)
    keys.open(life.case_id)
    keys.find_act("zf")
    assert set(keys.form.fields) == {"reason", "second", "second_password"}
    keys.fill(reason="录错申请人", second_password=CHIEF.staff[::-1])
    keys.shoot("void-with-a-chief", keys.form)
    keys.do_form()
    assert keys.status == "已作废"
    assert life.file().case.ending.second == proven(CHIEF.staff)
    assert not keys.parts.remembered.of("void.second_password")


def test_where_no_chief_can_sign_in_the_form_says_what_to_do(open_keys, life):
    keys = open_keys(second=second_of(COWORKERS[0]))
    life.begin(item=COMMITTED)
    keys.open(life.case_id)
    keys.find_act("zf")
    assert not keys.form.spec.fields[1].choices
    assert "请首席代表登记在本机" in keys.form.spec.fields[1].hint
    keys.fill(reason="录错申请人")
    keys.tap("F10")
    keys.settle()
    assert "第二人" in keys.form.message.words.text()
    assert life.file().case.ending is None


def test_escape_asks_only_if_something_was_typed(keys, life):
    scenes.accepted(life)
    keys.open(life.case_id)
    keys.find_act("登记投诉")
    form = keys.form
    keys.tap("Escape")
    keys.wait(lambda: QApplication.activeModalWidget() is not form)
    assert QApplication.activeModalWidget() is None

    keys.find_act("登记投诉")
    form = keys.form
    keys.type("等了一个小时")
    keys.tap("Escape")
    assert QApplication.activeModalWidget().objectName() == "dialog_leave_form"
    keys.tap("Escape")
    keys.wait(lambda: QApplication.activeModalWidget() is form)
    assert form.entered()["text"] == "等了一个小时"
    keys.do_form()
    assert len(life.file().case.service.complaints) == 1


def test_a_fee_goes_from_slip_to_bank_to_conclusion(keys, life, rules):
    scenes.publish(rules)
    scenes.paying(life)
    keys.open(life.case_id)
    money = keys.page.standing.words_of("money")
    assert "10.00元（工本费）" in money
    assert "等银行到账；窗口不收现金" in money
    keys.tap("F10")
    keys.fill(bank_reference="20261102A77")
    keys.do_form()
    assert any("银行已到账" in one for one in keys.page.standing.words_of("money"))


def test_an_item_without_a_fee_says_so_before_anything_is_tried(keys, life):
    scenes.accepted(life)
    keys.open(life.case_id)
    keys.tap("Ctrl+E")
    keys.type("开缴费")
    dialog = QApplication.activeModalWidget()
    assert "没有收费项目，不得收费" in dialog.reason.text()
    assert not dialog.do_button.isEnabled()
    keys.tap("Escape")


def test_who_decides_on_the_spot_concludes_in_one_step(keys, life, rules):
    life.begin(item="T074")
    keys.open(life.case_id)
    keys.tap("F10")
    keys.fill(result_name="居住证签注")
    keys.do_form()
    assert keys.status == "已办结待领取"
    assert life.file().case.decision.kind is DecisionKind.GRANTED


def test_a_result_sent_by_courier_wants_its_number(keys, life):
    life.begin(item="T074")
    keys.open(life.case_id)
    keys.tap("F10")
    keys.fill(result_name="居住证签注")
    keys.do_form()
    keys.tap("F10")
    keys.go_to("form_deliver_manner")
    keys.tap("Down", "Down")
    assert keys.form.entered()["manner"] == DeliveryManner.COURIER.value
    keys.tap("F10")
    assert "邮寄或快递单号" in keys.form.message.words.text()
    keys.fill(tracking_number="SF1020304050")
    keys.do_form()
    assert "SF1020304050" in " ".join(keys.page.standing.words_of("result"))


def test_the_explanation_goes_from_the_promise_to_the_law_by_key(keys, life):
    scenes.paused(life)
    keys.open(life.case_id)
    keys.tap("Ctrl+D")
    dialog = QApplication.activeModalWidget()
    assert dialog.summary.text() == "承诺办结期限：共35天，预计1月7日到期"
    assert "延长15天" in dialog.notes.text()
    assert "特别程序鉴定" in dialog.notes.text()
    keys.tap("2")
    assert dialog.summary.text().startswith("法定期限：共35天")
    keys.tap("Right")
    assert dialog.summary.text().startswith("告知期限")
    assert "第5天\n到期" in [cell.text() for cell in dialog.cells]
    keys.tap("Escape")


def test_f9_prints_the_paper_of_the_last_act_and_not_a_view(keys, life):
    scenes.concluded(life)
    keys.open(life.case_id)
    chip = keys.page.findChild(QPushButton, "paper_decision-notice_print")
    assert chip.key == "F9", "the decision was never printed"
    keys.tap("F9")
    keys.settle()
    forms = [document.form.value for document in life.file().case.documents]
    assert forms[-1] == "decision-notice"


def test_a_lock_in_the_middle_of_a_form_keeps_what_was_typed(keys, life):
    scenes.accepted(life)
    keys.open(life.case_id)
    keys.find_act("登记投诉")
    form = keys.form
    keys.type("叫号太慢")
    keys.presenter.lock()
    assert form.isHidden()
    keys.sign_in()
    assert form.isVisible()
    assert form.entered()["text"] == "叫号太慢"
    form.leave()


def test_digits_press_the_buttons_but_never_while_materials_are_judged(keys, life):
    scenes.awaiting(life)
    keys.open(life.case_id)
    assert next(iter(keys.page.steps.buttons)) is Act.SUPPLEMENT
    keys.tap("1")
    assert keys.page.materials.is_judging
    keys.tap("2")
    assert keys.page.materials.judges[0].verdict() is Verdict.MISSING
    assert keys.page.materials.is_judging


@pytest.mark.asvs("3.2.2")
def test_words_of_a_citizen_are_shown_as_they_are_and_numbers_stay_masked(keys, life):
    keys.open(life.begin().case_id)
    keys.find_act("gzdj")
    assert keys.form.spec.fields[0].choices[1].words == "证件号码：510***********0025"
    keys.go_to("form_correct_detail")
    keys.tap("Down")
    keys.fill(after="<b>沈桂兰</b>", reason="姓名写错")
    keys.do_form()
    assert "<b>沈桂兰</b>" in keys.page.applicant.values()
    assert any("姓名写错" in one for one in keys.page.standing.words_of("amendments"))
