"""The parts of a case that an act can change or rest upon."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.service_facts import DetailField


class Field(Enum):
    """A part of a case; an act names, for each it rests upon, the event that had set it.

    The values are names on the wire (`base` of a header, 16 at most); they never change.
    """

    STATUS = "status"
    MATERIALS = "materials"
    NOTICE = "notice"
    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    ADDRESS = "address"
    PROXY_NAME = "proxy-name"
    PROXY_NUMBER = "proxy-number"
    PROXY_PHONE = "proxy-phone"
    PROXY_AUTHORITY = "proxy-authority"
    AMOUNTS = "amounts"
    PLEDGE = "pledge"
    ORIGINALS = "originals"
    CONFLICTS = "conflicts"


BASE_FIELDS_MAX: Final = 16
"""Design limit of `base` in a header."""

assert len(Field) <= BASE_FIELDS_MAX, "a header has room for all of them"

FIELD_OF_DETAIL: Final = MappingProxyType({detail: Field(detail.value) for detail in DetailField})
"""Each detail of an application is a field of its own: two people correct two different ones."""
