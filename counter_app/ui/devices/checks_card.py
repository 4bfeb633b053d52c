"""The readiness list on the devices page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from counter_app.ui.device_parts import ReadinessCheck
from counter_app.ui.devices.words import check_name, status_look, status_word, tr
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class ChecksCard(Card):
    """Line by line: name, badge, what was found and what to do.

    Signals:
        check_requested: Look at everything again.

    Attributes:
        is_checking: While the list is made it is not made once more.
    """

    check_requested = Signal()

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__("devices_checks", tr("检查结果"))
        self._theme = theme
        self.head.insertWidget(0, IconLabel(theme, "check-circle", size=20))
        self.button = KeyButton(
            theme, "devices_check", self.tr("检查一遍"), key=key, icon="refresh"
        )
        self.head.addWidget(self.button)
        self.when = PlainLabel("", "small", wraps=True)
        self.is_checking = False
        self.lines: list[PlainLabel] = []
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(GAP)
        self._list.setVerticalSpacing(2)
        self._list.setColumnStretch(1, 1)
        self.body.addWidget(self.when)
        self.body.addLayout(self._list)
        self.button.clicked.connect(self.check_requested)

    def show_checking(self, words: str, *, is_under_way: bool) -> None:
        """Say how far it is; the button stays on, so that the keyboard stays there."""
        self.is_checking = is_under_way
        self.when.setText(words)

    def show_checks(self, checks: Sequence[ReadinessCheck]) -> None:
        """Show the list anew; what needs a hand stands first."""
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        order = ("failed", "warning", "ok")
        found = sorted(checks, key=lambda check: order.index(check.status))
        self.lines = [self._line(place, check) for place, check in enumerate(found)]

    def _line(self, place: int, check: ReadinessCheck) -> PlainLabel:
        badge = Badge(self._theme, f"devices_check_{place}")
        badge.show_look(status_look(check.status), status_word(check.status))
        words = self.tr("{}：{}").format(check_name(check.name), check.detail)
        line = PlainLabel(words, wraps=True)
        line.setAccessibleName(f"{status_word(check.status)} {words}")
        self._list.addWidget(badge, 2 * place, 0, Qt.AlignmentFlag.AlignTop)
        self._list.addWidget(line, 2 * place, 1)
        if check.advice and check.status != "ok":
            self._list.addWidget(PlainLabel(check.advice, "soft", wraps=True), 2 * place + 1, 1)
        return line
