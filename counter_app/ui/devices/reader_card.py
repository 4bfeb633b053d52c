"""The card reader on the devices page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.reader_news import (
    READER_STATE_WORDS,
    PortFinding,
    PortVerdict,
    ReaderStateChanged,
)
from counter_app.ui.devices.words import finding_look, tr
from counter_app.ui.looks import look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class ReaderCard(Card):
    """State, port, the search and what it found.

    Signals:
        search_requested: All ports are to be searched.
        port_chosen: PortFinding: this one is to be used and remembered.

    Attributes:
        is_searching: While a search runs there is no second one.
    """

    search_requested = Signal()
    port_chosen = Signal(object)

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__("devices_reader", tr("读卡器"))
        self._theme = theme
        self.state = Badge(theme, "devices_reader_state")
        self.story = PlainLabel("", "soft", wraps=True)
        self.port = PlainLabel("", wraps=True)
        self.search_button = KeyButton(
            theme, "devices_search", self.tr("查找读卡器"), key=key, icon="search"
        )
        self.progress = PlainLabel("", "soft", wraps=True)
        self.is_searching = False
        self.rows: list[QWidget] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.head.insertWidget(0, IconLabel(theme, "id-card", size=20))
        self.head.addWidget(self.state)
        for label in (self.story, self.port):
            self.body.addWidget(label)
        self.body.addWidget(self.search_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.progress)
        self.body.addLayout(self._list)
        self.progress.hide()
        self.search_button.clicked.connect(self.search_requested)

    def show_state(self, news: ReaderStateChanged) -> None:
        self.state.show_look(look_of(news.state), READER_STATE_WORDS[news.state])
        self.story.setText(news.text)

    def show_port(self, words: str) -> None:
        self.port.setText(words)

    def show_search(self, words: str, *, is_under_way: bool) -> None:
        """Say how the search stands; the button stays on, so that the keyboard stays there."""
        self.is_searching = is_under_way
        self.progress.setText(words)
        self.progress.setVisible(bool(words))
        words = self.tr("正在查找…") if is_under_way else self.tr("查找读卡器")
        self.search_button.set_words(words)

    def show_findings(self, findings: Sequence[PortFinding], *, may_choose: bool) -> None:
        """Show one line a port; a reader can be chosen once the search has ended."""
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [
            self._row(place, finding, may_choose=may_choose)
            for place, finding in enumerate(findings)
        ]
        for row in self.rows:
            self._list.addWidget(row)
        first = self.findChild(KeyButton, f"devices_use_{_first_reader(findings)}")
        if may_choose and first is not None and self.search_button.hasFocus():
            first.setFocus()

    def _row(self, place: int, finding: PortFinding, *, may_choose: bool) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        look = finding_look(finding.verdict)
        layout.addWidget(IconLabel(self._theme, look.icon, look.tone, size=18))
        layout.addWidget(PlainLabel(finding.text, wraps=True), 1)
        if may_choose and finding.verdict is PortVerdict.READER:
            button = KeyButton(self._theme, f"devices_use_{place}", self.tr("使用这个"))
            button.setAccessibleName(self.tr("使用 {}").format(finding.port.name))
            button.clicked.connect(lambda: self.port_chosen.emit(finding))
            layout.addWidget(button)
        return row


def _first_reader(findings: Sequence[PortFinding]) -> int:
    verdicts = [finding.verdict for finding in findings]
    return verdicts.index(PortVerdict.READER) if PortVerdict.READER in verdicts else -1
