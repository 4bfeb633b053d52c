"""The line below the search box: one department only, and the guide of what is highlighted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from counter_app.ui.intake.item_list import ItemList
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import ElidedLabel
from counter_app.ui.widgets.naming import named

_DEPARTMENT_LETTERS: Final = 7


class ItemFilter(QWidget):
    """Follows the list; its keys are those of the search box.

    Signals:
        department_chosen: str: only items of this department; "" for all.
    """

    department_chosen = Signal(str)

    def __init__(self, theme: Theme, guide_key: str) -> None:
        super().__init__()
        self.departments = named(QComboBox(), "intake_item_department", self.tr("部门"))
        self.departments.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.departments.setMinimumContentsLength(_DEPARTMENT_LETTERS)
        self.departments.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.guide_button = KeyButton(
            theme, "intake_item_guide", self.tr("指南"), key=guide_key, icon="paper", kind="quiet"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.departments)
        row.addWidget(ElidedLabel(self.tr("Alt+↓部门 · Ctrl+D收藏"), "small"), 1)
        row.addWidget(self.guide_button)
        self.departments.activated.connect(self._on_activated)

    def show_choices(self, found: ItemList) -> None:
        """Offer the departments of the catalogue, the chosen one marked."""
        words = [self.tr("全部部门"), *found.departments]
        if [self.departments.itemText(row) for row in range(self.departments.count())] != words:
            self.departments.clear()
            self.departments.addItems(words)
        chosen = found.departments.index(found.department) + 1 if found.department else 0
        self.departments.setCurrentIndex(chosen)

    def _on_activated(self, row: int) -> None:
        self.department_chosen.emit(self.departments.itemText(row) if row else "")
