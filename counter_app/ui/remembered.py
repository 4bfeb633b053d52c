"""Words entered before, offered again: agencies and colleagues, never citizens."""

from __future__ import annotations

from typing import Final

from counter_app.ui.favourites import FavouritesInMemory, FavouriteStore

REMEMBERED_MAX: Final = 12


class RememberedWords:
    """The last words of each field of this counter, newest first.

    Args:
        store: Where they are kept, by the name of the field.
    """

    def __init__(self, store: FavouriteStore | None = None) -> None:
        self._store = store if store is not None else FavouritesInMemory()

    def of(self, field: str) -> tuple[str, ...]:
        return self._store.of(field)

    def add(self, field: str, words: str) -> None:
        """Put words in front; blank ones are not remembered."""
        words = words.strip()
        if words:
            others = (old for old in self._store.of(field) if old != words)
            self._store.keep(field, (words, *others)[:REMEMBERED_MAX])
