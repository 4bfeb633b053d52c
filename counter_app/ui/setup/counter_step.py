"""Step one: reads the settings file and checks the counter's fields while they are typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from counter_app.domain.errors import CounterError, SettingsInvalid
from counter_app.runtime.settings import Settings
from counter_app.ui.setup.counter_fields import (
    NAMES,
    in_words,
    problem_of,
    problems_of,
    profile_of,
    words_of,
)
from counter_app.ui.setup.view import SetupView

if TYPE_CHECKING:
    from counter_app.ui.setup.parts import SetupParts

READER_TO_BE_FOUND: Final = "auto"
"""A counter set up by hand has its reader looked for on the devices page."""


class CounterStep(QObject):
    """Knows the settings as far as they have been chosen."""

    def __init__(self, view: SetupView, parts: SetupParts) -> None:
        super().__init__(view)
        self._view = view
        self._page = view.counter
        self._parts = parts
        self._given: Settings | None = None
        self._page.edited.connect(self._check)
        view.file_requested.connect(self.open_file)

    def open_file(self, path: Path) -> None:
        """Fill the fields from a settings file, or show all its mistakes."""
        self._view.message.hide()
        self._view.show_reading(is_reading=True)
        self._parts.tasks.start(
            partial(self._parts.read_settings, path),
            done=partial(self._on_read, path.name),
            failed=partial(self._on_unreadable, path.name),
        )

    def settings(self) -> Settings:
        """Return what was chosen; there must be no problems."""
        profile = profile_of(self._page.texts())
        if self._given is None:
            return Settings(counter=profile, reader_url=READER_TO_BE_FOUND)
        return replace(self._given, counter=profile)

    def problems(self) -> list[QWidget]:
        """Mark everything that is wrong; return the fields, first the first."""
        problems = problems_of(self._page.texts())
        for name, field in self._page.fields.items():
            field.show_problem(problems.get(name, ""))
        return [self._page.fields[name].edit for name in problems]

    def pairs(self) -> list[tuple[str, str]]:
        """Return the words of the summary."""
        settings = self.settings()
        pairs = [(words_of(name).label, getattr(settings.counter, name)) for name in NAMES]
        beside = self.tr("建立后在“设备”页查找读卡器、登记县局")
        if self._given is not None:
            beside = self._beside(settings)
        return [*pairs, (self.tr("设备和县局"), beside)]

    def _check(self, name: str) -> None:
        field = self._page.fields[name]
        field.show_problem(problem_of(name, field.text()))

    def _on_read(self, name: str, settings: Settings) -> None:
        self._view.show_reading(is_reading=False)
        self._given = settings
        self._page.fill({field: getattr(settings.counter, field) for field in NAMES})
        self._page.show_file(self.tr("已读入 {}：{}").format(name, self._beside(settings)))
        for field in NAMES:
            self._check(field)
        self._view.next_button.setFocus()

    def _on_unreadable(self, name: str, error: CounterError) -> None:
        self._view.show_reading(is_reading=False)
        if isinstance(error, SettingsInvalid):
            mistakes = [in_words(mistake) for mistake in str(error).split("；")]
            head = self.tr("{} 有 {} 处错误，没有读入。改好文件再打开，或在下面逐项填写：")
            self._page.show_mistakes(head.format(name, len(mistakes)), mistakes)
        else:
            self._view.message.show_error(error)
        self._page.open_button.setFocus()

    def _beside(self, settings: Settings) -> str:
        """Say what a file brings beside the fields."""
        words = [self.tr("打印机 {} 台").format(len(settings.printers))]
        words.append(self.tr("有读卡器") if settings.reader_url else self.tr("没有读卡器"))
        words.append(self.tr("已登记县局") if settings.county else self.tr("未登记县局"))
        return self.tr("、").join(words)
