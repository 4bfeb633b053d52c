"""The head of the case page: number, item, state, time left, county."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from counter_app.domain.case import Case
from counter_app.domain.case_card import SyncStage
from counter_app.domain.numbering import grouped
from counter_app.domain.opening_hours import RemainingTime
from counter_app.domain.supervision import SupervisionLight
from counter_app.domain.terms import name_of
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.deadline_badge import DeadlineBadge
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

ONE_ROW_UP_TO_PERCENT = 140
EXPLAIN_KEY = "Ctrl+D"
COPY_KEY = "Ctrl+Shift+C"


class HeadCard(Card):
    """Which case this is, and how it stands.

    Signals:
        back_requested: To the list.
        copy_requested: The case number into the clipboard.
        explain_requested: Why the case is due on that day.
    """

    back_requested = Signal()
    copy_requested = Signal()
    explain_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("case_head")
        self._theme = theme
        self.number = PlainLabel("", "title", wraps=True)
        self.number.let_select()
        self.item = PlainLabel("", "heading", wraps=True)
        self.more = PlainLabel("", "soft", wraps=True)
        self.status = Badge(theme, "case_status")
        self.time_left = DeadlineBadge(theme, "case_time_left")
        self.light = Badge(theme, "case_light")
        self.stage = Badge(theme, "case_stage")
        self.conflict = Badge(theme, "case_conflict")
        self.due = PlainLabel("", "soft", wraps=True)
        self.back_button = KeyButton(
            theme, "case_back", self.tr("返回列表"), key="Esc", icon="arrow-left", kind="quiet"
        )
        self.copy_button = KeyButton(
            theme, "case_copy", self.tr("复制编号"), key=COPY_KEY, icon="copy", kind="quiet"
        )
        self.explain_button = KeyButton(
            theme,
            "case_explain",
            self.tr("逐日说明"),
            key=EXPLAIN_KEY,
            icon="calendar",
            kind="quiet",
        )
        self.back_button.clicked.connect(self.back_requested)
        self.copy_button.clicked.connect(self.copy_requested)
        self.explain_button.clicked.connect(self.explain_requested)
        self._build()

    def show_case(self, case: Case, stage: SyncStage, light: SupervisionLight) -> None:
        self.number.setText(grouped(case.number))
        self.item.setText(case.item.name)
        self.more.setText(
            " · ".join(
                word
                for word in (
                    name_of(case.item.handling_type),
                    case.item.department,
                    self.tr("{} 收件").format(f"{case.received_at:%Y-%m-%d %H:%M}"),
                    self.tr("经手 {}").format(case.receiver),
                    self.tr("目录版本 {}").format(case.item.catalogue_version),
                )
                if word
            )
        )
        self.status.show_state(case.status)
        self.light.show_state(light, self.tr("监察 {}").format(name_of(light)))
        self.stage.show_state(stage)
        self.conflict.setVisible(bool(case.open_conflicts))
        self.conflict.show_look(Look(Tone.BAD, "flag"), self.tr("有冲突，待首席代表裁决"))

    def show_packed(self, number: int) -> None:
        """Say that it lies in a courier bundle; the county has still to sign for it."""
        self.stage.show_state(SyncStage.PACKED, self.tr("已打包 第 {} 号").format(number))

    def show_time(
        self, left: RemainingTime | None, due_words: str, *, is_provisional: bool
    ) -> None:
        """Show what is left of the running clock, and which clock it is."""
        self.time_left.show_time(left, is_provisional=is_provisional)
        self.due.setText(due_words)
        self.due.setVisible(bool(due_words))

    def _build(self) -> None:
        badges = FlowBox()
        badges.add(self.status, self.time_left, self.light, self.stage, self.conflict)
        buttons = FlowBox(gap=0, ends_right=True)
        buttons.add(self.back_button, self.copy_button, self.explain_button)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.number, self.item, self.more):
            words.addWidget(label)
        words.addSpacing(4)
        words.addWidget(badges)
        words.addWidget(self.due)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(GAP)
        self._columns.addLayout(words, 1)
        self._columns.addWidget(buttons, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._columns)
        self._theme.changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        is_wide = self._theme.sizes.scale_percent <= ONE_ROW_UP_TO_PERCENT
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.BottomToTop)
