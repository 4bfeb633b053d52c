from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from counter_app.domain.case_event import CaseAccepted, PrintIntended, PrintPrinted
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict_record import Side
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import DetailField
from counter_app.domain.steps import Act
from counter_app.services.amend_case import AmendRequest
from counter_app.services.perform_step import PerformStep
from counter_app.services.submit_intake import Outcome
from counter_app.ui.case.timeline import timeline
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.keys import Action
from tests.fakes.people import refused
from tests.fakes.two_sides import amended
from tests.ui.conftest import CHIEF
from tests.ui.sample_cases import take_in


def from_elsewhere(store, case, fact, **base):
    """Record what another counter did without knowing of this one's acts."""
    intake = case.history[0]
    fields = {Field[name.upper()]: intake for name in base} | {Field.STATUS: intake}
    with store.unit_of_work() as work:
        act = work.record(case.case_id, fact, base=fields)
        work.commit()
    return act


def on_paper(store, case, act, number):
    with store.unit_of_work() as work:
        intent = PrintIntended(
            form=FormId.REFUSAL_NOTICE,
            document_number=number,
            copy_number=1,
            about=act,
            intended_at=case.received_at,
        )
        job = work.record(case.case_id, intent)
        work.record(case.case_id, PrintPrinted(job=job))
        work.commit()


@pytest.fixture
def contested(store, office):
    """A case that was accepted here, and refused at another counter."""
    case = take_in(office, Outcome.ACCEPT)
    return case, from_elsewhere(store, case, refused())


@pytest.fixture
def chief(open_counter):
    counter = open_counter()
    counter.sign_in(CHIEF)
    return counter


def opened(counter):
    counter.presenter.do(Action.CONFLICTS)
    counter.settle()
    return counter.window.page()


def the_case(counter, case):
    return counter.parts.show_case(case.case_id).case


def words_of(page, side):
    return "\n".join(page.sides[side].pairs.words())


def test_both_sides_stand_next_to_each_other(chief, contested, store):
    case, act = contested
    number = refused().refusal.document_number
    with store.unit_of_work() as work:
        work.record(case.case_id, CaseAccepted(acceptance=case.acceptance))  # A third, a repeat.
        work.commit()
    on_paper(store, case, act, number)
    page = opened(chief)
    chief.shoot("conflicts_card")
    assert page.heading.text() == "已受理／不予受理"
    assert "沈桂兰" in page.subject.text()
    first, second = words_of(page, Side.FIRST), words_of(page, Side.SECOND)
    assert case.acceptance.document_number in first
    assert "已出纸，在群众手里" in second
    assert "还没有县局签名的时间" in second
    assert "收回" in first, "what follows when the paper has to come back"
    assert "规则" in page.rule.text()


def test_a_decision_by_keyboard_alone(chief, contested):
    case, _ = contested
    page = opened(chief)
    assert page.page_actions()[Action.SUBMIT] == "请先按 1 或 2 选一边"
    chief.press(Qt.Key.Key_2)
    assert page.sides[Side.SECOND].choose_button.isChecked()
    assert page.page_actions()[Action.SUBMIT] == "请写明裁决理由"
    page.reason.setText("第1页不予受理通知书已送达")
    assert page.page_actions()[Action.SUBMIT] == ""
    chief.shoot("conflicts_chosen")
    chief.press(Qt.Key.Key_F10)
    chief.settle()
    assert the_case(chief, case).status is CaseStatus.REFUSED
    assert page.empty.isVisible(), "nothing is left to decide"
    chief.shoot("conflicts_none")


def test_digits_in_the_reason_choose_nothing(chief, contested):
    page = opened(chief)
    chief.press(Qt.Key.Key_1)
    chief.press(Qt.Key.Key_2)
    assert page.reason.text() == "2"
    assert page.sides[Side.FIRST].choose_button.isChecked()


def test_others_read_it_and_are_told_who_decides(counter, contested):
    page = opened(counter)
    counter.shoot("conflicts_read_only")
    assert "首席代表" in page.read_only.text()
    assert not page.confirm_button.isVisible()
    assert not page.reason.isVisible()
    assert Action.SUBMIT not in page.page_actions()
    counter.press(Qt.Key.Key_2)
    assert not page.sides[Side.SECOND].choose_button.isChecked()


def test_the_case_page_leads_there_and_back(chief, contested):
    case, _ = contested
    chief.presenter.open_case(case.case_id)
    chief.settle()
    case_page = chief.window.page()
    file = chief.parts.show_case(case.case_id)
    assert Act.RESOLVE in case_page.steps.buttons
    assert Act.RESOLVE not in file.refused_acts
    case_page.steps.chosen.emit(Act.RESOLVE)
    chief.settle()
    page = chief.window.page()
    assert page.objectName() == "conflicts_page"
    chief.press(Qt.Key.Key_Escape)
    chief.settle()
    assert chief.window.page() is case_page


def test_a_decision_can_be_taken_back(chief, contested, office):
    case, _ = contested
    page = opened(chief)
    chief.press(Qt.Key.Key_1)
    page.reason.setText("先受理的有效")
    chief.press(Qt.Key.Key_F10)
    chief.settle()
    chief.presenter.show_conflicts(case.case_id)
    chief.settle()
    assert "已裁决" in page.state.text()
    assert page.take_back_button.isVisible()
    page.reason.setText("裁错了")
    page.take_back_button.click()
    chief.settle()
    assert the_case(chief, case).open_conflicts
    marks = [entry.words for entry in timeline(chief.parts.show_case(case.case_id))]
    assert "撤回冲突裁决：裁错了" in marks
    assert "裁决冲突，按先到的一边：先受理的有效" in marks


def test_a_card_that_changed_under_the_eyes_is_not_decided(chief, contested, store):
    case, _ = contested
    page = opened(chief)
    chief.press(Qt.Key.Key_2)
    page.reason.setText("核对纸质")
    from_elsewhere(store, case, amended(DetailField.NAME, "甲"), name=True)
    from_elsewhere(store, case, amended(DetailField.NAME, "乙"), name=True)
    chief.press(Qt.Key.Key_F10)
    chief.settle()
    assert len(the_case(chief, case).open_conflicts) == 2
    assert "刚才有变化" in chief.window.message.words.text()
    assert page.table.rows_model.rowCount() == 2


def test_another_telephone_is_ticked_off_by_any_clerk(counter, store, office):
    case = take_in(office, Outcome.ACCEPT)
    for phone in ("13911111111", "13922222222"):
        from_elsewhere(store, case, amended(DetailField.PHONE, phone), phone=True)
    counter.presenter.show_conflicts(case.case_id)
    counter.settle()
    page = counter.window.page()
    assert "13911111111" in words_of(page, Side.FIRST)
    assert "13922222222" in words_of(page, Side.SECOND)
    counter.press(Qt.Key.Key_1)
    page.reason.setText("电话核实")
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    after = the_case(counter, case)
    assert (after.applicant.phone, after.other_values) == ("13911111111", ())


def test_large_text_puts_the_sides_below_each_other(chief, contested, theme):
    page = opened(chief)
    theme.set_scale(160)
    chief.shoot("conflicts_large")
    first, second = (page.sides[side].geometry() for side in Side)
    assert first.bottom() < second.top()


def test_the_brake_on_the_case_page(counter, store, office):
    """An act upon what the page showed is not made upon something else; again confirms it."""
    case = take_in(office, Outcome.RECEIVE)
    counter.presenter.open_case(case.case_id)
    counter.settle()
    page = counter.window.page()
    from_elsewhere(store, case, refused())
    page.steps.chosen.emit(Act.ACCEPT)
    counter.settle()
    assert "刚才有变化" in counter.window.message.words.text()
    assert "不予受理" in counter.window.message.details.text()
    assert the_case(counter, case).status is CaseStatus.REFUSED
    assert the_case(counter, case).conflicts == ()


def test_the_brake_lets_the_second_press_of_a_form_pass(counter, store, office):
    case = take_in(office, Outcome.RECEIVE)
    counter.presenter.open_case(case.case_id)
    counter.settle()
    counter.window.page().steps.chosen.emit(Act.AMEND)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    dialog.findChild(QComboBox).setCurrentIndex(2)  # 联系电话
    dialog.findChild(QLineEdit, f"{dialog.objectName()}_after").setText("13944444444")
    PerformStep(office)(case.case_id, AmendRequest(details={DetailField.PHONE: "13933333333"}))
    dialog.submitted.emit()
    counter.settle()
    assert the_case(counter, case).applicant.phone == "13933333333", "nothing was done"
    dialog.submitted.emit()
    counter.settle()
    assert the_case(counter, case).applicant.phone == "13944444444", "confirmed knowingly"
