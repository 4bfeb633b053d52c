"""The set-up window: what is seen of its three steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.looks import Look
from counter_app.ui.main_window import SMALLEST_HEIGHT, SMALLEST_WIDTH
from counter_app.ui.setup.counter_page import CounterPage
from counter_app.ui.setup.person_page import PersonPage
from counter_app.ui.setup.summary_page import SummaryPage
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.message_bar import MessageBar
from counter_app.ui.widgets.naming import named

_DONE = Look(Tone.GOOD, "check-circle")
_NOW = Look(Tone.ACCENT, "pencil")
_LATER = Look(Tone.NEUTRAL, "circle")


class SetupView(QMainWindow):
    """One step at a time, with the way through above it and the keys below.

    Signals:
        next_requested: On to the next step; at the last one: make it.
        back_requested: Back to the step before; nothing is lost.
        leave_requested: Esc, or the window is to be closed.
        file_requested: Path: a settings file was chosen.
        scale_requested: int: steps of text size; 0 for the usual size.
    """

    next_requested = Signal()
    back_requested = Signal()
    leave_requested = Signal()
    file_requested = Signal(object)
    scale_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        named(self, "setup_window", self.tr("建立窗口"))
        self.setWindowTitle(self.tr("建立窗口 · 便民服务窗口"))
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self.may_close = False
        self.counter = CounterPage(theme)
        self.person = PersonPage(theme)
        self.summary = SummaryPage(theme)
        self.message = MessageBar(theme, "setup_message")
        self.back_button = KeyButton(
            theme, "setup_back", self.tr("上一步"), key="Alt+←", icon="arrow-left"
        )
        self.next_button = KeyButton(
            theme, "setup_next", self.tr("下一步"), key="Ctrl+Enter", kind="primary"
        )
        self.leave_button = KeyButton(theme, "setup_leave", self.tr("退出"), key="Esc")
        self.steps = tuple(Badge(theme, f"setup_step_{number}") for number in (1, 2, 3))
        self._stack = named(QStackedWidget(), "setup_pages", self.tr("建立窗口的步骤"))
        self._areas = [
            scrolled(page, f"setup_scroll_{number}")
            for number, page in enumerate((self.counter, self.person, self.summary), start=1)
        ]
        self._build(theme)
        self._bind()

    @property
    def step(self) -> int:
        """Which step is in front, from 0."""
        return self._stack.currentIndex()

    def show_step(self, step: int) -> None:
        """Bring a step to the front and put the cursor where it begins."""
        self._stack.setCurrentIndex(step)
        words = (self.tr("1 窗口信息"), self.tr("2 第一个人"), self.tr("3 核对并建立"))
        for place, badge in enumerate(self.steps):
            look = _NOW if place == step else _DONE if place < step else _LATER
            badge.show_look(look, words[place])
        self.back_button.setVisible(step > 0)
        is_last = step == len(self.steps) - 1
        self.next_button.set_words(self.tr("建立窗口") if is_last else self.tr("下一步"))
        first: tuple[QWidget, ...] = (
            self.counter.open_button,
            self.person.fields["user"].edit,
            self.next_button,
        )
        first[step].setFocus(Qt.FocusReason.OtherFocusReason)

    def point_at(self, field: QWidget) -> None:
        """Put the cursor into a field and scroll there."""
        self._areas[self.step].ensureWidgetVisible(field, 0, 5 * GAP)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_working(self, *, is_working: bool) -> None:
        """While the counter is made nothing can be changed."""
        self.summary.show_working(is_working=is_working)
        for button in (self.back_button, self.next_button, self.leave_button):
            button.setEnabled(not is_working)
        self._areas[0].setEnabled(not is_working)
        self._areas[1].setEnabled(not is_working)

    def show_reading(self, *, is_reading: bool) -> None:
        """While a file is read, fields and keys wait."""
        for widget in (self.counter, self.next_button):
            widget.setEnabled(not is_reading)

    def choose_file(self) -> None:
        """Ask for a settings file; nothing happens when the person thinks better of it."""
        dialog = QFileDialog(self, self.tr("打开县局给的设置文件"))
        dialog.setObjectName("setup_file_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("设置文件 (*.toml)"), self.tr("所有文件 (*)")])
        dialog.fileSelected.connect(lambda name: self.file_requested.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask first; nothing that was typed goes unasked."""
        if self.may_close:
            super().closeEvent(event)
        else:
            event.ignore()
            self.leave_requested.emit()

    def _bind(self) -> None:
        self.next_button.clicked.connect(self.next_requested)
        self.back_button.clicked.connect(self.back_requested)
        self.leave_button.clicked.connect(self.leave_requested)
        self.counter.open_button.clicked.connect(self.choose_file)
        self.counter.finished.connect(self.next_requested)
        self.person.finished.connect(self.next_requested)
        self._on_keys(self.next_button.click, "Ctrl+Return", "Ctrl+Enter", "F10")
        self._on_keys(self.back_button.click, "Alt+Left")
        self._on_keys(self._open_if_there, "Ctrl+O")
        self._on_keys(self._escape, "Esc")
        self._on_keys(lambda: self.scale_requested.emit(1), "Ctrl+=", "Ctrl++")
        self._on_keys(lambda: self.scale_requested.emit(-1), "Ctrl+-")
        self._on_keys(lambda: self.scale_requested.emit(0), "Ctrl+0")

    def _on_keys(self, act: Callable[[], None], *keys: str) -> None:
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    def _open_if_there(self) -> None:
        if self.step == 0 and self.counter.isEnabled():
            self.choose_file()

    def _escape(self) -> None:
        if not self.message.isHidden():
            self.message.dismiss()
        elif self.leave_button.isEnabled():
            self.leave_requested.emit()

    def _build(self, theme: Theme) -> None:
        for area in self._areas:
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._stack.addWidget(area)
        named(self._areas[2], "setup_scroll_3", self.tr("核对内容，用上下键滚动"))
        self._areas[2].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(theme))
        notices = QVBoxLayout()
        notices.setContentsMargins(2 * GAP, GAP, 2 * GAP, 0)
        notices.addWidget(self.message)
        column.addLayout(notices)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot())
        self.setCentralWidget(whole)

    def _head(self, theme: Theme) -> QFrame:
        head = QFrame()
        head.setProperty("role", "header")
        row = QHBoxLayout(head)
        row.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        row.setSpacing(GAP + 4)
        row.addWidget(IconLabel(theme, "brand", Tone.ACCENT, size=28))
        row.addWidget(PlainLabel(self.tr("建立窗口"), "title"))
        steps = FlowBox(ends_right=True)
        steps.add(*self.steps)
        row.addWidget(steps, 1)
        return head

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "actions")
        row = QVBoxLayout(foot)
        row.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        box = FlowBox(ends_right=True)
        box.add(self.leave_button, self.back_button, self.next_button)
        row.addWidget(box)
        return foot
