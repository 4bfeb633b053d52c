"""The printers on the devices page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.domain.desk_news import PrinterNews
from counter_app.domain.terms import name_of
from counter_app.ui.device_parts import PrinterFacts
from counter_app.ui.devices.words import paper_name, tr
from counter_app.ui.looks import look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class PrinterRow(QFrame):
    """One printer: how it is, where it hangs, and its test page.

    Attributes:
        is_printing: While a test page is under way there is no second one.
    """

    def __init__(self, theme: Theme, place: int, facts: PrinterFacts, key: str) -> None:
        super().__init__()
        self.setProperty("role", "well")
        self.setAccessibleName(facts.name)
        self.facts = facts
        self.is_printing = False
        self.state = Badge(theme, f"devices_printer_{place}_state")
        self.story = PlainLabel("", "soft", wraps=True)
        self.result = PlainLabel("", wraps=True)
        self.result.hide()
        self.button = KeyButton(
            theme, f"devices_test_page_{place}", self.tr("打印测试页"), key=key, icon="printer"
        )
        self.button.setAccessibleDescription(facts.name)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(facts.name, "strong", wraps=True), 1)
        head.addWidget(self.state)
        where = self.tr("{} · {} · 型号 {}").format(
            facts.address, paper_name(facts.paper), facts.profile
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.story)
        column.addWidget(PlainLabel(where, "small", wraps=True))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.result)

    def show_news(self, news: PrinterNews) -> None:
        self.state.show_look(look_of(news.light), name_of(news.light))
        self.story.setText(news.text)

    def show_printing(self, *, is_printing: bool) -> None:
        """Say whether a test page is under way; the keyboard stays on the button."""
        self.is_printing = is_printing
        self.button.set_words(self.tr("正在打印…") if is_printing else self.tr("打印测试页"))

    def show_result(self, words: str, tone: str) -> None:
        self.result.setText(words)
        self.result.set_tone(tone)
        self.result.setVisible(bool(words))


class PrintersCard(Card):
    """Every printer of the settings.

    Signals:
        test_page_requested: str: name of the printer.
    """

    test_page_requested = Signal(str)

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__("devices_printers", tr("打印机"))
        self._theme = theme
        self._key = key
        self.head.insertWidget(0, IconLabel(theme, "printer", size=20))
        self.rows: dict[str, PrinterRow] = {}
        self.none = PlainLabel(
            self.tr("没有设置打印机。文书会存为待打印，设置好打印机后可补打。"), "soft", wraps=True
        )
        self.body.addWidget(self.none)

    def show_printers(self, printers: Sequence[PrinterFacts]) -> None:
        """Make a row for each; only the first one has the key."""
        for place, facts in enumerate(printers):
            row = PrinterRow(self._theme, place, facts, self._key if place == 0 else "")
            row.button.clicked.connect(
                lambda _checked=False, name=facts.name: self.test_page_requested.emit(name)
            )
            self.rows[facts.name] = row
            self.body.addWidget(row)
        self.none.setVisible(not self.rows)
