"""What a provisional acceptance has to say: until when the missing materials follow."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QWidget

from counter_app.ui.intake.state import IntakeState
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named


class PledgeBox(QWidget):
    """One date.

    Signals:
        deferred: date: the materials follow until then.
    """

    deferred = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("intake_pledge")
        self.day = named(QDateEdit(), "intake_pledge_due_on", self.tr("容缺材料最晚补齐日期"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.lineEdit().setTextMargins(GAP, 0, 0, 0)
        caption = PlainLabel(self.tr("最晚补齐"), "soft")
        caption.setBuddy(self.day)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(caption)
        row.addWidget(self.day, 1)
        self.day.dateChanged.connect(self._on_changed)

    def show_pledge(self, state: IntakeState) -> None:
        due_on = state.pledge_due_on
        if due_on is not None:
            with QSignalBlocker(self.day):
                self.day.setDate(QDate(due_on.year, due_on.month, due_on.day))

    def take_focus(self) -> None:
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, day: QDate) -> None:
        self.deferred.emit(date(day.year(), day.month(), day.day()))
