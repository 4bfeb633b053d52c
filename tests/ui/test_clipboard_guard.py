"""What was copied out of the window goes from the clipboard again, and nothing else does."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from counter_app.ui.frame.clipboard_guard import KEEP_MS, ClipboardGuard


@pytest.fixture
def clipboard(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


@pytest.fixture
def guard(clipboard, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is not None)
    guard = ClipboardGuard(clipboard, keep_ms=30)
    yield guard
    guard.deleteLater()


def test_half_a_minute_is_the_usual_time(clipboard):
    guard = ClipboardGuard(clipboard)
    assert guard._timer.interval() == KEEP_MS == 30_000
    guard.deleteLater()


@pytest.mark.asvs("14.3.1")
@pytest.mark.threat("T2")
def test_a_copied_text_goes_after_a_while(qtbot, guard, clipboard):
    clipboard.setText("510899195203070024")
    assert clipboard.text()
    qtbot.waitUntil(lambda: not clipboard.text())


def test_a_later_copy_is_kept_for_its_own_time(guard, clipboard):
    clipboard.setText("one")
    clipboard.setText("another")
    assert guard._timer.isActive()
    guard.forget()
    assert clipboard.text() == ""
    assert not guard._timer.isActive()


def test_what_another_program_put_there_stays(guard, clipboard):
    clipboard.setText("ours")
    guard._copied = "ours, and pasted over since"
    guard.forget()
    assert clipboard.text() == "ours"


@pytest.mark.asvs("14.3.1")
def test_lock_and_exit_clear_it_at_once(open_counter, clipboard):
    counter = open_counter()
    counter.sign_in()
    clipboard.setText("510899195203070024")
    counter.presenter.lock()
    assert clipboard.text() == ""
    clipboard.setText("510899195203070024")
    counter.window.close()
    assert clipboard.text() == ""
