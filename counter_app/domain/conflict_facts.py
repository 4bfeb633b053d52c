"""What the chief representative (首席代表) said about two acts that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.ids import EventId
from counter_app.domain.privacy import Pi

NOBODY: EventId = EventId("")
"""Stands for no event: no decision before, no other side, or none that stands."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConflictResolved:
    """裁决: which of two acts stands.  Undone by another of its kind, never taken out.

    Attributes:
        settles: The act that was set aside when the decision was made; names the conflict.
        against: The act on the other side; "" when there was none.
        stands: One of the two; "" takes the decision before back, so that all is open again.
        follows: The decision before it that its maker knew of; "" for the first.
        reason: In the chief representative's own words.
    """

    settles: Annotated[EventId, Pi.P1]
    against: Annotated[EventId, Pi.P1]
    stands: Annotated[EventId, Pi.P1]
    follows: Annotated[EventId, Pi.P1]
    reason: Annotated[str, Pi.P2]
    resolved_at: Annotated[datetime, Pi.P1]
