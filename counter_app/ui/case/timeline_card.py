"""What happened to a case, newest first, with how far the county has each step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.case.timeline import TimelineEntry
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel


class TimelineCard(Card):
    """One line an event."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("case_timeline", self.tr("经过"))
        self._theme = theme
        self._lines: list[QWidget] = []

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(place, entry) for place, entry in enumerate(entries)]
        for line in self._lines:
            self.body.addWidget(line)

    def _line(self, place: int, entry: TimelineEntry) -> QWidget:
        line = QWidget()
        line.setObjectName(f"timeline_{place}")
        icon = IconLabel(self._theme, entry.look.icon, entry.look.tone, size=18)
        words = PlainLabel(entry.words, wraps=True)
        stage = Badge(self._theme, f"timeline_{place}_stage")
        stage.show_state(entry.stage)
        who = f" · {entry.who}" if entry.who else ""
        when = PlainLabel(f"{entry.at:%m-%d %H:%M:%S}{who}", "small")
        below = FlowBox()
        below.add(when, stage)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(words)
        if entry.mark:
            mark = PlainLabel(entry.mark, "strong", wraps=True)
            mark.set_tone("bad")
            column.addWidget(mark)
        column.addWidget(below)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 2, 0, 4)
        layout.setSpacing(GAP + 2)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column, 1)
        line.setAccessibleName(f"{entry.words} {when.text()} {stage.text} {entry.mark}")
        return line
