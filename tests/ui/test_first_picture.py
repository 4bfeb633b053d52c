"""What need not be there for the first picture waits for it, however long it takes."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from counter_app.ui.frame.first_picture import FirstPicture

SOON_MS = 1
OFTEN = 20


def turned(window, qtbot):
    """Let the clock of a window's event loop tick many times over."""
    ticks = []
    timer = QTimer(window)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(SOON_MS)
    qtbot.waitUntil(lambda: len(ticks) > OFTEN)
    timer.stop()


def test_nothing_is_done_before_a_shown_window_has_been_painted(qtbot):
    window, done = QWidget(), []
    qtbot.addWidget(window)
    window.setUpdatesEnabled(False)  # A machine that is slow to its first picture.
    FirstPicture(window, SOON_MS, lambda: done.append(window.isVisible()))
    window.show()
    turned(window, qtbot)
    assert done == []
    window.setUpdatesEnabled(True)
    window.update()
    qtbot.waitUntil(lambda: done == [True])
    turned(window, qtbot)
    assert done == [True]  # Once, and not with every paint.


def test_a_window_that_nobody_shows_is_not_waited_for(qtbot):
    window, done = QWidget(), []
    qtbot.addWidget(window)
    FirstPicture(window, SOON_MS, lambda: done.append(1))
    qtbot.waitUntil(lambda: done == [1])
