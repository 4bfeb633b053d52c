"""The head of the case page: its clock, the explanation of the date, the number to be copied."""

from __future__ import annotations

from PySide6.QtCore import QObject

from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.case_status import ENDED
from counter_app.domain.numbering import grouped
from counter_app.domain.opening_hours import remaining_time
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.deadline_words import clock_pages, due_words
from counter_app.ui.case.view import CaseView
from counter_app.ui.page import Navigator
from counter_app.ui.window_parts import WindowParts


class HeadPresenter(QObject):
    """Tells what is left of the clock that binds, and explains all of them."""

    def __init__(self, view: CaseView, parts: WindowParts, navigator: Navigator) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._navigator = navigator
        self._file: CaseFile | None = None
        view.head.copy_requested.connect(self._on_copy_requested)
        view.head.explain_requested.connect(self._on_explain_requested)

    def show(self, file: CaseFile) -> None:
        """Speak of this case from now on."""
        self._file = file
        left = None
        if file.deadline is not None and file.clock is not RunningClock.PAUSED:
            calendar = self._parts.rulebook.calendar
            left = remaining_time(file.deadline, self._parts.timekeeper.estimate().now, calendar)
        self._view.head.show_time(
            left,
            due_words(file),
            is_provisional=bool(left and file.deadline and file.deadline.provisional),
        )
        self._view.head.time_left.setVisible(file.case.status not in ENDED)

    def forget(self) -> None:
        """Another case is being read."""
        self._file = None

    def _on_copy_requested(self) -> None:
        if self._file is not None:
            self._view.copy_text(self._file.case.number)
            self._navigator.say(self.tr("已复制 {}").format(grouped(self._file.case.number)))

    def _on_explain_requested(self) -> None:
        if self._file is not None:
            today = self._parts.timekeeper.estimate().now.date()
            pages = clock_pages(self._file, self._parts.rulebook.calendar, today)
            self._view.dialogs.show_explanation(pages)
