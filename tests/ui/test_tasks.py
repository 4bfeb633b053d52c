from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from counter_app.domain.errors import PaperOut
from counter_app.ui.tasks import TaskRunner


def on_gui_thread() -> bool:
    return QThread.currentThread() is QApplication.instance().thread()


def never(_result):
    raise AssertionError("this may not be called")


def test_work_runs_on_the_database_thread_and_answers_on_the_gui_thread(qtbot, tasks):
    heard = []
    tasks.start(
        lambda: threading.current_thread().name,
        done=lambda name: heard.append((name, on_gui_thread())),
        failed=never,
    )
    qtbot.waitUntil(lambda: bool(heard))
    name, is_gui = heard[0]
    assert name.startswith("database")
    assert is_gui


def test_an_expected_failure_arrives_as_itself(qtbot, tasks):
    heard = []

    def fail():
        raise PaperOut

    tasks.start(fail, done=never, failed=lambda error: heard.append((error, on_gui_thread())))
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0][0], PaperOut)
    assert heard[0][1]


def test_a_bug_is_raised_again_on_the_gui_thread_and_reaches_no_presenter(qtbot, tasks):
    def break_down():
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        tasks.start(break_down, done=never, failed=never)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert not tasks.is_busy


def test_work_is_done_in_the_order_it_was_asked_for(qtbot, tasks):
    heard = []
    for number in range(20):
        tasks.start(lambda number=number: number, done=heard.append, failed=never)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == list(range(20))


def test_the_window_hears_when_work_begins_and_when_the_last_of_it_is_delivered(qtbot, tasks):
    heard = []
    tasks.busy_changed.connect(heard.append)
    tasks.start(lambda: 1, done=lambda _one: None, failed=never)
    tasks.start(lambda: 2, done=lambda _two: None, failed=never)
    assert tasks.is_busy
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert heard == [True, False]


def test_after_stop_nothing_is_taken_and_nothing_is_delivered(qtbot):
    runner = TaskRunner()
    may_go_on = threading.Event()
    runner.start(may_go_on.wait, done=never, failed=never)
    may_go_on.set()
    runner.stop()
    runner.start(lambda: 1, done=never, failed=never)
    QApplication.processEvents()


@pytest.mark.parametrize("count", [1, 50])
def test_a_task_may_start_another_from_its_answer(qtbot, tasks, count):
    heard = []

    def again(number):
        heard.append(number)
        if number < count:
            tasks.start(lambda: number + 1, done=again, failed=never)

    tasks.start(lambda: 1, done=again, failed=never)
    qtbot.waitUntil(lambda: len(heard) == count)
    assert heard == list(range(1, count + 1))
