"""送件盘: work for the county on a stick, its answer back, and what became of each bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
)

from counter_app.ui.post.panel import Panel
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

_FOLDER_WIDTH: Final = 320


class CourierPanel(Panel):
    """Where to write above, the bundles below.

    Signals:
        folder_changed: Another stick or folder was chosen.
        row_changed: Another bundle was chosen.
    """

    folder_changed = Signal()
    row_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_courier_panel")
        self._theme = theme
        self.caption = PlainLabel(self.tr("U 盘或文件夹"))
        self.folders = named(QComboBox(), "post_folder", self.tr("U 盘或文件夹"))
        self.waiting = named(PlainLabel("", "strong", wraps=True), "post_waiting", "")
        self.progress = named(QProgressBar(), "post_export_progress", self.tr("导出进度"))
        self.result = named(PlainLabel("", "soft", wraps=True), "post_courier_result", "")
        self.table = RowsTable(
            theme,
            "post_bundles",
            self.tr("送件包和回执包"),
            (
                ColumnWidth(self.tr("包"), 150),
                ColumnWidth(self.tr("何时"), 110),
                ColumnWidth(self.tr("记录"), 84),
                ColumnWidth(self.tr("县局已收"), 96, gives_way=True),
                ColumnWidth(self.tr("状态")),
            ),
        )
        self.empty = EmptyState(theme, "post_bundles_empty")
        self._body = QStackedWidget()
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def folder(self) -> str:
        """Return the chosen folder; "" when there is none."""
        return str(self.folders.currentData() or "")

    def show_folders(self, folders: Sequence[tuple[str, str]], nothing: str) -> None:
        """Offer (path, label); the one that was chosen stays chosen.

        Args:
            folders: The best guess first.
            nothing: What stands there when there is none.
        """
        before = self.folder()
        blocker = QSignalBlocker(self.folders)
        self.folders.clear()
        for path, label in folders:
            self.folders.addItem(label, path)
        if not folders:
            self.folders.addItem(nothing, "")
        self.folders.setCurrentIndex(max(self.folders.findData(before), 0) if before else 0)
        blocker.unblock()
        self.folder_changed.emit()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the bundles."""
        self.table.show_rows(rows)
        self._body.setCurrentWidget(self.table if rows else self.empty)
        self.row_changed.emit()

    def show_waiting(self, words: str, tone: str) -> None:
        """Say how much the county has not signed for."""
        self.waiting.tell(words, tone)

    def show_progress(self, done: int, total: int, *, is_running: bool) -> None:
        """Show how far an export is."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.progress.setVisible(is_running)

    def show_result(self, words: str, tone: str) -> None:
        """Say what came of it."""
        self.result.tell(words, tone)

    def _build(self) -> None:
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        self.caption.setBuddy(self.folders)
        card = Card("post_export")
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.caption)
        line.addWidget(self.folders)
        line.addStretch(1)
        card.body.addLayout(line)
        card.body.addWidget(self.waiting)
        card.body.addWidget(self.progress)
        card.body.addWidget(self.result)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(card)
        layout.addWidget(self._body, 1)
        self._body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.progress.setTextVisible(False)
        self.show_progress(0, 0, is_running=False)
        self.show_result("", "")
        self.folders.currentIndexChanged.connect(lambda _place: self.folder_changed.emit())
        self.table.selectionModel().currentRowChanged.connect(
            lambda _now, _before: self.row_changed.emit()
        )
        named(self.folders.view(), "post_folder_list", self.tr("U 盘或文件夹"))
        self.folders.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.folders)

    def _take_theme(self) -> None:
        self.folders.setMinimumWidth(self._theme.sizes.scaled(_FOLDER_WIDTH))
