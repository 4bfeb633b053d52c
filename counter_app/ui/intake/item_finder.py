"""Items for the search box: favourites first, then what was used last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case_card import Page, WorkQueue
from counter_app.domain.catalogue import Catalogue
from counter_app.domain.errors import CounterError
from counter_app.domain.item import ServiceItem
from counter_app.ui.favourites import FavouriteStore
from counter_app.ui.intake.item_list import DormantFold, ItemList, ItemRow, ListRow
from counter_app.ui.window_parts import WindowParts

SHOWN_MAX: Final = 30
RECENT_MAX: Final = 8


class ItemFinder(QObject):
    """Answers the search box.

    Signals:
        changed: What is used often is known now, or changed.

    Attributes:
        department: Only items of this department are shown; "" for all.
        is_dormant_shown: Whether the items that nobody asks for are unfolded.
    """

    changed = Signal()

    def __init__(self, parts: WindowParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._recent: list[str] = []
        self.department = ""
        self.is_dormant_shown = False

    @property
    def _catalogue(self) -> Catalogue:
        return self._parts.rulebook.catalogue

    @property
    def _favourites(self) -> FavouriteStore:
        return self._parts.favourites

    def look(self) -> None:
        """Learn from this counter's last cases which items are used."""
        today = self._parts.clock.now().date()
        self._parts.tasks.start(
            partial(self._parts.finder.worklist, WorkQueue.ALL, today=today),
            done=self._on_cases,
            failed=self._on_failed,
        )

    def used(self, item: ServiceItem) -> None:
        self._recent = [item.name, *(name for name in self._recent if name != item.name)]
        self.changed.emit()

    def toggle_favourite(self, item: ServiceItem) -> bool:
        """Mark or unmark an item for whoever is signed in; returns whether it is marked now."""
        staff = self._parts.operator().staff
        kept = self._favourites.of(staff)
        is_marked = item.item_id not in kept
        others = tuple(each for each in kept if each != item.item_id)
        self._favourites.keep(staff, (*others, item.item_id) if is_marked else others)
        return is_marked

    def next_department(self, steps: int) -> None:
        """Go on among all departments and "all of them", around the end."""
        choices = ("", *self._departments())
        place = choices.index(self.department) if self.department in choices else 0
        self.department = choices[(place + steps) % len(choices)]

    def find(self, text: str) -> ItemList:
        """Return what fits what is typed; all of it, in an order of use, for nothing typed."""
        catalogue = self._catalogue
        found = [
            item
            for item in catalogue.search(text, len(catalogue.items))
            if self.department in {"", item.department}
        ]
        rows: tuple[ListRow, ...]
        if text.strip():
            rows = tuple(self._marked(found[:SHOWN_MAX]))
            heading = self._count_words(len(found))
        else:
            rows, heading = self._browsed(found)
        return ItemList(
            rows=rows,
            heading=heading,
            nothing="" if rows else self.tr("没有找到。换个说法，或只打名称里的几个字。"),
            warning=self._warning(catalogue),
            departments=self._departments(),
            department=self.department,
        )

    def _browsed(self, found: Sequence[ServiceItem]) -> tuple[tuple[ListRow, ...], str]:
        by_id = {item.item_id: item for item in found}
        by_name = {item.name: item for item in found if item.is_usable}
        loved = [by_id[each] for each in self._favourite_ids() if each in by_id]
        recent = [by_name[name] for name in self._recent[:RECENT_MAX] if name in by_name]
        first = list(dict.fromkeys([*loved, *recent]))
        rest = [item for item in found if item not in set(first)]
        dormant = [item for item in rest if item.is_dormant]
        rows: list[ListRow] = list(self._marked([*first, *(i for i in rest if not i.is_dormant)]))
        if dormant:
            rows.append(DormantFold(len(dormant), self.is_dormant_shown))
            rows += self._marked(dormant) if self.is_dormant_shown else ()
        return tuple(rows), self._browsing_words(has_loved=bool(loved), has_recent=bool(recent))

    def _marked(self, items: Sequence[ServiceItem]) -> Iterator[ItemRow]:
        loved = set(self._favourite_ids())
        for item in items:
            yield ItemRow(item, item.item_id in loved)

    def _favourite_ids(self) -> tuple[str, ...]:
        return self._favourites.of(self._parts.operator().staff)

    def _departments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.department for item in self._catalogue.items))

    def _browsing_words(self, *, has_loved: bool, has_recent: bool) -> str:
        if has_loved:
            return self.tr("收藏和最近办过的在前") if has_recent else self.tr("收藏的在前")
        return self.tr("最近办过的在前") if has_recent else self.tr("全部事项")

    def _count_words(self, count: int) -> str:
        if count > SHOWN_MAX:
            return self.tr("最相近的{}项，共{}项").format(SHOWN_MAX, count)
        return self.tr("找到{}项").format(count) if count else ""

    def _warning(self, catalogue: Catalogue) -> str:
        today = self._parts.clock.now().date()
        if today <= catalogue.valid_until:
            return ""
        day = catalogue.valid_until
        return self.tr(
            "事项目录只到{}年{}月{}日，已经过期。收件照常，但要求可能有变，请联系县局更新目录。"
        ).format(day.year, day.month, day.day)

    def _on_cases(self, page: Page) -> None:
        self._recent = list(dict.fromkeys([*self._recent, *(c.item_name for c in page.cards)]))
        self.changed.emit()

    def _on_failed(self, _error: CounterError) -> None:
        """Go on without: the catalogue's order will do."""
