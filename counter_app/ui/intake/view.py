"""The form of the intake page: four steps side by side, or below one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.item import ServiceItem
from counter_app.ui.intake.applicant_view import TERMS_KEY, ApplicantView
from counter_app.ui.intake.conclusion import Place, judgement_of
from counter_app.ui.intake.form_presenter import ENTRY_REASONS
from counter_app.ui.intake.history import SHOWN_MAX
from counter_app.ui.intake.item_list import ItemList
from counter_app.ui.intake.item_view import ItemView
from counter_app.ui.intake.materials_view import MaterialsView
from counter_app.ui.intake.offer_bar import DraftBar, DuplicateBar
from counter_app.ui.intake.outcome_view import OutcomeView
from counter_app.ui.intake.person import PersonField
from counter_app.ui.intake.screen import FormShown, Offer
from counter_app.ui.intake.step_layout import StepLayout
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import Card

_BUTTONS_BETWEEN_MAX: Final = 8
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class FormView(QWidget):
    """Shows the form; also the screen of the presenter.

    Signals:
        form_wanted: The form is to come to the front, instead of the result.
    """

    form_wanted = Signal()

    def __init__(
        self, theme: Theme, agencies: Sequence[str], *, notice_key: str, guide_key: str
    ) -> None:
        super().__init__()
        self.setObjectName("intake_form")
        self.applicant = ApplicantView(theme, ENTRY_REASONS, SHOWN_MAX)
        self.item = ItemView(theme, guide_key)
        self.materials = MaterialsView(theme)
        self.outcome = OutcomeView(theme, agencies, notice_key)
        self.draft_bar = DraftBar(theme)
        self.duplicate_bar = DuplicateBar(theme)
        self._steps = StepLayout(
            theme, (self.draft_bar, self.duplicate_bar), self.cards, self._area_of
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._steps)
        self.materials.table.moved.connect(self._steps.follow)
        self.materials.finished.connect(self.outcome.focus_outcome)
        terms = QShortcut(QKeySequence(TERMS_KEY), self)
        terms.setAutoRepeat(False)
        terms.activated.connect(self.applicant.terms_wanted)
        for field in (*self.findChildren(QLineEdit), *self.findChildren(QComboBox)):
            field.installEventFilter(self)

    def show_form(self, shown: FormShown) -> None:
        state = shown.state
        judgement = judgement_of(state.materials)
        has_person = not state.person.is_blank and bool(state.person.number)
        self.applicant.show_state(state, shown.finding, shown.proxy_finding, is_done=has_person)
        self.applicant.show_service(state.terms, shown.remarks)
        self.item.show_item(state.item, is_choosing=shown.is_choosing)
        is_done = state.item is not None and judgement.is_whole
        self.materials.show_lines(
            () if shown.is_choosing else state.materials,
            is_done=is_done,
            nothing=self._why_no_lines(state.item if not shown.is_choosing else None),
        )
        self.outcome.show_form(shown)
        table = self.materials.table
        table.setMinimumHeight(0 if self._steps.columns > 1 else table.wanted_height())
        self._steps.share_height(is_choosing=shown.is_choosing)

    def show_items(self, items: ItemList) -> None:
        self.item.show_found(items)

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
            self.draft_bar.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_duplicate(self, offer: Offer | None) -> None:
        self.duplicate_bar.show_offer(offer)

    def show_earlier(self, words: Sequence[str]) -> None:
        self.applicant.earlier.show_cases(words)

    def clear_search(self) -> None:
        self.item.search.clear()

    def bring_form(self) -> None:
        """Come to the front for another case."""
        self.outcome.corrections.start_anew()
        self.form_wanted.emit()

    def go_to(self, place: Place, row: int = 0) -> None:
        """Put the keyboard where something is to be done."""
        match place:
            case Place.NAME | Place.NUMBER:
                self.applicant.person.focus_on(PersonField(place.value))
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
            case Place.PLEDGE:
                self.outcome.pledge.take_focus()
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
        """Let Enter go on to the next field; with Ctrl it belongs to the window."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() not in _ENTER or watched in {self.item.search, self.materials.problem}:
            return super().eventFilter(watched, event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return super().eventFilter(watched, event)
        if not event.isAutoRepeat():
            self._go_to_next_field()
        return True

    def _go_to_next_field(self) -> None:
        """Go on along the paper form; buttons between fields are for Tab."""
        for _ in range(_BUTTONS_BETWEEN_MAX):
            self.focusNextPrevChild(True)  # noqa: FBT003 - Qt's signature
            if not isinstance(QApplication.focusWidget(), QAbstractButton):
                return

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

    def _area_of(self, focus: QWidget) -> tuple[QWidget, QRect] | None:
        """Keep results in sight below the search, reasons below their field, rows alone."""
        if focus is self.item.search:
            return self.item, self.item.rect()
        if focus is self.materials.problem:
            box = self.materials.problem_box
            return box, box.rect()
        if focus is self.materials.table:
            return focus, self.materials.table.row_area()
        return None


def _holds(ancestor: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (ancestor is widget or ancestor.isAncestorOf(widget))
