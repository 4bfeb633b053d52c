"""A bar above the form that waits for the clerk and covers nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.ui.intake.screen import Offer
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class OfferBar(QFrame):
    """Words, details and a few buttons; hidden while there is nothing to offer."""

    def __init__(
        self,
        theme: Theme,
        object_name: str,
        *,
        tone: Tone,
        icon: str,
        buttons: Sequence[KeyButton],
    ) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setProperty("role", "bar")
        self.setProperty("tone", tone.value)
        self.words = PlainLabel("", "strong", wraps=True)
        self.words.set_tone(tone.value)
        self.details = PlainLabel("", "", wraps=True)
        self.buttons = tuple(buttons)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.details)
        box = FlowBox(ends_right=True)
        box.add(*buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GAP, GAP - 2, GAP + 4, GAP - 2)
        row.setSpacing(GAP + 4)
        row.addWidget(IconLabel(theme, icon, tone, size=24), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(column, 3)
        row.addWidget(box, 4, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_offer(self, offer: Offer | None) -> None:
        """Show an offer; a new one takes the keyboard to its first button if nobody types."""
        self.setVisible(offer is not None)
        if offer is not None:
            self.words.setText(offer.words)
            self.details.setText(offer.details)
            self.setAccessibleName(f"{offer.words}。{offer.details}")
