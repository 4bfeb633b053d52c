"""What a refusal has to say: ground, reason, and where to go instead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.terms import name_of
from counter_app.ui.intake.fields import ChoiceBox, WordsEdit
from counter_app.ui.intake.outcome_words import refusal_words
from counter_app.ui.intake.state import IntakeState


class RefusalBox(QWidget):
    """Fields of a refusal.

    Signals:
        ground_chosen: RefusalGround.
        reason_edited, authority_edited: str.
    """

    ground_chosen = Signal(object)
    reason_edited = Signal(str)
    authority_edited = Signal(str)

    def __init__(self, agencies: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("intake_refusal")
        self.ground = ChoiceBox("intake_refusal_ground", self.tr("不予受理的依据"))
        for ground, words in (
            (RefusalGround.NOT_COMPETENT, self.tr("不属本机关职权")),
            (RefusalGround.NOT_REQUIRED, self.tr("不需要取得许可")),
        ):
            self.ground.addItem(f"{refusal_words(ground)}：{words}", ground.value)
            place = self.ground.count() - 1
            self.ground.setItemData(place, name_of(ground), Qt.ItemDataRole.ToolTipRole)
        self.reason = WordsEdit(
            "intake_refusal_reason", self.tr("理由"), self.tr("理由，写给申请人看")
        )
        self.authority = WordsEdit(
            "intake_refusal_authority", self.tr("有权机关"), self.tr("应向哪个机关申请")
        )
        suggestions = QCompleter(list(agencies), self)
        suggestions.setFilterMode(Qt.MatchFlag.MatchContains)
        self.authority.setCompleter(suggestions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.ground, self.reason, self.authority):
            column.addWidget(widget)
        self.ground.activated.connect(self._on_ground)
        self.reason.textEdited.connect(self.reason_edited)
        self.authority.textChanged.connect(self._on_authority)

    def show_refusal(self, state: IntakeState) -> None:
        self.ground.show_value(state.ground.value)
        self.reason.show_words(state.reason)
        with QSignalBlocker(self.authority):
            self.authority.show_words(state.authority)
        self.authority.setVisible(state.ground is RefusalGround.NOT_COMPETENT)

    def focus_missing(self) -> None:
        """Put the keyboard on the first field that is empty."""
        fields = (self.reason, self.authority)
        empty = [edit for edit in fields if edit.isVisibleTo(self) and not edit.text().strip()]
        for edit in (*empty, self.reason)[:1]:
            edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_ground(self, place: int) -> None:
        self.ground_chosen.emit(RefusalGround(self.ground.itemData(place)))

    def _on_authority(self, text: str) -> None:
        self.authority_edited.emit(text)
