"""The page of conflicts: a list at the left, both sides of the chosen one at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.conflict_record import Side
from counter_app.domain.numbering import grouped
from counter_app.services.show_conflicts import ConflictCard
from counter_app.ui.conflicts.side_card import SideCard
from counter_app.ui.conflicts.words import about, state_words
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Page
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

REASON_CHARACTERS_MAX = 300
_SIDE_BY_SIDE_UP_TO_PERCENT = 120
_LIST_WIDTH = 300


class ConflictsView(Page):
    """Shows what the presenter gives it and decides nothing.

    Signals:
        refresh_requested: The page came to the front, or the clerk asked for it.
        row_chosen: int: place of the card that is to be shown.
        side_chosen: Side.
        confirmed: The reason is written, and the side chosen.
        taken_back: A decision is to be taken back.
        case_wanted: The case behind the card.
        escaped: Back to where the page was opened from.
    """

    refresh_requested = Signal()
    row_chosen = Signal(int)
    side_chosen = Signal(object)
    confirmed = Signal()
    taken_back = Signal()
    case_wanted = Signal()
    escaped = Signal()

    def __init__(self, theme: Theme, submit_key: str) -> None:
        super().__init__("conflicts_page")
        self.title = self.tr("冲突待定")
        self.setAccessibleName(self.title)
        self._theme = theme
        self._offers: Mapping[Action, str] = {Action.SYNC_NOW: AVAILABLE}
        self.table = RowsTable(
            theme,
            "conflicts_table",
            self.tr("待裁决的冲突，上下键选择"),
            (ColumnWidth(self.tr("争议")), ColumnWidth(self.tr("申请人"), 88, gives_way=True)),
        )
        self.empty = EmptyState(theme, "conflicts_empty")
        self.heading = PlainLabel("", "heading", wraps=True)
        self.subject = PlainLabel("", "soft", wraps=True)
        self.state = PlainLabel("", "", wraps=True)
        self.rule = PlainLabel("", "soft", wraps=True)
        self.sides = {side: SideCard(theme, side) for side in Side}
        self.reason = named(QLineEdit(), "conflict_reason", self.tr("裁决理由"))
        self.reason.setMaxLength(REASON_CHARACTERS_MAX)
        self.reason.setPlaceholderText(self.tr("裁决理由（必填，留在记录里）"))
        self.confirm_button = KeyButton(
            theme, "conflict_confirm", self.tr("裁决"), key=submit_key, icon="stamp", kind="primary"
        )
        self.take_back_button = KeyButton(
            theme, "conflict_take_back", self.tr("撤回裁决"), icon="undo", kind="quiet"
        )
        self.case_button = KeyButton(
            theme, "conflict_case", self.tr("打开办件"), icon="eye", kind="quiet"
        )
        self.read_only = PlainLabel("", "strong", wraps=True)
        self.lock = IconLabel(theme, "lock", Tone.CAUTION, size=20)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build()
        self._connect()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def page_actions(self) -> Mapping[Action, str]:
        return self._offers

    def action_words(self) -> Mapping[Action, str]:
        return {Action.SUBMIT: self.tr("裁决")}

    def bar_actions(self) -> frozenset[Action]:
        """Leave the bar empty: the buttons stand beside what they are about."""
        return frozenset()

    def act(self, action: Action) -> None:
        if action is Action.SUBMIT:
            self.confirmed.emit()
        elif action is Action.SYNC_NOW:
            self.refresh_requested.emit()
        else:
            super().act(action)

    def declined(self, action: Action) -> None:
        if action is Action.SUBMIT:
            self.reason.setFocus()

    def entered(self) -> None:
        self.refresh_requested.emit()

    def escape(self) -> None:
        self.escaped.emit()

    def show_cards(self, cards: Sequence[ConflictCard], place: int) -> None:
        """Show the list; the card itself is shown by `show_card`."""
        rows = [
            Row(
                cells=(about(card), card.case.applicant.name),
                key=str(number),
                tone=Tone.NEUTRAL if card.is_decided else Tone.BAD,
                icon="check" if card.is_decided else "flag",
            )
            for number, card in enumerate(cards)
        ]
        self.table.show_rows(rows)
        if rows:
            self.table.selectRow(place)
            self._body.setCurrentWidget(self._split)

    def show_nothing(self, sentence: str, hint: str, icon: str) -> None:
        """Show why there is no card."""
        self.table.show_rows(())
        self.empty.show_words(sentence, hint, icon)
        self._body.setCurrentWidget(self.empty)

    def show_card(self, card: ConflictCard) -> None:
        """Show one card with nothing chosen yet."""
        case = card.case
        self.heading.setText(about(card))
        self.subject.setText(f"{case.item.name} · {case.applicant.name} · {grouped(case.number)}")
        self.state.setText(state_words(card))
        self.rule.setText(self.tr("规则：{}").format(card.rule) if card.rule else "")
        for told in card.sides:
            self.sides[told.side].show_side(card, told)
        self.reason.clear()
        for widget in (self.reason, self.confirm_button):
            widget.setVisible(not card.refused)
        self.take_back_button.setVisible(card.is_decided and not card.refused)
        self.read_only.setText(card.refused)
        self.read_only.setVisible(bool(card.refused))
        self.lock.setVisible(bool(card.refused))

    def mark_chosen(self, side: Side | None) -> None:
        """Show which side is chosen."""
        for one, card in self.sides.items():
            card.choose_button.setChecked(one is side)

    def offer(self, why_not: str | None) -> None:
        """Say whether a decision can be confirmed: "" yes, else why not; None: not at all."""
        offers: dict[Action, str] = {Action.SYNC_NOW: AVAILABLE}
        if why_not is not None:
            offers[Action.SUBMIT] = why_not
        self.confirm_button.set_available(why_not or "")
        if offers != self._offers:
            self._offers = offers
            self.actions_changed.emit()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        left.setFixedWidth(self._theme.sizes.scaled(_LIST_WIDTH))
        self._left = left
        self._split = QWidget()
        row = QHBoxLayout(self._split)
        row.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        row.setSpacing(2 * GAP)
        row.addWidget(left)
        row.addWidget(scrolled(_card_of(self), "conflict_scroll"), 1)
        self._body = QStackedWidget()
        self._body.addWidget(self.empty)
        self._body.addWidget(self._split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._body)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        chosen = self.table.selectionModel()
        chosen.currentRowChanged.connect(lambda now, _before: self.row_chosen.emit(now.row()))
        self.confirm_button.clicked.connect(self.confirmed)
        self.take_back_button.clicked.connect(self.taken_back)
        self.case_button.clicked.connect(self.case_wanted)
        for side, card in self.sides.items():
            card.choose_button.clicked.connect(partial(self._choose, side))
            shortcut = QShortcut(QKeySequence(card.choose_button.key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._press, side))

    def _choose(self, side: Side, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self.side_chosen.emit(side)

    def _press(self, side: Side) -> None:
        button = self.sides[side].choose_button
        if button.isVisible() and button.isEnabled():
            self.side_chosen.emit(side)

    def _take_theme(self) -> None:
        scale = self._theme.sizes.scale_percent
        is_wide = scale <= _SIDE_BY_SIDE_UP_TO_PERCENT
        direction = QBoxLayout.Direction
        self.columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._left.setFixedWidth(self._theme.sizes.scaled(_LIST_WIDTH) if is_wide else _LIST_WIDTH)


def _card_of(view: ConflictsView) -> QWidget:
    """Lay out the card: what it is about, both sides, the reason and the decision."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, GAP, 0)
    column.setSpacing(GAP)
    head = QHBoxLayout()
    words = QVBoxLayout()
    words.setSpacing(2)
    for label in (view.heading, view.subject):
        words.addWidget(label)
    head.addLayout(words, 1)
    head.addWidget(view.case_button, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    column.addWidget(view.state)
    column.addWidget(view.rule)
    view.columns.setSpacing(2 * GAP)
    for side in view.sides.values():
        view.columns.addWidget(side, 1)
    column.addLayout(view.columns)
    locked = QHBoxLayout()
    locked.addWidget(view.lock)
    locked.addWidget(view.read_only, 1)
    column.addLayout(locked)
    column.addWidget(view.reason)
    buttons = FlowBox(ends_right=True)
    buttons.add(view.take_back_button, view.confirm_button)
    column.addWidget(buttons)
    column.addStretch(1)
    return ground
