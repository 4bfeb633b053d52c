"""The list of items to choose from: name, handling type, limit and number of materials."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from counter_app.domain.item import HandlingType, ServiceItem
from counter_app.domain.terms import name_of
from counter_app.ui.intake.item_list import DormantFold, ItemRow, ListRow
from counter_app.ui.intake.item_words import item_details
from counter_app.ui.intake.wording import tr
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import badge_size, paint_badge

Index = QModelIndex | QPersistentModelIndex

HANDLING_LOOKS: Final = MappingProxyType(
    {
        HandlingType.INSTANT: Look(Tone.GOOD, "check"),
        HandlingType.COMMITTED: Look(Tone.INFO, "calendar"),
        HandlingType.JOINT: Look(Tone.ACCENT, "list"),
        HandlingType.ESCALATED: Look(Tone.NEUTRAL, "send"),
    }
)
assert HANDLING_LOOKS.keys() == set(HandlingType), "every handling type has a look"

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
FAVOURITE_MARK: Final = "★ "


class ItemRows(QAbstractListModel):
    """Items as found; those that cannot start a case stand there with the reason."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ListRow, ...] = ()

    def show_rows(self, rows: Sequence[ListRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, row: int) -> ListRow | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def item(self, row: int) -> ServiceItem | None:
        found = self.row(row)
        return found.item if isinstance(found, ItemRow) else None

    def row_of(self, item_id: str) -> int:
        """Return where an item stands; -1 = it is not in the list."""
        ids = [row.item.item_id if isinstance(row, ItemRow) else None for row in self._rows]
        return ids.index(item_id) if item_id in ids else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _spoken(row)
        return None


def fold_words(fold: DormantFold) -> tuple[str, str]:
    """Return the two lines of the row that folds dormant items away."""
    name = tr("零办理事项 {} 项").format(fold.count)
    what = tr("按回车收起") if fold.is_open else tr("多年没有人办，已收起；按回车展开")
    return name, what


def _spoken(row: ListRow) -> str:
    if isinstance(row, DormantFold):
        return "，".join(fold_words(row))
    item = row.item
    mark = tr("收藏，") if row.is_favourite else ""
    return f"{mark}{item.name}，{name_of(item.handling_type)}，{item_details(item)}"


class ItemRowDelegate(QStyledItemDelegate):
    """Two lines a row: name and badge, then what the clerk wants to know before choosing."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002
        sizes = self._theme.sizes
        return QSize(sizes.scaled(200), sizes.scaled(54))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ListRow = index.data(ROW_ROLE)
        look, sizes = self._theme.palette, self._theme.sizes
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect
        painter.fillRect(area, QColor(look.selected if is_chosen else look.surface))
        if is_chosen:
            painter.fillRect(QRect(area.left(), area.top(), 4, area.height()), QColor(look.accent))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(look.line))
        inner = area.adjusted(GAP + 6, 4, -GAP, -5)
        font = QFont(option.font)
        if isinstance(row, ItemRow):
            self._paint_badge(painter, inner, row.item, font)
        self._paint_words(painter, inner, row, font, sizes.scaled(96))
        painter.restore()

    def _paint_badge(self, painter: QPainter, inner: QRect, item: ServiceItem, font: QFont) -> None:
        small = QFont(font)
        small.setPixelSize(self._theme.sizes.text_small)
        painter.setFont(small)
        look = HANDLING_LOOKS[item.handling_type] if item.is_usable else Look(Tone.NEUTRAL, "ban")
        words = name_of(item.handling_type) if item.is_usable else self.tr("不能收件")
        size = badge_size(self._theme, small, words)
        place = QRect(inner.right() - size.width(), inner.top(), size.width(), inner.height())
        paint_badge(painter, place, self._theme, look, words)

    def _paint_words(
        self, painter: QPainter, inner: QRect, row: ListRow, font: QFont, badge_width: int
    ) -> None:
        look, sizes = self._theme.palette, self._theme.sizes
        half = inner.height() // 2
        width = inner.width() - badge_width - GAP
        is_usable = isinstance(row, ItemRow) and row.item.is_usable
        pixels = (sizes.text, sizes.text_small)
        for place, words in enumerate(_lines(row)):
            is_name = place == 0
            line_font = QFont(font)
            line_font.setPixelSize(pixels[place])
            line_font.setBold(is_name and is_usable)
            painter.setFont(line_font)
            painter.setPen(QColor(look.ink if is_name and is_usable else look.ink_soft))
            room = QRect(inner.left(), inner.top() + place * half, width, half)
            shown = QFontMetrics(line_font).elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


def _lines(row: ListRow) -> tuple[str, str]:
    if isinstance(row, DormantFold):
        name, what = fold_words(row)
        return f"{'▾' if row.is_open else '▸'} {name}", what
    mark = FAVOURITE_MARK if row.is_favourite else ""
    return f"{mark}{row.item.name}", item_details(row.item)
