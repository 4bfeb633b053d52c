"""What a list shows of a case, and how lists are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.ids import CaseId
from counter_app.domain.item import HandlingType
from counter_app.domain.privacy import Pi

PAGE_ROWS: Final = 64


class SyncStage(Enum):
    """How far the county has a case or an event; shown in words beside it.

    PACKED lies in a courier bundle; CHECKED came back in the township's stream.
    """

    STORED = "stored"
    PACKED = "packed"
    RECEIVED = "received"
    CHECKED = "checked"

    @property
    def is_at_county(self) -> bool:
        """Whether the county has signed for it; lying in a bundle is no receipt."""
        return self in {SyncStage.RECEIVED, SyncStage.CHECKED}


class WorkQueue(Enum):
    """Lists of the desk: by date, and by who has to act.

    The first three split what a clock runs for; a case that is with the county or waits to be
    handed out stands in its own list beside them.
    """

    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    WAITING_FOR_CITIZEN = "waiting-for-citizen"
    WAITING_FOR_COUNTY = "waiting-for-county"
    TO_HAND_OUT = "to-hand-out"
    IN_PROGRESS = "in-progress"
    NOT_AT_COUNTY = "not-at-county"
    ALL = "all"
    IN_CONFLICT = "in-conflict"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseCard:
    """One row of a list.  Read from projections; decisions are taken on the fold.

    Attributes:
        number_masked: Applicant's document number, first 3 and last 4.
        next_due_on: The nearest date that binds the counter: the notice clock before an
            outcome, the promised date after acceptance; None when none runs.
        is_provisional: `next_due_on` lies beyond the published calendar.
        clock_from: The day from which that clock counts; None when none runs.
        stage: RECEIVED only when every event of the case has the county's signature.
        is_header_only: Its bodies went by rule; who it was about, only the county knows.
    """

    case_id: CaseId
    number: Annotated[str, Pi.P1]
    item_name: Annotated[str, Pi.P1]
    applicant_name: Annotated[str, Pi.P2]
    number_masked: Annotated[str, Pi.P2]
    handling_type: HandlingType
    status: CaseStatus
    received_at: datetime
    next_due_on: date | None
    is_provisional: bool
    stage: SyncStage
    open_conflicts: int = 0
    clock_from: date | None = None
    is_header_only: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and the key of the next page (None at the end)."""

    cards: tuple[CaseCard, ...]
    next_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """What stands on an intake page that is not submitted; no fact yet.

    Attributes:
        draft_id: 32 hex digits.
        title: Item and applicant in short, for the question after a crash.
        payload: Field name → JSON value, as the intake page wrote it.
    """

    draft_id: str
    staff: str
    saved_at: datetime
    title: Annotated[str, Pi.P2]
    payload: dict[str, object]
