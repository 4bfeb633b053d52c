"""Tables of plain words: a few columns, one row an entry, chosen by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.naming import named

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_LARGE_FROM_PERCENT: Final = 140
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry.

    Attributes:
        cells: A text for each column, shown as it is.
        key: What the row stands for; "" when it cannot be opened.
        tone, icon: Colour and shape at its head; no icon for "".
    """

    cells: tuple[str, ...]
    key: str = ""
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ColumnWidth:
    """A column.

    Attributes:
        heading: Its name.
        width: At 100 percent, in pixels; 0 takes what is left.
        gives_way: Not shown where the text is large: the others need the room.
    """

    heading: str
    width: int = 0
    gives_way: bool = False


class RowsModel(QAbstractTableModel):
    """Rows, exchanged all together."""

    def __init__(
        self, theme: Theme, columns: Sequence[ColumnWidth], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()

    def replace(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, place: int) -> Row:
        return self._rows[place]

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:  # Escaped: Qt would take a name for markup.
            return f"<p style='white-space:pre-wrap'>{escape(row.cells[index.column()])}</p>"
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and row.icon:
            return self._theme.icon(row.icon, self._theme.tone_ink(row.tone))
        return None


class RowsTable(QTableView):
    """A table of rows; Enter opens the chosen one.

    Signals:
        opened: str: the key of the row that is to be opened.
    """

    opened = Signal(str)

    def __init__(
        self, theme: Theme, object_name: str, spoken: str, columns: Sequence[ColumnWidth]
    ) -> None:
        super().__init__()
        named(self, object_name, spoken)
        self.setProperty("role", "rows")
        self._theme = theme
        self._columns = tuple(columns)
        self.rows_model = RowsModel(theme, columns, self)
        self.setModel(self.rows_model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.activated.connect(self._open)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the chosen one stays chosen while it is there."""
        before = self.chosen()
        self.rows_model.replace(rows)
        place = rows.index(before) if before in rows else 0
        if rows:
            self.selectRow(place)

    def chosen(self) -> Row | None:
        """Return the chosen row."""
        place = self.currentIndex().row()
        return self.rows_model.row(place) if 0 <= place < self.rows_model.rowCount() else None

    def _open(self, index: QModelIndex) -> None:
        key = self.rows_model.row(index.row()).key
        if key:
            self.opened.emit(key)

    def _take_theme(self) -> None:
        sizes, header = self._theme.sizes, self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(sizes.row)
        self.setIconSize(self.iconSize().scaled(sizes.icon, sizes.icon, _KEEP))
        for place, column in enumerate(self._columns):
            modes = QHeaderView.ResizeMode
            header.setSectionResizeMode(place, modes.Fixed if column.width else modes.Stretch)
            is_large = sizes.scale_percent >= _LARGE_FROM_PERCENT
            self.setColumnHidden(place, column.gives_way and is_large)
            if column.width:
                self.setColumnWidth(place, sizes.scaled(column.width))


_KEEP: Final = Qt.AspectRatioMode.IgnoreAspectRatio
