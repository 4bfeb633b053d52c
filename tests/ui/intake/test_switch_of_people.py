"""Lock, and another person at the same window: what one had before them the other never sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit

from counter_app.ui.frame.clipboard_guard import ClipboardGuard
from counter_app.ui.intake.person import PersonField
from counter_app.ui.keys import Action
from tests.fakes.people import CLERK
from tests.ui.conftest import CHIEF
from tests.ui.intake.conftest import CARD

CANARY = (CARD.name, CARD.number, "青杠村")


def in_sight() -> list[str]:
    """Return every word of the program that eye or screen reader can reach now.

    Not the clipboard: the offscreen system never says whose text it holds, so the guard leaves
    it alone there; the last test asks the guard on a clipboard that does.
    """
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    words = [window.windowTitle() for window in windows]
    for widget in QApplication.allWidgets():
        if not widget.isVisible():
            continue
        words += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        words += [widget.statusTip(), widget.whatsThis(), widget.windowTitle()]
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            words.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            words.append(widget.toPlainText())
    for window in windows:
        words += spoken(QAccessible.queryAccessibleInterface(window))
    return words


def spoken(node) -> list[str]:
    """Return what a screen reader is offered below a widget; what is invisible it leaves out."""
    if node is None or not node.isValid() or node.state().invisible:
        return []
    words = [node.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
    for at in range(node.childCount()):
        words += spoken(node.child(at))
    return words


def canaries() -> list[str]:
    return [words for words in in_sight() if any(canary in words for canary in CANARY)]


def name_on(desk) -> str:
    return desk.page.form.applicant.person.edits[PersonField.NAME].text()


class Clipboard(QObject):
    """A clipboard that knows whose text it holds, as those of real systems do."""

    dataChanged = Signal()  # noqa: N815 - Qt's name

    def __init__(self):
        super().__init__()
        self.held, self.is_ours = "", True

    def put(self, words, *, is_ours):
        self.held, self.is_ours = words, is_ours
        self.dataChanged.emit()

    def text(self):
        return self.held

    def ownsClipboard(self):  # noqa: N802 - Qt's name
        return self.is_ours

    def supportsSelection(self):  # noqa: N802 - Qt's name
        return False

    def clear(self):
        self.held = ""


@pytest.fixture
def filled(intake):
    """The clerk has read a card."""
    intake.read_card()
    intake.wait(lambda: name_on(intake) == CARD.name)
    intake.settle()
    return intake


@pytest.mark.threat("T2")
@pytest.mark.asvs("14.3.1")
def test_after_the_lock_no_word_of_a_citizen_is_left_and_then_the_form_is_as_it_was(filled):
    assert canaries(), "the net catches what stands there before"
    before = filled.page.form.applicant.person.edits[PersonField.NUMBER].text()
    filled.press(Qt.Key.Key_F12)
    assert canaries() == []
    filled.sign_in(CLERK)
    assert name_on(filled) == CARD.name
    assert filled.page.form.applicant.person.edits[PersonField.NUMBER].text() == before
    assert canaries()


@pytest.mark.threat("T2")
def test_what_one_person_typed_is_kept_for_them_and_hidden_from_another(filled, store):
    filled.press(Qt.Key.Key_F12)
    filled.settle()
    [draft] = store.drafts.all()
    assert draft.staff == CLERK.staff
    filled.sign_in(CHIEF)
    assert canaries() == [], "the work list comes first"
    filled.presenter.do(Action.NEW_CASE)
    filled.settle()
    assert name_on(filled) == ""
    assert canaries() == []
    assert not filled.page.form.draft_bar.isVisible(), "it is not offered either"
    filled.type("li")
    filled.press(Qt.Key.Key_F12)
    filled.settle()
    drafts = {draft.staff: draft.draft_id for draft in store.drafts.all()}
    assert set(drafts) == {CLERK.staff, CHIEF.staff}
    assert drafts[CLERK.staff] == draft.draft_id
    filled.sign_in(CLERK)
    assert filled.window.page() is filled.page, "back where the work was"
    assert name_on(filled) == CARD.name
    filled.press(Qt.Key.Key_F12)
    filled.sign_in(CHIEF)
    assert name_on(filled) == "li"


@pytest.mark.threat("T2")
def test_a_question_asked_of_one_person_is_not_asked_of_another(filled):
    filled.presenter.do(Action.NEW_CASE)
    filled.presenter.do(Action.NEW_CASE)
    assert filled.window.dialogs_in_sight()
    filled.presenter.lock()
    assert filled.window.dialogs_in_sight() == []
    filled.sign_in(CHIEF)
    assert filled.window.dialogs_in_sight() == []
    assert name_on(filled) == ""
    filled.presenter.lock()
    filled.sign_in(CLERK)
    assert name_on(filled) == CARD.name


@pytest.mark.threat("T2")
@pytest.mark.parametrize(("is_ours", "left"), [(True, ""), (False, CARD.name)])
def test_the_lock_clears_the_clipboard_of_what_was_copied_here(qapp, is_ours, left):
    clipboard = Clipboard()
    guard = ClipboardGuard(clipboard)
    clipboard.put(CARD.name, is_ours=is_ours)
    guard.forget()
    assert clipboard.text() == left
