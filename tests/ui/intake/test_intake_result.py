"""What stands after a case is saved, and what happens when saving fails."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from counter_app.domain.case_card import SyncStage
from counter_app.domain.desk_news import PrintNews
from counter_app.domain.errors import CommitUnknown, DiskFull
from counter_app.domain.print_job import FormId, PrintState
from counter_app.services.submit_intake import SubmitIntake
from counter_app.ui.dialogs import Answer
from counter_app.ui.intake.person import PersonField
from tests.ui.intake.conftest import CARD
from tests.ui.intake.walking import instant_case, submit

pytestmark = pytest.mark.slow

TAB, ENTER, ESC = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape


class TestTheResult:
    def test_it_shows_number_code_papers_and_where_the_case_is_kept(self, intake, cases):
        instant_case(intake)
        submit(intake)
        [case] = cases()
        result = intake.page.result
        assert result.number.text().replace("-", "") == case.number
        assert case.query_code in result.query.text()
        assert CARD.name not in result.about.text()
        assert result.stage.text == "本机已存"
        assert intake.parts.print_desk.nudges == 1
        assert intake.parts.county.nudges == 1

    def test_papers_are_followed_live(self, intake, cases):
        instant_case(intake)
        submit(intake)
        [case] = cases()
        for state, words in (
            (PrintState.SENT, "打印中"),
            (PrintState.PRINTED, "已出纸"),
        ):
            intake.parts.print_desk.tell(_news(case, case.documents[0], state))
            intake.wait(lambda words=words: intake.page.result._papers[0][0].text == words)
        intake.parts.print_desk.tell(
            _news(case, case.documents[1], PrintState.FAILED, "打印机缺纸")
        )
        intake.wait(lambda: "缺纸" in intake.page.result._papers[1][1].text())
        assert intake.page.result._papers[0][0].text == "已出纸"

    @pytest.mark.parametrize(
        ("came_out", "state", "words"),
        [(True, "已出纸", "您已确认出纸"), (False, "结果不明", "您已确认没有出纸")],
    )
    def test_an_answered_question_is_shown(self, intake, cases, came_out, state, words):
        instant_case(intake)
        submit(intake)
        [case] = cases()
        unknown = _news(case, case.documents[0], PrintState.UNKNOWN, "打印机没有回答")
        intake.parts.print_desk.tell(unknown)
        badge, line = intake.page.result._papers[0]
        intake.wait(lambda: "没有回答" in line.text())
        intake.parts.print_desk.tell(replace(unknown, came_out=came_out))
        intake.wait(lambda: words in line.text())
        assert badge.text == state

    def test_news_of_other_cases_change_nothing(self, intake, cases):
        instant_case(intake)
        submit(intake)
        [case] = cases()
        stray = replace(_news(case, case.documents[0], PrintState.FAILED), case_id="f" * 32)
        intake.parts.print_desk.tell(stray)
        QApplication.processEvents()
        assert intake.page.result._papers[0][0].text == "待打印"

    def test_the_stage_follows_the_county(self, intake, store):
        instant_case(intake)
        submit(intake)
        intake.parts.county.tell(intake.parts.county.status())
        intake.settle()
        assert intake.page.result.stage.text == "本机已存"
        intake.page.result.show_stage(SyncStage.RECEIVED)
        assert intake.page.result.stage.text == "县局已收"

    def test_f9_prints_a_first_receipt_at_once_and_another_only_with_a_reason(
        self, intake, questions, cases
    ):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.type("211111")
        submit(intake)
        intake.key(Qt.Key.Key_F9)
        intake.settle()
        assert questions.asked == []
        forms = [document.form for document in cases()[0].documents]
        assert forms == [FormId.ONE_TIME_NOTICE, FormId.INTAKE_RECEIPT]

        intake.key(Qt.Key.Key_F2)
        other = replace(CARD, number="440199196807150015")
        intake.read_card(other)
        intake.type("jzzq")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_0)
        submit(intake)
        questions.answers["reprint"] = Answer(is_yes=True, reason="卡纸")
        intake.key(Qt.Key.Key_F9)
        intake.settle()
        assert questions.names == ["reprint"]
        copies = [document.copy_number for case in cases() for document in case.documents]
        assert 2 in copies

    def test_the_next_page_is_empty(self, intake):
        instant_case(intake)
        submit(intake)
        intake.key(ENTER)
        person = intake.page.form.applicant.person
        assert all(edit.text() == "" for edit in person.edits.values())
        assert intake.focus_name == "intake_applicant_name"
        assert intake.page.form.item.is_choosing

    def test_the_next_persons_card_waits_behind_the_result(self, intake):
        instant_case(intake)
        submit(intake)
        intake.read_card(replace(CARD, name="石小满", number="440199196807150015"))
        assert intake.page.is_result_shown
        assert intake.page.result.waiting.isVisible()
        assert not any("石小满" in label.text() for label in intake.page.findChildren(QLabel))
        intake.key(ENTER)
        assert intake.page.form.applicant.person.edits[PersonField.NAME].text() == "石小满"


class TestFailures:
    def test_nothing_is_lost_when_the_disk_is_full(self, open_intake, office, cases):
        really = SubmitIntake(office)
        failures = [DiskFull("disk")]

        def submit_intake(submission):
            if failures:
                raise failures.pop()
            return really(submission)

        intake = open_intake(submit_intake=submit_intake)
        instant_case(intake)
        intake.key(Qt.Key.Key_F10)
        intake.settle()

        assert intake.window.message.isVisible()
        assert "L102" in intake.window.message.code.text()
        assert intake.page.form.applicant.person.edits[PersonField.NAME].text() == CARD.name
        assert cases() == []
        intake.key(Qt.Key.Key_F10)
        intake.wait_for_result()
        assert len(cases()) == 1

    def test_when_nobody_knows_what_was_saved_the_page_looks_before_it_goes_on(
        self, open_intake, office, cases
    ):
        really = SubmitIntake(office)

        def submit_intake(submission):
            really(submission)
            raise CommitUnknown("disk")

        intake = open_intake(submit_intake=submit_intake)
        instant_case(intake)
        intake.key(Qt.Key.Key_F10)
        intake.settle()

        assert intake.page.form.duplicate_bar.isVisible()
        intake.key(Qt.Key.Key_F10)
        intake.settle()
        assert len(cases()) == 1


def _news(case, document, state: PrintState, detail: str = "") -> PrintNews:
    return PrintNews(
        job=document.job,
        case_id=case.case_id,
        form=document.form,
        document_number=document.document_number,
        copy_number=document.copy_number,
        state=state,
        detail=detail,
    )
