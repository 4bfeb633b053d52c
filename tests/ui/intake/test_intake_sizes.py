"""The page on small screens and with large letters: nothing cut off, nothing out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import PreferencesInMemory

pytestmark = pytest.mark.slow

ENTER = Qt.Key.Key_Return


@pytest.mark.parametrize("size", [(1366, 768), (1024, 700)])
@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_no_button_is_cut_off_at_any_size(open_intake, percent, size):
    preferences = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    desk = open_intake(size=size, preferences=preferences)
    desk.read_card()
    desk.type("gljt")
    desk.key(ENTER)
    desk.type("3")
    desk.settle()
    cut = [
        button.objectName()
        for button in desk.page.form.findChildren(QPushButton)
        if button.isVisible()
        and (
            button.width() < button.sizeHint().width()
            or button.height() < button.sizeHint().height()
        )
    ]
    assert cut == []
    assert desk.page.form._steps._scroll.horizontalScrollBar().maximum() == 0


def test_everything_is_in_sight_without_scrolling_on_a_small_screen(intake):
    intake.read_card()
    intake.page.form.applicant.proxy_button.click()
    intake.settle()
    scroll = intake.page.form._steps._scroll.verticalScrollBar()
    assert scroll.maximum() == 0
