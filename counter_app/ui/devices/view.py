"""The devices page: what is seen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.backups.card import BackupCard
from counter_app.ui.devices.checks_card import ChecksCard
from counter_app.ui.devices.county_card import CountyCard
from counter_app.ui.devices.people_card import PeopleCard
from counter_app.ui.devices.printers_card import PrintersCard
from counter_app.ui.devices.reader_card import ReaderCard
from counter_app.ui.keys import Action, KeyTable
from counter_app.ui.page import Page
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.naming import named

_TWO_COLUMNS_UP_TO_PERCENT = 140


class DevicesView(Page):
    """Reader, printers and backups at the left, checks, county and people at the right.

    Signals:
        search_requested: All ports are to be searched for the reader.
        test_page_requested: str: name of the printer that is to print its test page.
        check_requested: Everything is to be looked at again.
        came: Somebody comes here, perhaps another person than before.
    """

    search_requested = Signal()
    test_page_requested = Signal(str)
    check_requested = Signal()
    came = Signal()

    def __init__(self, theme: Theme, keys: KeyTable) -> None:
        super().__init__("devices_page")
        self.title = self.tr("设备")
        self.setAccessibleName(self.title)
        self._theme = theme
        self.reader = ReaderCard(theme, keys.key(Action.READ_CARD))
        self.printers = PrintersCard(theme, keys.key(Action.PRINT_RECEIPT))
        self.county = CountyCard(theme)
        self.backup = BackupCard(theme)
        self.backup.hide()
        self.checks = ChecksCard(theme, keys.key(Action.SYNC_NOW))
        self.people = PeopleCard(theme, keys.key(Action.PEOPLE))
        self.reader.search_requested.connect(self.search_requested)
        self.printers.test_page_requested.connect(self.test_page_requested)
        self.checks.check_requested.connect(self.check_requested)
        self._columns = QHBoxLayout()
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def page_actions(self) -> Mapping[Action, str]:
        first = next(iter(self.printers.rows.values()), None)
        why_not = self.tr("没有设置打印机")
        if first is not None:
            why_not = self.tr("正在打印测试页") if first.is_printing else ""
        return {
            Action.READ_CARD: self.tr("正在查找") if self.reader.is_searching else "",
            Action.PRINT_RECEIPT: why_not,
            Action.SYNC_NOW: self.tr("正在检查") if self.checks.is_checking else "",
        }

    def action_words(self) -> Mapping[Action, str]:
        return {
            Action.READ_CARD: self.tr("查找读卡器"),
            Action.PRINT_RECEIPT: self.tr("打印测试页"),
            Action.SYNC_NOW: self.tr("检查一遍"),
        }

    def bar_actions(self) -> frozenset[Action]:
        """Return nothing: each of them has its button on a card."""
        return frozenset()

    def act(self, action: Action) -> None:
        match action:
            case Action.READ_CARD:
                self.search_requested.emit()
            case Action.PRINT_RECEIPT:
                self.test_page_requested.emit(next(iter(self.printers.rows)))
            case Action.SYNC_NOW:
                self.check_requested.emit()
            case _:
                super().act(action)

    def entered(self) -> None:
        """Look at everything as soon as somebody comes here."""
        self.came.emit()
        self.check_requested.emit()

    def _build(self) -> None:
        self._columns.setSpacing(2 * GAP)
        for cards in (
            (self.reader, self.printers, self.backup, self.people),
            (self.checks, self.county),
        ):
            column = QVBoxLayout()
            column.setSpacing(GAP + 4)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        ground = QWidget()
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        inner.addLayout(self._columns)
        inner.addStretch(1)
        area = named(
            scrolled(ground, "devices_scroll"), "devices_scroll", self.tr("设备，用上下键滚动")
        )
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setFocusProxy(self.reader.search_button)

    def _take_theme(self) -> None:
        is_wide = self._theme.sizes.scale_percent <= _TWO_COLUMNS_UP_TO_PERCENT
        self._columns.setDirection(
            QHBoxLayout.Direction.LeftToRight if is_wide else QHBoxLayout.Direction.TopToBottom
        )
