"""The table of the checklist: drawn row by row, judged with one key a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from counter_app.domain.item import Necessity
from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.domain.terms import name_of
from counter_app.ui.intake.materials_model import (
    LINE_ROLE,
    Column,
    Index,
    MaterialsModel,
    under_name,
)
from counter_app.ui.intake.state import Count
from counter_app.ui.looks import look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import paint_badge
from counter_app.ui.widgets.naming import named

_VERDICT_KEYS = {
    Qt.Key.Key_1: Verdict.COMPLETE,
    Qt.Key.Key_2: Verdict.MISSING,
    Qt.Key.Key_3: Verdict.DEFECTIVE,
    Qt.Key.Key_4: Verdict.DEFERRABLE,
}
_PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


_HEADER = 30
_FRAME = 4


class MaterialsTable(QTableView):
    """One row a material; the number pad judges.

    1 齐, 2 缺, 3 不合格, 4 可容缺, 0 or * 全部齐, Backspace takes a judgement back, + and - count
    (copies while the mark stands in their column), / keeps or gives back, Enter goes on.

    Signals:
        judged: int, Verdict or None: a row was judged, or its judgement taken back.
        all_complete: Everything is there.
        counted: int, Count, int: more or fewer were handed in.
        handling_toggled: int: the original of a row is kept, or given back.
        went_on: int: Enter on a row.
        moved: Another row is marked.
    """

    judged = Signal(int, object)
    all_complete = Signal()
    counted = Signal(int, object, int)
    handling_toggled = Signal(int)
    went_on = Signal(int)
    moved = Signal()

    def __init__(self, theme: Theme, model: MaterialsModel) -> None:
        super().__init__()
        named(self, "intake_materials_table", self.tr("材料清单，数字键判定"))
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(MaterialDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(
            int(Column.NAME), QHeaderView.ResizeMode.Stretch
        )
        self.selectionModel().currentRowChanged.connect(lambda *_rows: self.moved.emit())
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def row_area(self) -> QRect:
        """Return where the marked row stands, as wide as the table."""
        row = self.visualRect(self.currentIndex()).translated(self.viewport().pos())
        return QRect(0, row.top(), self.width(), row.height())

    @property
    def row(self) -> int:
        return self.currentIndex().row()

    def mark(self, row: int) -> None:
        """Mark a row; the column stays."""
        column = max(0, self.currentIndex().column())
        self.setCurrentIndex(self.model().index(row, column))

    def fit_rows(self) -> None:
        """Be no higher than the rows: what follows stands right below the last one."""
        self.setMaximumHeight(self.wanted_height())

    def wanted_height(self) -> int:
        """Return the height at which no row has to scroll."""
        rows = max(1, self.model().rowCount())
        return self._theme.sizes.scaled(_HEADER) + rows * self._row_height() + 2 * _FRAME

    def event(self, event: QEvent) -> bool:
        """Leave keys with Ctrl to the shortcuts of the page: Ctrl+Enter submits from here too."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return False
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.modifiers() & ~_PLAIN or not self._act(event):
            if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}:
                super().keyPressEvent(event)
            else:
                event.ignore()

    def _act(self, event: QKeyEvent) -> bool:
        key, row = Qt.Key(event.key()), self.row
        is_again = event.isAutoRepeat()
        if key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            is_copies = self.currentIndex().column() == Column.COPIES
            which = Count.COPIES if is_copies else Count.ORIGINALS
            self.counted.emit(row, which, -1 if key is Qt.Key.Key_Minus else 1)
        elif is_again and key not in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            return True  # A key that is held judges one row, not every row below it.
        elif key in _VERDICT_KEYS:
            self.judged.emit(row, _VERDICT_KEYS[key])
        elif key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self.judged.emit(row, None)
        elif key in {Qt.Key.Key_0, Qt.Key.Key_Asterisk}:
            self.all_complete.emit()
        elif key is Qt.Key.Key_Slash:
            self.handling_toggled.emit(row)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.went_on.emit(row)
        else:
            return False
        return True

    def _row_height(self) -> int:
        return self._theme.sizes.scaled(46)

    def _take_theme(self) -> None:
        scaled = self._theme.sizes.scaled
        self.verticalHeader().setDefaultSectionSize(self._row_height())
        header = self.horizontalHeader()
        header.setFixedHeight(scaled(_HEADER))
        for column, pixels in (
            (Column.ORIGINALS, 52),
            (Column.COPIES, 60),
            (Column.HANDLING, 84),
            (Column.VERDICT, 92),
        ):
            header.resizeSection(int(column), scaled(pixels))


class MaterialDelegate(QStyledItemDelegate):
    """Draws name and standard, numbers, handling, and the verdict as a badge."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        return QSize(self._theme.sizes.scaled(60), self._theme.sizes.scaled(46))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE_ROLE)
        assert isinstance(line, JudgedMaterial)
        look = self._theme.palette
        area: QRect = option.rect
        font = QFont(option.font)
        state: QStyle.StateFlag = option.state
        is_marked = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(area, QColor(look.selected if is_marked else look.surface))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(look.line))
        if is_marked and index.column() == Column.NAME:
            painter.fillRect(QRect(area.left(), area.top(), 4, area.height()), QColor(look.accent))
        if state & QStyle.StateFlag.State_HasFocus and index.column() in {
            Column.ORIGINALS,
            Column.COPIES,
        }:
            painter.setPen(QColor(look.focus))
            painter.drawRect(area.adjusted(2, 4, -3, -5))
        match Column(index.column()):
            case Column.NAME:
                self._paint_name(painter, area, index.row(), line, font)
            case Column.VERDICT:
                self._paint_verdict(painter, area, line, font)
            case _:
                self._paint_text(painter, area, str(index.data() or ""), font)
        painter.restore()

    def _paint_name(
        self, painter: QPainter, area: QRect, row: int, line: JudgedMaterial, font: QFont
    ) -> None:
        look, sizes = self._theme.palette, self._theme.sizes
        number = QRect(area.left() + 8, area.top(), sizes.scaled(24), area.height())
        font.setPixelSize(sizes.text_small)
        painter.setFont(font)
        painter.setPen(QColor(look.ink_soft))
        painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), str(row + 1))
        room = area.adjusted(sizes.scaled(24) + 14, 3, -4, -4)
        below = under_name(line)
        upper = QRect(room) if not below else QRect(room.adjusted(0, 0, 0, -room.height() // 2))
        font.setPixelSize(sizes.text)
        font.setBold(line.necessity is not Necessity.OPTIONAL)
        if not below and QFontMetrics(font).horizontalAdvance(line.name) > room.width():
            font.setPixelSize(sizes.text_small)
            self._paint_in_two_lines(painter, room, line.name, font, look.ink)
            return
        self._paint_elided(painter, upper, line.name, font, look.ink)
        if below:
            font.setPixelSize(sizes.text_small)
            font.setBold(False)
            lower = QRect(room.adjusted(0, room.height() // 2, 0, 0))
            is_wrong = line.verdict is Verdict.DEFECTIVE and line.problem
            ink = look.tones[Tone.CAUTION].ink if is_wrong else look.ink_soft
            self._paint_elided(painter, lower, below, font, ink)

    def _paint_verdict(
        self, painter: QPainter, area: QRect, line: JudgedMaterial, font: QFont
    ) -> None:
        font.setPixelSize(self._theme.sizes.text_small)
        painter.setFont(font)
        room = area.adjusted(GAP - 2, 0, -4, 0)
        if line.verdict is not None:
            paint_badge(painter, room, self._theme, look_of(line.verdict), name_of(line.verdict))
            return
        painter.setPen(QColor(self._theme.palette.ink_soft))
        is_optional = line.necessity is Necessity.OPTIONAL
        words = self.tr("可不交") if is_optional else self.tr("未判")
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_text(self, painter: QPainter, area: QRect, words: str, font: QFont) -> None:
        font.setPixelSize(self._theme.sizes.text_small)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.palette.ink))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)

    @staticmethod
    def _paint_in_two_lines(
        painter: QPainter, room: QRect, words: str, font: QFont, ink: str
    ) -> None:
        """A name too long for one line takes both: nothing else stands in the row."""
        painter.setFont(font)
        painter.setPen(QColor(ink))
        metrics = QFontMetrics(font)
        both = 2 * room.width() - metrics.averageCharWidth() * 2  # What the break may leave free.
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, both)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
        painter.drawText(room, int(flags), shown)

    @staticmethod
    def _paint_elided(painter: QPainter, room: QRect, words: str, font: QFont, ink: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
