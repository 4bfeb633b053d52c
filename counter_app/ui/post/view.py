"""The page of the post: what is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QTabBar, QVBoxLayout

from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Page
from counter_app.ui.post.changes_panel import ChangesPanel
from counter_app.ui.post.courier_panel import CourierPanel
from counter_app.ui.post.day_panel import DayPanel
from counter_app.ui.post.drawer_panel import DrawerPanel
from counter_app.ui.post.handover_panel import HandoverPanel
from counter_app.ui.post.panel import Panel
from counter_app.ui.post.passing_panel import PassingPanel
from counter_app.ui.post.tasks_panel import TasksPanel
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

TAB_KEYS: Final = ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+6", "Ctrl+7")
_PROGRESS_WIDTH: Final = 150


class PostView(Page):
    """Seven parts behind tabs.

    Signals:
        refresh_requested: Everything is to be read anew.
        escaped: Esc was pressed.
        panel_changed: Another part is in front.
        signed_in: Somebody works here now.
    """

    refresh_requested = Signal()
    escaped = Signal()
    panel_changed = Signal()
    signed_in = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_page")
        self.title = self.tr("岗位")
        self.setAccessibleName(self.title)
        self._theme = theme
        self.tasks = TasksPanel(theme)
        self.drawer = DrawerPanel(theme)
        self.handover = HandoverPanel(theme)
        self.day = DayPanel(theme)
        self.courier = CourierPanel(theme)
        self.changes = ChangesPanel(theme)
        self.passing = PassingPanel(theme)
        self.panels: tuple[Panel, ...] = (
            self.tasks,
            self.drawer,
            self.handover,
            self.day,
            self.courier,
            self.changes,
            self.passing,
        )
        self.names = (
            self.tr("今日待办"),
            self.tr("原件清册"),
            self.tr("交接"),
            self.tr("日清"),
            self.tr("送件盘"),
            self.tr("变化"),
            self.tr("接班"),
        )
        self.tabs = named(QTabBar(), "post_tabs", self.tr("岗位，用左右键换栏"))
        self.progress = named(QProgressBar(), "post_progress", self.tr("读取进度"))
        self.progress_words = PlainLabel("", "soft")
        self._stack = QStackedWidget()
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    @property
    def panel(self) -> Panel:
        """The part in front."""
        return self.panels[self.tabs.currentIndex()]

    def page_actions(self) -> Mapping[Action, str]:
        return {
            Action.NEXT_PANE: AVAILABLE,
            Action.SYNC_NOW: AVAILABLE,
            **self.panel.allowed,
        }

    def action_words(self) -> Mapping[Action, str]:
        return {Action.SYNC_NOW: self.tr("重新读取"), **self.panel.offer_words}

    def bar_actions(self) -> frozenset[Action]:
        return frozenset(self.panel.offers)

    def act(self, action: Action) -> None:
        match action:
            case Action.NEXT_PANE:
                self._go_to_next_pane()
            case Action.SYNC_NOW:
                self.refresh_requested.emit()
            case _:
                self.panel.acted.emit(action)

    def declined(self, action: Action) -> None:
        """Put the keyboard where the part wants something typed."""
        del action
        self.panel.begin()

    def escape(self) -> None:
        self.escaped.emit()

    def entered(self) -> None:
        self.refresh_requested.emit()

    def person_changed(self) -> None:
        self.signed_in.emit()

    def show_count(self, place: int, count: int | None) -> None:
        """Show behind the name of a part how much is in it."""
        name = self.names[place]
        self.tabs.setTabText(place, name if count is None else f"{name} {count}")

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the cases are read; 0 of 0 hides it."""
        is_reading = done < total
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        words = self.tr("正在读取 {}/{} 件…").format(done, total) if is_reading else ""
        self.progress_words.setText(words)
        self.progress.setVisible(is_reading)
        self.progress_words.setVisible(is_reading)

    def show_panel(self, panel: Panel) -> None:
        """Bring a part to the front."""
        blocker = QSignalBlocker(self.tabs)
        self.tabs.setCurrentIndex(self.panels.index(panel))
        blocker.unblock()
        self._on_tab()

    def _go_to_next_pane(self) -> None:
        if self.tabs.hasFocus():
            self.panel.begin()
        else:
            self.tabs.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_tab(self) -> None:
        self._stack.setCurrentWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.actions_changed.emit()
        self.panel_changed.emit()

    def _choose(self, panel: Panel) -> None:
        self.show_panel(panel)
        panel.begin()

    def _build(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for panel, name, key in zip(self.panels, self.names, TAB_KEYS, strict=True):
            self._stack.addWidget(panel)
            place = self.tabs.addTab(name)
            self.tabs.setTabToolTip(place, key)
            panel.offers_changed.connect(self.actions_changed)
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda panel=panel: self._choose(panel))
        self.tabs.currentChanged.connect(lambda _place: self._on_tab())
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.tabs)
        head.addWidget(PlainLabel("Ctrl+1…7", "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.progress_words)
        head.addWidget(self.progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.tasks)
        self.show_progress(0, 0)

    def _take_theme(self) -> None:
        self.progress.setFixedWidth(self._theme.sizes.scaled(_PROGRESS_WIDTH))
        self.progress.setTextVisible(False)
