"""One side of a conflict."""

from __future__ import annotations

from PySide6.QtCore import Qt

from counter_app.domain.conflict_record import Side
from counter_app.services.show_conflicts import ConflictCard, SideTold
from counter_app.ui.conflicts.words import KEY_OF_SIDE, side_heading, side_pairs
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.pair_grid import PairGrid


class SideCard(Card):
    """What one side says, and the button that chooses it.

    Attributes:
        choose_button: Stays pressed while the side is chosen.
    """

    def __init__(self, theme: Theme, side: Side) -> None:
        super().__init__(f"conflict_side_{side.value}", " ")
        self.badge = Badge(theme, f"conflict_side_{side.value}_state")
        self.head.addWidget(self.badge)
        self.pairs = PairGrid()
        self.choose_button = KeyButton(
            theme,
            f"conflict_choose_{side.value}",
            self.tr("按这一边"),
            key=KEY_OF_SIDE[side],
            icon="check",
        )
        self.choose_button.setCheckable(True)
        self.body.addWidget(self.pairs)
        self.body.addStretch(1)
        self.body.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_side(self, card: ConflictCard, told: SideTold) -> None:
        """Show one side of a card."""
        self.heading.setText(side_heading(told))
        self.setAccessibleName(self.heading.text())
        if told.is_in_force:
            self.badge.show_look(Look(Tone.GOOD, "check-circle"), self.tr("现在按它办"))
        else:
            self.badge.show_look(Look(Tone.NEUTRAL, "pause"), self.tr("搁置，没有丢"))
        self.pairs.show_pairs(side_pairs(card, told))
        words = self.tr("知悉") if card.is_single_choice else self.tr("按这一边")
        self.choose_button.set_words(words)
        is_idle = card.is_single_choice and told.side is Side.SECOND
        self.choose_button.setVisible(not card.refused and not is_idle)
        self.choose_button.setChecked(False)
