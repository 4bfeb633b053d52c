"""The checklist as a table: what is asked, what was handed in, and how it was judged."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from counter_app.domain.item import Necessity
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.terms import name_of

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE: Final = Qt.ItemDataRole.UserRole


class Column(IntEnum):
    """Columns of the checklist, in their order."""

    NAME = 0
    ORIGINALS = 1
    COPIES = 2
    HANDLING = 3
    VERDICT = 4


class MaterialsModel(QAbstractTableModel):
    """Lines of the checklist; the model changes nothing, the presenter does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[JudgedMaterial, ...] = ()

    def show_lines(self, lines: tuple[JudgedMaterial, ...]) -> None:
        """Show a checklist; the same lines with other judgements keep what is marked."""
        names = [line.name for line in lines]
        if names != [line.name for line in self._lines]:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
        elif lines != self._lines:
            self._lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(Column) - 1))

    def line(self, row: int) -> JudgedMaterial | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row(), line)
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_title = role == Qt.ItemDataRole.TextAlignmentRole
        if is_title and section in {Column.NAME, Column.VERDICT}:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.NAME: self.tr("材料"),
            Column.ORIGINALS: self.tr("原件"),
            Column.COPIES: self.tr("复印件"),
            Column.HANDLING: self.tr("原件处理"),
            Column.VERDICT: self.tr("判定"),
        }
        return titles[Column(section)]

    def _text(self, line: JudgedMaterial, column: Column) -> str:
        match column:
            case Column.NAME:
                return line.name
            case Column.ORIGINALS:
                return _handed_in(line.originals, line.required_originals)
            case Column.COPIES:
                return _handed_in(line.copies, line.required_copies)
            case Column.HANDLING:
                return name_of(line.handling) if line.originals else ""
            case Column.VERDICT:
                return self.tr("未判") if line.verdict is None else name_of(line.verdict)

    def _spoken(self, row: int, line: JudgedMaterial) -> str:
        parts = [self.tr("第{}项").format(row + 1), line.name, under_name(line)]
        parts += [
            self.tr("原件{}").format(self._text(line, Column.ORIGINALS)),
            self.tr("复印件{}").format(self._text(line, Column.COPIES)),
            self._text(line, Column.VERDICT),
            line.problem,
        ]
        return "，".join(part for part in parts if part)


def under_name(line: JudgedMaterial) -> str:
    """Return what stands below the name: what is wrong, or else what makes it acceptable."""
    if line.problem:
        return line.problem
    parts = [line.standard]
    if line.necessity is not Necessity.REQUIRED:
        parts.insert(0, name_of(line.necessity))
    return " · ".join(part for part in parts if part)


def _handed_in(count: int, asked: int | None) -> str:
    if asked is None:
        return str(count) if count else "–"
    if asked == 0 and count == 0:
        return "–"
    return f"{count}/{asked}"
