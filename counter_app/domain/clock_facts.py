"""What moves a clock: special procedures (art. 45), extensions (art. 42), a new calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.privacy import Pi

EXTENSION_DAYS_MAX: Final = 10
"""行政许可法 art. 42 ¶1, with approval of the head of the agency."""

JOINT_EXTENSION_DAYS_MAX: Final = 15
"""行政许可法 art. 42 ¶2, with approval of the head of the same-level government."""


class SpecialProcedureKind(Enum):
    """The eight procedures of 行政许可法 art. 45 whose time is not counted; no others exist.

    A site visit, a technical review or waiting for the superior is none of them.
    """

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert-review"


class ApproverRank(Enum):
    """Who may approve an extension (行政许可法 art. 42)."""

    DIRECTOR = "director"
    GOVERNMENT_HEAD = "government-head"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpecialProcedure:
    """特别程序: its time is not counted, and the applicant is told in writing how long it takes.

    Attributes:
        expected_days: Working days it will take, as told.
        expected_end_on: Last of them, counted when it was told.
        ended_at: None while it goes on.
    """

    document_number: Annotated[str, Pi.P1]
    kind: Annotated[SpecialProcedureKind, Pi.P1]
    reason: Annotated[str, Pi.P2]
    started_at: Annotated[datetime, Pi.P1]
    expected_days: Annotated[int, Pi.P1]
    expected_end_on: Annotated[date, Pi.P1]
    expected_is_provisional: Annotated[bool, Pi.P1] = False
    ended_at: Annotated[datetime | None, Pi.P1] = None
    result: Annotated[str, Pi.P2] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TimeExtension:
    """延期: the same start with more days, once per limit, told with its reason.

    Attributes:
        days: Added to the limit, in the limit's own unit.
        approver: Who approved, by name or office; "" when only the rank is known.
        old_due_on, new_due_on: As printed; None when the item has no limit of that kind.
    """

    document_number: Annotated[str, Pi.P1]
    days: Annotated[int, Pi.P1]
    approved_by: Annotated[ApproverRank, Pi.P1]
    approver: Annotated[str, Pi.P1]
    reason: Annotated[str, Pi.P2]
    extended_at: Annotated[datetime, Pi.P1]
    old_due_on: Annotated[date | None, Pi.P1]
    new_due_on: Annotated[date | None, Pi.P1]
    is_provisional: Annotated[bool, Pi.P1] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A new calendar moved a date that had been provisional (预计); the old one is kept."""

    calendar_version: Annotated[str, Pi.P1]
    recounted_at: Annotated[datetime, Pi.P1]
    old_due_on: Annotated[date | None, Pi.P1]
    new_due_on: Annotated[date | None, Pi.P1]
    old_statutory_due_on: Annotated[date | None, Pi.P1]
    new_statutory_due_on: Annotated[date | None, Pi.P1]
    is_provisional: Annotated[bool, Pi.P1] = False
