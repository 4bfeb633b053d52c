"""The way to the page of people, for those who let people in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal

from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class PeopleCard(Card):
    """A sentence and a button; hidden from whoever lets nobody in.

    Signals:
        people_requested: The page of people shall come to the front.
    """

    people_requested = Signal()

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__("devices_people", QCoreApplication.translate("PeopleCard", "人员"))
        self.head.insertWidget(0, IconLabel(theme, "person", size=20))
        self.button = KeyButton(theme, "devices_people_open", self.tr("谁能登录…"), key=key)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(self.people_requested)
        words = PlainLabel(self.tr("登记同事、设临时密码、看谁被停用。"), "soft", wraps=True)
        buttons = FlowBox()
        buttons.add(self.button)
        self.body.addWidget(words)
        self.body.addWidget(buttons)
        self.hide()
