"""Step three: everything once more, before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named


class SummaryPage(QWidget):
    """Pairs of words to read, and how the making goes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GAP)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.working = PlainLabel(
            self.tr("正在建立窗口，需要几秒钟，请不要关机…"), "strong", wraps=True
        )
        self.progress = named(QProgressBar(), "setup_progress", self.tr("正在建立窗口"))
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(GAP)
        self._card = Card("setup_summary_card", self.tr("请核对，然后建立窗口"))
        self._card.head.insertWidget(0, IconLabel(theme, "eye", Tone.ACCENT, size=20))
        self._card.body.addLayout(self._grid)
        self._card.body.addWidget(self.working)
        self._card.body.addWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        column.addWidget(self._card)
        column.addStretch(1)
        self.show_working(is_working=False)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show what will be made, line by line."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (label, value) in enumerate(pairs):
            self._grid.addWidget(PlainLabel(label, "soft", wraps=True), row, 0)
            self._grid.addWidget(PlainLabel(value, wraps=True), row, 1)

    def show_working(self, *, is_working: bool) -> None:
        self.working.setVisible(is_working)
        self.progress.setVisible(is_working)
