"""Who has seen or looked for whom, as an auditor reads it; no values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Access:
    """One access.

    Attributes:
        kind: "reveal", "search" or "copy".
        what: Which data, or how it was looked for; never a value.
        cases: Numbers of the cases.
        reason: Of a reveal; "" otherwise.
    """

    at: Annotated[datetime, Pi.P1]
    staff: Annotated[str, Pi.P1]
    role: Annotated[str, Pi.P1]
    kind: Annotated[str, Pi.P1]
    what: Annotated[str, Pi.P1]
    cases: Annotated[tuple[str, ...], Pi.P1]
    reason: Annotated[str, Pi.P2] = ""
