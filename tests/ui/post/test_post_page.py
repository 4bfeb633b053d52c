"""The page of the post by keyboard, on the real store and real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog

from counter_app.domain.desk_contents import Handover
from counter_app.domain.drawer import DrawerCount
from counter_app.domain.errors import DiskFull, FormDataInvalid
from counter_app.domain.post_facts import PostHandedOver, PostTakenOver
from counter_app.domain.print_job import FormId, PrintState
from counter_app.domain.staff import Role
from counter_app.services.submit_intake import Outcome
from counter_app.storage.day_log import SqlDayLog
from counter_app.ui.keys import Action
from counter_app.ui.post_parts import PostPrinted
from tests.ui.conftest import CHIEF
from tests.ui.post.conftest import take_in

CONTROL = Qt.KeyboardModifier.ControlModifier
TASKS, DRAWER, HANDOVER, DAY = range(4)


def type_text(counter, text: str) -> None:
    """Type where the focus is; what no key bears comes from the input method."""
    if text.isascii():
        counter.qtbot.keyClicks(QApplication.focusWidget(), text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows_model.rows]


def choose(box, staff: str) -> None:
    box.setCurrentIndex(box.findData(staff))


def press_in_dialog(counter, key) -> None:
    dialog = counter.window.findChild(QDialog)
    assert dialog is not None
    counter.qtbot.keyClick(dialog, key)
    counter.settle_post()


class TestTheWay:
    def test_a_key_leads_there_and_escape_back_to_the_work_list(self, open_post):
        at = open_post()
        at.counter.press(Qt.Key.Key_Escape)
        assert at.counter.window.page().objectName() == "worklist_page"
        at.counter.press(Qt.Key.Key_F11)
        assert at.counter.window.page() is at.page
        assert at.counter.window.rail.button(Action.POST).isChecked()
        at.counter.settle_post()

    def test_keys_change_the_part_and_put_the_keyboard_into_it(self, open_post, filled):
        at = open_post()
        for key, panel, name in (
            (Qt.Key.Key_2, at.page.drawer, "post_counted"),
            (Qt.Key.Key_3, at.page.handover, "post_second"),
            (Qt.Key.Key_4, at.page.day, "post_day_scroll"),
            (Qt.Key.Key_1, at.page.tasks, "post_tasks"),
        ):
            at.counter.press(key, CONTROL)
            at.counter.settle_post()
            assert at.page.panel is panel
            assert QApplication.focusWidget().objectName() == name
        at.counter.press(Qt.Key.Key_F6)
        assert at.page.tabs.hasFocus()
        at.counter.press(Qt.Key.Key_Right)
        assert at.page.panel is at.page.drawer

    def test_without_cases_every_part_says_so(self, open_post):
        at = open_post()
        assert at.page.tasks.empty.sentence.text() == "今天没有待办"
        assert at.page.tasks.empty.isVisible()
        at.counter.press(Qt.Key.Key_2, CONTROL)
        assert at.page.drawer.empty.sentence.text() == "抽屉里没有原件"
        assert at.page.drawer.empty.isVisible()

    def test_a_desk_that_cannot_be_read_says_so_with_advice(self, open_post, post_parts):
        def fail():
            raise DiskFull

        broken = replace(post_parts, read_desk=SimpleNamespace(case_ids=fail))
        at = open_post(post=broken)
        assert at.page.tasks.empty.sentence.text() == "办件读不出来"
        assert DiskFull.advice in at.counter.window.message.words.text()

    def test_many_cases_are_read_in_slices_with_progress(self, open_post, office, post_parts):
        for place in range(45):
            take_in(office, place=place, outcome=Outcome.RECEIVE)
        sizes = []
        desk = post_parts.read_desk

        def read(ids):
            sizes.append(len(ids))
            return desk.read(ids)

        watched = SimpleNamespace(case_ids=desk.case_ids, read=read, contents=desk.contents)
        at = open_post(post=replace(post_parts, read_desk=watched))
        assert sizes == [40, 5]
        assert not at.page.progress.isVisible()
        at.page.show_progress(40, 45)
        assert at.page.progress_words.text() == "正在读取 40/45 件…"


class TestTasks:
    def test_what_waits_is_listed_most_pressing_first_and_enter_opens_the_case(
        self, open_post, filled, clock
    ):
        clock.pass_time(timedelta(days=1))
        at = open_post()
        rows = cells(at.page.tasks.table)
        assert [row[0] for row in rows] == [
            "视为受理，须补发受理通知书",
            "投诉须答复",
            "原件须退还申请人",
        ]
        assert rows[0][2] == "阿*******"
        at.counter.press(Qt.Key.Key_Return)
        at.counter.settle_post()
        assert at.counter.window.page().objectName() == "case_page"

    def test_names_that_look_like_markup_stay_words(self, open_post, filled):
        at = open_post(DRAWER)
        assert any(row[2].startswith("<*") for row in cells(at.page.drawer.table))


class TestDrawer:
    def test_a_difference_is_said_in_words_and_printed_with_its_number(
        self, open_post, filled, printer
    ):
        at = open_post(DRAWER)
        panel = at.page.drawer
        assert "账上 3 份" in panel.verdict.text()
        type_text(at.counter, "2")
        assert "少 1 份" in panel.verdict.text()
        assert "首席代表" in panel.verdict.text()
        at.counter.press(Qt.Key.Key_Return)
        type_text(at.counter, "户口簿借出")
        at.counter.press(Qt.Key.Key_F9)
        at.counter.settle_post()
        (count,) = printer.papers
        assert isinstance(count, DrawerCount)
        assert (count.counted, count.inventory.total) == (2, 3)
        said = printer.said()
        for words in (count.document_number, "少1份", "户口簿借出", "困难证明（须退还）", "周小禾"):
            assert words in said
        assert "已出纸" in panel.result.text()

    def test_the_same_count_keeps_its_number_and_another_gets_its_own(
        self, open_post, filled, printer
    ):
        at = open_post(DRAWER)
        type_text(at.counter, "３")
        for _ in range(2):
            at.counter.press(Qt.Key.Key_F9)
            at.counter.settle_post()
        type_text(at.counter, "0")
        at.counter.press(Qt.Key.Key_F9)
        at.counter.settle_post()
        numbers = [paper.document_number for paper in printer.papers]
        assert numbers[0] == numbers[1] != numbers[2]
        assert printer.papers[-1].counted == 30

    def test_without_a_number_nothing_prints_and_the_keyboard_goes_there(
        self, open_post, filled, printer
    ):
        at = open_post(DRAWER)
        at.page.drawer.explanation.edit.setFocus()
        at.counter.press(Qt.Key.Key_F9)
        assert "请先填写实际清点的份数" in at.counter.window.message.words.text()
        assert QApplication.focusWidget() is at.page.drawer.counted.edit
        type_text(at.counter, "三")
        assert at.page.drawer.counted.remark.text() == "请填整数，如 12"
        assert printer.papers == []

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (PostPrinted(PrintState.FAILED, "打印机缺纸"), "没有打印：打印机缺纸"),
            (PostPrinted(PrintState.UNKNOWN), "请看打印机"),
        ],
    )
    def test_what_the_printer_did_is_told_as_it_is(self, open_post, filled, printer, answer, words):
        printer.answer = answer
        at = open_post(DRAWER)
        type_text(at.counter, "3")
        at.counter.press(Qt.Key.Key_F9)
        at.counter.settle_post()
        assert words in at.page.drawer.result.text()

    def test_a_paper_that_does_not_fit_is_told(self, open_post, filled, printer):
        printer.error = FormDataInvalid("纸太窄")
        at = open_post(DRAWER)
        type_text(at.counter, "3")
        at.counter.press(Qt.Key.Key_F9)
        at.counter.settle_post()
        assert FormDataInvalid.advice in at.page.drawer.result.text()


class TestHandover:
    def test_the_post_goes_to_a_colleague_with_all_that_lies_on_it(
        self, open_post, filled, printer
    ):
        at = open_post(HANDOVER)
        panel = at.page.handover
        assert "在办件 5 件，原件 3 份，草稿 1 件，承诺 1 项" in panel.along.text()
        choose(panel.second.people, "QH0112")
        panel.cause.edit.setText("休假")
        at.counter.press(Qt.Key.Key_F10)
        press_in_dialog(at.counter, Qt.Key.Key_Return)
        (handover,) = printer.papers
        assert isinstance(handover, Handover)
        assert isinstance(handover.fact, PostHandedOver)
        assert handover.fact.originals == 2, "what is owed back is no open case's"
        assert printer.documents[-1][0] is FormId.HANDOVER_SHEET
        said = printer.said()
        for words in (
            handover.fact.document_number,
            "周小禾（QH0107）",
            "李得水（QH0112）",
            "休假",
            "王满仓",
            "答复投诉",
        ):
            assert words in said
        assert handover.fact.document_number in panel.result.text()
        at.counter.press(Qt.Key.Key_F9)
        at.counter.settle_post()
        assert printer.papers[1] is handover

    def test_who_is_missing_is_said_beside_the_field(self, open_post, filled, printer):
        at = open_post(HANDOVER)
        panel = at.page.handover
        at.counter.press(Qt.Key.Key_F10)
        assert panel.second.problem.text() == "请选择接班人，或填工号"
        assert panel.second.problem.isVisible()
        panel.taking.setChecked(True)
        choose(panel.second.people, "QH0112")
        at.counter.press(Qt.Key.Key_F10)
        assert panel.chief.problem.text() == "请选择首席代表，或填工号"
        assert printer.papers == []

    def test_somebody_unknown_here_is_typed_by_staff_number(self, open_post, filled, printer):
        at = open_post(HANDOVER)
        panel = at.page.handover
        panel.second.people.setCurrentIndex(panel.second.people.count() - 1)
        panel.second.take_keyboard()
        type_text(at.counter, "QH0300")
        panel.second.role.setCurrentIndex(panel.second.role.findData(Role.BACKUP.value))
        at.counter.press(Qt.Key.Key_F10)
        press_in_dialog(at.counter, Qt.Key.Key_Return)
        assert printer.papers[0].fact.handed_to == "QH0300"

    def test_a_refusal_of_the_rule_is_said_beside_the_person(self, open_post, filled, printer):
        at = open_post(HANDOVER)
        panel = at.page.handover
        panel.second.people.setCurrentIndex(panel.second.people.count() - 1)
        panel.second.staff.edit.setText("QH0107")
        at.counter.press(Qt.Key.Key_F10)
        press_in_dialog(at.counter, Qt.Key.Key_Return)
        assert "交接须有交班人和接班人" in panel.second.staff.remark.text()
        assert at.counter.window.focusWidget() is panel.second.staff.edit
        assert printer.papers == []

    def test_a_backup_takes_over_with_the_chiefs_signature_and_acts_for_the_absent(
        self, open_post, filled, printer, desk
    ):
        at = open_post(HANDOVER)
        panel = at.page.handover
        panel.taking.setChecked(True)
        choose(panel.second.people, "QH0112")
        choose(panel.chief.people, CHIEF.staff)
        panel.cause.edit.setText("生病")
        panel.password.edit.setText(CHIEF.staff[::-1])
        at.counter.press(Qt.Key.Key_F10)
        press_in_dialog(at.counter, Qt.Key.Key_Return)
        fact = printer.papers[0].fact
        assert isinstance(fact, PostTakenOver)
        assert (fact.acting_for, fact.countersigned_by) == ("QH0112", CHIEF.staff)
        assert desk.operator().acting_for == "QH0112"
        assert "批准人：高远" in printer.said()

    def test_escape_in_the_question_changes_nothing(self, open_post, filled, printer):
        at = open_post(HANDOVER)
        choose(at.page.handover.second.people, "QH0112")
        at.counter.press(Qt.Key.Key_F10)
        press_in_dialog(at.counter, Qt.Key.Key_Escape)
        assert printer.papers == []
        assert at.page.handover.offers[Action.SUBMIT] == ""

    def test_temporary_workers_are_not_offered(self, open_post, filled):
        at = open_post(HANDOVER)
        people = at.page.handover.second.people
        offered = [people.itemData(place) for place in range(people.count())]
        assert "QH0199" not in offered
        assert "QH0107" not in offered, "nobody hands over to themselves"


class TestDay:
    def test_a_second_press_closes_and_prints_and_the_day_closes_once(
        self, open_post, filled, printer, store, clock
    ):
        at = open_post(DAY)
        panel = at.page.day
        assert [label.text() for label in panel.figures] == ["0", "3", "0"]
        assert "三数不相符" in panel.verdict.text()
        at.counter.press(Qt.Key.Key_F10)
        at.counter.settle_post()
        assert "再按一次 F10" in panel.hint.text()
        assert SqlDayLog(store, clock).last_closed() is None
        at.counter.press(Qt.Key.Key_F10)
        at.counter.settle_post()
        (report,) = printer.papers
        assert report.is_closed
        assert SqlDayLog(store, clock).last_closed() == report.fact
        said = printer.said()
        assert report.fact.document_number in said
        assert report.log.head_code in said
        assert "今天已经日清" in panel.hint.text()
        assert at.page.page_actions()[Action.SUBMIT] == "今天已经日清"

    def test_every_difference_is_named_by_number_and_opens_its_case(self, open_post, filled):
        at = open_post(DAY)
        rows = cells(at.page.day.table)
        kinds = [row[0] for row in rows]
        assert kinds.count("三数差异") == 3
        assert kinds.count("五项核查") >= 2
        at.page.day.table.setFocus()
        at.counter.press(Qt.Key.Key_Return)
        at.counter.settle_post()
        assert at.counter.window.page().objectName() == "case_page"

    def test_escape_or_another_part_takes_the_first_press_back(self, open_post, filled, printer):
        at = open_post(DAY)
        at.counter.press(Qt.Key.Key_F10)
        at.counter.press(Qt.Key.Key_Escape)
        assert at.counter.window.page() is at.page
        assert "核对无误后按 F10" in at.page.day.hint.text()
        at.counter.press(Qt.Key.Key_F10)
        at.counter.press(Qt.Key.Key_1, CONTROL)
        at.counter.press(Qt.Key.Key_4, CONTROL)
        at.counter.settle_post()
        at.counter.press(Qt.Key.Key_F10)
        at.counter.settle_post()
        assert printer.papers == []

    def test_a_closed_day_can_be_printed_again_after_a_new_start(
        self, open_post, post_parts, filled, printer
    ):
        closed = post_parts.close_day()
        at = open_post(DAY)
        at.counter.press(Qt.Key.Key_F9)
        at.counter.settle_post()
        assert printer.papers[0].fact == closed.fact
        assert closed.fact.document_number in printer.said()
