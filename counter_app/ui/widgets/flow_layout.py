"""A layout that goes on in the next row when a row is full, as words do."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget, QWidgetItem

from counter_app.ui.tokens import GAP


class FlowLayout(QLayout):
    """Rows of widgets at their preferred size; nothing is cut off when the text grows.

    Args:
        parent: The widget laid out.
        gap: Distance between neighbours and between rows, in pixels.
        ends_right: Whether rows stand at the right instead of the left.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = GAP, ends_right: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._ends_right = ends_right
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def insert_widget(self, index: int, widget: QWidget) -> None:
        self.addChildWidget(widget)
        self._items.insert(index, QWidgetItem(widget))
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, area: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(area)
        self._arrange(area, is_trial=False)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        shown = self._shown()
        margins = self.contentsMargins()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        height = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, area: QRect, *, is_trial: bool) -> int:
        inner = area.marginsRemoved(self.contentsMargins())
        top = inner.top()
        for row in self._rows(inner.width()):
            height = max(item.sizeHint().height() for item in row)
            if not is_trial:
                self._place(row, QRect(inner.left(), top, inner.width(), height))
            top += height + self._gap
        used = top - self._gap - inner.top() if self._shown() else 0
        margins = self.contentsMargins()
        return used + margins.top() + margins.bottom()

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wanted = item.sizeHint().width()
            if rows and used + self._gap + wanted <= width:
                rows[-1].append(item)
                used += self._gap + wanted
            else:
                rows.append([item])
                used = wanted
        return rows

    def _place(self, row: list[QLayoutItem], area: QRect) -> None:
        wanted = [min(item.sizeHint().width(), area.width()) for item in row]
        left = area.left()
        if self._ends_right:
            left = area.right() + 1 - sum(wanted) - self._gap * (len(row) - 1)
        for item, width in zip(row, wanted, strict=True):
            height = item.sizeHint().height()
            top = area.top() + (area.height() - height) // 2
            item.setGeometry(QRect(QPoint(left, top), QSize(width, height)))
            left += width + self._gap


class FlowBox(QWidget):
    """A widget whose children flow."""

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = GAP, ends_right: bool = False
    ) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, gap=gap, ends_right=ends_right)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.flow.addWidget(widget)
