from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from counter_app.ui import assemble
from counter_app.ui.application import (
    apply_theme,
    install_qt_words,
    load_font_families,
    prepare_application,
)
from counter_app.ui.case.view import CaseView
from counter_app.ui.program_bridge import ProgramBridge
from counter_app.ui.theme import FALLBACK_FAMILIES, Theme
from tests.ui.conftest import Counter


def test_there_is_one_application_however_often_it_is_prepared(qapp):
    assert prepare_application(["again"]) is qapp
    assert QApplication.instance() is qapp


def test_qt_itself_speaks_chinese(qapp):
    assert install_qt_words(qapp) == 1
    assert QCoreApplication.translate("QWidgetTextControl", "&Paste") == "粘贴(&P)"


def test_without_shipped_fonts_those_of_the_system_stand_in(qapp):
    assert load_font_families([Path("no-such-font.ttf")]) == FALLBACK_FAMILIES


def test_a_change_of_the_theme_reaches_the_application(qapp, theme):
    before = qapp.styleSheet()
    theme.set_scale(200)
    assert qapp.styleSheet() != before
    assert "font-size: 30px" in qapp.styleSheet()


def test_a_dressed_application_can_be_dressed_in_another_theme(qapp, theme):
    other = Theme(is_high_contrast=True)
    apply_theme(qapp, other)
    assert "#ffd84a" in qapp.styleSheet()
    other.deleteLater()
    apply_theme(qapp, theme)
    assert "#ffd84a" not in qapp.styleSheet()


def test_the_pages_are_made_after_the_first_picture_and_only_once(open_counter, monkeypatch):
    monkeypatch.setattr(assemble, "PAGES_AFTER_MS", 1_000)  # However slow the window comes up.
    counter = open_counter()
    assert counter.window.findChildren(CaseView) == []
    counter.wait(lambda: counter.window.pages.count() == 6)
    counter.sign_in()
    assert counter.window.pages.count() == 6


def test_a_bug_on_any_thread_opens_the_dialog_with_its_number(counter: Counter):
    bridge = ProgramBridge(SimpleNamespace(window=counter.window, dialogs=counter.dialogs))
    bridge.broke.emit("1102-0930-7F3A")
    counter.wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert "1102-0930-7F3A" in dialog.code.text()
    dialog.close()


def test_what_is_typed_survives_a_change_of_size_and_contrast(counter, theme):
    search = counter.child(QLineEdit, "worklist_search")
    search.setText("沈桂兰")
    theme.set_scale(200)
    theme.set_high_contrast(is_high_contrast=True)
    assert search.text() == "沈桂兰"
    assert search.isVisible()
