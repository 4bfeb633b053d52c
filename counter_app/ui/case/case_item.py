"""The item of a case, as the window looks it up."""

from __future__ import annotations

from counter_app.domain.case import Case
from counter_app.domain.item import ServiceItem
from counter_app.ports import Rulebook


def item_of(rulebook: Rulebook, case: Case) -> ServiceItem | None:
    """Return the item in the version of the case, else of today; None when in neither."""
    version = case.item.catalogue_version
    own = rulebook.catalogue_of(int(version)) if version.isdecimal() else None
    return (own or rulebook.catalogue).by_id(case.item.item_id)
