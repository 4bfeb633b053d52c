"""当场更正: mistakes in the papers that the applicant puts right at the counter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.services.receive_case import CorrectionMade
from counter_app.ui.intake.fields import WordsEdit
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import ElidedLabel
from counter_app.ui.widgets.naming import named


class CorrectionBox(QWidget):
    """A fold with the corrections made so far, and fields for another one.

    Attributes:
        toggle: Opens and closes the fold; stands in the head of the card.

    Signals:
        made: str, str, str: what was corrected, before, after.
        dropped: int: place of a correction that was none.
    """

    made = Signal(str, str, str)
    dropped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("intake_corrections")
        self._theme = theme
        self.toggle = KeyButton(
            theme, "intake_correction_toggle", self.tr("当场更正"), icon="pencil", kind="quiet"
        )
        self.toggle.setCheckable(True)
        self.what = WordsEdit("intake_correction_field", self.tr("更正了哪一处"), self.tr("哪一处"))
        self.before = WordsEdit("intake_correction_before", self.tr("更正前"), self.tr("原来写的"))
        self.after = WordsEdit("intake_correction_after", self.tr("更正后"), self.tr("改成"))
        self.add_button = KeyButton(
            theme, "intake_correction_add", self.tr("记下更正"), icon="check"
        )
        self._shown: tuple[CorrectionMade, ...] = ()
        self._rows = QWidget()
        self._list = QVBoxLayout(self._rows)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        fields = QGridLayout()
        fields.setSpacing(6)
        fields.addWidget(self.what, 0, 0, 1, 2)
        fields.addWidget(self.before, 1, 0)
        fields.addWidget(self.after, 1, 1)
        fields.addWidget(self.add_button, 2, 0, 1, 2, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._rows)
        column.addLayout(fields)
        self.hide()
        self.toggle.clicked.connect(self._on_toggled)
        self.add_button.clicked.connect(self._on_add)

    def start_anew(self) -> None:
        """Close the fold; words begun for one person never stand there for the next."""
        for edit in (self.what, self.before, self.after):
            edit.clear()
        self.toggle.setChecked(False)
        self.hide()

    def show_corrections(self, corrections: Sequence[CorrectionMade]) -> None:
        count = len(corrections)
        words = self.tr("当场更正")
        self.toggle.set_words(self.tr("当场更正 {}").format(count) if count else words)
        if tuple(corrections) == self._shown:
            return
        self._shown = tuple(corrections)
        while (taken := self._list.takeAt(0)) is not None:
            row = taken.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for place, made in enumerate(corrections):
            self._list.addWidget(self._row(place, made))

    def _row(self, place: int, made: CorrectionMade) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        before = made.before or self.tr("（空）")
        words = ElidedLabel(f"{made.field}：{before} → {made.after}")
        words.setObjectName(f"intake_correction_{place}")
        drop = KeyButton(
            self._theme, f"intake_correction_drop_{place}", "", icon="cross", kind="quiet"
        )
        named(drop, drop.objectName(), self.tr("去掉更正 {}").format(made.field))
        drop.clicked.connect(lambda _checked=False: self.dropped.emit(place))
        layout.addWidget(words, 1)
        layout.addWidget(drop)
        return row

    def _on_toggled(self, is_open: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.setVisible(is_open)
        if is_open:
            self.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add(self) -> None:
        count = len(self._shown)
        self.made.emit(self.what.text(), self.before.text(), self.after.text())
        if len(self._shown) > count:
            for edit in (self.what, self.before, self.after):
                edit.clear()
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)
