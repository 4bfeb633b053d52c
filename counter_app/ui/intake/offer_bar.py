"""A bar above the form that waits for the clerk and covers nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.ui.intake.screen import Offer
from counter_app.ui.intake.wording import tr
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


class DraftBar(OfferBar):
    """有没提交的收件: whose, what, when, and 恢复, 以后再说, 丢弃."""

    def __init__(self, theme: Theme) -> None:
        self.restore_button = KeyButton(
            theme, "intake_draft_restore", tr("恢复"), icon="undo", kind="primary"
        )
        self.put_off_button = KeyButton(theme, "intake_draft_put_off", tr("以后再说"))
        self.discard_button = KeyButton(theme, "intake_draft_discard", tr("丢弃"), kind="danger")
        super().__init__(
            theme,
            "intake_draft_bar",
            tone=Tone.INFO,
            icon="disk",
            buttons=(self.discard_button, self.put_off_button, self.restore_button),
        )


class DuplicateBar(OfferBar):
    """A case of the same person and item is open: look at it, or say why this is another."""

    def __init__(self, theme: Theme) -> None:
        self.open_button = KeyButton(theme, "intake_duplicate_open", tr("打开已有办件"), icon="eye")
        self.deny_button = KeyButton(theme, "intake_duplicate_deny", tr("不是重复，继续"))
        super().__init__(
            theme,
            "intake_duplicate_bar",
            tone=Tone.CAUTION,
            icon="copy",
            buttons=(self.open_button, self.deny_button),
        )
