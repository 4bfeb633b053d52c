"""The head of the window: which page, what is saved, what time it is, who works."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import ElidedLabel, PlainLabel
from counter_app.ui.widgets.naming import named

CENTER_SHOWN_UP_TO_PERCENT = 140
WEEKDAYS = "一二三四五六日"


def clock_words(now: datetime) -> str:
    """Return date, weekday and time as the counter's clock shows them."""
    return f"{now.month}月{now.day}日 周{WEEKDAYS[now.weekday()]} {now:%H:%M}"


class Header(QFrame):
    """One line above the page."""

    def __init__(self, theme: Theme, center_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "header", self.tr("页眉"))
        self.setProperty("role", "header")
        self.title = ElidedLabel("", "title")
        self.center = ElidedLabel(center_name, "soft")
        self.saved = PlainLabel("", "soft")
        self.clock = PlainLabel("", "strong")
        self.person = ElidedLabel("", "")
        self._saved_icon = IconLabel(theme, "disk", Tone.GOOD, size=18)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP + 2, 2 * GAP, GAP + 2)
        layout.setSpacing(GAP)
        layout.addWidget(self.title, 2)
        layout.addWidget(self.center, 1)
        layout.addSpacing(GAP)
        for widget in (self._saved_icon, self.saved):
            layout.addWidget(widget)
        layout.addSpacing(GAP)
        layout.addWidget(IconLabel(theme, "clock", Tone.NEUTRAL, size=18))
        layout.addWidget(self.clock)
        layout.addSpacing(GAP)
        layout.addWidget(IconLabel(theme, "person", Tone.NEUTRAL, size=18))
        layout.addWidget(self.person)
        self._theme = theme
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.show_saved("")

    def _take_theme(self) -> None:
        """Where the text is large, the name of the centre gives its room to the rest."""
        self.center.setVisible(self._theme.sizes.scale_percent <= CENTER_SHOWN_UP_TO_PERCENT)

    def show_title(self, title: str) -> None:
        self.title.setText(title)

    def show_saved(self, words: str) -> None:
        """Show when the work on screen was last saved; "" where nothing is being written."""
        self.saved.setText(words)
        self.saved.setVisible(bool(words))
        self._saved_icon.setVisible(bool(words))

    def show_clock(self, now: datetime) -> None:
        words = clock_words(now)
        if self.clock.text() != words:
            self.clock.setText(words)

    def show_person(self, words: str) -> None:
        self.person.setText(words)
