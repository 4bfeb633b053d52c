"""Why a case is due on that day: a calendar of the limit, day by day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QVBoxLayout, QWidget

from counter_app.ui.case.deadline_days import DayPart, ExplainedDay
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_WEEKDAYS = "一二三四五六日"


class ExplanationDialog(QDialog):
    """Weeks as rows; counted days are numbered, the others say why they do not count."""

    def __init__(
        self,
        theme: Theme,
        summary: str,
        weeks: Sequence[Sequence[ExplainedDay]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("explanation_dialog")
        self.setWindowTitle(self.tr("期限逐日说明"))
        self.setAccessibleName(summary)
        self.summary = PlainLabel(summary, "heading", wraps=True)
        self.cells: list[PlainLabel] = []
        self.close_button = KeyButton(theme, "explanation_close", self.tr("关闭"), key="Esc")
        self.close_button.clicked.connect(self.accept)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.summary)
        self._area = scrolled(self._grid(theme, weeks), "explanation_scroll")
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(self.tr("逐日说明，用上下键滚动"))
        self._area.setFocus()
        layout.addWidget(self._area, 1)
        layout.addWidget(buttons)
        sizes = theme.sizes
        height = 150 + len(weeks) * sizes.scaled(64)
        self.resize(min(1180, sizes.scaled(780)), min(680, sizes.scaled(height)))

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
