"""Cards: the white areas that hold what belongs together."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.labels import PlainLabel


class Card(QFrame):
    """A white area with a heading.

    Attributes:
        heading: The words at its head; hidden when the title is "".
        head: The row of the heading, for badges and buttons at its right.
        body: Where the content goes.
    """

    def __init__(self, object_name: str, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.heading = PlainLabel(title, "heading")
        self.head = QHBoxLayout()
        self.head.setSpacing(GAP)
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP + 4, 2 * GAP, GAP + 4)
        layout.setSpacing(GAP)
        if title:
            layout.addLayout(self.head)
        else:
            self.heading.hide()
        layout.addLayout(self.body)


def rule() -> QFrame:
    """Return a thin line between parts."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def scrolled(content: QWidget, object_name: str) -> QScrollArea:
    """Return an area in which `content` scrolls when it has no room; it takes no focus itself."""
    area = QScrollArea()
    area.setObjectName(object_name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setObjectName(content.objectName() or "scrolled")
    content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=False)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area


def fill_page(page: QWidget, object_name: str, *cards: QWidget, grows: QWidget) -> None:
    """Lay cards below one another on a page, which scrolls downwards when it has no room.

    Args:
        page: Has no layout yet.
        object_name: Of the area that scrolls.
        cards: From top to bottom.
        grows: The one of them that takes the room that is left.
    """
    ground = QWidget()
    inner = QVBoxLayout(ground)
    inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
    inner.setSpacing(GAP + 4)
    for card in cards:
        inner.addWidget(card, 1 if card is grows else 0)
    area = scrolled(ground, object_name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(area)
