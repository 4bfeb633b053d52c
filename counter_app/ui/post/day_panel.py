"""日清: three numbers, five checks, and every number that differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.post.panel import Panel
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

_TWO_COLUMNS_UP_TO_PERCENT = 160
_TABLE_HEIGHT_MIN = 190


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One of the five checks: what, and what was found."""

    words: str
    found: str
    is_clean: bool


class DayPanel(Panel):
    """Shows what closing the day finds, before and after.

    Signals:
        case_chosen: str: id of the case to be opened.
    """

    case_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("post_day_panel")
        self._theme = theme
        self.heading = PlainLabel("", "heading", wraps=True)
        self.verdict = named(PlainLabel("", "strong", wraps=True), "post_day_verdict", "")
        self.hint = named(PlainLabel("", "", wraps=True), "post_day_hint", "")
        self.result = named(PlainLabel("", "soft", wraps=True), "post_day_result", "")
        self.figures = [PlainLabel("—", "display") for _ in range(3)]
        self._checks = QGridLayout()
        self.log = PlainLabel("", "small", wraps=True)
        self.table = RowsTable(
            theme,
            "post_day_rows",
            self.tr("逐件说明，按 Enter 打开办件"),
            (
                ColumnWidth(self.tr("类别"), 118),
                ColumnWidth(self.tr("编号"), 172),
                ColumnWidth(self.tr("说明")),
            ),
        )
        self.none = PlainLabel(self.tr("没有要逐件说明的。"), "soft", wraps=True)
        self._columns = QHBoxLayout()
        self._build()
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_counts(self, receipts: int, cases: int, county: int) -> None:
        """Show the three numbers."""
        for label, number in zip(self.figures, (receipts, cases, county), strict=True):
            label.setText(str(number))

    def show_verdict(self, heading: str, words: str, tone: str) -> None:
        """Say of which day this is, and whether the three agree."""
        self.heading.setText(heading)
        self.verdict.tell(words, tone)

    def show_checks(self, lines: Sequence[CheckLine]) -> None:
        """Show the five checks."""
        while (item := self._checks.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, line in enumerate(lines):
            tone = Tone.GOOD if line.is_clean else Tone.BAD
            icon = "check-circle" if line.is_clean else "cross-octagon"
            found = PlainLabel(line.found, "strong", wraps=False)
            found.set_tone(tone.value)
            self._checks.addWidget(
                IconLabel(self._theme, icon, tone, size=18), place, 0, Qt.AlignmentFlag.AlignTop
            )
            self._checks.addWidget(PlainLabel(line.words, wraps=True), place, 1)
            self._checks.addWidget(found, place, 2, Qt.AlignmentFlag.AlignTop)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show every number that differs or was found."""
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)

    def show_hint(self, words: str, tone: str = "") -> None:
        """Say what the next key does."""
        self.hint.tell(words, tone)

    def show_result(self, words: str, tone: str) -> None:
        """Say what becomes of the paper."""
        self.result.tell(words, tone)

    def _build(self) -> None:
        checks = Card("post_checks", self.tr("行政许可法第七十二条五项核查"))
        self._checks.setHorizontalSpacing(GAP)
        self._checks.setVerticalSpacing(GAP)
        self._checks.setColumnStretch(1, 1)
        checks.body.addLayout(self._checks)
        checks.body.addWidget(self.log)
        details = Card("post_details", self.tr("逐件说明"))
        details.body.addWidget(self.none)
        details.body.addWidget(self.table, 1)
        self._columns.setSpacing(GAP + 4)
        self._columns.addWidget(checks, 2, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(details, 3)
        ground = QWidget()
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, GAP)
        inner.setSpacing(GAP + 4)
        inner.addWidget(self._count_card())
        inner.addLayout(self._columns, 1)
        self.area = named(
            scrolled(ground, "post_day_scroll"), "post_day_scroll", self.tr("日清，用上下键滚动")
        )
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self.table.opened.connect(self.case_chosen)
        self.setFocusProxy(self.area)
        self.show_rows(())
        self.show_hint("")
        self.show_result("", "")

    def _count_card(self) -> Card:
        card = Card("post_counts")
        row = QHBoxLayout()
        row.setSpacing(3 * GAP)
        captions = (self.tr("已出纸收件凭证"), self.tr("本机已存办件"), self.tr("县局已回执"))
        for caption, figure in zip(captions, self.figures, strict=True):
            column = QVBoxLayout()
            column.setSpacing(0)
            figure.setAccessibleName(caption)
            column.addWidget(figure)
            column.addWidget(PlainLabel(caption, "soft", wraps=True))
            column.addStretch(1)
            row.addLayout(column, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.heading, self.verdict, self.hint, self.result):
            words.addWidget(label)
        words.addStretch(1)
        row.addLayout(words, 4)
        card.body.addLayout(row)
        return card

    def _take_theme(self) -> None:
        sizes = self._theme.sizes
        is_wide = sizes.scale_percent <= _TWO_COLUMNS_UP_TO_PERCENT
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self.table.setMinimumHeight(sizes.scaled(_TABLE_HEIGHT_MIN))
