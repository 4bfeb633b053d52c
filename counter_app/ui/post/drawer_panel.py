"""原件清册: every original in the drawer, and the count by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from counter_app.ui.keys import Action
from counter_app.ui.post.panel import Panel
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

_COUNT_WIDTH = 230


class DrawerPanel(Panel):
    """The list above, the count below; Enter in the last field prints.

    Signals:
        edited: Something was typed.
        case_chosen: str: id of the case to be opened.
    """

    edited = Signal()
    case_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_drawer_panel")
        self._theme = theme
        self.table = RowsTable(
            theme,
            "post_originals",
            self.tr("窗口保管的原件，按 Enter 打开办件"),
            (
                ColumnWidth(self.tr("材料")),
                ColumnWidth(self.tr("份数"), 70),
                ColumnWidth(self.tr("物主"), 100),
                ColumnWidth(self.tr("何时收"), 120),
                ColumnWidth(self.tr("编号"), 176),
            ),
        )
        self.empty = EmptyState(theme, "post_originals_empty")
        self.counted = CheckedField(theme, "post_counted", self.tr("实际清点（份）"))
        self.counted.edit.setMaxLength(8)
        self.counted.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.explanation = CheckedField(
            theme, "post_explanation", self.tr("差异说明"), example=self.tr("相符时不用填")
        )
        self.verdict = named(PlainLabel("", "strong", wraps=True), "post_verdict", "")
        self.result = named(PlainLabel("", "soft", wraps=True), "post_drawer_result", "")
        self._body = QStackedWidget()
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show what lies in the drawer."""
        self.table.show_rows(rows)
        self._body.setCurrentWidget(self.table if rows else self.empty)

    def show_verdict(self, words: str, tone: str) -> None:
        """Compare record and count in words."""
        self.verdict.tell(words, tone)

    def show_result(self, words: str, tone: str) -> None:
        """Say what becomes of the paper."""
        self.result.tell(words, tone)

    def _build(self) -> None:
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        card = Card("post_count")
        fields = QHBoxLayout()
        fields.setSpacing(2 * GAP)
        fields.addWidget(self.counted)
        fields.addWidget(self.explanation, 1)
        card.body.addLayout(fields)
        card.body.addWidget(self.verdict)
        card.body.addWidget(self.result)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._body, 1)
        layout.addWidget(card)
        self.show_result("", "")
        for field in (self.counted, self.explanation):
            field.edited.connect(self.edited)
        self.counted.left.connect(self.explanation.edit.setFocus)
        self.explanation.left.connect(lambda: self.acted.emit(Action.PRINT_RECEIPT))
        self.table.opened.connect(self.case_chosen)
        self.setFocusProxy(self.counted.edit)

    def _take_theme(self) -> None:
        self.counted.setFixedWidth(self._theme.sizes.scaled(_COUNT_WIDTH))
