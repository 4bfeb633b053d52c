"""销毁清单: what retention destroyed on this computer, list by list; each on paper or as a PDF."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal

from counter_app.domain.destruction_list import DestructionList
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_TABLE_HEIGHT_MIN = 130


class DestructionCard(Card):
    """A row a list; buttons for the chosen one, and what came of the last paper.

    Signals:
        print_requested: The chosen list is wanted on paper.
        save_requested: It is wanted as a file.
    """

    print_requested = Signal()
    save_requested = Signal()

    def __init__(self, theme: Theme, print_key: str) -> None:
        super().__init__("audit_destroyed_card", tr("销毁清单"))
        self._theme = theme
        self._lists: tuple[DestructionList, ...] = ()
        self._begun_at: KeyButton | None = None
        self.words = PlainLabel("", "soft", wraps=True)
        self.table = RowsTable(
            theme,
            "audit_destroyed",
            tr("销毁清单，最近的在前"),
            (
                ColumnWidth(tr("编号")),
                ColumnWidth(tr("时间"), 170),
                ColumnWidth(tr("办件"), 90),
                ColumnWidth(tr("附件"), 90),
            ),
        )
        self.print_button = KeyButton(
            theme, "audit_print_list", tr("打印清单"), key=print_key, icon="printer"
        )
        self.save_button = KeyButton(theme, "audit_save_list", tr("另存为 PDF…"), icon="disk")
        self.result = PlainLabel("", "soft", wraps=True)
        self.result.setObjectName("audit_destroyed_result")
        self._buttons = FlowBox()
        self._buttons.add(self.print_button, self.save_button)
        for widget in (self.words, self.table, self._buttons, self.result):
            self.body.addWidget(widget)
        self.print_button.clicked.connect(self.print_requested)
        self.save_button.clicked.connect(self.save_requested)
        self.table.opened.connect(lambda _record: self.print_button.setFocus())
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.show_lists(())
        self.show_result("", "")

    def show_lists(self, lists: Sequence[DestructionList]) -> None:
        """Show them, the latest first."""
        self._lists = tuple(lists)
        self.table.show_rows([_row(one) for one in lists])
        self.words.setText(
            tr("办结满期的件，本机副本由程序按规则销毁，县局的案卷照常保存。监销人签名后存档。")
            if lists
            else tr("还没有到期销毁的副本：办结满期、县局收齐的件，由程序按规则销毁并在这里列出。")
        )
        self.table.setVisible(bool(lists))
        self._buttons.setVisible(bool(lists))

    def chosen(self) -> DestructionList | None:
        """Return the chosen list."""
        row = self.table.chosen()
        return next((one for one in self._lists if row and one.record == row.key), None)

    def why_not_print(self) -> str:
        """Return why nothing can be printed; "" when it can."""
        if not self._lists:
            return tr("还没有销毁清单")
        return "" if self.print_button.isEnabled() else tr("正在打印或保存")

    def show_busy(self, words: str) -> None:
        """Say what is under way; "" when nothing is."""
        buttons = (self.print_button, self.save_button)
        if words:
            self._begun_at = next((button for button in buttons if button.hasFocus()), None)
            self.show_result(words, "")
        for button in buttons:
            button.set_available(words)
        if not words and self._begun_at is not None:  # A button that is off loses the keyboard.
            self._begun_at.setFocus()

    def show_result(self, words: str, tone: str) -> None:
        """Say what came of the last paper; "" says nothing."""
        self.result.tell(words, tone)
        self.result.setVisible(bool(words))

    def _take_theme(self) -> None:
        self.table.setMinimumHeight(self._theme.sizes.scaled(_TABLE_HEIGHT_MIN))


def _row(one: DestructionList) -> Row:
    fact = one.destroyed
    cells = (
        one.number,
        f"{fact.destroyed_at:%Y-%m-%d %H:%M}",
        tr("{}件").format(len(fact.copies)),
        tr("{}个").format(one.files),
    )
    return Row(cells, key=one.record, icon="paper")


def tr(text: str) -> str:
    """Translate words of the card."""
    return QCoreApplication.translate("audit", text)
