"""灾害模式 as people see it: whether it is on, until when it counts, who switched it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True)
class DisasterWord:
    """Once that a director switched it.

    Attributes:
        who: Name, or the staff number where nobody here knows the name.
    """

    is_on: Annotated[bool, Pi.P1]
    reason: Annotated[str, Pi.P1]
    set_at: Annotated[datetime, Pi.P1]
    who: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisasterStanding:
    """How it stands.

    Attributes:
        usual_day: The last day on which decisions may be made without it; None before the first
            contact with the county, when there is no end.
        disaster_day: The same while it is on.
        words: Every switching that counts, the latest first.
        may_switch: Whether whoever is signed in may.
    """

    usual_day: Annotated[date | None, Pi.P1]
    disaster_day: Annotated[date | None, Pi.P1]
    words: tuple[DisasterWord, ...] = ()
    may_switch: Annotated[bool, Pi.P1] = False

    @property
    def is_on(self) -> bool:
        """Whether the last word that counts switched it on."""
        return bool(self.words) and self.words[0].is_on

    @property
    def last_day(self) -> date | None:
        """Return the last day on which decisions may be made as it stands; None without an end."""
        return self.disaster_day if self.is_on else self.usual_day
