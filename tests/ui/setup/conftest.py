"""The set-up window with its real thread; counters are made in earnest, at the least cost."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.first_setup import make_counter
from counter_app.runtime.paths import MACHINE_VARIABLE, ProfilePaths
from counter_app.runtime.settings import load_settings
from counter_app.storage.vault import COST_FLOOR
from counter_app.ui.dialogs import Answer
from counter_app.ui.setup.build import build_setup
from counter_app.ui.setup.parts import SetupParts
from tests.fakes.people import PROFILE
from tests.ui.conftest import SCREENS, SMALL_SCREEN

PASSWORD = "Shiqiao-2026"
PERSON = {"user": "zhouxh", "staff": "QH0107", "name": "周小禾"}


class Setup:
    """The set-up window with somebody in front of it."""

    def __init__(self, qtbot, built, paths, tasks) -> None:
        self.qtbot = qtbot
        self.view = built.window
        self.presenter = built.presenter
        self.dialogs = built.dialogs
        self.paths = paths
        self.tasks = tasks

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=10_000)

    def settle(self) -> None:
        self.wait(lambda: not self.tasks.is_busy)

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.activeModalWidget() or self.view
        if not target.isActiveWindow():
            target.activateWindow()
            self.wait(target.isActiveWindow)
        self.qtbot.keyClick(target.windowHandle(), key, modifiers)

    def type(self, field, text: str) -> None:
        """Put words into a field as typing or pasting does."""
        field.edit.selectAll()
        field.edit.insert(text)
        field.edit.textEdited.emit(text)

    def fill_counter(self, **other) -> None:
        for name, field in self.view.counter.fields.items():
            self.type(field, other.get(name, getattr(PROFILE, name)))

    def fill_person(self, password=PASSWORD, repeat=None) -> None:
        fields = self.view.person.fields
        for name, text in PERSON.items():
            self.type(fields[name], text)
        self.type(fields["password"], password)
        self.type(fields["repeat"], password if repeat is None else repeat)

    def next(self) -> None:
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def answer(self, *, is_yes: bool) -> list:
        """Answer every question from now on; returns where the questions are collected."""
        asked = []

        def ask(question, answered) -> None:
            asked.append(question)
            answered(Answer(is_yes))

        self.dialogs.ask = ask
        return asked

    def breathe(self) -> None:
        """Let the window lay itself out and paint."""
        for _ in range(3):
            QApplication.processEvents()

    def shoot(self, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.breathe()
        assert self.view.grab().toImage().save(str(SCREENS / f"{name}.png"))


@pytest.fixture
def paths(tmp_path, monkeypatch):
    monkeypatch.setenv(MACHINE_VARIABLE, str(tmp_path / "machine"))
    paths = ProfilePaths(tmp_path / "profile")
    paths.make()
    return paths


@pytest.fixture
def open_setup_window(qtbot, theme, tasks, paths):
    def open_one(**other) -> Setup:
        given = {
            "tasks": tasks,
            "read_settings": load_settings,
            "create": partial(make_counter, paths, cost=COST_FLOOR),
            "folder": r"C:\Users\counter\AppData\Local\township-counter",
        }
        built = build_setup(SetupParts(**given | other), theme)
        built.window.resize(*SMALL_SCREEN)
        built.window.show()
        built.window.activateWindow()
        qtbot.addWidget(built.window, before_close_func=lambda view: setattr(view, "may_close", 1))
        qtbot.waitUntil(built.window.isActiveWindow)
        return Setup(qtbot, built, paths, tasks)

    return open_one


@pytest.fixture
def setup(open_setup_window):
    return open_setup_window()
