from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.courier import BundleNote, BundleState, BundleWay
from counter_app.domain.desk_news import PrintNews
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import FormId, PrintState
from counter_app.domain.steps import Act
from counter_app.services.show_case import ShowCase
from counter_app.services.submit_intake import Outcome
from counter_app.ui.case.explanation import ExplanationDialog
from counter_app.ui.case.paper_dialog import PaperDialog
from counter_app.ui.case.refusal_dialog import RefusalDialog
from counter_app.ui.dialogs import Answer, QuestionDialog
from counter_app.ui.keys import Action
from tests.fakes.desks import OFFLINE
from tests.ui.sample_cases import take_in

MISSING = (Verdict.COMPLETE, Verdict.MISSING, Verdict.DEFECTIVE)
CONTROL = Qt.KeyboardModifier.ControlModifier


def status(counter, case) -> CaseStatus:
    return counter.parts.show_case(case.case_id).case.status


def opened(counter, case):
    counter.presenter.open_case(case.case_id)
    counter.settle()
    return counter.window.page()


@pytest.fixture
def waiting(office, counter):
    """A case that waits for its supplement, and its page."""
    case = take_in(office, Outcome.NOTICE, *MISSING)
    return case, opened(counter, case)


@pytest.fixture
def complete(office, counter):
    """A case with everything complete, received and not yet decided, and its page."""
    case = take_in(office, Outcome.RECEIVE)
    return case, opened(counter, case)


def test_the_page_says_which_case_it_is_and_how_it_stands(waiting):
    case, page = waiting
    assert page.head.number.text() == (
        f"{case.number[:11]}-{case.number[11:19]}-{case.number[19:21]}-{case.number[21:]}"
    )
    assert page.head.item.text() == case.item.name
    assert page.head.status.text == "待补正"
    assert page.head.stage.text == "本机已存"
    assert page.materials.summary.text() == "还差2项"


def test_numbers_of_people_are_masked_wherever_they_stand(waiting):
    case, page = waiting
    shown = " ".join(label.text() for label in page.findChildren(QLineEdit))
    shown += " ".join(page.applicant.values())
    assert case.applicant.number not in shown
    assert case.applicant.phone not in shown
    assert "510" in shown
    assert case.applicant.number[-4:] in shown


def test_a_case_is_accepted_with_one_key_and_its_paper_is_on_the_way(complete, counter):
    case, page = complete
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert status(counter, case) is CaseStatus.ACCEPTED
    assert page.head.status.text == "已受理"
    assert counter.window.toast.isVisible()
    assert counter.parts.print_desk.nudges >= 1
    assert page.findChild(QPushButton, "paper_acceptance-notice_print") is not None


def test_what_may_not_be_done_is_off_and_says_why(waiting):
    _case, page = waiting
    accept = page.steps.buttons[Act.ACCEPT]
    assert not accept.isEnabled()
    assert "还有材料不齐" in accept.accessibleDescription()
    assert "还有材料不齐" in page.page_actions()[Action.SUBMIT]
    assert "受理：" in page.steps.reasons.text()


def test_a_case_that_has_ended_offers_no_dead_buttons(office, counter):
    page = opened(counter, take_in(office, Outcome.REFUSE))
    assert not page.steps.buttons
    assert "没有要接着办的" in page.steps.done.text()
    assert "柳河镇人民政府" in page.standing.words_of("ending")


def test_a_supplement_is_judged_and_handed_in_without_the_mouse(waiting, counter):
    case, page = waiting
    counter.press(Qt.Key.Key_F7)
    assert page.materials.is_judging
    assert [judge.accessibleName() for judge in page.materials.judges] == [
        line.name for line in case.materials[1:3]
    ]
    counter.press(Qt.Key.Key_F10)
    assert "还没有改判" in counter.window.message.words.text()
    counter.press(Qt.Key.Key_Escape)
    counter.press(Qt.Key.Key_1)
    counter.press(Qt.Key.Key_Q, CONTROL)
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert status(counter, case) is CaseStatus.ACCEPTED
    assert not page.materials.is_judging
    assert page.materials.summary.text() == "已齐"


def test_what_was_taken_in_unjudged_is_judged_and_accepted_by_keys(office, counter):
    case = take_in(office, Outcome.RECEIVE, *[None] * 6)
    page = opened(counter, case)
    assert page.steps.buttons[Act.JUDGE].isVisible()
    assert Act.SUPPLEMENT not in page.steps.buttons

    counter.press(Qt.Key.Key_F7)
    assert len(page.materials.judges) == len(case.materials)
    counter.press(Qt.Key.Key_0)
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert status(counter, case) is CaseStatus.RECEIVED
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert status(counter, case) is CaseStatus.ACCEPTED


def test_a_supplement_that_is_still_not_good_keeps_its_words(waiting, counter):
    case, page = waiting
    counter.press(Qt.Key.Key_F7)
    judge = page.materials.judges[0]
    counter.press(Qt.Key.Key_3)
    judge.problem.setText("照片看不清")
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    line = counter.parts.show_case(case.case_id).case.materials[1]
    assert line.verdict is Verdict.DEFECTIVE
    assert line.problem == "照片看不清"
    assert status(counter, case) is CaseStatus.AWAITING_SUPPLEMENT


def test_escape_never_discards_verdicts_without_asking(waiting, counter):
    _case, page = waiting
    counter.press(Qt.Key.Key_F7)
    counter.press(Qt.Key.Key_1)
    asked = []

    def ask(question, answered):
        asked.append(question.name)
        answered(Answer(is_yes=len(asked) > 1))

    counter.dialogs.ask = ask
    counter.press(Qt.Key.Key_Escape)
    assert page.materials.is_judging
    counter.press(Qt.Key.Key_Escape)
    assert not page.materials.is_judging
    assert asked == ["leave_supplement", "leave_supplement"]
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.page().objectName() == "worklist_page"


def test_news_do_not_take_verdicts_away_that_are_being_made(waiting, counter, clock):
    _case, page = waiting
    counter.press(Qt.Key.Key_F7)
    counter.press(Qt.Key.Key_1)
    counter.parts.county.tell(replace(OFFLINE, last_ack_at=clock.now()))
    counter.breathe()
    counter.settle()
    assert page.materials.is_judging
    assert page.materials.judges[0].verdict() is Verdict.COMPLETE


def test_a_refusal_needs_its_reason_and_where_to_go(complete, counter):
    case, page = complete
    page.steps.buttons[Act.REFUSE].click()
    dialog = counter.child(RefusalDialog, "refusal_dialog")
    assert not dialog.accept_button.isEnabled()
    counter.child(QPlainTextEdit, "refusal_reason").setPlainText("户籍不在本镇")
    assert "哪个机关" in dialog.hint.text()
    counter.child(QLineEdit, "refusal_authority").setText("柳河镇人民政府")
    assert dialog.accept_button.isEnabled()
    counter.press(Qt.Key.Key_Return, CONTROL)
    counter.wait(lambda: QApplication.activeModalWidget() is None)
    counter.settle()
    assert status(counter, case) is CaseStatus.REFUSED
    refusal = counter.parts.show_case(case.case_id).case.refusal
    assert refusal.competent_authority == "柳河镇人民政府"


def test_thinking_better_of_a_refusal_changes_nothing(complete, counter):
    case, page = complete
    page.steps.buttons[Act.REFUSE].click()
    dialog = counter.child(RefusalDialog, "refusal_dialog")
    dialog.reason.setPlainText("写错了")
    counter.press(Qt.Key.Key_Escape)
    counter.settle()
    assert status(counter, case) is CaseStatus.RECEIVED


@pytest.mark.lesson(37)
def test_a_second_copy_asks_why_and_says_so_in_the_history(complete, counter):
    case, page = complete
    page.findChild(QPushButton, "paper_intake-receipt_print").click()
    dialog = counter.child(QuestionDialog, "dialog_reprint")
    dialog.reason.clear()
    assert not dialog.accept_button.isEnabled()
    counter.press(Qt.Key.Key_Down)
    assert dialog.reason.text() == "卡纸或字迹不清"
    counter.press(Qt.Key.Key_Return)
    counter.settle()
    copies = counter.parts.show_case(case.case_id).case.documents
    assert [copy.copy_number for copy in copies] == [1, 2]
    assert copies[1].reason == "卡纸或字迹不清"
    said = "补打第1次《收件凭证》：卡纸或字迹不清"
    counter.wait(lambda: said in page.findChild(object, "timeline_0").accessibleName())


def test_the_outcome_of_a_print_shows_as_soon_as_it_is_known(complete, counter, store):
    case, page = complete
    job = case.documents[0].job
    with store.unit_of_work(as_system=True) as work:
        from counter_app.domain.case_event import PrintUnknown

        work.record(case.case_id, PrintUnknown(job=job, detail="打印机没有回答"))
        work.commit()
    counter.parts.print_desk.tell(
        PrintNews(
            job=job,
            case_id=case.case_id,
            form=FormId.INTAKE_RECEIPT,
            document_number=case.received_document_number,
            copy_number=1,
            state=PrintState.UNKNOWN,
            detail="打印机没有回答",
        )
    )
    counter.wait(
        lambda: page.findChild(object, "paper_intake-receipt_0").accessibleName() == "结果不明"
    )


def test_one_key_explains_the_date_day_by_day(complete, counter):
    _case, page = complete
    assert "11月9日" in page.head.due.text()
    assert page.head.time_left.text == "还剩5个工作日"
    counter.press(Qt.Key.Key_D, CONTROL)
    dialog = counter.child(ExplanationDialog, "explanation_dialog")
    assert dialog.summary.text() == "告知期限：共5天，11月9日到期"
    words = [cell.text() for cell in dialog.cells]
    assert words[0] == "起算日 不计"
    assert words.count("周末 不计") == 2
    assert "第5天\n到期" in words
    counter.press(Qt.Key.Key_Escape)
    counter.wait(lambda: QApplication.activeModalWidget() is None)


def test_after_the_notice_clock_the_page_says_deemed_accepted(office, counter, clock):
    case = take_in(office, Outcome.RECEIVE, *MISSING)
    clock.pass_time(timedelta(days=8))
    page = opened(counter, case)
    assert page.head.status.text == "视为受理"
    assert "视为受理" in page.page_actions()[Action.NOTICE]


def test_the_number_goes_into_the_clipboard_by_key(waiting, counter):
    case, _page = waiting
    counter.press(Qt.Key.Key_C, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text() == case.number


def test_a_paper_can_be_looked_at_before_it_is_printed_and_enlarged(waiting, counter):
    _case, page = waiting
    page.findChild(QPushButton, "paper_one-time-notice_look").click()
    counter.settle()
    dialog = counter.child(PaperDialog, "paper_dialog")
    assert dialog.preview.has_picture
    width = dialog.preview.paper.pixmap().width()
    dialog.preview.zoom_in.click()
    assert dialog.preview.paper.pixmap().width() == width * 1.5
    assert counter.parts.print_desk.nudges == 0, "looking prints nothing"


def test_the_page_scrolls_by_keys_to_what_nothing_can_be_done_with(waiting, counter):
    _case, page = waiting
    counter.presenter.do(Action.TEXT_LARGER)
    bar = page.findChild(QScrollArea, "case_scroll").verticalScrollBar()
    counter.wait(lambda: bar.maximum() > 0)
    counter.press(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    counter.press(Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_f6_goes_round_the_cards_and_is_never_caught(waiting, counter):
    _case, page = waiting
    seen = []
    for _ in range(8):
        counter.press(Qt.Key.Key_F6)
        focus = counter.window.focusWidget()
        cards = (page.steps, page.materials, page.papers, page.head)
        seen.append(next(card.objectName() for card in cards if card.isAncestorOf(focus)))
    assert set(seen) == {"case_steps", "case_papers", "case_head"}


def test_a_rule_that_says_no_leaves_the_page_as_it_was(office, counter):
    case = take_in(office, Outcome.RECEIVE)
    page = opened(counter, case)
    counter.parts.accept_case(case.case_id)
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert "R436" in counter.window.message.code.text(), "it had changed under the eyes"
    assert page.steps.isEnabled()


def test_another_case_never_shows_what_belongs_to_the_one_before(office, counter):
    first = take_in(office, Outcome.NOTICE, *MISSING, place=1)
    second = take_in(office, Outcome.ACCEPT, place=2)
    opened(counter, first)
    page = opened(counter, second)
    assert second.applicant.name in page.applicant.values()
    assert first.applicant.name not in page.applicant.values()
    assert "已补齐" not in " ".join(page.applicant.values())
    assert page.materials.summary.text() == "已齐"


def test_a_case_on_a_stick_says_in_which_bundle(office, store, open_counter):
    case = take_in(office, Outcome.RECEIVE)
    store.courier.begin(
        BundleNote(
            way=BundleWay.OUTGOING,
            number=17,
            bundle="ab" * 16,
            sha256="cd" * 32,
            name="x.tcbundle",
            made_at="2026-11-02T09:00:00.000+08:00",
            state=BundleState.MADE,
            events=9,
            first_row_id=1,
            last_row_id=1_000,
        )
    )
    read = ShowCase(office, store.finder, store.courier.packed_number)
    counter = open_counter(show_case=read)
    counter.sign_in()
    page = opened(counter, case)
    assert page.head.stage.text == "已打包 第 17 号"
