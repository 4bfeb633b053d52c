"""The list of items to choose from, as it is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter_app.domain.item import ServiceItem


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item."""

    item: ServiceItem
    is_favourite: bool = False


@dataclass(frozen=True, slots=True)
class DormantFold:
    """Where the items that nobody asks for (零办理) are folded away."""

    count: int
    is_open: bool


ListRow = ItemRow | DormantFold


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """What the search shows.

    Attributes:
        heading: About the list, such as 找到3项.
        nothing: Why the list is empty; "" when it is not.
        warning: What is wrong with the catalogue itself; "" when nothing is.
        departments: Those of the catalogue, to choose one.
        department: The one that is chosen; "" for all.
    """

    rows: tuple[ListRow, ...]
    heading: str = ""
    nothing: str = ""
    warning: str = ""
    departments: tuple[str, ...] = ()
    department: str = ""

    @property
    def items(self) -> Sequence[ServiceItem]:
        return [row.item for row in self.rows if isinstance(row, ItemRow)]
