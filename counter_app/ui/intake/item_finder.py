"""Items for the search box: what was used last comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case_card import Page, WorkQueue
from counter_app.domain.catalogue import Catalogue
from counter_app.domain.errors import CounterError
from counter_app.domain.item import ServiceItem
from counter_app.ports import CaseFinder, Clock
from counter_app.ui.tasks import Tasks

SHOWN_MAX: Final = 30
RECENT_MAX: Final = 8


class ItemFinder(QObject):
    """Answers the search box.

    Signals:
        changed: What is used often is known now, or changed.
    """

    changed = Signal()

    def __init__(
        self,
        catalogue: Callable[[], Catalogue],
        tasks: Tasks,
        finder: CaseFinder,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._tasks = tasks
        self._finder = finder
        self._clock = clock
        self._recent: list[str] = []

    def look(self) -> None:
        """Learn from this counter's last cases which items are used."""
        self._tasks.start(
            partial(self._finder.worklist, WorkQueue.ALL, today=self._clock.now().date()),
            done=self._on_cases,
            failed=self._on_failed,
        )

    def used(self, item: ServiceItem) -> None:
        self._recent = [item.name, *(name for name in self._recent if name != item.name)]
        self.changed.emit()

    def find(self, text: str) -> tuple[Sequence[ServiceItem], str]:
        """Return items for what is typed, and the heading of the list."""
        catalogue = self._catalogue()
        if text.strip():
            found = catalogue.search(text, SHOWN_MAX)
            is_cut = len(found) == SHOWN_MAX
            heading = f"最相近的{len(found)}项" if is_cut else f"找到{len(found)}项"
            return found, heading if found else ""
        recent = [catalogue.by_name(name) for name in self._recent[:RECENT_MAX]]
        first = [item for item in recent if item is not None and item.is_usable]
        rest = [item for item in catalogue.search("", SHOWN_MAX) if item not in first]
        return (*first, *rest)[:SHOWN_MAX], "最近办过的在前" if first else "全部事项"

    def _on_cases(self, page: Page) -> None:
        self._recent = list(dict.fromkeys([*self._recent, *(c.item_name for c in page.cards)]))
        self.changed.emit()

    def _on_failed(self, _error: CounterError) -> None:
        """Go on without: the catalogue's order will do."""
