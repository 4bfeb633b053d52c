"""Paper originals in somebody's keeping, as the papers of the desk list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.privacy import Pi
from printing.document import Align, Block
from printing.forms.desk_parts import Column, listing, number_in_list
from printing.forms.parts import Sheet, moment


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OriginalKept:
    """One material of which originals are held.

    Attributes:
        case_number: 27 digits; "" for a paper without a case.
        owner_name: Whose paper it is.
        originals: How many sheets or booklets, 1 or more.
        kept_since: When it came into these hands.
        holder: Who answers for it now, by name.
    """

    case_number: Annotated[str, Pi.P1] = ""
    owner_name: Annotated[str, Pi.P2] = ""
    material: str
    originals: int
    kept_since: datetime
    holder: str


def originals_total(originals: Iterable[OriginalKept]) -> int:
    """Return how many papers a list names."""
    return sum(original.originals for original in originals)


def originals_list(originals: Iterable[OriginalKept], sheet: Sheet) -> tuple[Block, ...]:
    """Return every original with its case, owner, time and holder."""
    columns = (
        Column(heading="材料", weight=15, field="originals.material"),
        Column(heading="编号", weight=24, is_case_number=True),
        Column(heading="物主", weight=15, field="originals.owner_name", is_name=True),
        Column(heading="份数", weight=9, align=Align.CENTER),
        Column(heading="何时收", weight=19),
        Column(heading="保管人", weight=13, field="originals.holder", is_name=True),
    )
    rows = (
        (
            original.material,
            number_in_list(original.case_number),
            original.owner_name,
            f"{original.originals}份",
            moment(original.kept_since),
            original.holder,
        )
        for original in originals
    )
    return listing(columns, rows, sheet)
