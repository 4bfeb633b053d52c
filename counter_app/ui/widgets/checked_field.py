"""A field with its name above it and, in the same line, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named, set_property

TYPED_CHARACTERS_MAX = 400


class CheckedField(QWidget):
    """One line to fill in.

    Signals:
        edited: The person typed or pasted something.
        left: Enter was pressed: to the next field.
    """

    edited = Signal()
    left = Signal()

    def __init__(
        self, theme: Theme, object_name: str, label: str, *, hint: str = "", example: str = ""
    ) -> None:
        super().__init__()
        self._hint = hint
        self.edit = named(QLineEdit(), object_name, label)
        self.edit.setMaxLength(TYPED_CHARACTERS_MAX)
        self.edit.setPlaceholderText(example)
        self.edit.setAccessibleDescription(hint)
        self.caption = PlainLabel(label)
        self.caption.setBuddy(self.edit)
        self._mark = IconLabel(theme, "alert", Tone.BAD, size=15)
        self.remark = PlainLabel("", "small", wraps=True)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.remark, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.left)
        self.show_problem("")

    def text(self) -> str:
        return self.edit.text()

    def _on_edited(self) -> None:
        """Let a problem go with the words that it was about; who judges now may say it again."""
        if self.has_problem:
            self.show_problem("")
        self.edited.emit()

    @property
    def has_problem(self) -> bool:
        """Whether the field says that something is wrong with it."""
        return not self._mark.isHidden()

    def show_problem(self, problem: str) -> None:
        """Say what is wrong; "" shows the hint again."""
        self._mark.setVisible(bool(problem))
        self.remark.setText(problem or self._hint)
        self.remark.set_tone(Tone.BAD.value if problem else "")
        set_property(self.edit, "state", "bad" if problem else "")
        self.edit.setAccessibleDescription(problem or self._hint)

    def show_good(self, words: str) -> None:
        """Say that it will do, where a person could doubt it."""
        self.show_problem("")
        self.remark.setText(words)
        self.remark.set_tone(Tone.GOOD.value)
        self.edit.setAccessibleDescription(words)
