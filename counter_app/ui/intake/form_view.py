"""The form of the intake page: four steps side by side, or below one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.domain.item import ServiceItem
from counter_app.ui.intake.applicant_view import ApplicantView
from counter_app.ui.intake.conclusion import Place, judgement_of
from counter_app.ui.intake.form_presenter import ENTRY_REASONS
from counter_app.ui.intake.history import SHOWN_MAX
from counter_app.ui.intake.item_view import ItemView
from counter_app.ui.intake.materials_view import MaterialsView
from counter_app.ui.intake.offer_bar import OfferBar
from counter_app.ui.intake.outcome_view import OutcomeView
from counter_app.ui.intake.person import PersonField
from counter_app.ui.intake.screen import FormShown, Offer
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.key_button import KeyButton

_WIDE: Final = 1_120
_HALF: Final = 800
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class FormView(QWidget):
    """Shows the form; also the screen of the presenter.

    Signals:
        submit_wanted: Ctrl+Enter.
    """

    submit_wanted = Signal()
    form_wanted = Signal()

    def __init__(self, theme: Theme, agencies: Sequence[str], notice_key: str) -> None:
        super().__init__()
        self.setObjectName("intake_form")
        self._theme = theme
        self.applicant = ApplicantView(theme, ENTRY_REASONS, SHOWN_MAX)
        self.item = ItemView(theme)
        self.materials = MaterialsView(theme)
        self.outcome = OutcomeView(theme, agencies, notice_key)
        self.restore_button = KeyButton(
            theme, "intake_draft_restore", self.tr("恢复"), icon="undo", kind="primary"
        )
        self.put_off_button = KeyButton(theme, "intake_draft_put_off", self.tr("以后再说"))
        self.discard_button = KeyButton(
            theme, "intake_draft_discard", self.tr("丢弃"), kind="danger"
        )
        self.draft_bar = OfferBar(
            theme,
            "intake_draft_bar",
            tone=Tone.INFO,
            icon="disk",
            buttons=(self.put_off_button, self.discard_button, self.restore_button),
        )
        self.open_button = KeyButton(
            theme, "intake_duplicate_open", self.tr("打开已有办件"), icon="eye"
        )
        self.deny_button = KeyButton(theme, "intake_duplicate_deny", self.tr("不是重复，继续"))
        self.duplicate_bar = OfferBar(
            theme,
            "intake_duplicate_bar",
            tone=Tone.CAUTION,
            icon="copy",
            buttons=(self.open_button, self.deny_button),
        )
        self._grid = QGridLayout()
        self._columns = 0
        self._build()
        for field in (*self.findChildren(QLineEdit), *self.findChildren(QComboBox)):
            field.installEventFilter(self)
        theme.changed.connect(self._arrange)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._show_focus)
        self.materials.table.moved.connect(self._settled.start)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._keep_in_sight)

    def show_form(self, shown: FormShown) -> None:
        state = shown.state
        judgement = judgement_of(state.materials)
        has_person = not state.person.is_blank and bool(state.person.number)
        self.applicant.show_state(state, shown.finding, shown.proxy_finding, is_done=has_person)
        self.item.show_item(state.item, is_choosing=shown.is_choosing)
        is_done = state.item is not None and judgement.is_whole
        self.materials.show_lines(
            () if shown.is_choosing else state.materials,
            is_done=is_done,
            nothing=self._why_no_lines(state.item if not shown.is_choosing else None),
        )
        self.outcome.show_form(shown)
        for card in self.cards:
            card.setEnabled(not shown.is_busy)
        self._share_height(is_choosing=shown.is_choosing)

    def show_items(self, items: Sequence[ServiceItem], heading: str, nothing: str) -> None:
        self.item.show_found(items, heading, nothing)

    def show_card_line(self, look: Look, words: str) -> None:
        self.applicant.card_line.show_state(look, words)

    def show_preview(self, png: bytes, caption: str) -> None:
        self.outcome.preview.show_png(png, caption)

    def show_preview_words(self, words: str) -> None:
        self.outcome.preview.show_words(words)

    def show_draft(self, offer: Offer | None, waiting: int) -> None:
        was_hidden = self.draft_bar.isHidden()
        self.draft_bar.show_offer(offer)
        self.applicant.show_drafts_waiting(waiting if offer is None else 0)
        if offer is not None and was_hidden and not self._is_typing():
            self.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_duplicate(self, offer: Offer | None) -> None:
        self.duplicate_bar.show_offer(offer)

    def show_earlier(self, words: Sequence[str]) -> None:
        self.applicant.earlier.show_cases(words)

    def clear_search(self) -> None:
        self.item.search.clear()

    def bring_form(self) -> None:
        self.form_wanted.emit()

    def go_to(self, place: Place, row: int = 0) -> None:
        """Put the keyboard where something is to be done."""
        match place:
            case Place.NAME:
                self.applicant.person.focus_on(PersonField.NAME)
            case Place.NUMBER:
                self.applicant.person.focus_on(PersonField.NUMBER)
            case Place.ENTRY_REASON:
                self.applicant.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            case Place.PROXY:
                self.applicant.proxy.focus_on(PersonField.NAME)
            case Place.ITEM:
                self._go_to_item()
            case Place.MATERIALS:
                self.materials.focus_table(row)
            case Place.PROBLEM:
                self.materials.focus_problem(row)
            case Place.REFUSAL:
                self.outcome.refusal.focus_missing()
            case Place.OUTCOME:
                self.outcome.focus_outcome()

    def next_pane(self) -> None:
        """Go to the next of applicant, item and materials, conclusion (F6)."""
        focus = QApplication.focusWidget()
        panes: list[list[Card]] = [
            [self.applicant],
            [self.item, self.materials],
            [self.outcome],
        ]
        present = next(
            (n for n, cards in enumerate(panes) if any(_holds(c, focus) for c in cards)), -1
        )
        match (present + 1) % len(panes):
            case 0:
                self.go_to(Place.NAME)
            case 1 if self.item.is_choosing:
                self.go_to(Place.ITEM)
            case 1:
                self.materials.focus_table()
            case _:
                self.go_to(Place.OUTCOME)

    @property
    def cards(self) -> tuple[Card, ...]:
        return (self.applicant, self.item, self.materials, self.outcome)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let Enter go on to the next field, and Ctrl+Enter submit."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() not in _ENTER or watched in {self.item.search, self.materials.problem}:
            return super().eventFilter(watched, event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return super().eventFilter(watched, event)
        if not event.isAutoRepeat():
            self.focusNextPrevChild(True)  # noqa: FBT003 - Qt's signature
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _go_to_item(self) -> None:
        if self.item.is_choosing:
            self.item.focus_search()
        else:
            self.item.change_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_typing(self) -> bool:
        focus = QApplication.focusWidget()
        return isinstance(focus, QLineEdit) and bool(focus.text()) and _holds(self, focus)

    def _why_no_lines(self, item: ServiceItem | None) -> str:
        if item is None:
            return self.tr("选好事项后，这里逐项核对材料。")
        return self.tr("该事项不收材料，可直接受理。")

    def _keep_in_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Follow the keyboard once the layout has settled: the field may just have appeared."""
        if now is not None and _holds(self, now):
            self._settled.start()

    def _show_focus(self) -> None:
        focus, ground = QApplication.focusWidget(), self._scroll.widget()
        if focus is None or ground is None or not _holds(ground, focus):
            return
        area = focus.rect()
        if focus is self.materials.table:
            area = self.materials.table.row_area()
        place = focus.mapTo(ground, area.center())
        self._scroll.ensureVisible(
            place.x(), place.y(), area.width() // 2 + GAP, area.height() // 2 + 3 * GAP
        )

    def _share_height(self, *, is_choosing: bool) -> None:
        self._is_choosing = is_choosing
        is_wide = self._columns == 3
        self.materials.table.setMinimumHeight(
            0 if is_wide else self.materials.table.wanted_height()
        )
        self._grid.setRowStretch(0, 1 if is_choosing and is_wide else 0)
        self._grid.setRowStretch(1, 0 if is_choosing and is_wide else 1)

    def _arrange(self) -> None:
        """Stand side by side as far as the width allows at this size of text."""
        logical = self.width() * 100 // self._theme.sizes.scale_percent
        columns = 3 if logical >= _WIDE else 2 if logical >= _HALF else 1
        if columns == self._columns:
            return
        self._columns = columns
        places = {
            3: ((0, 0, 2), (0, 1, 1), (1, 1, 1), (0, 2, 2)),
            2: ((0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)),
            1: ((0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 1)),
        }[columns]
        for card, (row, column, rows) in zip(self.cards, places, strict=True):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, row, column, rows, 1)
        shares = {3: (11, 14, 9), 2: (10, 11, 0), 1: (1, 0, 0)}[columns]
        for column, share in enumerate(shares):
            self._grid.setColumnStretch(column, share)
        self._share_height(is_choosing=self._is_choosing)

    def _build(self) -> None:
        self._is_choosing = True
        self._grid.setSpacing(GAP + 4)
        ground = QWidget()
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        inner.setSpacing(GAP)
        inner.addWidget(self.draft_bar)
        inner.addWidget(self.duplicate_bar)
        inner.addLayout(self._grid, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolled(ground, "intake_scroll")
        outer.addWidget(self._scroll)
        self._arrange()
        self.materials.finished.connect(self.outcome.focus_outcome)


def _holds(ancestor: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (ancestor is widget or ancestor.isAncestorOf(widget))
