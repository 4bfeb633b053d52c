"""What must be seen before anybody signs in: which counter, what time it is, the county."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel


class WelcomePanel(QFrame):
    """The dark half of the sign-in page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "brand")
        self._theme = theme
        self.center = PlainLabel("", "title", wraps=True)
        self.counter = PlainLabel("", "soft", wraps=True)
        self.clock = PlainLabel("", "display")
        self.day = PlainLabel("", "soft")
        self.county = PlainLabel("", "", wraps=True)
        self._is_trouble = False
        self._brand = IconLabel(theme, "brand", size=44)
        self._county_icon = IconLabel(theme, "county", Tone.NEUTRAL, size=20)
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_counter(self, center: str, counter: str) -> None:
        self.center.setText(center)
        self.counter.setText(counter)

    def show_clock(self, time_words: str, day_words: str) -> None:
        self.clock.setText(time_words)
        self.day.setText(day_words)

    def show_county(self, words: str, *, is_trouble: bool) -> None:
        """Say when the county was last heard and whether the clocks agree."""
        self.county.setText(words)
        self._is_trouble = is_trouble
        self.county.set_tone(Tone.CAUTION.value if is_trouble else "")
        self._county_icon.show_icon("alert" if is_trouble else "county", Tone.NEUTRAL)
        self._take_theme()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        column.setSpacing(4)
        column.addWidget(self._brand, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(GAP)
        column.addWidget(self.center)
        column.addWidget(self.counter)
        column.addStretch(1)
        column.addSpacing(2 * GAP)
        column.addWidget(self.clock)
        column.addWidget(self.day)
        column.addSpacing(2 * GAP)
        column.addStretch(1)
        county = QHBoxLayout()
        county.setSpacing(GAP)
        county.addWidget(self._county_icon, 0, Qt.AlignmentFlag.AlignTop)
        county.addWidget(self.county, 1)
        column.addLayout(county)

    def _take_theme(self) -> None:
        look = self._theme.palette
        self._brand.set_colour(look.focus_on_rail)
        self._county_icon.set_colour(look.focus_on_rail if self._is_trouble else look.on_rail)
