"""The shipped calendar, catalogue and tables, checked and parsed once a process."""

from __future__ import annotations

from functools import cache

import resources
from counter_app.domain.catalogue import Catalogue, parse_catalogue
from counter_app.domain.errors import CalendarInvalid, CatalogueInvalid, UnreadableFile
from counter_app.domain.pinyin import PinyinTable, parse_pinyin
from counter_app.domain.region import RegionTable, parse_regions
from counter_app.domain.work_calendar import WorkCalendar, parse_calendar


@cache
def shipped_calendar() -> WorkCalendar:
    """Return the national calendar of this release.

    Raises:
        CalendarInvalid: The file is missing or altered.
    """
    try:
        resource = resources.load_calendar()
    except resources.ResourceDamaged as error:
        raise CalendarInvalid(str(error)) from error
    return parse_calendar(resource.content, expected_sha256=resource.sha256)


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue of this release; a county's own replaces it.

    Raises:
        CatalogueInvalid: The file is missing or altered.
    """
    try:
        resource = resources.load_catalogue()
    except resources.ResourceDamaged as error:
        raise CatalogueInvalid(str(error)) from error
    return parse_catalogue(
        resource.content, pinyin=shipped_pinyin(), expected_sha256=resource.sha256
    )


@cache
def shipped_regions() -> RegionTable:
    """Return the table of area codes.

    Raises:
        UnreadableFile: The file is missing or altered.
    """
    try:
        return parse_regions(resources.load_regions().content)
    except resources.ResourceDamaged as error:
        raise UnreadableFile(str(error)) from error


@cache
def shipped_pinyin() -> PinyinTable:
    """Return the readings of Chinese characters.

    Raises:
        UnreadableFile: The file is missing or altered.
    """
    try:
        return parse_pinyin(resources.load_pinyin().content)
    except resources.ResourceDamaged as error:
        raise UnreadableFile(str(error)) from error
