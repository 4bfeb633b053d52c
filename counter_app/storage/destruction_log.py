"""The lists of what retention destroyed, read from the signed log itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from counter_app.domain.destruction_list import DestructionList
from counter_app.domain.errors import DestructionListUnknown
from counter_app.domain.privacy_facts import CopiesDestroyed
from counter_app.storage.profile_store import Store
from counter_app.storage.reading import reading
from sync.codec import open_event

NEWEST_MAX: Final = 1_000

_LISTS: Final = (
    "SELECT data FROM events WHERE type = 'privacy.copies_destroyed'"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id DESC LIMIT ?"
)
_DEVICE: Final = 2
"""Where the device stands in the place of an event."""


class DestructionLog:
    """Reads the lists of one store."""

    def __init__(self, store: Store) -> None:
        """Read this store."""
        self._engine = store.reading_engine

    def newest(self, limit: int = NEWEST_MAX) -> tuple[DestructionList, ...]:
        """Return the newest lists, the latest first; at most `limit` and `NEWEST_MAX`."""
        return tuple(self._lists(min(max(limit, 0), NEWEST_MAX)))

    def numbered(self, number: str) -> DestructionList:
        """Return the list with a document number.

        Raises:
            DestructionListUnknown: None of the newest has it.
        """
        for one in self._lists(NEWEST_MAX):
            if one.number == number:
                return one
        raise DestructionListUnknown

    def _lists(self, limit: int) -> Iterator[DestructionList]:
        with reading(self._engine) as connection:
            rows = connection.execute(_LISTS, (limit,)).fetchall()
        for (data,) in rows:
            event = open_event(data)
            if isinstance(event.fact, CopiesDestroyed):
                device = event.place[_DEVICE]
                yield DestructionList(record=event.event_id, device=device, destroyed=event.fact)
