"""Cards about how a case stands; only those that have something to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.ui.case.standing import Section
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.pair_grid import PairGrid


class StandingCard(Card):
    """One section."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(f"standing_{name}", title)
        self.grid = PairGrid()
        self.body.addWidget(self.grid)


class StandingColumn(QWidget):
    """The cards below each other; one that was there before is filled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("standing")
        self._cards: dict[str, StandingCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP + 4)

    def show_sections(self, sections: Sequence[Section]) -> None:
        shown = {section.name for section in sections}
        for name, card in self._cards.items():
            if name not in shown:
                card.hide()
        for section in sections:
            card = self._card(section)
            card.grid.show_pairs(section.pairs)
            self._column.removeWidget(card)
            self._column.addWidget(card)
            card.show()

    def words_of(self, name: str) -> list[str]:
        """Return every word of one card; [] while it is not shown."""
        card = self._cards.get(name)
        return card.grid.words() if card is not None and not card.isHidden() else []

    def _card(self, section: Section) -> StandingCard:
        if section.name not in self._cards:
            self._cards[section.name] = StandingCard(section.name, section.title)
        return self._cards[section.name]
