"""The main window: pages between rail, header, key bar and status line."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.errors import CounterError
from counter_app.ui.frame.action_bar import ActionBar
from counter_app.ui.frame.header import Header
from counter_app.ui.frame.print_bar import PrintBar
from counter_app.ui.frame.rail import Rail
from counter_app.ui.frame.status_line import StatusLine
from counter_app.ui.frame.view_only import ViewOnly
from counter_app.ui.keys import Action, KeyTable
from counter_app.ui.page import Page
from counter_app.ui.sign_in.view import SignInView
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.message_bar import MessageBar
from counter_app.ui.widgets.naming import named
from counter_app.ui.widgets.toast import Toast

SMALLEST_WIDTH = 1024
SMALLEST_HEIGHT = 640


class MainWindow(QMainWindow):
    """Shows the sign-in page, or the pages of somebody who has signed in; never both.

    Signals:
        chosen: Action: a button of rail or key bar was pressed.
        page_changed: Page: another page came to the front.
        closing: The window is being closed for good.
    """

    chosen = Signal(object)
    page_changed = Signal(object)
    closing = Signal()

    def __init__(
        self, theme: Theme, keys: KeyTable, *, center_name: str, practice_words: str = ""
    ) -> None:
        super().__init__()
        named(self, "main_window", self.tr("便民服务窗口"))
        self.setWindowTitle(self.tr("{} · 便民服务窗口").format(center_name))
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self.sign_in = SignInView(theme)
        self.rail = Rail(theme, keys)
        self.header = Header(theme, center_name)
        self.message = MessageBar(theme)
        self.lock_warning = MessageBar(theme, "lock_warning")
        self.clock_warning = MessageBar(theme, "clock_warning")
        self.county_notice = MessageBar(theme, "county_notice")
        self.print_bar = PrintBar(theme, keys.key(Action.NEXT_PANE))
        self.pages = named(QStackedWidget(), "pages", self.tr("页面"))
        self.action_bar = ActionBar(theme, keys)
        self.status_line = StatusLine(theme)
        self._hidden_dialogs: list[QDialog] = []
        self._told_why_not: tuple[Action, str, str] | None = None
        self._outer = QStackedWidget()
        self._outer.addWidget(self.sign_in)
        self._outer.addWidget(self._shell())
        self.toast = Toast(theme, self.pages)
        self.view_band = _band("view_band", "")
        self.disaster_band = _band("disaster_band", "")
        self.view_only = ViewOnly(self.view_band, self.status_line, self.page)
        self.setCentralWidget(self._with_practice_band(practice_words))
        self.rail.chosen.connect(self.chosen)
        self.action_bar.chosen.connect(self.chosen)
        self.status_line.told_more.connect(self._tell_more)

    def add_page(self, page: Page, rail_action: Action | None) -> None:
        """Add a page; `rail_action` is marked in the rail while it is in front."""
        page.setProperty("rail_action", rail_action.value if rail_action else "")
        page.actions_changed.connect(lambda: self._on_actions_changed(page))
        self.pages.addWidget(page)

    def show_page(self, page: Page) -> None:
        """Bring a page to the front; the one before keeps what is on it."""
        before = self.page()
        if before is not page:
            if before is not None:
                before.left()
            self.pages.setCurrentWidget(page)
            self.toast.raise_()  # A page that comes to the front would lie over its words.
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            self.header.show_saved("")
            self.message.leave_page()
        value = page.property("rail_action")
        self.rail.mark(Action(value) if value else None)
        self.header.show_title(page.title)
        self._on_actions_changed(page)
        page.entered()
        self.page_changed.emit(page)

    def page(self) -> Page | None:
        """Return the page in front, or None before the first one."""
        widget = self.pages.currentWidget()
        return widget if isinstance(widget, Page) else None

    def show_shell(self, person: str) -> None:
        """Let the clerk in: the pages are in front, as they were left."""
        self.header.show_person(person)
        self._outer.setCurrentIndex(1)
        for dialog in self._hidden_dialogs:
            dialog.show()
        self._hidden_dialogs.clear()
        page = self.page()
        if page is not None:
            page.setFocus()

    def dialogs_in_sight(self) -> list[QDialog]:
        """Return what is asked at the moment."""
        return [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]

    def close_dialogs(self) -> None:
        """Close what was asked of somebody who does not work any more, as Esc would."""
        for dialog in self._hidden_dialogs:
            dialog.reject()
        self._hidden_dialogs.clear()

    def show_sign_in(self) -> None:
        """Put the sign-in page in front; nothing of the pages or dialogs stays in sight."""
        for dialog in self.dialogs_in_sight():
            dialog.hide()
            self._hidden_dialogs.append(dialog)
        self._outer.setCurrentIndex(0)

    @property
    def is_shell_shown(self) -> bool:
        return self._outer.currentIndex() == 1

    def show_error(self, error: CounterError) -> None:
        self.message.show_error(error)

    def dismiss_warning(self) -> bool:
        """Close one bar that tells of the clock or of the county; answers whether there was."""
        for bar in (self.clock_warning, self.county_notice):
            if not bar.isHidden():
                bar.dismiss()
                return True
        return False

    def is_typing(self) -> bool:
        """Whether the clerk is in a field that has words in it."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            return bool(focus.text())
        return isinstance(focus, QPlainTextEdit) and bool(focus.toPlainText())

    def tell_why_not(self, action: Action, why_not: str, words: str) -> None:
        """Say why an action cannot be done; the words go when that is no longer so."""
        self._told_why_not = action, why_not, words
        self.message.show_text(words, Tone.CAUTION, "alert")

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        page = self.page()
        if page is not None:
            page.left()  # What was typed in the last moment is on its way to the disk.
        self.closing.emit()
        super().closeEvent(event)

    def _on_actions_changed(self, page: Page) -> None:
        if page is self.page():
            offered, in_bar = self.view_only.over(page, page.page_actions()), page.bar_actions()
            actions = {action: why for action, why in offered.items() if action in in_bar}
            self.action_bar.show_actions(actions, page.action_words())
            self.header.show_title(page.title)
            self._forget_why_not(offered)

    def _forget_why_not(self, offered: Mapping[Action, str]) -> None:
        if self._told_why_not is not None:
            action, why_not, words = self._told_why_not
            if offered.get(action) != why_not:
                self._told_why_not = None
                if self.message.words.text() == words:
                    self.message.leave_page()

    def _tell_more(self, story: str) -> None:
        self.message.show_text(story)

    def _shell(self) -> QWidget:
        shell = QWidget()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        notices = QVBoxLayout()
        notices.setContentsMargins(2 * GAP, 0, 2 * GAP, 0)
        notices.setSpacing(GAP)
        for bar in (
            self.lock_warning,
            self.clock_warning,
            self.county_notice,
            self.message,
            self.print_bar,
        ):
            notices.addWidget(bar)
        column.addSpacing(GAP)
        column.addLayout(notices)
        column.addWidget(self.pages, 1)
        column.addWidget(self.action_bar)
        column.addWidget(self.status_line)
        row = QHBoxLayout(shell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        return shell

    def _with_practice_band(self, words: str) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if words:
            layout.addWidget(_band("practice_band", words))
        layout.addWidget(self.view_band)
        layout.addWidget(self.disaster_band)
        self.disaster_band.hide()
        layout.addWidget(self._outer, 1)
        return whole


def _band(name: str, words: str) -> PlainLabel:
    """Return a line over the whole width that nobody can close."""
    band = named(PlainLabel(words, "strong", wraps=True), name, words)
    band.setProperty("role", "practice")
    band.set_tone(Tone.CAUTION.value)
    return band
