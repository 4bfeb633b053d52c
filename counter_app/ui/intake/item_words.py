"""What an item tells in one line."""

from __future__ import annotations

from counter_app.domain.item import ServiceItem, TimeLimit
from counter_app.domain.terms import name_of


def limit_words(limit: TimeLimit | None) -> str:
    """Return a promised limit as the clerk says it."""
    if limit is None:
        return "未公布时限"
    if limit.is_on_the_spot:
        return "当场办结"
    return f"{limit.days}{name_of(limit.unit)}"


def item_details(item: ServiceItem) -> str:
    """Return limit, materials and department, or why no case can be started."""
    if item.why_not_usable is not None:
        return item.why_not_usable
    count = len(item.demanded_materials)
    materials = f"材料{count}项" if count else "不收材料"
    return " · ".join((limit_words(item.promised_limit), materials, item.department))
