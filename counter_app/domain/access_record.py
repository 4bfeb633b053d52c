"""Who has seen or looked for whom, as an auditor reads it; no values and no names of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from counter_app.domain.privacy_facts import Reveal
from counter_app.domain.terms import name_of

_FILE_DIGITS: Final = 8


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


def seen_words(reveal: Reveal) -> str:
    """Return what was seen: the fields, or the scan by the beginning of its SHA-256."""
    if reveal.file:
        return f"看过扫描件 {reveal.file[:_FILE_DIGITS]}"
    return "、".join(name_of(field) for field in reveal.fields)
