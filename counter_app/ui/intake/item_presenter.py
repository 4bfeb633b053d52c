"""Step 2: searching, choosing and exchanging the item."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counter_app.domain.item import ServiceItem
from counter_app.ui.intake.conclusion import Place
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.item_finder import ItemFinder
from counter_app.ui.intake.questions import Asker, other_item
from counter_app.ui.intake.screen import IntakeScreen


class ItemPresenter(QObject):
    """Opens and closes the search.

    Signals:
        changed: The search was opened or closed.
        marked: str: what became of a favourite, in words.
    """

    changed = Signal()
    marked = Signal(str)

    def __init__(
        self, screen: IntakeScreen, form: FormPresenter, finder: ItemFinder, asker: Asker
    ) -> None:
        super().__init__(form)
        self._screen = screen
        self._form = form
        self._finder = finder
        self._asker = asker
        self._query = ""
        self._is_choosing = True
        finder.changed.connect(self.show_items)

    @property
    def is_choosing(self) -> bool:
        return self._is_choosing

    def search(self, text: str) -> None:
        self._query = text
        self.show_items()

    def show_items(self) -> None:
        self._screen.show_items(self._finder.find(self._query))

    def choose_department(self, department: str) -> None:
        """Show the items of one department only; "" shows all."""
        self._finder.department = department
        self.show_items()

    def next_department(self, steps: int) -> None:
        self._finder.next_department(steps)
        self.show_items()

    def toggle_dormant(self) -> None:
        """Fold or unfold the items that nobody asks for."""
        self._finder.is_dormant_shown = not self._finder.is_dormant_shown
        self.show_items()

    def toggle_favourite(self, item: ServiceItem) -> None:
        """Mark or unmark an item as a favourite of whoever is signed in."""
        is_marked = self._finder.toggle_favourite(item)
        self.show_items()
        words = self.tr("已收藏“{}”") if is_marked else self.tr("已取消收藏“{}”")
        self.marked.emit(words.format(item.name))

    def pick(self, item: ServiceItem) -> None:
        """Take an item; judgements of another item are given up only after a question."""
        state = self._form.state
        is_other = state.item is not None and state.item.item_id != item.item_id
        if is_other and any(line.verdict is not None for line in state.materials):
            self._asker.ask(other_item(item), lambda _answer: self._take(item), self.keep)
        else:
            self._take(item)

    def change(self) -> None:
        """Open the search; the item stays until another one is chosen."""
        self._set_choosing(is_choosing=True)
        self._screen.go_to(Place.ITEM)

    def keep(self) -> None:
        """Esc in the search: back to the item that was chosen."""
        if self._form.state.item is not None:
            self._set_choosing(is_choosing=False)
            self._screen.go_to(Place.MATERIALS)

    def start(self) -> None:
        """Open the search exactly if the page has no item."""
        self._query = ""
        self._screen.clear_search()
        self._set_choosing(is_choosing=self._form.state.item is None)

    def _take(self, item: ServiceItem) -> None:
        if self._form.is_locked:
            return
        self._is_choosing = False
        self._form.pick(item)
        has_lines = bool(self._form.state.materials)
        self._screen.go_to(Place.MATERIALS if has_lines else Place.OUTCOME)

    def _set_choosing(self, *, is_choosing: bool) -> None:
        self._is_choosing = is_choosing
        self.changed.emit()
