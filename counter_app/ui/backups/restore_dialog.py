"""Restoring in three steps: choose, look, restore.  What is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.message_bar import MessageBar
from counter_app.ui.widgets.naming import named

CHOOSE, LOOK, RESTORE = range(3)
_WIDTH: Final = 620
_WIDTH_MAX: Final = 1_000
_HEIGHT: Final = 640


class RestoreDialog(QDialog):
    """Three pages, one below the other's heading; Enter goes on, Esc goes back.

    Signals:
        next_requested: Enter, or the button at the right.
        back_requested: Esc, or the button at the left.
        search_requested: The media are to be looked at again.
        file_requested: A file that is in no list is to be chosen.
    """

    next_requested = Signal()
    back_requested = Signal()
    search_requested = Signal()
    file_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("restore_dialog")
        self.setWindowTitle(self.tr("从备份恢复"))
        self.setAccessibleName(self.tr("从备份恢复"))
        self._theme = theme
        self.step = PlainLabel("", "soft")
        self.title = PlainLabel("", "heading", wraps=True)
        self.message = MessageBar(theme, "restore_message")
        self.message.close_button.hide()
        self.list = named(QListWidget(), "restore_list", self.tr("找到的备份"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState(theme, "restore_empty")
        self.password = CheckedField(
            theme, "restore_password", self.tr("您的登录密码"), hint=self.tr("恢复前再确认一次")
        )
        self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.search_button = KeyButton(
            theme, "restore_search", self.tr("再找一次"), key="F5", icon="refresh"
        )
        self.file_button = KeyButton(theme, "restore_file", self.tr("其他文件…"), key="F4")
        self.told = PlainLabel("", wraps=True)
        self.told.setObjectName("restore_told")
        self.told.let_select()
        self.outcome = PlainLabel("", wraps=True)
        self.outcome.setObjectName("restore_outcome")
        self.outcome.let_select()
        self.progress = named(QProgressBar(), "restore_progress", self.tr("恢复进度"))
        self.progress.setTextVisible(False)
        self.next_button = KeyButton(
            theme, "restore_next", self.tr("下一步"), key="Enter", kind="primary"
        )
        self.back_button = KeyButton(theme, "restore_back", self.tr("返回"), key="Esc")
        self._choices = QStackedWidget()
        self._pages = QStackedWidget()
        self._build()
        self._connect()

    def show_step(self, step: int, title: str) -> None:
        """Bring one of the three pages to the front."""
        self.step.setText(self.tr("第 {} 步，共 3 步").format(step + 1))
        self.title.setText(title)
        self.title.setAccessibleName(title)
        self._pages.setCurrentIndex(step)
        self.message.hide()
        if step == CHOOSE:
            (self.list if self.list.count() else self.search_button).setFocus()
        else:
            self.next_button.setFocus()

    def show_offers(self, offers: Sequence[str], nothing: tuple[str, str]) -> None:
        """Show what was found, newest first; `nothing` is said where nothing was."""
        self.list.clear()
        self.list.addItems(list(offers))
        self._choices.setCurrentWidget(self.list if offers else self.empty)
        self.empty.show_words(*nothing, "disk")
        if offers:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.search_button.setFocus()

    def show_buttons(self, words: str, why_not: str, back: str, *, is_danger: bool = False) -> None:
        """Say what the two buttons do now; `why_not` stands beside the first where it does not."""
        self.next_button.set_words(words)
        self.next_button.set_available(why_not)
        self.next_button.set_kind("danger" if is_danger else "primary")
        self.back_button.set_words(back)

    def show_progress(self, done: int, total: int, *, is_running: bool) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setVisible(is_running)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        match event.key():
            case Qt.Key.Key_Escape:
                self.back_requested.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.next_requested.emit()
            case Qt.Key.Key_F5:
                self.search_requested.emit()
            case Qt.Key.Key_F4:
                self.file_requested.emit()
            case _:
                super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Leave by the same door as Esc: a restore under way is not torn off."""
        event.ignore()
        self.back_requested.emit()

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.next_requested)
        self.back_button.clicked.connect(self.back_requested)
        self.search_button.clicked.connect(self.search_requested)
        self.file_button.clicked.connect(self.file_requested)
        self.password.left.connect(self.next_requested)
        self.list.itemActivated.connect(lambda _item: self.next_requested.emit())

    def _build(self) -> None:
        self._choices.addWidget(self.list)
        self._choices.addWidget(self.empty)
        choose = QWidget()
        column = QVBoxLayout(choose)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._choices, 1)
        more = FlowBox()
        more.add(self.search_button, self.file_button)
        column.addWidget(more)
        column.addWidget(self.password)
        self._pages.addWidget(choose)
        self._pages.addWidget(_reading(self.told, "restore_look"))
        last = QWidget()
        column = QVBoxLayout(last)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.progress)
        column.addWidget(_reading(self.outcome, "restore_result"), 1)
        self._pages.addWidget(last)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.back_button, self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        for widget in (self.step, self.title, self.message):
            layout.addWidget(widget)
        layout.addWidget(self._pages, 1)
        layout.addWidget(buttons)
        self.message.hide()
        self.progress.hide()
        self.resize(min(_WIDTH_MAX, self._theme.sizes.scaled(_WIDTH)), _HEIGHT)


def _reading(label: PlainLabel, name: str) -> QWidget:
    """Return words that scroll when they are many."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(label)
    column.addStretch(1)
    return scrolled(ground, name)
