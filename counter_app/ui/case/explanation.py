"""Why a case is due on that day: a calendar of the limit, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QVBoxLayout, QWidget

from counter_app.ui.case.deadline_days import DayPart, ExplainedDay
from counter_app.ui.case.deadline_words import ClockPage
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_WEEKDAYS = "一二三四五六日"
_WEEKS_IN_SIGHT = 9


class ExplanationDialog(QDialog):
    """Weeks as rows; counted days are numbered, the others say why they do not count.

    A case has several clocks; digits and the arrows to the sides go from one to the other.
    """

    def __init__(
        self, theme: Theme, pages: Sequence[ClockPage], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("explanation_dialog")
        self.setWindowTitle(self.tr("期限逐日说明"))
        self._theme = theme
        self._pages = pages
        self._place = 0
        self.summary = PlainLabel("", "heading", wraps=True)
        self.notes = PlainLabel("", "soft", wraps=True)
        self.cells: list[PlainLabel] = []
        self.clock_buttons = [
            KeyButton(theme, f"explanation_clock_{place}", page.name, key=str(place))
            for place, page in enumerate(pages, start=1)
        ]
        self.close_button = KeyButton(theme, "explanation_close", self.tr("关闭"), key="Esc")
        self.close_button.clicked.connect(self.accept)
        self._area = scrolled(QWidget(), "explanation_scroll")
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(self.tr("逐日说明，用上下键滚动，左右键换期限"))
        self._build()
        self._connect()
        self.show_page(0)
        sizes = theme.sizes
        weeks = max(len(page.weeks) for page in pages)
        height = 210 + min(weeks, _WEEKS_IN_SIGHT) * sizes.scaled(64)
        self.resize(min(1180, sizes.scaled(780)), min(690, sizes.scaled(height)))
        self._area.setFocus()

    def show_page(self, place: int) -> None:
        """Show one of the clocks."""
        self._place = place
        page = self._pages[place]
        self.setAccessibleName(page.summary)
        self.summary.setText(page.summary)
        self.notes.setText(page.notes)
        self.notes.setVisible(bool(page.notes))
        for other, button in enumerate(self.clock_buttons):
            button.setChecked(other == place)
        self.cells = []
        ground = self._grid(self._theme, page.weeks)
        ground.setObjectName("scrolled")
        ground.setAutoFillBackground(False)
        self._area.setWidget(ground)

    def _connect(self) -> None:
        for place, button in enumerate(self.clock_buttons):
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_clock, place))
            shortcut = QShortcut(QKeySequence(str(place + 1)), self)
            shortcut.activated.connect(partial(self.show_page, place))
        for key, step in (("Left", -1), ("Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(partial(self._step, step))

    def _on_clock(self, place: int, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self.show_page(place)

    def _step(self, step: int) -> None:
        self.show_page((self._place + step) % len(self._pages))

    def _build(self) -> None:
        clocks = FlowBox()
        clocks.add(*self.clock_buttons)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(clocks)
        clocks.setVisible(len(self._pages) > 1)
        layout.addWidget(self.summary)
        layout.addWidget(self.notes)
        layout.addWidget(self._area, 1)
        layout.addWidget(buttons)

    def _grid(self, theme: Theme, weeks: Sequence[Sequence[ExplainedDay]]) -> QWidget:
        ground = QWidget()
        grid = QGridLayout(ground)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for column, name in enumerate(_WEEKDAYS):
            head = PlainLabel(self.tr("周{}").format(name), "small")
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(head, 0, column)
            grid.setColumnStretch(column, 1)
        for row, week in enumerate(weeks, start=1):
            for column, day in enumerate(week):
                grid.addWidget(self._cell(theme, day), row, column)
        grid.setRowStretch(len(weeks) + 1, 1)
        return ground

    def _cell(self, theme: Theme, day: ExplainedDay) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "day")
        frame.setProperty("part", day.part.value)
        frame.setMinimumHeight(theme.sizes.scaled(54))
        date_words = f"{day.day.month}月{day.day.day}日"
        mark = self.tr("今天 ") if day.is_today else ""
        number = PlainLabel(f"{mark}{date_words}", "small")
        words = PlainLabel(day.words, "strong" if day.part in _STRONG else "small", wraps=True)
        words.setAccessibleName(f"{date_words} {day.words}")
        column = QVBoxLayout(frame)
        column.setContentsMargins(GAP, 4, GAP, 4)
        column.setSpacing(0)
        column.addWidget(number)
        column.addWidget(words)
        column.addStretch(1)
        self.cells.append(words)
        return frame


_STRONG = frozenset({DayPart.COUNTED, DayPart.DUE})
