"""今日待办: what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from counter_app.ui.post.panel import Panel
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.widgets.empty_state import EmptyState


class TasksPanel(Panel):
    """A list; Enter opens the case.

    Signals:
        case_chosen: str: id of the case to be opened.
    """

    case_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_tasks_panel")
        self.table = RowsTable(
            theme,
            "post_tasks",
            self.tr("今日待办，按 Enter 打开办件"),
            (
                ColumnWidth(self.tr("待办"), 262),
                ColumnWidth(self.tr("期限"), 138),
                ColumnWidth(self.tr("申请人"), 84),
                ColumnWidth(self.tr("事项和说明")),
                ColumnWidth(self.tr("编号"), 176, gives_way=True),
            ),
        )
        self.empty = EmptyState(theme, "post_tasks_empty")
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._body)
        self.table.opened.connect(self.case_chosen)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show what is to be done."""
        self.table.show_rows(rows)
        self._body.setCurrentWidget(self.table)

    def show_nothing(self, sentence: str, hint: str, icon: str) -> None:
        """Show why the list is empty."""
        self.table.show_rows(())
        self.empty.show_words(sentence, hint, icon)
        self._body.setCurrentWidget(self.empty)
