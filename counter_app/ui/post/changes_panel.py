"""变化: what is different since the person's last shift."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from counter_app.ui.post.panel import Panel
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named


class ChangesPanel(Panel):
    """A list of what changed; a key of the bar below puts it aside.

    Signals:
        case_chosen: str: id of the case to be opened.
    """

    case_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_changes_panel")
        self.heading = named(PlainLabel("", "heading", wraps=True), "post_changes_heading", "")
        self.notice = named(PlainLabel("", "strong", wraps=True), "post_changes_notice", "")
        self.table = RowsTable(
            theme,
            "post_changes",
            self.tr("上次下班后的变化，办件按 Enter 打开"),
            (
                ColumnWidth(self.tr("类别"), 118),
                ColumnWidth(self.tr("变化"), 64),
                ColumnWidth(self.tr("名称")),
                ColumnWidth(self.tr("说明")),
            ),
        )
        self.empty = EmptyState(theme, "post_changes_empty")
        self._body = QStackedWidget()
        self._build()

    def show_changes(self, heading: str, notice: str, rows: Sequence[Row]) -> None:
        """Show what is to be read."""
        self.heading.setText(heading)
        self.heading.setAccessibleName(heading)
        self.notice.tell(notice, "caution")
        self.table.show_rows(rows)
        self._body.setCurrentIndex(0)
        self.setFocusProxy(self.table)

    def show_nothing(self, sentence: str, hint: str, icon: str) -> None:
        """Show why there is nothing to read."""
        self.table.show_rows(())
        self.empty.show_words(sentence, hint, icon)
        self._body.setCurrentIndex(1)

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.notice)
        list_page = QWidget()
        inner = QVBoxLayout(list_page)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        inner.addLayout(words)
        inner.addWidget(self.table, 1)
        self._body.addWidget(list_page)
        self._body.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._body)
        self.table.opened.connect(self.case_chosen)
        self.setFocusProxy(self.table)
