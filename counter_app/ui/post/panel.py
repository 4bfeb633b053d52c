"""One part of the post's page: what it shows, and which keys do something in it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.ui.keys import Action


class Panel(QWidget):
    """A part behind one tab.

    Signals:
        offers_changed: Keys do something else now.
        acted: Action: a key or button asked for one of the offers.

    Attributes:
        refused: Why whoever is signed in may do nothing here; "" when they may.
        offers: Action → "" if it can be done now, else why not.
        offer_words: What the actions are called here.
    """

    offers_changed = Signal()
    acted = Signal(object)

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.refused = ""
        self.offers: Mapping[Action, str] = {}
        self.offer_words: Mapping[Action, str] = {}

    def offer(self, offers: Mapping[Action, str], words: Mapping[Action, str]) -> None:
        """Say what keys do here from now on."""
        if (offers, words) != (self.offers, self.offer_words):
            self.offers, self.offer_words = dict(offers), dict(words)
            self.offers_changed.emit()

    def refuse(self, words: str) -> None:
        """Say why whoever is signed in may only look; "" lets them act."""
        if words != self.refused:
            self.refused = words
            self.offers_changed.emit()

    @property
    def allowed(self) -> Mapping[Action, str]:
        """What keys do here for whoever is signed in."""
        return {action: self.refused or why_not for action, why_not in self.offers.items()}

    def begin(self) -> None:
        """Put the keyboard where work begins."""
        target = self.focusProxy()
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
