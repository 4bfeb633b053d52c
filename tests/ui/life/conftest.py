"""A case in front of a clerk who has nothing but a keyboard, under rules a test may change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.domain.staff import Operator
from counter_app.ui.application import apply_theme
from counter_app.ui.assemble import build_window
from counter_app.ui.case.view import CaseView
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.theme import Theme
from tests import counter_fixtures
from tests.fakes.people import CLERK
from tests.fakes.rulebooks import ChangeableRules
from tests.services.life import Life
from tests.ui.conftest import CHIEF, SMALL_SCREEN, BlankIntake, Counter

plain_office = pytest.fixture(name="plain_office")(counter_fixtures.office.__wrapped__)


@pytest.fixture
def rules():
    return ChangeableRules.shipped()


@pytest.fixture
def office(request, store, rules):
    del store
    return replace(request.getfixturevalue("plain_office"), rulebook=rules)


@pytest.fixture
def parts(parts, rules):
    return replace(parts, rulebook=rules)


@pytest.fixture
def life(office, store, desk, clock):
    return Life(office, store, desk, clock)


@pytest.fixture(scope="module")
def theme(qapp, families):
    """Dressing the application takes longer than most of these tests: once a module."""
    theme = Theme(families=families)
    apply_theme(qapp, theme)
    yield theme
    theme.deleteLater()


class Keys(Counter):
    """Ten fingers: what is pressed and typed goes where the keyboard is."""

    def tap(self, *keys: str) -> None:
        """Press keys as Qt writes them: F10, Ctrl+E, Return, 3."""
        for key in keys:
            sequence = QKeySequence(key)
            combination = sequence[0]
            self.press(combination.key(), combination.keyboardModifiers())
            self.breathe()

    def type(self, text: str) -> None:
        """Type where the keyboard is; what no key can give comes from the input method."""
        if text.isascii():
            QTest.keyClicks(self.focus, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(self.focus, event)

    def go_to(self, name: str) -> None:
        """Press Tab until the keyboard is there."""
        for _ in range(40):
            if self.focus.objectName() == name:
                return
            self.tap("Tab")
        raise AssertionError(f"no way to {name} by Tab")

    def fill(self, **fields: str) -> None:
        """Go to fields of the open form, in their order, and type over what stands there."""
        for name, text in fields.items():
            self.go_to(f"{self.form.objectName()}_{name}")
            self.tap("Ctrl+A")
            self.type(text)

    def do_form(self) -> None:
        """Submit the open form, and wait until it has gone."""
        form = self.form
        self.tap("F10")
        self.wait(lambda: QApplication.activeModalWidget() is not form)
        self.settle()

    def find_act(self, text: str) -> None:
        """Choose an act in the list of all, by what is typed."""
        self.tap("Ctrl+E")
        self.type(text)
        self.tap("Return")

    @property
    def form(self) -> FormDialog:
        form = QApplication.activeModalWidget()
        assert isinstance(form, FormDialog), form
        return form

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None, "the keyboard is nowhere"
        return focus

    @property
    def page(self) -> CaseView:
        page = self.window.page()
        assert isinstance(page, CaseView)
        return page

    @property
    def status(self) -> str:
        return self.page.head.status.text

    def open(self, case_id) -> None:
        self.presenter.open_case(case_id)
        self.settle()


@pytest.fixture
def open_keys(qtbot, theme, parts):
    """Return a function that opens the window with somebody signed in."""

    def open_one(operator: Operator = CLERK, **exchanged) -> Keys:
        with_these = replace(parts, **exchanged)
        intake = BlankIntake()
        built = build_window(with_these, theme, lambda _context: intake)
        built.window.resize(*SMALL_SCREEN)
        qtbot.addWidget(built.window)
        built.window.show()
        built.window.activateWindow()
        qtbot.waitUntil(built.window.isActiveWindow)
        keys = Keys(qtbot, built, with_these, intake)
        keys.sign_in(operator)
        return keys

    return open_one


@pytest.fixture
def keys(open_keys):
    return open_keys()


@pytest.fixture
def chief_keys(open_keys):
    return open_keys(CHIEF)
