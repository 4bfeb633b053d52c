"""All acts in one list: search, look, do; what cannot be done says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.steps import Act
from counter_app.ui.case.act_search import QUERY_CHARACTERS_MAX, ActRow
from counter_app.ui.case.acts import ACT_WORDS
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import badge_font
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

ROW_ROLE = Qt.ItemDataRole.UserRole.value
_Index = QModelIndex | QPersistentModelIndex
_LIST_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ActDelegate(QStyledItemDelegate):
    """Paints a row: icon and name, and below them why it cannot be done now."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802
        row: ActRow = index.data(ROW_ROLE)
        height = 52 if row.why_not else 38
        return QSize(200, self._theme.sizes.scaled(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: ActRow = index.data(ROW_ROLE)
        look, area, state = self._theme.palette, QRect(option.rect), option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        ink = look.ink_soft if row.why_not else look.ink
        painter.save()
        painter.fillRect(area, QColor(look.selected if is_selected else look.surface))
        painter.setPen(QColor(look.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        side = self._theme.sizes.icon
        ratio = painter.device().devicePixelRatio()
        icon = self._theme.pixmap(ACT_WORDS[row.act].icon, ink, side, ratio)
        upper = area.adjusted(GAP + 4, 4, -GAP, -4)
        if row.why_not:
            upper.setHeight(upper.height() * 55 // 100)
        painter.drawPixmap(upper.left(), upper.center().y() - side // 2, icon)
        words = upper.adjusted(side + GAP, 0, 0, 0)
        font = self._theme.font()
        font.setBold(not row.why_not)
        self._line(painter, words, row.name, (font, ink))
        if row.why_not:
            lower = QRect(words)
            lower.setTop(upper.bottom())
            lower.setBottom(area.bottom() - 4)
            small = badge_font(self._theme, self._theme.font())
            self._line(painter, lower, row.why_not, (small, look.ink_soft))
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str, look: tuple[object, str]) -> None:
        font, ink = look
        painter.setFont(font)  # type: ignore[arg-type]
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(alignment), shown)


class ActListDialog(QDialog):
    """A search box over the list; arrows choose while the keyboard stays in the box.

    Args:
        theme: Colours and sizes.
        find: Text → rows.
        parent: The window.

    Attributes:
        chosen_act: What was chosen, once the dialog was accepted.
    """

    def __init__(
        self,
        theme: Theme,
        find: Callable[[str], Sequence[ActRow]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("act_list")
        title = self.tr("其他办理")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._find = find
        self.chosen_act: Act | None = None
        self.search = named(QLineEdit(), "act_search", self.tr("查找要办理的步骤"))
        self.search.setMaxLength(QUERY_CHARACTERS_MAX)
        self.search.setPlaceholderText(self.tr("输入汉字或拼音首字母，如 tj（退件）"))
        self.list = named(QListWidget(), "act_rows", self.tr("全部办理步骤"))
        self.list.setItemDelegate(ActDelegate(theme, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reason = PlainLabel("", "strong", wraps=True)
        self.reason.setObjectName("act_reason")
        self.do_button = KeyButton(theme, "act_do", self.tr("办理"), key="Enter", kind="primary")
        self.close_button = KeyButton(theme, "act_close", self.tr("关闭"), key="Esc")
        self._build(theme)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._show)
        self.list.currentRowChanged.connect(self._tell_reason)
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.do_button.clicked.connect(self._choose)
        self.close_button.clicked.connect(self.reject)
        self._show("")
        self.search.setFocus()

    def rows(self) -> list[ActRow]:
        """Return what stands in the list."""
        return [self.list.item(place).data(ROW_ROLE) for place in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Give arrows and Enter in the search box to the list."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                self._choose()
                return True
            if event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _show(self, text: str) -> None:
        self.list.clear()
        for row in self._find(text):
            item = QListWidgetItem()
            item.setData(ROW_ROLE, row)
            spoken = self.tr("{}，不能办：{}").format(row.name, row.why_not)
            words = spoken if row.why_not else row.name
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._tell_reason()

    def _present(self) -> ActRow | None:
        place = self.list.currentRow()
        return self.rows()[place] if place >= 0 else None

    def _tell_reason(self) -> None:
        row = self._present()
        why_not = row.why_not if row is not None else self.tr("没有这样的步骤，换个词再查")
        self.reason.setText(
            self.tr("现在不能办：{}").format(why_not) if row and why_not else why_not
        )
        self.reason.set_tone("caution" if why_not else "")
        self.reason.setVisible(bool(why_not))
        self.do_button.set_available(why_not)

    def _choose(self) -> None:
        row = self._present()
        if row is not None and not row.why_not:
            self.chosen_act = row.act
            self.accept()

    def _build(self, theme: Theme) -> None:
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button, self.do_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(PlainLabel(self.windowTitle(), "title"))
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.reason)
        layout.addWidget(buttons)
        self.resize(min(1_100, theme.sizes.scaled(640)), min(690, theme.sizes.scaled(600)))
