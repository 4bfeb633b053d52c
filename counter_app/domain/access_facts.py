"""Facts about who may sign in at a counter.  They belong to no case; no password is ever in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated

from counter_app.domain.privacy import Pi


class PasswordManner(Enum):
    """How somebody came by a password.

    OWN: chosen by themselves.  LENT: a chief set one for a single sign-in.  COUNTY_CODE: the
    county's code opened, and they chose a new one.
    """

    OWN = "own"
    LENT = "lent"
    COUNTY_CODE = "county-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEnrolled:
    """Somebody more can sign in here; who let them in stands in the event's head.

    Attributes:
        role: As what, a value of `Role`.
    """

    staff: Annotated[str, Pi.P1]
    role: Annotated[str, Pi.P1]
    enrolled_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReplaced:
    """Somebody has another password; who set it stands in the event's head."""

    staff: Annotated[str, Pi.P1]
    manner: Annotated[PasswordManner, Pi.P1]
    replaced_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisasterModeSet:
    """灾害模式: the director lets decisions go on for a month without the county, or ends that.

    Attributes:
        reason: What happened, such as 洪水断网; no names of citizens.
    """

    is_on: Annotated[bool, Pi.P1]
    reason: Annotated[str, Pi.P1]
    set_at: Annotated[datetime, Pi.P1]


AccessFact = PersonEnrolled | PasswordReplaced | DisasterModeSet
