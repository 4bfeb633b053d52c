"""What stands in a publication, checked by the rules of its kind; county and counter ask here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from counter_app.domain.catalogue import Catalogue, parse_catalogue
from counter_app.domain.pinyin import PinyinTable
from counter_app.domain.published_change import (
    CHANGED,
    NEW,
    PublishedChange,
    calendar_changes,
    catalogue_changes,
    staff_changes,
)
from counter_app.domain.staff_list import StaffList, parse_staff_list
from counter_app.domain.work_calendar import WorkCalendar, parse_calendar
from sync.publication import CALENDAR, CATALOGUE, STAFF, TRUST
from sync.trust_list import TrustList, device_changes, parse_trust_list

Value = Catalogue | WorkCalendar | StaffList | TrustList

_DEVICE_WORDS: Final = {"new": (NEW, "新登记"), "revoked": (CHANGED, "已停用，不再可信")}


@dataclass(frozen=True, slots=True)
class Content:
    """A content that is in order.

    Attributes:
        valid_from, valid_until: Local days as its manifest has to say them; "" sets none.
    """

    version: int
    valid_from: str
    valid_until: str
    value: Value


def read_content(kind: str, content: bytes, *, pinyin: PinyinTable | None = None) -> Content:
    """Read a content and check it.

    Raises:
        InputError, ValueError: It breaks the form or a rule of its kind.
    """
    if kind == TRUST:
        trust = parse_trust_list(content)
        return Content(trust.version, "", "", trust)
    value: Catalogue | WorkCalendar | StaffList
    if kind == CATALOGUE:
        value = parse_catalogue(content, pinyin=pinyin)
    elif kind == CALENDAR:
        value = parse_calendar(content)
    else:
        assert kind == STAFF, kind
        value = parse_staff_list(content)
    return Content(
        value.version, value.valid_from.isoformat(), value.valid_until.isoformat(), value
    )


def content_changes(old: Value | None, new: Value) -> tuple[PublishedChange, ...]:
    """Return what is different against the former content of the same kind; None before one."""
    match new:
        case Catalogue():
            return catalogue_changes(old if isinstance(old, Catalogue) else None, new)
        case WorkCalendar():
            return calendar_changes(old if isinstance(old, WorkCalendar) else None, new)
        case StaffList():
            return staff_changes(old if isinstance(old, StaffList) else None, new)
        case TrustList():
            before = old if isinstance(old, TrustList) else None
            return tuple(_device_change(*each) for each in device_changes(before, new))


def _device_change(device: str, counter_code: str, what: str) -> PublishedChange:
    kind, words = _DEVICE_WORDS[what]
    return PublishedChange(kind, f"设备 {device}", f"窗口 {counter_code}，{words}")
