"""接班: what was given to somebody, and what they say to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counter_app.ui.post.panel import Panel
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.post.stick_card import StickCard
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

REFUSE_KEY: Final = "Alt+N"
_REMARK_CHARACTERS_MAX: Final = 200
_COUNT_CHARACTERS_MAX: Final = 4
_TABLE_HEIGHT_MIN: Final = 120
_ONE_LINE_UP_TO_PERCENT: Final = 150


class PassingPanel(Panel):
    """Who holds the post, the answer to the chosen row, and below what passed and passes.

    Signals:
        row_changed: Another row was chosen.
        refused_here: The chosen one is not to be: not taken, not approved.
    """

    row_changed = Signal()
    refused_here = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_passing_panel")
        self._theme = theme
        self.holder = named(PlainLabel("", "heading", wraps=True), "post_holder", "")
        self.result = named(PlainLabel("", "strong", wraps=True), "post_passing_result", "")
        self.table = RowsTable(
            theme,
            "post_passings",
            self.tr("交接和顶岗，上下键选择"),
            (
                ColumnWidth(self.tr("类别"), 84),
                ColumnWidth(self.tr("岗位"), 150, gives_way=True),
                ColumnWidth(self.tr("谁交给谁"), 330),
                ColumnWidth(self.tr("时间"), 118, gives_way=True),
                ColumnWidth(self.tr("状态")),
            ),
        )
        self.empty = EmptyState(theme, "post_passings_empty")
        self.asked = named(PlainLabel("", "strong", wraps=True), "post_passing_asked", "")
        self.counted = CheckedField(theme, "post_passing_counted", self.tr("原件实清份数"))
        self.remarks = CheckedField(
            theme,
            "post_passing_remarks",
            self.tr("有出入的、不接的、不批准的，写明原因"),
            example=self.tr("印在交接单上，双方都看得到"),
        )
        self.refuse_button = KeyButton(
            theme, "post_passing_refuse", self.tr("不接岗"), key=REFUSE_KEY, icon="cross-octagon"
        )
        self.stick = StickCard(theme, self)
        self._body = QStackedWidget()
        self._answer = Card("post_passing_answer", self.tr("答复"))
        self._build()

    def show_holder(self, words: str) -> None:
        """Say who answers for the post of this counter."""
        self.holder.setText(words)
        self.holder.setAccessibleName(words)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show what passed and passes, the open ones first."""
        self.table.show_rows(rows)
        self._body.setCurrentWidget(self.table if rows else self.empty)
        self.row_changed.emit()

    def show_answer(self, asked: str, refusal: str, *, is_counted: bool, is_told: bool) -> None:
        """Ask for an answer to the chosen row.

        Args:
            asked: What is asked; "" when there is nothing to answer.
            refusal: What saying no is called; "" when that cannot be said.
            is_counted: Originals are to be counted.
            is_told: Something can be said to it in words.
        """
        self.asked.setText(asked)
        self._answer.setVisible(bool(asked))
        self.counted.setVisible(is_counted)
        self.remarks.setVisible(is_told)
        self.refuse_button.setVisible(bool(refusal))
        if refusal:
            self.refuse_button.set_words(refusal)

    def show_result(self, words: str, tone: str) -> None:
        """Say what was recorded, and what becomes of the paper."""
        self.result.tell(words, tone)

    def clear(self) -> None:
        """Forget what was typed: it is recorded."""
        for field in (self.counted, self.remarks):
            field.edit.clear()
            field.show_problem("")

    def _build(self) -> None:
        self.empty.show_words(
            self.tr("没有交接和顶岗"),
            self.tr("同事把岗位交给您，或有人申请顶岗要您批准时，列在这里。"),
            "check",
        )
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        self.counted.edit.setMaxLength(_COUNT_CHARACTERS_MAX)
        self.remarks.edit.setMaxLength(_REMARK_CHARACTERS_MAX)
        self.counted.left.connect(self.remarks.edit.setFocus)
        shortcut = QShortcut(QKeySequence(REFUSE_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.refused_here)
        self.refuse_button.clicked.connect(self.refused_here)
        self._build_answer()
        ground = QWidget()
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, GAP)
        inner.setSpacing(GAP)
        inner.addWidget(self.holder)
        inner.addWidget(self.result)
        inner.addWidget(self._answer)
        inner.addWidget(self._body, 1)
        inner.addWidget(self.stick)
        area = scrolled(ground, "post_passing_scroll")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.result.hide()
        self.setFocusProxy(self.table)
        self.show_answer("", "", is_counted=False, is_told=False)
        self._theme.changed.connect(self._take_theme)
        self._take_theme()
        chosen = self.table.selectionModel()
        chosen.selectionChanged.connect(lambda *_: self.row_changed.emit())

    def _build_answer(self) -> None:
        self._fields = fields = QHBoxLayout()
        fields.setSpacing(GAP)
        fields.addWidget(self.counted, 1)
        fields.addWidget(self.remarks, 3)
        foot = QHBoxLayout()
        foot.addWidget(self.refuse_button)
        foot.addStretch(1)
        self._answer.body.addWidget(self.asked)
        self._answer.body.addLayout(fields)
        self._answer.body.addLayout(foot)

    def _take_theme(self) -> None:
        sizes = self._theme.sizes
        is_wide = sizes.scale_percent <= _ONE_LINE_UP_TO_PERCENT
        direction = QBoxLayout.Direction
        self._fields.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._body.setMinimumHeight(sizes.scaled(_TABLE_HEIGHT_MIN))
