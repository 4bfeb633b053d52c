"""The catalogue of service items (事项清单): one published version, checked, and searchable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Final, TypeVar

from counter_app.domain.catalogue_rules import refuse_bad_items
from counter_app.domain.errors import CatalogueInvalid
from counter_app.domain.item import (
    NOTICE_LIMIT_DAYS_MAX,
    DayUnit,
    Fee,
    HandlingType,
    MaterialSource,
    Necessity,
    RequiredMaterial,
    ServiceItem,
    TimeLimit,
)
from counter_app.domain.item_search import ItemSearch, search_initials
from counter_app.domain.pinyin import PinyinTable

CATALOGUE_FORMAT: Final = 1
CATALOGUE_BYTES_MAX: Final = 16 * 1024 * 1024
SEARCH_LIMIT: Final = 20

Row = Mapping[str, Any]
_E = TypeVar("_E", bound=Enum)


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
        return {item.code: item for item in self.items if item.code}

    @cached_property
    def _by_name(self) -> dict[str, ServiceItem]:
        return {item.name: item for item in self.items}

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
        version=_number(raw["version"], least=1),
        valid_from=date.fromisoformat(raw["valid_from"]),
        valid_until=date.fromisoformat(raw["valid_until"]),
        sha256=sha256,
        items=tuple(_item(row, pinyin) for row in raw["items"]),
        pinyin=pinyin,
    )


def _item(row: Row, pinyin: PinyinTable | None) -> ServiceItem:
    statutory = _limit(row["statutory_limit"])
    name = _text(row["name"])
    nicknames = _texts(row.get("nicknames", []))
    return ServiceItem(
        item_id=_text(row["item_id"]),
        code=_text_or_none(row["code"]),
        name=name,
        department=_text(row["department"]),
        handling_type=_choice(HandlingType, row["handling_type"]) or HandlingType.COMMITTED,
        item_type=_text_or_none(row["item_type"]),
        statutory_limit=statutory,
        promised_limit=_limit(row["promised_limit"]) or statutory,
        materials=tuple(_material(line) for line in row["materials"]),
        materials_known=_flag(row["materials_known"]),
        fee=_fee(row["fee"]),
        legal_basis=_texts(row["legal_basis"]),
        result_name=_text_or_none(row["result_name"]),
        nicknames=nicknames,
        initials=search_initials((name, *nicknames), pinyin) if pinyin else (),
        notice_limit_days=_number(row.get("notice_limit_days", NOTICE_LIMIT_DAYS_MAX)),
        is_extendable=_flag(row.get("is_extendable", False)),
        is_dormant=_flag(row.get("is_dormant", False)),
    )


def _material(line: Row) -> RequiredMaterial:
    return RequiredMaterial(
        name=_text(line["name"]),
        originals=_count(line["originals"]),
        copies=_count(line["copies"]),
        necessity=_choice(Necessity, line["necessity"]) or Necessity.REQUIRED,
        source=_choice(MaterialSource, line["source"]),
        standard=_text(line.get("standard", "")),
        note=_text(line.get("note", "")),
        is_shared_data=_flag(line.get("is_shared_data", False)),
    )


def _limit(row: Row | None) -> TimeLimit | None:
    if row is None:
        return None
    unit = _choice(DayUnit, row["unit"])
    if unit is None:
        raise CatalogueInvalid("a limit needs its unit")
    return TimeLimit(_number(row["days"]), unit, _text(row.get("basis", "")))


def _fee(row: Row | None) -> Fee | None:
    return None if row is None else Fee(_number(row["amount_fen"]), _text(row.get("note", "")))


def _choice(kind: type[_E], value: object) -> _E | None:
    return None if value is None else kind(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise CatalogueInvalid("a text is expected")
    return value.strip()


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise CatalogueInvalid("a list of texts is expected")
    return tuple(_text(value) for value in values)


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise CatalogueInvalid("true or false is expected")
    return value


def _number(value: object, *, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise CatalogueInvalid(f"a whole number from {least} is expected")
    return value


def _count(value: object) -> int | None:
    return None if value is None else _number(value)
