"""The work list: what the clerk sees."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.case_card import WorkQueue
from counter_app.domain.ids import CaseId
from counter_app.domain.terms import name_of
from counter_app.ui.keys import Action
from counter_app.ui.looks import look_of
from counter_app.ui.page import AVAILABLE, Page
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import ElidedLabel
from counter_app.ui.widgets.naming import named
from counter_app.ui.worklist.records_model import Column, RecordsModel
from counter_app.ui.worklist.row_delegate import RowDelegate

SEARCH_CHARACTERS_MAX = 300
"""Room for a scanned code."""

_COLUMN_WIDTH_MIN = 110
_TAB_ICONS_UP_TO_PERCENT = 125
"""Beyond, the room goes to the words."""

_KEYS = "①②③④⑤⑥⑦⑧⑨"
"""The digit that leads to a list, before its name: the number behind the name is its count."""


class WorklistView(Page):
    """Queues as tabs, one search box, one table.

    Signals:
        queue_chosen: WorkQueue: another tab.
        searched: str: the words in the search box changed; "" ends the search.
        case_chosen: str: id of the case to be opened.
        refresh_requested: The page came to the front, or the clerk asked for it.
    """

    queue_chosen = Signal(object)
    searched = Signal(str)
    case_chosen = Signal(str)
    refresh_requested = Signal()

    def __init__(self, theme: Theme, model: RecordsModel, find_key: str) -> None:
        super().__init__("worklist_page")
        self.title = self.tr("办件")
        self.setAccessibleName(self.title)
        self._theme = theme
        self.search = named(QLineEdit(), "worklist_search", self.tr("查找办件"))
        self.search.setMaxLength(SEARCH_CHARACTERS_MAX)
        self.search.setClearButtonEnabled(True)
        hint = self.tr("查找：编号、姓名、拼音首字母、证件号、电话、事项，或扫凭证（{} 或 /）")
        self.search.setPlaceholderText(hint.format(find_key))
        self.tabs = named(QTabBar(), "worklist_tabs", self.tr("办件列表"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.result = ElidedLabel("", "heading")
        self.table = named(QTableView(), "worklist_table", self.tr("办件"))
        self.empty = EmptyState(theme, "worklist_empty")
        self._body = QStackedWidget()
        self._model = model
        self._delegate = RowDelegate(theme)
        self._queues = tuple(WorkQueue)
        self._build()
        self._connect()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def page_actions(self) -> Mapping[Action, str]:
        return {Action.FIND: AVAILABLE, Action.NEXT_PANE: AVAILABLE, Action.SYNC_NOW: AVAILABLE}

    def act(self, action: Action) -> None:
        match action:
            case Action.FIND:
                self.search.setFocus()
                self.search.selectAll()
            case Action.NEXT_PANE:
                self._go_to_next_pane()
            case Action.SYNC_NOW:
                self.refresh_requested.emit()
            case _:
                super().act(action)

    def escape(self) -> None:
        """End the search."""
        self.search.clear()
        self.table.setFocus()

    def entered(self) -> None:
        self.refresh_requested.emit()

    def show_counts(self, counts: Mapping[WorkQueue, int]) -> None:
        """Show how many cases stand in each list, and the pressing ones in the title."""
        for place, queue in enumerate(self._queues):
            words = f"{_KEYS[place]} {name_of(queue)} {counts.get(queue, 0)}"
            self.tabs.setTabText(place, words)
        self.title = " · ".join([self.tr("办件"), *_pressing_words(counts)])
        self.actions_changed.emit()

    def show_queue(self, queue: WorkQueue) -> None:
        """Show which list the rows are of."""
        blocker = QSignalBlocker(self.tabs)
        self.tabs.setCurrentIndex(self._queues.index(queue))
        blocker.unblock()
        self.tabs.show()
        self.result.hide()

    def show_result(self, words: str) -> None:
        """Show that the rows were found by a search."""
        self.result.setText(words)
        self.result.show()
        self.tabs.hide()

    def show_rows(self, keep: CaseId | None) -> None:
        """Show the table; the row of `keep` stays chosen, else the first one."""
        is_typing, was_empty = self.search.hasFocus(), self.empty.hasFocus()
        self._body.setCurrentWidget(self.table)
        if was_empty:
            self.table.setFocus()
        if is_typing:  # The table was wanted before it was in sight, and would take the keys now.
            self.search.setFocus()
        row = self._model.row_of(keep) if keep is not None else 0
        self.table.selectRow(max(row, 0))

    def show_nothing(self, sentence: str, hint: str, icon: str) -> None:
        """Show why there are no rows."""
        self.empty.show_words(sentence, hint, icon)
        is_here = self.table.hasFocus() or self.empty.hasFocus()
        self._body.setCurrentWidget(self.empty)
        if is_here:  # The digits go on leading to the other lists.
            self.empty.setFocus()

    def chosen_case(self) -> CaseId | None:
        """Return the case of the chosen row."""
        index = self.table.currentIndex()
        return self._model.card(index.row()).case_id if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Choose columns anew when the table has another width."""
        if watched is self.table and event.type() is QEvent.Type.Resize:
            self._lay_out_columns()
        return super().eventFilter(watched, event)

    def _go_to_next_pane(self) -> None:
        panes = [self.search, self.tabs, self.table]
        panes = [pane for pane in panes if pane.isVisibleTo(self)]
        at = next((place for place, pane in enumerate(panes) if pane.hasFocus()), -1)
        panes[(at + 1) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda place: self.queue_chosen.emit(self._queues[place]))
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self._go_to_rows)
        self.table.activated.connect(
            lambda index: self.case_chosen.emit(self._model.card(index.row()).case_id)
        )
        slash = QShortcut(QKeySequence("/"), self.table)
        slash.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        slash.activated.connect(lambda: self.act(Action.FIND))
        for widget in (self.table, self.tabs, self.empty):
            _bind_digits(widget, self.tabs)
        down = QShortcut(QKeySequence("Down"), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self._go_to_rows)

    def _go_to_rows(self) -> None:
        if self._body.currentWidget() is self.table:
            self.table.setFocus()

    def _build(self) -> None:
        for queue in self._queues:
            self.tabs.addTab(f"{_KEYS[self.tabs.count()]} {name_of(queue)}")
        table = self.table
        table.setModel(self._model)
        table.installEventFilter(self)
        table.setItemDelegate(self._delegate)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionsClickable(False)
        self._body.addWidget(table)
        self._body.addWidget(self.empty)
        self.empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = QHBoxLayout()
        head.addWidget(self.tabs)
        head.addWidget(self.result, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.search)
        layout.addLayout(head)
        layout.addWidget(self._body, 1)
        self.result.hide()
        self.setFocusProxy(self.table)

    def _take_theme(self) -> None:
        has_icons = self._theme.sizes.scale_percent <= _TAB_ICONS_UP_TO_PERCENT
        for place, queue in enumerate(self._queues):
            look = look_of(queue)
            icon = self._theme.icon(look.icon, self._theme.tone_ink(look.tone))
            self.tabs.setTabIcon(place, icon if has_icons else QIcon())
        side = self._theme.sizes.tab_icon
        self.tabs.setIconSize(QSize(side, side))
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        self._delegate.fit(self.table.width())
        for column in (Column.NUMBER_MASKED, Column.STAGE, Column.RECEIVED):
            self.table.setColumnHidden(column, self._delegate.has_two_lines)
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(self._theme.sizes.scaled(_COLUMN_WIDTH_MIN))
        for column in Column:
            width = self._delegate.width_of(column)
            if width:
                self.table.setColumnWidth(column, width)
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.Fixed if width else mode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(self._delegate.row_height())


def _bind_digits(widget: QWidget, tabs: QTabBar) -> None:
    """Let digits choose a list while the keyboard is on a widget that nothing is typed into."""
    for place in range(tabs.count()):
        digit = QShortcut(QKeySequence(str(place + 1)), widget)
        digit.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        digit.activated.connect(partial(tabs.setCurrentIndex, place))


def _pressing_words(counts: Mapping[WorkQueue, int]) -> list[str]:
    pressing = (WorkQueue.OVERDUE, WorkQueue.DUE_TODAY)
    return [f"{name_of(queue)} {counts[queue]}" for queue in pressing if counts.get(queue)]
