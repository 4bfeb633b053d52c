"""The catalogue of service items (事项清单): one published version, checked, and searchable."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from counter_app.domain.catalogue_rows import Row, item_from, number
from counter_app.domain.catalogue_rules import refuse_bad_items
from counter_app.domain.errors import CatalogueInvalid
from counter_app.domain.item import ServiceItem
from counter_app.domain.item_search import ItemSearch
from counter_app.domain.pinyin import PinyinTable

CATALOGUE_FORMAT: Final = 1
CATALOGUE_BYTES_MAX: Final = 16 * 1024 * 1024
SEARCH_LIMIT: Final = 20


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """One published version, immutable; a case cites `version` and keeps what it was made under.

    Attributes:
        version: Goes up with every publication.
        valid_from: First local date on which cases may be made under it.
        valid_until: Last such date.
        sha256: Of the published bytes, lower-case hex.
        items: In published order.
        pinyin: For the search box; without it only characters and codes are found.
    """

    version: int
    valid_from: date
    valid_until: date
    sha256: str
    items: tuple[ServiceItem, ...]
    pinyin: PinyinTable | None = field(default=None, repr=False, compare=False)

    def by_id(self, item_id: str) -> ServiceItem | None:
        """Return the item of that id, or None."""
        return self._by_id.get(item_id)

    def by_code(self, code: str) -> ServiceItem | None:
        """Return the item of that provincial code, or None."""
        return self._by_code.get(code)

    def by_name(self, name: str) -> ServiceItem | None:
        """Return the item of that exact name, or None."""
        return self._by_name.get(name)

    def resolve(self, reference: str) -> ServiceItem | None:
        """Return the item whose id, code or exact name is `reference`, or None."""
        return self.by_id(reference) or self.by_code(reference) or self.by_name(reference)

    def search(self, text: str, limit: int = SEARCH_LIMIT) -> tuple[ServiceItem, ...]:
        """Return at most `limit` items that fit every word, best first; see `ItemSearch`."""
        return self._search.find(text, limit)

    def is_in_force(self, today: date) -> bool:
        return self.valid_from <= today <= self.valid_until

    @cached_property
    def usable_items(self) -> tuple[ServiceItem, ...]:
        """The items a case can be started with."""
        return tuple(item for item in self.items if item.is_usable)

    @cached_property
    def _by_id(self) -> dict[str, ServiceItem]:
        return {item.item_id: item for item in self.items}

    @cached_property
    def _by_code(self) -> dict[str, ServiceItem]:
        return {item.code: item for item in reversed(self._best_first) if item.code}

    @cached_property
    def _by_name(self) -> dict[str, ServiceItem]:
        return {item.name: item for item in reversed(self._best_first)}

    @property
    def _best_first(self) -> list[ServiceItem]:
        """Of items with one code or name, the one that can be used is meant."""
        return sorted(self.items, key=lambda item: not item.is_usable)

    @cached_property
    def _search(self) -> ItemSearch:
        return ItemSearch(self.items, self.pinyin)


def parse_catalogue(
    content: bytes, *, pinyin: PinyinTable | None = None, expected_sha256: str | None = None
) -> Catalogue:
    """Read a published catalogue (UTF-8 JSON, `format` 1) and check it.

    What is not published stays unknown, with three readings that a counter needs: an unknown
    necessity counts as required, an unknown handling type as COMMITTED (it binds most and
    asks least of the counter), and an unpublished promise is the statutory limit.

    Raises:
        CatalogueInvalid: The hash does not fit, or the content breaks the form or a rule.
    """
    if len(content) > CATALOGUE_BYTES_MAX:
        raise CatalogueInvalid("the catalogue is too large")
    sha256 = hashlib.sha256(content).hexdigest()
    if expected_sha256 is not None and sha256 != expected_sha256:
        raise CatalogueInvalid("the catalogue's hash does not fit its content")
    try:
        catalogue = _catalogue_from(json.loads(content), sha256, pinyin)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CatalogueInvalid(f"{type(error).__name__}: {error}") from error
    if catalogue.valid_until < catalogue.valid_from:
        raise CatalogueInvalid("the catalogue ends before it begins")
    refuse_bad_items(catalogue.items)
    return catalogue


def _catalogue_from(raw: Row, sha256: str, pinyin: PinyinTable | None) -> Catalogue:
    if raw["format"] != CATALOGUE_FORMAT:
        raise CatalogueInvalid("the catalogue has another format than this program knows")
    return Catalogue(
        version=number(raw["version"], least=1),
        valid_from=date.fromisoformat(raw["valid_from"]),
        valid_until=date.fromisoformat(raw["valid_until"]),
        sha256=sha256,
        items=tuple(item_from(row, pinyin) for row in raw["items"]),
        pinyin=pinyin,
    )
