"""The texts of an item's service guide (办事指南) that no rule reads: people do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideTexts:
    """What the county publishes beside materials, limits and fees; "" = not published.

    Several sentences or steps stand on lines of their own.

    Attributes:
        summary: What the item is about (办理内容).
        conditions: Who may apply and under what conditions (受理条件).
        procedure: The way from application to delivery (办理流程).
        service_address: Where it is done; "" = at this centre.
        service_hours: When; "" = the centre's opening hours.
        enquiry_phone: Whom to ask.
        complaint_phone: Where to complain; "" = the centre's own number.
        delivery_ways: How the result is handed over.
        quantity_limit: Whether the number is limited (行政许可法 art. 57).
    """

    summary: str = ""
    conditions: str = ""
    procedure: str = ""
    service_address: str = ""
    service_hours: str = ""
    enquiry_phone: str = ""
    complaint_phone: str = ""
    delivery_ways: str = ""
    quantity_limit: str = ""


NO_TEXTS: Final = GuideTexts()
"""Of an item whose guide is not published."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A variant of an item with its own list of materials (情形).

    Attributes:
        name: As published; unique within its item.
        materials: Names of the item's materials that apply.
    """

    name: str
    materials: tuple[str, ...]
