"""The shipped rules with one item changed, as a county might publish them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain.catalogue import Catalogue
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.runtime.shipped_data import shipped_calendar, shipped_catalogue


@dataclass
class ChangeableRules:
    """The `Rulebook` port; a test changes items, or the calendar, between two acts."""

    _catalogue: Catalogue
    calendar: WorkCalendar

    @classmethod
    def shipped(cls) -> ChangeableRules:
        return cls(shipped_catalogue(), shipped_calendar())

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    def catalogue_on(self, today: date) -> Catalogue:
        del today
        return self._catalogue

    def catalogue_of(self, version: int) -> Catalogue | None:
        return self._catalogue if self._catalogue.version == version else None

    def change(self, item_id: str, **changes: object) -> None:
        """Publish one item otherwise."""
        items = tuple(
            replace(item, **changes) if item.item_id == item_id else item
            for item in self._catalogue.items
        )
        self._catalogue = replace(self._catalogue, items=items)
