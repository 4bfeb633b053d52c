"""Step 4 of the intake page: the conclusion (结论), its reasons, and the paper that follows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.correction_box import CorrectionBox
from counter_app.ui.intake.fields import StepMark
from counter_app.ui.intake.fitted_paper import FittedPaper
from counter_app.ui.intake.outcome_words import OUTCOME_WORDS
from counter_app.ui.intake.pledge_box import PledgeBox
from counter_app.ui.intake.refusal_box import RefusalBox
from counter_app.ui.intake.screen import FormShown
from counter_app.ui.intake.wording import tr
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import set_property


class OutcomeBanner(QFrame):
    """What would be submitted, and why, in one look."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("intake_banner")
        self.setProperty("role", "bar")
        self._icon = IconLabel(theme, "circle", Tone.NEUTRAL, size=26)
        self.heading = PlainLabel("", "heading")
        self.why = PlainLabel("", "small", wraps=True)
        self.obstacle = PlainLabel("", "small", wraps=True)
        self.obstacle.set_tone("caution")
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.heading, self.why, self.obstacle):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        row.setSpacing(GAP + 2)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_form(self, shown: FormShown) -> None:
        set_property(self, "tone", shown.look.tone.value)
        self._icon.show_icon(shown.look.icon, shown.look.tone)
        self.heading.setText(shown.heading)
        self.heading.set_tone(shown.look.tone.value)
        self.why.setText(shown.why)
        obstacle = shown.obstacle.words if shown.obstacle is not None else ""
        has_said = shown.outcome is None
        self.obstacle.setText(self.tr("还差：{}").format(obstacle) if obstacle else "")
        self.obstacle.setVisible(bool(obstacle) and not has_said)
        self.setAccessibleName(f"{shown.heading}。{shown.why}{obstacle}")


class OutcomeView(Card):
    """What comes of it.

    Signals:
        chosen: Outcome: the clerk insists on one, or not any more.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, agencies: Sequence[str], notice_key: str) -> None:
        title = tr("结论")
        super().__init__("intake_outcome", title)
        self.mark = StepMark(theme, 4, title)
        self.banner = OutcomeBanner(theme)
        self.buttons = {
            outcome: KeyButton(
                theme,
                f"intake_outcome_{outcome.value}",
                OUTCOME_WORDS[outcome],
                key=notice_key if outcome is Outcome.NOTICE else "",
            )
            for outcome in Outcome
        }
        self.refusal = RefusalBox(agencies)
        self.pledge = PledgeBox()
        self.corrections = CorrectionBox(theme)
        self.preview = FittedPaper(theme)
        self._build()

    def show_form(self, shown: FormShown) -> None:
        self.mark.show_done(is_done=shown.obstacle is None)
        self.banner.show_form(shown)
        for outcome, button in self.buttons.items():
            button.setCheckable(True)
            button.setChecked(outcome is shown.outcome)
            button.set_available(self._why_not(outcome, shown))
        item = shown.state.item
        self.buttons[Outcome.PROVISIONAL].setVisible(item is not None and item.may_defer)
        self.refusal.setVisible(shown.outcome is Outcome.REFUSE)
        self.refusal.show_refusal(shown.state)
        self.pledge.setVisible(shown.outcome is Outcome.PROVISIONAL)
        self.pledge.show_pledge(shown.state)
        self.corrections.show_corrections(shown.state.corrections)

    def focus_outcome(self) -> None:
        """Put the keyboard on what would be submitted, or on the first choice."""
        marked = [button for button in self.buttons.values() if button.isChecked()]
        usable = [button for button in self.buttons.values() if button.isEnabled()]
        for button in (marked or usable)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _why_not(self, outcome: Outcome, shown: FormShown) -> str:
        if outcome in shown.allowed:
            return ""
        if shown.state.item is None:
            return self.tr("请先选择事项")
        if outcome is Outcome.ACCEPT:
            return self.tr("材料没有全部判为齐")
        if outcome is Outcome.PROVISIONAL and Outcome.NOTICE in shown.allowed:
            return self.tr("未齐的有主要材料，不能容缺")
        if Outcome.ACCEPT in shown.allowed:
            return self.tr("材料已齐，直接受理")
        return self.tr("请先逐项判定材料，不合格的写明原因")

    def _build(self) -> None:
        self.head.insertWidget(0, self.mark)
        self.head.addWidget(self.corrections.toggle)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for place, (outcome, button) in enumerate(self.buttons.items()):
            grid.addWidget(button, place // 2, place % 2)
            button.clicked.connect(lambda _checked=False, chosen=outcome: self.chosen.emit(chosen))
        self.body.addWidget(self.banner)
        self.body.addLayout(grid)
        self.body.addWidget(self.refusal)
        self.body.addWidget(self.pledge)
        self.body.addWidget(self.corrections)
        self.body.addWidget(self.preview, 1)
