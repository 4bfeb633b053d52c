"""Step 2 of the intake page: which service item (事项)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from counter_app.domain.item import ServiceItem
from counter_app.domain.terms import name_of
from counter_app.ui.intake.fields import StepMark
from counter_app.ui.intake.item_filter import ItemFilter
from counter_app.ui.intake.item_list import DormantFold, ItemList
from counter_app.ui.intake.item_rows import HANDLING_LOOKS, ItemRowDelegate, ItemRows
from counter_app.ui.intake.item_search_edit import SearchEdit
from counter_app.ui.intake.item_words import item_details
from counter_app.ui.intake.wording import tr
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import ElidedLabel, PlainLabel
from counter_app.ui.widgets.naming import named


class ItemView(Card):
    """Search while nothing is chosen, one line once something is.

    Signals:
        searched: str: what is typed in the search box now.
        picked: ServiceItem: the clerk chose; only items that are usable.
        change_wanted: The clerk wants another item.
        kept: The clerk wants to keep the item after all.
        department_chosen: str: only items of this department; "" for all.
        department_wanted: int: departments on, or back.
        favourite_wanted: ServiceItem: mark or unmark it.
        fold_wanted: Fold or unfold the items that nobody asks for.
        guide_wanted: The guide of what is highlighted, or chosen.
    """

    searched = Signal(str)
    picked = Signal(object)
    change_wanted = Signal()
    kept = Signal()
    department_chosen = Signal(str)
    department_wanted = Signal(int)
    favourite_wanted = Signal(object)
    fold_wanted = Signal()
    guide_wanted = Signal()

    def __init__(self, theme: Theme, guide_key: str) -> None:
        title = tr("事项")
        super().__init__("intake_item", title)
        self.mark = StepMark(theme, 2, title)
        self.hint = PlainLabel("", "small")
        self.search = SearchEdit(
            "intake_item_search", self.tr("查找事项"), self.tr("拼音首字母、名称、俗称或编码")
        )
        self.search.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.search.setClearButtonEnabled(True)
        self.rows = ItemRows(self)
        self.list = named(QListView(), "intake_item_list", self.tr("事项列表"))
        self.list.setModel(self.rows)
        self.list.setItemDelegate(ItemRowDelegate(theme, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setMinimumHeight(3 * theme.sizes.scaled(54) + 4)
        self.nothing = PlainLabel("", "soft", wraps=True)
        self.warning = named(PlainLabel("", "small", wraps=True), "intake_item_warning", "")
        self.warning.set_tone(Tone.CAUTION.value)
        self.filter = ItemFilter(theme, guide_key)
        self.name = ElidedLabel("", "strong")
        self.details = ElidedLabel("", "small")
        self.badge = Badge(theme, "intake_item_badge")
        self.change_button = KeyButton(
            theme, "intake_item_change", self.tr("换事项"), icon="search", kind="quiet"
        )
        self._has_moved = False
        self._chooser = QWidget()
        self._chosen = QWidget()
        self._build()
        self._connect()

    @property
    def highlighted(self) -> ServiceItem | None:
        """The item the keyboard stands on in the open search; None when on none."""
        if not self.is_choosing:
            return None
        return self.rows.item(self.list.currentIndex().row())

    def show_found(self, found: ItemList) -> None:
        """Show a list; what was highlighted stays so, as far as it is still there."""
        stood_on = self.highlighted
        self.rows.show_rows(found.rows)
        self.hint.setText(found.heading)
        self.list.setVisible(bool(found.rows))
        self.nothing.setVisible(not found.rows)
        self.nothing.setText(found.nothing)
        self.warning.setVisible(bool(found.warning))
        self.warning.setText(found.warning)
        self.filter.show_choices(found)
        if found.rows and self.search.text().strip():
            self._has_moved = False
            self.list.setCurrentIndex(self.rows.index(0))
        elif stood_on is not None and (row := self.rows.row_of(stood_on.item_id)) >= 0:
            self.list.setCurrentIndex(self.rows.index(row))
        else:
            self._has_moved = False

    def show_item(self, item: ServiceItem | None, *, is_choosing: bool) -> None:
        self.mark.show_done(is_done=item is not None)
        self.search.may_leave = item is not None
        self._chooser.setVisible(is_choosing)
        self.hint.setVisible(is_choosing)
        self._chosen.setVisible(not is_choosing and item is not None)
        if item is not None:
            self.name.setText(item.name)
            self.details.setText(item_details(item))
            self.badge.show_look(HANDLING_LOOKS[item.handling_type], name_of(item.handling_type))

    @property
    def is_choosing(self) -> bool:
        return not self._chooser.isHidden()

    def focus_search(self) -> None:
        """Put the keyboard into the search box; what is being typed there stays as it is."""
        if not self.search.hasFocus():
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.selectAll()

    def _move(self, steps: int) -> None:
        last = self.rows.rowCount() - 1
        if last >= 0:
            self._has_moved = True
            row = max(0, min(last, self.list.currentIndex().row() + steps))
            self.list.setCurrentIndex(self.rows.index(row))

    def _take(self) -> None:
        """Take what is marked; one Enter too many in the empty box takes nothing by accident."""
        if self.search.text().strip() or self._has_moved:
            self._pick(self.list.currentIndex().row())

    def _on_clicked(self, index: QModelIndex) -> None:
        self._pick(index.row())

    def _pick(self, row: int) -> None:
        if isinstance(self.rows.row(row), DormantFold):
            self.fold_wanted.emit()
            return
        item = self.rows.item(row)
        if item is not None and item.is_usable:
            self.search.clear()
            self.picked.emit(item)

    def _mark(self) -> None:
        if self.highlighted is not None:
            self.favourite_wanted.emit(self.highlighted)

    def _on_department(self, department: str) -> None:
        self.department_chosen.emit(department)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.kept.emit()

    def _connect(self) -> None:
        self.search.textChanged.connect(self.searched)
        self.search.moved.connect(self._move)
        self.search.taken.connect(self._take)
        self.search.left.connect(self._leave)
        self.list.clicked.connect(self._on_clicked)
        self.change_button.clicked.connect(self.change_wanted)
        self.search.department_wanted.connect(self.department_wanted)
        self.search.favourite_wanted.connect(self._mark)
        self.filter.guide_button.clicked.connect(self.guide_wanted)
        self.filter.department_chosen.connect(self._on_department)

    def _build(self) -> None:
        self.head.insertWidget(0, self.mark)
        self.head.addWidget(self.hint)
        chooser = QVBoxLayout(self._chooser)
        chooser.setContentsMargins(0, 0, 0, 0)
        chooser.setSpacing(GAP)
        chooser.addWidget(self.warning)
        chooser.addWidget(self.search)
        chooser.addWidget(self.filter)
        chooser.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignTop)
        chooser.addWidget(self.list, 1)
        row = QHBoxLayout(self._chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.details)
        row.addLayout(words, 1)
        row.addWidget(self.badge)
        row.addWidget(self.change_button)
        self.body.addWidget(self._chooser, 1)
        self.body.addWidget(self._chosen)
