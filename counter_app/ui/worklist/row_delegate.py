"""Draws the rows of a list: badges for states, one line of text or two."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from counter_app.domain.case_card import CaseCard
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.terms import name_of
from counter_app.ui.looks import Look, look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import badge_font, badge_size, paint_badge
from counter_app.ui.widgets.deadline_badge import look_of_time
from counter_app.ui.worklist.records_model import CARD_ROLE, TIME_ROLE, Column

ITEM_WIDTH_MIN = 200
"""At 100 percent; with less the name of an item says nothing."""

_PADDING = 12
_LONGEST_STATUS = max((name_of(status) for status in CaseStatus), key=len)
_Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints a cell.

    Where there is no room for seven columns, number, receipt and stage go into a second line
    below applicant, item and status.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self.has_two_lines = False

    def fit(self, width: int) -> None:
        """Choose one line or two for a table of this width, in pixels."""
        self.has_two_lines = False
        wanted = sum(self.width_of(column) for column in Column)
        self.has_two_lines = wanted + self._theme.sizes.scaled(ITEM_WIDTH_MIN) > width

    def row_height(self) -> int:
        sizes = self._theme.sizes
        return sizes.scaled(56) if self.has_two_lines else sizes.row

    def width_of(self, column: Column) -> int:
        """Return the room a column wants, for the longest usual content; 0 takes the rest."""
        metrics = QFontMetrics(self._text_font())
        small = badge_font(self._theme, self._text_font())
        samples = {
            Column.APPLICANT: metrics.horizontalAdvance("阿卜杜拉·买买提"),
            Column.NUMBER_MASKED: metrics.horizontalAdvance("110***********0025"),
            Column.STATUS: badge_size(self._theme, small, _LONGEST_STATUS).width(),
            Column.TIME_LEFT: badge_size(self._theme, small, "还剩22个工作日3小时").width(),
            Column.STAGE: badge_size(self._theme, small, "本机已存").width(),
            Column.RECEIVED: metrics.horizontalAdvance("今天 00:00"),
        }
        if column is Column.ITEM:
            return 0
        if self.has_two_lines and column is Column.APPLICANT:
            return (
                max(
                    samples[Column.APPLICANT],
                    QFontMetrics(small).horizontalAdvance("110***********0025"),
                )
                + 2 * _PADDING
            )
        return samples[column] + 2 * _PADDING

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802
        return QSize(self.width_of(Column(index.column())), self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        card: CaseCard = index.data(CARD_ROLE)
        look = self._theme.palette
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(area, QColor(look.selected if is_selected else look.surface))
        painter.setPen(QColor(look.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if is_selected and index.column() == 0:
            painter.fillRect(QRect(area.left(), area.top(), 4, area.height()), QColor(look.accent))
        self._paint_content(painter, area.adjusted(_PADDING, 0, -4, -1), card, index)
        painter.restore()

    def _paint_content(self, painter: QPainter, area: QRect, card: CaseCard, index: _Index) -> None:
        text = str(index.data())
        match index.column():
            case Column.APPLICANT:
                self._lines(painter, area, text, card.number_masked, is_bold=True)
            case Column.ITEM:
                received = index.sibling(index.row(), Column.RECEIVED).data()
                self._lines(painter, area, text, self.tr("{} 收件").format(received))
            case Column.STATUS:
                self._badges(painter, area, self._states(card))
            case Column.TIME_LEFT:
                self._time(painter, area, text, index)
            case Column.STAGE:
                self._badges(painter, area, [(look_of(card.stage), text)])
            case _:
                self._lines(painter, area, text, "", is_soft=True)

    def _states(self, card: CaseCard) -> list[tuple[Look, str]]:
        states = [(look_of(card.status), name_of(card.status))]
        if card.open_conflicts:
            states = [(Look(Tone.BAD, "alert"), self.tr("待裁决"))]
        if self.has_two_lines:
            states.append((look_of(card.stage), name_of(card.stage)))
        return states

    def _time(self, painter: QPainter, area: QRect, text: str, index: _Index) -> None:
        left = index.data(TIME_ROLE)
        if left is None:
            self._lines(painter, area, text, "", is_soft=True)
        else:
            self._badges(painter, area, [(look_of_time(left), text)])

    def _badges(self, painter: QPainter, area: QRect, badges: list[tuple[Look, str]]) -> None:
        painter.setFont(badge_font(self._theme, self._text_font()))
        height = area.height() // len(badges)
        for place, (look, text) in enumerate(badges):
            top = area.top() + place * height
            paint_badge(
                painter, QRect(area.left(), top, area.width(), height), self._theme, look, text
            )

    def _lines(
        self,
        painter: QPainter,
        area: QRect,
        first: str,
        second: str,
        *,
        is_bold: bool = False,
        is_soft: bool = False,
    ) -> None:
        look = self._theme.palette
        font = self._text_font()
        font.setBold(is_bold)
        has_second = self.has_two_lines and bool(second)
        upper = QRect(area)
        if has_second:
            upper.setHeight(area.height() // 2)
        self._line(painter, upper, first, font, look.ink_soft if is_soft else look.ink)
        if has_second:
            lower = QRect(area)
            lower.setTop(upper.bottom())
            small = badge_font(self._theme, self._text_font())
            self._line(painter, lower, second, small, look.ink_soft)

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, elide, area.width())
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(alignment), shown)

    def _text_font(self) -> QFont:
        return self._theme.font()
