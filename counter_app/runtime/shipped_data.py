"""The shipped calendar, catalogue and tables, checked and parsed once a process.

Parsers are imported when they are needed, so that a command pays for its own table only.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import resources
from counter_app.domain.errors import CalendarInvalid, CatalogueInvalid, UnreadableFile

if TYPE_CHECKING:
    from counter_app.domain.catalogue import Catalogue
    from counter_app.domain.pinyin import PinyinTable
    from counter_app.domain.region import RegionTable
    from counter_app.domain.work_calendar import WorkCalendar


@cache
def shipped_calendar() -> WorkCalendar:
    """Return the national calendar of this release.

    Raises:
        CalendarInvalid: The file is missing or altered.
    """
    from counter_app.domain.work_calendar import parse_calendar

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
    from counter_app.domain.catalogue import parse_catalogue

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
    from counter_app.domain.region import parse_regions

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
    from counter_app.domain.pinyin import parse_pinyin

    try:
        return parse_pinyin(resources.load_pinyin().content)
    except resources.ResourceDamaged as error:
        raise UnreadableFile(str(error)) from error


@cache
def shipped_common_passwords() -> frozenset[str]:
    """Return the words that nobody may choose as a password, in lower case.

    Raises:
        UnreadableFile: The file is missing or altered.
    """
    try:
        return frozenset(resources.load_common_passwords().content.decode("utf-8").split())
    except resources.ResourceDamaged as error:
        raise UnreadableFile(str(error)) from error
