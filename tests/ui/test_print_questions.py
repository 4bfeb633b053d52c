from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from counter_app.domain.desk_news import PrintNews
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.print_job import FormId, PrintJob, PrintState
from tests.fakes.desks import JobsLeftOpen


def news(state: PrintState, job: str = "a", detail: str = "") -> PrintNews:
    return PrintNews(
        job=EventId(job * 64),
        case_id=CaseId("c" * 32),
        form=FormId.INTAKE_RECEIPT,
        document_number=f"收〔2026〕10101-0000{ord(job) % 10}号",
        copy_number=1,
        state=state,
        detail=detail,
    )


def left_over(state: PrintState, job: str = "a") -> PrintJob:
    told = news(state, job)
    return PrintJob(
        job=told.job,
        case_id=told.case_id,
        form=told.form,
        document_number=told.document_number,
        copy_number=2,
        state=state,
        run="earlier",
    )


@pytest.fixture
def bar(counter):
    return counter.window.print_bar


@pytest.mark.lesson(35)
@pytest.mark.parametrize(("key", "came_out"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_N, False)])
def test_an_unknown_outcome_is_asked_about_and_answered_with_one_key(counter, bar, key, came_out):
    counter.parts.print_desk.tell(news(PrintState.UNKNOWN, detail="打印机没有回答"))
    counter.wait(bar.isVisible)
    assert "出纸了吗？" in bar.words.text()
    assert "打印机没有回答" in bar.words.text()
    counter.press(Qt.Key.Key_F6)
    assert bar.has_focus
    counter.press(key)
    counter.settle()
    assert counter.parts.print_desk.settled == [(EventId("a" * 64), came_out)]
    assert not bar.isVisible()


def test_an_answer_that_comes_back_is_not_asked_about_again(counter, bar):
    told = replace(news(PrintState.UNKNOWN), came_out=False)
    counter.parts.print_desk.tell(told)
    counter.settle()
    assert not bar.isVisible()


def test_a_question_never_takes_the_focus_from_somebody_who_types(counter, bar):
    search = counter.child(QLineEdit, "worklist_search")
    counter.press(Qt.Key.Key_F3)
    counter.parts.print_desk.tell(news(PrintState.UNKNOWN))
    counter.wait(bar.isVisible)
    assert search.hasFocus()
    counter.press(Qt.Key.Key_N)
    counter.settle()
    assert counter.parts.print_desk.settled == [], "N was a letter in the search box"


def test_questions_are_put_one_after_the_other_and_none_is_lost(counter, bar):
    for job in "abc":
        counter.parts.print_desk.tell(news(PrintState.UNKNOWN, job))
    counter.parts.print_desk.tell(news(PrintState.UNKNOWN, "a"))
    counter.wait(lambda: "后面还有2张" in bar.words.text())
    bar.yes_button.click()
    bar.no_button.click()
    assert bar.isVisible()
    bar.yes_button.click()
    counter.settle()
    assert counter.parts.print_desk.settled == [
        (EventId("a" * 64), True),
        (EventId("b" * 64), False),
        (EventId("c" * 64), True),
    ]
    assert not bar.isVisible()


def test_a_paper_that_certainly_failed_can_be_tried_again_without_a_reason(open_counter):
    asked = []

    def print_document(case_id, form, *, reason=""):
        asked.append((case_id, form, reason))
        return EventId("f" * 64)

    counter = open_counter(print_document=print_document)
    counter.sign_in()
    counter.parts.print_desk.tell(news(PrintState.FAILED, detail="打印机缺纸"))
    bar = counter.window.print_bar
    counter.wait(bar.isVisible)
    assert "没有打印：打印机缺纸" in bar.words.text()
    assert "办件已保存" in bar.words.text()
    bar.yes_button.click()
    counter.settle()
    assert asked == [(CaseId("c" * 32), FormId.INTAKE_RECEIPT, "")]
    assert counter.parts.print_desk.nudges == 1


def test_a_printed_paper_is_only_a_short_word(counter, bar):
    counter.parts.print_desk.tell(news(PrintState.PRINTED))
    counter.wait(counter.window.toast.isVisible)
    assert "收件凭证已出纸" in counter.window.toast.words.text()
    assert not bar.isVisible()


def test_papers_left_open_by_an_earlier_run_are_asked_about_and_never_print_by_themselves(
    open_counter,
):
    queue = JobsLeftOpen(
        left_over(PrintState.UNKNOWN, "a"),
        left_over(PrintState.INTENDED, "b"),
        left_over(PrintState.INTENDED, "c"),
    )
    counter = open_counter(print_queue=queue)
    counter.sign_in()
    bar = counter.window.print_bar
    counter.wait(bar.isVisible)
    assert "出纸了吗？" in bar.words.text()
    assert "补打 第1次" in bar.words.text()
    bar.yes_button.click()
    assert "上次没有打印" in bar.words.text()
    assert queue.taken_over == []
    bar.yes_button.click()
    bar.no_button.click()
    counter.settle()
    assert queue.taken_over == [EventId("b" * 64)]
