"""What an item says about how its cases are handled: joint departments, silence, lapse, seals.

Silence has an effect only where a text says so (行政许可法 art. 32(4), 50; 政府信息公开条例
art. 34), so every such effect is off until the catalogue names its basis.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Silence(Enum):
    """What follows when a joint department does not answer in its time."""

    NONE = "none"
    AGREES = "agrees"


class SupplementLapse(Enum):
    """What follows when the applicant does not supplement in time; local rules differ."""

    NONE = "none"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class DeemedDecision(Enum):
    """超时默认: what follows when the decision is not made in time."""

    NONE = "none"
    GRANTED = "granted"


class Seal(Enum):
    """Whose seal stands on the papers: the centre's approval seal or the department's own."""

    CENTRE = "centre"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class JointDepartment:
    """A department that gives its opinion on a joint case (联办部门).

    Attributes:
        name: As published.
        order: From 1; departments of the same order are asked at the same time (并联).
        reply_limit_days: Working days for its opinion; None = no rule sets any.
        silence: What its silence means.
        silence_basis: The rule that says so; needed for anything but NONE.
    """

    name: str
    order: int
    reply_limit_days: int | None
    silence: Silence = Silence.NONE
    silence_basis: str = ""
