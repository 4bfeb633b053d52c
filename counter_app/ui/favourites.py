"""Items that a clerk has marked as favourites (收藏), kept on this counter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

FAVOURITES_MAX: Final = 100


class FavouriteStore(Protocol):
    """Where favourites are kept between runs, by staff number."""

    def of(self, staff: str) -> tuple[str, ...]:
        """Return the ids of one person's favourite items, in the order they were marked."""

    def keep(self, staff: str, item_ids: tuple[str, ...]) -> None:
        """Keep them; a full disk loses them silently: the work does not depend on it."""


class FavouritesInMemory:
    """Favourites that are forgotten when the program ends."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, ...]] = {}

    def of(self, staff: str) -> tuple[str, ...]:
        return self._kept.get(staff, ())

    def keep(self, staff: str, item_ids: tuple[str, ...]) -> None:
        self._kept[staff] = item_ids[:FAVOURITES_MAX]


class FavouriteFile:
    """Favourites in one small JSON file of the profile: staff number → ids of items."""

    def __init__(self, path: Path) -> None:
        """Read the file when it is first needed; this window alone writes it."""
        self._path = path
        self._kept: Mapping[str, list[str]] | None = None

    def of(self, staff: str) -> tuple[str, ...]:
        if self._kept is None:
            self._kept = self._read()
        return tuple(self._kept.get(staff, ()))

    def keep(self, staff: str, item_ids: tuple[str, ...]) -> None:
        """Write beside the old file and exchange the two."""
        kept = {**self._read(), staff: list(item_ids[:FAVOURITES_MAX])}
        self._kept = kept
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            return

    def _read(self) -> Mapping[str, list[str]]:
        """Read the file; what is missing, damaged or of another type counts as nothing."""
        try:
            raw = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        people = raw.items() if isinstance(raw, dict) else ()
        return {
            staff: [each for each in ids if isinstance(each, str)]
            for staff, ids in people
            if isinstance(ids, list)
        }
