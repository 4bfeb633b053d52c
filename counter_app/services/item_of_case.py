"""The item of a case in the version the case began with: an old version finishes old cases."""

from __future__ import annotations

from counter_app.domain.case import Case
from counter_app.domain.item import ServiceItem
from counter_app.services.office import Office


def item_of(office: Office, case: Case) -> ServiceItem | None:
    """Return the item as it was published when the case was made.

    Where that version is not on this counter (the case came from another one), the version of
    today answers; None when the item is in neither.
    """
    version = case.item.catalogue_version
    own = office.rulebook.catalogue_of(int(version)) if version.isdecimal() else None
    catalogue = own or office.rulebook.catalogue
    return catalogue.by_id(case.item.item_id)
