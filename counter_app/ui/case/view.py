"""The case page: what the clerk sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.case_card import SyncStage
from counter_app.domain.disposal import CaseHeader
from counter_app.domain.ids import CaseId
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.steps import Act
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.acts import next_acts, submit_act
from counter_app.ui.case.applicant_card import REVEAL_KEY, SHEET_KEY, ApplicantCard
from counter_app.ui.case.attachments_card import ADD_KEY, AttachmentsCard
from counter_app.ui.case.away_card import AwayCard
from counter_app.ui.case.card_focus import focus_next_card
from counter_app.ui.case.dialogs import CaseDialogs
from counter_app.ui.case.head_card import COPY_KEY, EXPLAIN_KEY, HeadCard
from counter_app.ui.case.materials_card import MaterialsCard
from counter_app.ui.case.papers_card import PapersCard
from counter_app.ui.case.standing import sections
from counter_app.ui.case.standing_column import StandingColumn
from counter_app.ui.case.steps_card import StepsCard
from counter_app.ui.case.timeline import TimelineEntry
from counter_app.ui.case.timeline_card import TimelineCard
from counter_app.ui.keys import Action, KeyTable
from counter_app.ui.page import Page
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled

_TWO_COLUMNS_UP_TO_PERCENT = 140


class CaseView(Page):
    """Cards in two columns; in one, where the text is large.

    Signals:
        case_wanted: CaseId: show another case.
        action_chosen: Action: one of `page_actions`.
        escaped: Esc: leave what is being done, or the page.
        reload_requested: The page came to the front again.
        left_behind: Out of sight: another page came to the front, or the lock.
    """

    case_wanted = Signal(str)
    action_chosen = Signal(object)
    escaped = Signal()
    reload_requested = Signal()
    left_behind = Signal()

    def __init__(self, theme: Theme, keys: KeyTable) -> None:
        super().__init__("case_page")
        self.title = self.tr("办件详情")
        self.setAccessibleName(self.title)
        self._theme = theme
        self._actions: Mapping[Action, str] = {}
        self._words: Mapping[Action, str] = {}
        self.head = HeadCard(theme)
        self.away = AwayCard(theme, keys.key(Action.SUBMIT))
        self.applicant = ApplicantCard(theme)
        self.materials = MaterialsCard(theme)
        self.attachments = AttachmentsCard(theme)
        self.papers = PapersCard(theme, keys.key(Action.PRINT_RECEIPT))
        submit_key = keys.key(Action.SUBMIT)
        self.dialogs = CaseDialogs(theme, submit_key, self)
        self.steps = StepsCard(
            theme,
            {
                Act.NOTICE: keys.key(Action.NOTICE),
                Act.JUDGE: keys.key(Action.MATERIALS),
                Act.SUPPLEMENT: keys.key(Action.MATERIALS),
            },
            submit_key,
            keys.key(Action.MORE_ACTS),
        )
        self.standing = StandingColumn()
        self.timeline = TimelineCard(theme)
        self._build()
        for key, asked in (
            (COPY_KEY, self.head.copy_requested),
            (EXPLAIN_KEY, self.head.explain_requested),
            (ADD_KEY, self.attachments.add_button.click),
            (REVEAL_KEY, self.applicant.reveal_button.click),
            (SHEET_KEY, self.applicant.sheet_button.click),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(asked)
        for key, pages in (("PgUp", -1), ("PgDown", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(partial(self._scroll_by_pages, pages))
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self._all_complete)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_case(self, case_id: CaseId) -> None:
        """Ask the presenter for a case; what was shown before disappears at once."""
        self._ground.hide()
        self._area.verticalScrollBar().setValue(0)
        self.case_wanted.emit(case_id)

    def show_file(self, file: CaseFile, stage: SyncStage, entries: Sequence[TimelineEntry]) -> None:
        self.head.show_case(file.case, stage, file.light)
        if stage is SyncStage.PACKED and file.packed is not None:
            self.head.show_packed(file.packed)
        self.applicant.show_case(file.case)
        self.show_materials(file.case.materials)
        self.papers.show_papers(file.forms, file.case.documents)
        self.steps.show_acts(next_acts(file), file.refused_acts, submit_act(file))
        self.standing.show_sections(sections(file))
        self.timeline.show_entries(entries)
        self._show_whole(is_whole=True)

    def show_away(self, header: CaseHeader, *, is_online: bool) -> None:
        """Show only the header of a case, since no more of it is here."""
        self.away.show_header(header, is_online=is_online)
        self._show_whole(is_whole=False)

    def set_actions(self, actions: Mapping[Action, str], words: Mapping[Action, str]) -> None:
        """Set what keys can ask of this page now."""
        self._actions, self._words = actions, words
        self.actions_changed.emit()

    def judge_supplement(
        self, materials: Sequence[JudgedMaterial], *, is_every_line: bool = False
    ) -> None:
        """Show the open lines (or all) to be judged, and bring the first of them into sight."""
        self.steps.hide()
        self.materials.judge_supplement(materials, is_every_line=is_every_line)
        QTimer.singleShot(0, self, self._scroll_to_materials)  # Once they have their places.

    def show_materials(self, materials: Sequence[JudgedMaterial]) -> None:
        """Show the lines to be read; the steps are possible again."""
        self.materials.show_materials(materials)
        self.steps.show()

    def set_busy(self, *, is_busy: bool) -> None:
        self.steps.setEnabled(not is_busy)
        self.papers.setEnabled(not is_busy)

    def page_actions(self) -> Mapping[Action, str]:
        return self._actions

    def bar_actions(self) -> frozenset[Action]:
        """Return only what hands a supplement in: the rest has buttons on the cards."""
        return frozenset({Action.SUBMIT}) if self.materials.is_judging else frozenset()

    def action_words(self) -> Mapping[Action, str]:
        return self._words

    def act(self, action: Action) -> None:
        if action is Action.NEXT_PANE:
            self._go_to_next_card()
        else:
            self.action_chosen.emit(action)

    def escape(self) -> None:
        self.escaped.emit()

    def entered(self) -> None:
        self.reload_requested.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        self.left_behind.emit()
        super().hideEvent(event)

    def copy_text(self, text: str) -> None:
        QApplication.clipboard().setText(text)

    def _all_complete(self) -> None:
        if self.materials.is_judging:
            self.materials.judge_all_complete()

    def _scroll_by_pages(self, pages: int) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + pages * (bar.pageStep() - GAP))

    def _scroll_to_materials(self) -> None:
        if self.materials.is_judging:
            self._area.verticalScrollBar().setValue(self.materials.y() - GAP)

    def _go_to_next_card(self) -> None:
        first = (self.away, self.steps, self.applicant, self.materials)
        focus_next_card((*first, self.attachments, self.papers, self.head), self._area)

    def _show_whole(self, *, is_whole: bool) -> None:
        for card in (self.head, self.steps, self._cards):
            card.setVisible(is_whole)
        self.away.setVisible(not is_whole)
        self._ground.show()

    def _build(self) -> None:
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for column in (self._left, self._right):
            column.setSpacing(GAP + 4)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(GAP + 4)
        self._columns.addLayout(self._left, 3)
        self._columns.addLayout(self._right, 2)
        self._ground = QWidget()
        inner = QVBoxLayout(self._ground)
        inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        inner.setSpacing(GAP + 4)
        self._cards = QWidget()
        self._cards.setLayout(self._columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        for card in (self.away, self.head, self.steps, self._cards):
            inner.addWidget(card)
        inner.addStretch(1)
        self._area = scrolled(self._ground, "case_scroll")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self._ground.hide()

    def _take_theme(self) -> None:
        """In one column, how the case stands comes before its papers, and its history last."""
        is_wide = self._theme.sizes.scale_percent <= _TWO_COLUMNS_UP_TO_PERCENT
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        left: tuple[QWidget, ...] = (
            self.applicant,
            self.materials,
            self.attachments,
            self.papers,
        )
        right: tuple[QWidget, ...] = (self.standing, self.timeline)
        if not is_wide:
            left, right = (self.standing, *left, self.timeline), ()
        for column, cards in ((self._left, left), (self._right, right)):
            while column.count():
                column.takeAt(0)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
