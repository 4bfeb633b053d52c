"""A clerk, a keyboard, a card: from greeting to receipt, on the real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from counter_app.domain.applicant import EntrySource
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import DiskFull
from counter_app.domain.material import Verdict
from counter_app.domain.numbering import is_case_number
from counter_app.domain.print_job import FormId
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.conclusion import Place
from counter_app.ui.intake.person import PersonField
from counter_app.ui.keys import Action
from tests.ui.intake.conftest import CARD
from tests.ui.intake.walking import instant_case, submit

pytestmark = pytest.mark.slow

TAB, ENTER, ESC = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape


class TestFromGreetingToReceipt:
    def test_an_instant_case_takes_at_most_eight_keys_after_the_card(self, intake, cases):
        instant_case(intake)
        submit(intake)

        assert intake.keys_pressed <= 8
        [case] = cases()
        assert case.status is CaseStatus.ACCEPTED
        assert case.applicant.entry is EntrySource.CARD
        assert is_case_number(case.number)
        forms = [document.form for document in case.documents]
        assert forms == [FormId.INTAKE_RECEIPT, FormId.ACCEPTANCE_NOTICE]

    def test_the_number_pad_and_the_star_do_it_too(self, intake, cases):
        intake.read_card()
        intake.type("jzzq")
        intake.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        intake.key(Qt.Key.Key_Asterisk, Qt.KeyboardModifier.KeypadModifier)
        intake.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
        intake.wait_for_result()
        assert [case.status for case in cases()] == [CaseStatus.ACCEPTED]

    def test_two_missing_papers_are_told_in_one_notice(self, intake, cases):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.type("112")
        intake.type("3")
        assert intake.focus_name == "intake_problem"
        intake.type("2")
        assert intake.focus_name == "intake_materials_table"
        intake.type("11")
        assert intake.page.action_words()[Action.SUBMIT] == "提交：一次性告知"
        submit(intake)

        [case] = cases()
        assert case.status is CaseStatus.AWAITING_SUPPLEMENT
        [notice] = case.notices
        assert [(line.name, line.verdict) for line in notice.lines] == [
            ("居民身份证", Verdict.MISSING),
            ("户口簿", Verdict.DEFECTIVE),
        ]
        assert notice.lines[1].problem == "未盖章"
        assert "补齐2项" in intake.page.result.next_step.text()

    def test_a_case_typed_by_hand_with_the_keyboard_alone(self, intake, cases):
        assert intake.focus_name == "intake_applicant_name"
        intake.type("欧阳")
        intake.key(ENTER)
        intake.key(ENTER)
        assert intake.focus_name == "intake_applicant_number"
        intake.paste("５１０８９９１９４２０３１２００２３")
        intake.key(ENTER)
        intake.type("13800000000")
        intake.key(ENTER)
        intake.type("石桥镇")
        intake.key(ENTER)
        assert intake.focus_name == "intake_entry_reason"
        intake.key(Qt.Key.Key_Down)
        intake.key(ENTER)
        assert intake.focus_name == "intake_item_search"
        intake.key(ENTER)
        assert intake.page.form.item.is_choosing, "one Enter too many took an item"
        intake.type("yb")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_1)
        submit(intake)

        [case] = cases()
        assert case.applicant.name == "欧阳"
        assert case.applicant.number == "510899194203120023"
        assert case.applicant.entry is EntrySource.TYPED
        assert case.applicant.entry_reason == "读卡器不能用"

    def test_a_refusal_says_why_and_where_to_go(self, intake, cases):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_F6)
        for _ in range(4):
            if intake.focus_name == "intake_outcome_refuse":
                break
            intake.key(TAB)
        assert intake.focus_name == "intake_outcome_refuse"
        intake.key(Qt.Key.Key_Space)
        assert intake.focus_name == "intake_refusal_reason"
        intake.type("户籍不在本镇")
        intake.key(ENTER)
        intake.type("柳河镇人民政府")
        submit(intake)

        [case] = cases()
        assert case.status is CaseStatus.REFUSED
        assert case.refusal.competent_authority == "柳河镇人民政府"
        assert "复议" in intake.page.result.next_step.text()

    def test_papers_can_be_kept_and_told_about_later(self, intake, cases):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.page.form.outcome.buttons[Outcome.RECEIVE].click()
        submit(intake)
        [case] = cases()
        assert case.status is CaseStatus.RECEIVED
        assert "11月9日" in intake.page.result.next_step.text()

    def test_an_item_without_papers_goes_straight_to_the_conclusion(self, intake, cases):
        intake.read_card()
        intake.type("ybdzpz")
        intake.key(ENTER)
        submit(intake)
        assert [case.status for case in cases()] == [CaseStatus.ACCEPTED]

    def test_a_correction_made_at_the_counter_is_recorded(self, intake, cases):
        instant_case(intake)
        intake.page.form.outcome.corrections.toggle.click()
        intake.type("name")
        intake.key(ENTER)
        intake.type("a")
        intake.key(ENTER)
        intake.type("b")
        intake.page.form.outcome.corrections.add_button.click()
        assert "1" in intake.page.form.outcome.corrections.toggle.text()
        submit(intake)
        [correction] = cases()[0].corrections
        assert (correction.field, correction.before, correction.after) == ("name", "a", "b")


class TestKeys:
    def test_tab_follows_the_paper_form(self, intake):
        intake.page.form.applicant.proxy_button.click()
        intake.page.form.go_to(Place.NAME)
        seen = [intake.focus_name]
        for _ in range(12):
            intake.key(TAB)
            seen.append(intake.focus_name)
        assert seen == [
            "intake_applicant_name",
            "intake_applicant_kind",
            "intake_applicant_number",
            "intake_applicant_phone",
            "intake_applicant_address",
            "intake_proxy_toggle",
            "intake_proxy_name",
            "intake_proxy_kind",
            "intake_proxy_number",
            "intake_proxy_phone",
            "intake_proxy_authority",
            "intake_terms",
            "intake_item_search",
        ]

    def test_no_field_keeps_the_keyboard_for_itself(self, intake):
        instant_case(intake)
        seen = set()
        for _ in range(60):
            intake.key(TAB)
            seen.add(intake.focus_name)
        wanted = {"intake_applicant_name", "intake_materials_table", "intake_outcome_accept"}
        assert wanted <= seen
        intake.key(TAB, Qt.KeyboardModifier.ShiftModifier)
        assert intake.focus_name in seen

    def test_f6_goes_round_the_three_panes(self, intake):
        instant_case(intake)
        names = []
        for _ in range(4):
            intake.key(Qt.Key.Key_F6)
            names.append(intake.focus_name)
        assert names == [
            "intake_outcome_accept",
            "intake_applicant_name",
            "intake_materials_table",
            "intake_outcome_accept",
        ]

    def test_enter_never_judges(self, intake):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_1)
        for _ in range(5):
            intake.key(ENTER)
        table = intake.page.form.materials.model
        verdicts = [table.line(row).verdict for row in range(table.rowCount())]
        assert verdicts == [Verdict.COMPLETE, *[None] * 5]

    def test_a_key_that_is_held_judges_one_line(self, intake):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        for is_repeat in (False, True, True):
            held = QKeyEvent(
                QEvent.Type.KeyPress,
                Qt.Key.Key_1,
                Qt.KeyboardModifier.NoModifier,
                "1",
                is_repeat,
            )
            QApplication.sendEvent(intake.focus, held)
        table = intake.page.form.materials.model
        assert [table.line(row).verdict for row in range(3)] == [Verdict.COMPLETE, None, None]

    def test_a_held_enter_does_not_wipe_the_result_away(self, intake):
        instant_case(intake)
        submit(intake)
        held = QKeyEvent(QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(intake.focus, held)
        assert intake.page.is_result_shown
        intake.key(ENTER)
        assert not intake.page.is_result_shown

    def test_counts_and_handling_are_changed_on_the_number_pad(self, intake):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_1)
        intake.key(Qt.Key.Key_Up)
        intake.type("++-/")
        intake.key(Qt.Key.Key_Right)
        intake.key(Qt.Key.Key_Right)
        intake.type("+")
        line = intake.page.form.materials.model.line(0)
        assert (line.originals, line.copies, line.handling.value) == (2, 1, "kept")
        intake.key(Qt.Key.Key_Backspace)
        assert intake.page.form.materials.model.line(0).verdict is None

    def test_esc_leaves_everything_as_it_is(self, intake):
        instant_case(intake)
        before = intake.page.form.materials.model.line(0)
        for _ in range(3):
            intake.key(ESC)
        assert intake.page.form.materials.model.line(0) == before
        assert intake.page.form.applicant.person.edits[PersonField.NAME].text() == CARD.name

    def test_esc_in_the_search_goes_back_to_the_item(self, intake):
        instant_case(intake)
        intake.page.form.item.change_button.click()
        assert intake.focus_name == "intake_item_search"
        intake.type("x")
        intake.key(ESC)
        assert intake.page.form.item.search.text() == ""
        intake.key(ESC)
        assert not intake.page.form.item.is_choosing
        assert intake.page.form.item.name.text() == "居住证签注"

    def test_submitting_too_early_leads_to_what_is_missing(self, intake, cases):
        intake.key(ENTER, Qt.KeyboardModifier.ControlModifier)
        assert intake.focus_name == "intake_applicant_name"
        intake.read_card()
        intake.key(ENTER, Qt.KeyboardModifier.ControlModifier)
        assert intake.focus_name == "intake_item_search"
        intake.type("gljt")
        intake.key(ENTER)
        intake.type("11")
        intake.key(ENTER, Qt.KeyboardModifier.ControlModifier)
        assert intake.focus_name == "intake_materials_table"
        assert intake.page.form.materials.table.row == 2
        assert "没有判定" in intake.window.message.words.text()
        assert cases() == []

    def test_why_not_is_told_only_as_long_as_it_is_so(self, intake):
        intake.read_card()
        intake.key(ENTER, Qt.KeyboardModifier.ControlModifier)
        assert intake.window.message.isVisible()
        intake.type("gljt")
        intake.key(ENTER)
        intake.wait(lambda: not intake.window.message.isVisible())

    def test_a_failure_stays_when_reasons_change(self, intake):
        intake.read_card()
        intake.key(ENTER, Qt.KeyboardModifier.ControlModifier)
        intake.window.show_error(DiskFull())
        intake.type("gljt")
        intake.key(ENTER)
        intake.settle()
        assert intake.window.message.isVisible()
        assert "没有判定" not in intake.window.message.words.text()

    def test_numbers_take_no_input_method_and_names_do(self, intake):
        person = intake.page.form.applicant.person
        off = Qt.WidgetAttribute.WA_InputMethodEnabled
        assert not person.edits[PersonField.NUMBER].testAttribute(off)
        assert not person.edits[PersonField.PHONE].testAttribute(off)
        assert person.edits[PersonField.NAME].testAttribute(off)
        assert person.edits[PersonField.ADDRESS].testAttribute(off)

    def test_an_unusable_item_is_shown_with_its_reason_and_cannot_be_taken(self, intake):
        intake.read_card()
        intake.type("bljhz")
        view = intake.page.form.item
        shown = view.rows.item(0)
        assert not shown.is_usable
        assert "尚未公布" in view.rows.data(view.rows.index(0))
        intake.key(ENTER)
        assert view.is_choosing

    def test_what_was_done_last_comes_first_in_the_empty_search(self, intake):
        instant_case(intake)
        submit(intake)
        intake.key(ENTER)
        intake.settle()
        view = intake.page.form.item
        intake.page.form.go_to(Place.ITEM)
        assert view.list.currentIndex().row() == -1, "nothing is marked before somebody looks"
        intake.key(Qt.Key.Key_Down)
        assert view.list.currentIndex().row() == 0
        assert view.rows.item(0).name == "居住证签注"
        assert view.hint.text() == "最近办过的在前"
