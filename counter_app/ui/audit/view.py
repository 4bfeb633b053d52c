"""审计: the record verified in words, what was destroyed, and who has seen whose data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent

from counter_app.domain.access_record import Access
from counter_app.domain.numbering import grouped
from counter_app.ui.audit.card import AuditCard
from counter_app.ui.audit.destruction_card import DestructionCard
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Page
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.card import Card, fill_page
from counter_app.ui.widgets.labels import PlainLabel

_ICONS = {"reveal": "eye", "search": "search", "copy": "paper"}
_TABLE_HEIGHT_MIN = 240


class AuditPage(Page):
    """A card with the outcome above, then the lists of what was destroyed, then the accesses.

    Signals:
        read_requested: The page came to the front: read the list.
    """

    read_requested = Signal()

    def __init__(self, theme: Theme, submit_key: str, print_key: str) -> None:
        super().__init__("audit_page")
        self.title = self.tr("审计")
        self.setAccessibleName(self.title)
        self._theme = theme
        self.card = AuditCard(theme, submit_key)
        self.destructions = DestructionCard(theme, print_key)
        self.none = PlainLabel(
            self.tr("没有人查看过完整信息、打开过扫描件，也没有人按证件号查找过。"),
            "soft",
            wraps=True,
        )
        self.table = RowsTable(
            theme,
            "audit_accesses",
            self.tr("谁看过谁的信息，最近的在前"),
            (
                ColumnWidth(self.tr("时间"), 170),
                ColumnWidth(self.tr("工号"), 110),
                ColumnWidth(self.tr("看了什么"), 220),
                ColumnWidth(self.tr("办件"), 340, gives_way=True),
                ColumnWidth(self.tr("理由")),
            ),
        )
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.show_accesses(())

    def show_accesses(self, accesses: Sequence[Access]) -> None:
        """Show who has seen or looked for whom."""
        self.table.show_rows([self._row(access) for access in accesses])
        self.table.setVisible(bool(accesses))
        self.none.setVisible(not accesses)

    def page_actions(self) -> Mapping[Action, str]:
        why_not = self.destructions.why_not_print()
        return {Action.SUBMIT: AVAILABLE, Action.PRINT_RECEIPT: why_not or AVAILABLE}

    def action_words(self) -> Mapping[Action, str]:
        return {
            Action.SUBMIT: self.card.button.text(),
            Action.PRINT_RECEIPT: self.destructions.print_button.text(),
        }

    def bar_actions(self) -> frozenset[Action]:
        """Return nothing: the buttons stand on the cards."""
        return frozenset()

    def act(self, action: Action) -> None:
        if action is Action.SUBMIT:
            self.card.button.click()
        elif action is Action.PRINT_RECEIPT:
            self.destructions.print_button.click()

    def entered(self) -> None:
        self.read_requested.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.setFocusProxy(self.card.button)

    def _row(self, access: Access) -> Row:
        first = grouped(access.cases[0]) if access.cases else ""
        more = self.tr(" 等{}件").format(len(access.cases)) if len(access.cases) > 1 else ""
        cells = (
            f"{access.at:%Y-%m-%d %H:%M}",
            access.staff,
            access.what,
            f"{first}{more}",
            access.reason,
        )
        return Row(cells, tone=Tone.INFO, icon=_ICONS[access.kind])

    def _build(self) -> None:
        accesses = Card("audit_accesses_card", self.tr("谁看过谁的信息"))
        accesses.body.addWidget(self.none)
        accesses.body.addWidget(self.table, 1)
        cards = (self.card, self.destructions, accesses)
        fill_page(self, "audit_scroll", *cards, grows=accesses)

    def _take_theme(self) -> None:
        self.table.setMinimumHeight(self._theme.sizes.scaled(_TABLE_HEIGHT_MIN))
