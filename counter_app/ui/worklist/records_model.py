"""Rows of a list, fetched page by page as the clerk scrolls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import IntEnum
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from counter_app.domain.case_card import CaseCard
from counter_app.domain.ids import CaseId
from counter_app.domain.opening_hours import RemainingTime
from counter_app.domain.terms import name_of
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ui.widgets.deadline_badge import time_left_until

CARD_ROLE: Final = Qt.ItemDataRole.UserRole.value
TIME_ROLE: Final = CARD_ROLE + 1
TAIL_CHARACTERS: Final = 6
"""People read out the end of a number (后六位)."""
_DISPLAY_ROLE: Final = Qt.ItemDataRole.DisplayRole.value
_ACCESSIBLE_ROLE: Final = Qt.ItemDataRole.AccessibleTextRole.value
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class Column(IntEnum):
    """Columns in the order shown."""

    APPLICANT = 0
    NUMBER_MASKED = 1
    ITEM = 2
    STATUS = 3
    TIME_LEFT = 4
    STAGE = 5
    RECEIVED = 6


class RecordsModel(QAbstractTableModel):
    """Cases of one list.

    Rows are only ever added behind the others or exchanged all together, so a page that
    arrives never moves what the clerk is looking at.

    Signals:
        more_wanted: str: the view came near the end; the key of the next page.
    """

    more_wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[CaseCard] = []
        self._next_key: str | None = None
        self._is_waiting = False
        self._now: datetime | None = None
        self._calendar: WorkCalendar | None = None
        self._times: dict[tuple[date, date], RemainingTime] = {}
        self._names = (
            self.tr("申请人"),
            self.tr("证件号码"),
            self.tr("事项"),
            self.tr("状态"),
            self.tr("期限"),
            self.tr("县局"),
            self.tr("收件时间"),
        )

        self._texts: tuple[Callable[[CaseCard], str], ...] = (
            lambda card: self.tr("正文已销毁") if card.is_header_only else card.applicant_name,
            self._number_words,
            lambda card: card.item_name,
            lambda card: name_of(card.status),
            self._time_words,
            lambda card: name_of(card.stage),
            lambda card: self._received_words(card.received_at),
        )

    def _number_words(self, card: CaseCard) -> str:
        """Tell rows apart that name nobody: by the end of the case's own number."""
        if card.is_header_only:
            return self.tr("办件…{}").format(card.number[-TAIL_CHARACTERS:])
        return card.number_masked

    def replace(
        self,
        cards: Sequence[CaseCard],
        next_key: str | None,
        *,
        now: datetime,
        calendar: WorkCalendar,
    ) -> None:
        """Show other rows; the time left is told as of `now`."""
        self.beginResetModel()
        self._cards = list(cards)
        self._next_key = next_key
        self._is_waiting = False
        self._now, self._calendar = now, calendar
        self._times.clear()
        self.endResetModel()

    def append(self, cards: Sequence[CaseCard], next_key: str | None) -> None:
        """Add the page that was asked for with `more_wanted`."""
        first = len(self._cards)
        if cards:
            self.beginInsertRows(_ROOT, first, first + len(cards) - 1)
            self._cards.extend(cards)
            self.endInsertRows()
        self._next_key = next_key
        self._is_waiting = False

    def give_up_page(self) -> None:
        """The page that was asked for did not come; it may be asked for again."""
        self._is_waiting = False

    def card(self, row: int) -> CaseCard:
        return self._cards[row]

    def row_of(self, case_id: CaseId) -> int:
        """Return the row of a case, or -1."""
        rows = (row for row, card in enumerate(self._cards) if card.case_id == case_id)
        return next(rows, -1)

    @property
    def has_more(self) -> bool:
        return self._next_key is not None

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._cards)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:  # noqa: ARG002, N802 - Qt's name
        return self._next_key is not None and not self._is_waiting

    def fetchMore(self, parent: _Index = _ROOT) -> None:  # noqa: N802 - Qt's name
        if self.canFetchMore(parent) and self._next_key is not None:
            self._is_waiting = True
            self.more_wanted.emit(self._next_key)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = _DISPLAY_ROLE) -> object:
        """Answer one cell; a frame asks some 1,600 times, mostly for fonts and colours.

        So roles are plain numbers here, and what is not known is sent away first.
        """
        if role == _DISPLAY_ROLE:
            return self._texts[index.column()](self._cards[index.row()])
        if role < CARD_ROLE and role != _ACCESSIBLE_ROLE:
            return None
        if role == CARD_ROLE:
            return self._cards[index.row()]
        if role == TIME_ROLE:
            return self._time_left(self._cards[index.row()])
        return self.data(index) if role == _ACCESSIBLE_ROLE else None

    def _time_words(self, card: CaseCard) -> str:
        left = self._time_left(card)
        if left is None:
            return "—"
        return self.tr("预计{}").format(left.text) if card.is_provisional else left.text

    def _received_words(self, received_at: datetime) -> str:
        if self._now is not None and received_at.date() == self._now.date():
            return self.tr("今天 {}").format(f"{received_at:%H:%M}")
        return f"{received_at:%m-%d %H:%M}"

    def _time_left(self, card: CaseCard) -> RemainingTime | None:
        if card.next_due_on is None or self._calendar is None or self._now is None:
            return None
        clock_from = card.clock_from or card.received_at.date()
        key = (card.next_due_on, clock_from)  # Cases of a day share their limits.
        if key not in self._times:
            self._times[key] = time_left_until(
                card.next_due_on,
                self._now,
                self._calendar,
                clock_from=clock_from,
            )
        return self._times[key]
