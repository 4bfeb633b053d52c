"""The page of the exchange: what the clerk sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.domain.terms import name_of
from counter_app.ui.exchange.disaster_card import DisasterCard
from counter_app.ui.keys import Action
from counter_app.ui.looks import look_of
from counter_app.ui.page import AVAILABLE, Page
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named
from counter_app.ui.widgets.pair_grid import Pair, PairGrid

PAUSE_KEY = "Alt+P"
CANCEL_KEY = "Alt+S"
ACCEPT_KEY = "Alt+A"
FILES_KEY = "Alt+F"


class ExchangeView(Page):
    """How the line stands, and what the county did not take.

    Signals:
        sync_wanted, pause_wanted, cancel_wanted, accept_wanted: The clerk asked for it; a pause
            asked for again ends, and what is accepted is the mass change that the brake holds.
        files_wanted: Send the files of cases that wait, although the line is paid by the byte.
        put_back_wanted: The row at hand shall be offered again.
        case_wanted: int: row whose case shall be opened.
        refresh_requested: The page came to the front.
        person_came: Somebody signed in or unlocked.
    """

    sync_wanted = Signal()
    pause_wanted = Signal()
    cancel_wanted = Signal()
    accept_wanted = Signal()
    files_wanted = Signal()
    put_back_wanted = Signal(int)
    case_wanted = Signal(int)
    refresh_requested = Signal()
    person_came = Signal()

    def __init__(self, theme: Theme, sync_key: str, put_back_key: str) -> None:
        super().__init__("exchange_page")
        self.title = self.tr("县局同步")
        self.setAccessibleName(self.title)
        self.state = Badge(theme, "exchange_state")
        self.advice = PlainLabel("", "", wraps=True)
        self.figures = PairGrid()
        self.sync_button = KeyButton(
            theme, "exchange_sync", self.tr("立即同步"), key=sync_key, icon="sync", kind="primary"
        )
        self.pause_button = KeyButton(
            theme, "exchange_pause", self.tr("暂停"), key=PAUSE_KEY, icon="pause"
        )
        self.cancel_button = KeyButton(
            theme, "exchange_cancel", self.tr("停止本次"), key=CANCEL_KEY, icon="cross"
        )
        self.accept_button = KeyButton(
            theme, "exchange_accept", self.tr("查看大批变更"), key=ACCEPT_KEY, icon="alert"
        )
        self.files_button = KeyButton(
            theme, "exchange_files", self.tr("上传附件"), key=FILES_KEY, icon="tray-out"
        )
        self.show_held_files(is_held=False)
        self.table = named(QTableWidget(0, 5), "exchange_table", self.tr("县局没有收下的记录"))
        self.empty = EmptyState(theme, "exchange_empty")
        self.put_back_button = KeyButton(
            theme, "exchange_put_back", self.tr("再送一次"), key=put_back_key, icon="refresh"
        )
        self.count = PlainLabel("", "soft")
        self.disaster = DisasterCard(theme)
        self._build()
        self._connect()

    def page_actions(self) -> Mapping[Action, str]:
        has_row = self.table.currentRow() >= 0
        why_not = AVAILABLE if has_row else self.tr("没有选中记录")
        return {Action.SYNC_NOW: AVAILABLE, Action.SUBMIT: why_not, Action.NEXT_PANE: AVAILABLE}

    def action_words(self) -> Mapping[Action, str]:
        return {Action.SUBMIT: self.tr("再送一次")}

    def bar_actions(self) -> frozenset[Action]:
        return frozenset()

    def act(self, action: Action) -> None:
        match action:
            case Action.SYNC_NOW:  # The window itself asks the line; here only the figures.
                self.refresh_requested.emit()
            case Action.SUBMIT:
                self.put_back_wanted.emit(self.table.currentRow())
            case Action.NEXT_PANE:
                (self.sync_button if self.table.hasFocus() else self.table).setFocus()
            case _:
                super().act(action)

    def entered(self) -> None:
        self.refresh_requested.emit()

    def person_changed(self) -> None:
        self.person_came.emit()

    def show_news(self, news: SyncNews) -> None:
        """Show how the line stands."""
        self.state.show_look(look_of(news.lamp), name_of(news.lamp))
        self.advice.setText(news.advice)
        self.advice.setVisible(bool(news.advice))
        self.pause_button.set_words(self.tr("继续") if news.is_paused else self.tr("暂停"))
        self.cancel_button.setVisible(news.lamp is Lamp.SYNCING and not news.is_paused)
        self.accept_button.setVisible(news.is_held)

    def show_held_files(self, *, is_held: bool) -> None:
        """Offer to send files that wait for somebody to ask."""
        self.files_button.setVisible(is_held)
        self.files_button.setEnabled(is_held)  # What is hidden still hears its key.

    def show_figures(self, pairs: Iterable[Pair]) -> None:
        self.figures.show_pairs(pairs)

    def show_rows(self, rows: Sequence[Sequence[str]], count_words: str) -> None:
        """Show what was set aside; the row at hand stays at hand."""
        chosen = self.table.currentRow()
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
                self.table.setItem(place, column, item)
        self.table.resizeRowsToContents()
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.put_back_button.setEnabled(bool(rows))
        self.count.setText(count_words)
        if rows:
            self.table.selectRow(min(max(chosen, 0), len(rows) - 1))
        self.actions_changed.emit()

    def _build(self) -> None:
        line = Card("exchange_line", self.tr("同步"))
        line.head.addWidget(self.state)
        line.body.addWidget(self.advice)
        line.body.addWidget(self.figures)
        buttons = FlowBox()
        buttons.add(self.sync_button)
        for button in (
            self.pause_button,
            self.cancel_button,
            self.accept_button,
            self.files_button,
        ):
            buttons.add(button)
        line.body.addWidget(buttons)
        aside = Card("exchange_aside", self.tr("县局没有收下的记录"))
        aside.head.addWidget(self.count)
        self.empty.show_words(
            self.tr("没有异常件"),
            self.tr("一条记录县局没有收下时，会列在这里；其余记录照常上传。"),
            "county-check",
        )
        self.table.setHorizontalHeaderLabels(
            [self.tr("办件"), self.tr("申请人"), self.tr("记录"), self.tr("时间"), self.tr("原因")]
        )
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        aside.body.addWidget(self.empty, 1)
        aside.body.addWidget(self.table, 1)
        aside.body.addWidget(self.put_back_button, 0, Qt.AlignmentFlag.AlignLeft)
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(2 * GAP)
        column.addWidget(line)
        column.addWidget(aside, 1)
        column.addWidget(self.disaster)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(ground, "exchange_scroll"))
        self.setFocusProxy(self.sync_button)

    def _connect(self) -> None:
        self.sync_button.clicked.connect(self.sync_wanted)
        self.pause_button.clicked.connect(self.pause_wanted)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.accept_button.clicked.connect(self.accept_wanted)
        self.files_button.clicked.connect(self.files_wanted)
        for key, button in (
            (PAUSE_KEY, self.pause_button),
            (CANCEL_KEY, self.cancel_button),
            (ACCEPT_KEY, self.accept_button),
            (FILES_KEY, self.files_button),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        self.put_back_button.clicked.connect(lambda: self.act(Action.SUBMIT))
        self.table.cellActivated.connect(lambda row, _column: self.case_wanted.emit(row))
        self.table.itemSelectionChanged.connect(self.actions_changed)
