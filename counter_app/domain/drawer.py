"""原件清册: every paper original that one counter holds, and the count by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.case import Case
from counter_app.domain.case_status import ENDED, CaseStatus
from counter_app.domain.custody import HeldOriginal, held_since
from counter_app.domain.ids import CaseId
from counter_app.domain.privacy import Pi
from counter_app.domain.service_facts import Holder


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DrawerLine:
    """Originals of one material of one case.

    Attributes:
        owner_name: Whose papers they are; lists on a screen mask it.
        since: When the first of them came into the drawer.
        is_owed: The case is over without a result, so they go back to their owner.
    """

    case_id: CaseId
    case_number: Annotated[str, Pi.P1]
    owner_name: Annotated[str, Pi.P2]
    material: Annotated[str, Pi.P1]
    originals: Annotated[int, Pi.P1]
    since: Annotated[datetime, Pi.P1]
    is_owed: Annotated[bool, Pi.P1] = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DrawerInventory:
    """What lies in the drawer by the record, oldest first."""

    read_at: datetime
    lines: tuple[DrawerLine, ...] = ()

    @property
    def total(self) -> int:
        """How many papers that are."""
        return sum(line.originals for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DrawerCount:
    """The drawer counted by hand and compared with the record.

    Attributes:
        counted_by: Staff number.
        explanation: Why the two differ, as far as known.
    """

    document_number: str
    inventory: DrawerInventory
    counted: int
    counted_by: str
    counted_at: datetime
    explanation: str = ""


def kept_here(case: Case) -> tuple[HeldOriginal, ...]:
    """Return what of a case lies in the drawer.

    What was kept of a delivered case has become part of its file and lies there; what was kept
    of a case that ended otherwise still belongs to the applicant.
    """
    if case.status is CaseStatus.DELIVERED:
        return ()
    return held_since(case, Holder.COUNTER)


def inventory_of(cases: Iterable[Case], read_at: datetime) -> DrawerInventory:
    """Return everything that lies in the drawer, oldest first."""
    lines = [
        DrawerLine(
            case_id=case.case_id,
            case_number=case.number,
            owner_name=case.applicant.name,
            material=held.material,
            originals=held.originals,
            since=held.since,
            is_owed=case.status in ENDED,
        )
        for case in cases
        for held in kept_here(case)
    ]
    lines.sort(key=lambda line: (line.since, line.case_number))
    return DrawerInventory(read_at=read_at, lines=tuple(lines))
