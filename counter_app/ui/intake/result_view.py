"""After the submission: the number, what comes out of the printer, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.case_card import SyncStage
from counter_app.domain.print_job import PrintState
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card, rule, scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import set_property

_WIDTH = 780


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResultShown:
    """A case just recorded, in words.

    Attributes:
        number: Grouped for reading out.
        about: Item and applicant, the name masked: others see this screen too.
    """

    look: Look
    outcome: str
    number: str
    query_code: str
    about: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperShown:
    """One paper on its way.

    Attributes:
        detail: Why it did not come out; "" while all is well.
    """

    title: str
    state: PrintState
    detail: str


class NextButton(KeyButton):
    """Begins the next case; a key that is still held from the submission does not."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and not event.isAutoRepeat():
            super().keyPressEvent(event)


class ResultView(QWidget):
    """One card in the middle; Enter begins the next case."""

    def __init__(self, theme: Theme, keys: tuple[str, str]) -> None:
        super().__init__()
        self.setObjectName("intake_result")
        self._theme = theme
        new_key, print_key = keys
        self._icon = IconLabel(theme, "check-circle", Tone.GOOD, size=40)
        self.outcome = PlainLabel("", "title")
        self.about = PlainLabel("", "soft", wraps=True)
        self.number = PlainLabel("", "display", wraps=True)
        self.number.setObjectName("intake_result_number")
        self.number.let_select()
        self.number.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.query = PlainLabel("", "strong")
        self.next_step = PlainLabel("", "heading", wraps=True)
        self._next_box = QFrame()
        self.stage = Badge(theme, "intake_result_stage")
        self.stage_words = PlainLabel("", "soft", wraps=True)
        self.waiting = PlainLabel("", "strong", wraps=True)
        self.next_button = NextButton(
            theme,
            "intake_next",
            self.tr("下一件"),
            key=self.tr("Enter / {}").format(new_key),
            icon="paper-new",
            kind="primary",
        )
        self.print_button = KeyButton(
            theme, "intake_print_receipt", self.tr("打印收件凭证"), key=print_key, icon="printer"
        )
        self.open_button = KeyButton(theme, "intake_open_case", self.tr("打开办件"), icon="eye")
        self._papers: list[tuple[Badge, PlainLabel]] = []
        self._paper_grid = QGridLayout()
        self._build()

    def show_result(self, shown: ResultShown) -> None:
        self._icon.show_icon(shown.look.icon, shown.look.tone)
        self.outcome.setText(shown.outcome)
        self.outcome.set_tone(shown.look.tone.value)
        self.about.setText(shown.about)
        self.number.setText(shown.number)
        self.query.setText(self.tr("查询码 {}").format(shown.query_code))
        self.next_step.setText(shown.next_step)
        set_property(self._next_box, "tone", shown.look.tone.value)
        self._card.setAccessibleName(f"{shown.outcome} {shown.number} {shown.next_step}")
        self.waiting.hide()

    def show_papers(self, papers: Sequence[PaperShown]) -> None:
        """Show how the papers stand; rows that are there are kept."""
        while len(self._papers) < len(papers):
            self._add_paper_row(len(self._papers))
        for n, (badge, words) in enumerate(self._papers):
            is_used = n < len(papers)
            badge.setVisible(is_used)
            words.setVisible(is_used)
            if is_used:
                badge.show_state(papers[n].state)
                detail = f"（{papers[n].detail.rstrip('。')}）" if papers[n].detail else ""
                words.setText(papers[n].title + detail)

    def show_stage(self, stage: SyncStage) -> None:
        self.stage.show_state(stage)
        if not stage.is_at_county:
            self.stage_words.setText(self.tr("断电断网都不会丢，联网后自动上传县局。"))
        else:
            self.stage_words.setText(self.tr("县局已签收。"))

    def show_waiting_card(self) -> None:
        """Say that the next person's card is already read."""
        self.waiting.setText(self.tr("已读到下一位的身份证，按 Enter 直接开始下一件。"))
        self.waiting.show()

    def take_focus(self) -> None:
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_paper_row(self, row: int) -> None:
        badge = Badge(self._theme, f"intake_paper_{row}")
        words = PlainLabel("", wraps=True)
        words.setObjectName(f"intake_paper_words_{row}")
        self._paper_grid.addWidget(badge, row, 0, Qt.AlignmentFlag.AlignTop)
        self._paper_grid.addWidget(words, row, 1)
        self._papers.append((badge, words))

    def _build(self) -> None:
        self._card = Card("intake_result_card")
        body = self._card.body
        body.setSpacing(GAP + 2)
        body.addLayout(self._head())
        body.addWidget(self._number_box())
        self._next_box.setProperty("role", "bar")
        inside = QVBoxLayout(self._next_box)
        inside.setContentsMargins(2 * GAP, GAP + 2, 2 * GAP, GAP + 2)
        inside.addWidget(self.next_step)
        body.addWidget(self._next_box)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.open_button, self.print_button, self.next_button)
        body.addWidget(self.waiting)
        body.addWidget(buttons)
        body.addWidget(rule())
        body.addLayout(self._states())
        self.waiting.set_tone(Tone.INFO.value)
        ground = QWidget()
        outer = QVBoxLayout(ground)
        outer.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        outer.addStretch(1)
        row = QHBoxLayout()  # Not an alignment: the card is as high as its wrapped words.
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(ground, "intake_result_scroll"))
        self._theme.changed.connect(self._take_theme)
        self._take_theme()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP + 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.outcome)
        words.addWidget(self.about)
        row.addLayout(words, 1)
        return row

    def _number_box(self) -> QFrame:
        box = QFrame()
        box.setProperty("role", "well")
        grid = QGridLayout(box)
        grid.setContentsMargins(2 * GAP, GAP + 2, 2 * GAP, GAP + 2)
        grid.setVerticalSpacing(2)
        grid.addWidget(PlainLabel(self.tr("办件编号"), "soft"), 0, 0)
        grid.addWidget(self.query, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.number, 1, 0, 1, 2)
        return box

    def _states(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        grid.addWidget(PlainLabel(self.tr("打印"), "soft"), 0, 0, Qt.AlignmentFlag.AlignTop)
        self._paper_grid.setHorizontalSpacing(GAP + 2)
        self._paper_grid.setVerticalSpacing(6)
        self._paper_grid.setColumnStretch(1, 1)
        grid.addLayout(self._paper_grid, 0, 1)
        grid.addWidget(PlainLabel(self.tr("保存"), "soft"), 1, 0)
        stored = QHBoxLayout()
        stored.setSpacing(GAP + 2)
        stored.addWidget(self.stage)
        stored.addWidget(self.stage_words, 1)
        grid.addLayout(stored, 1, 1)
        return grid

    def _take_theme(self) -> None:
        self._card.setFixedWidth(min(self._theme.sizes.scaled(_WIDTH), 1_120))
