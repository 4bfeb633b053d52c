"""What is different at a counter since somebody last looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from counter_app.domain.case_card import CaseCard
from counter_app.domain.ids import CaseId
from counter_app.domain.privacy import Pi
from counter_app.domain.published_change import PublishedChange

_EVENTS: Final = "events"


@dataclass(frozen=True, slots=True)
class SeenMarks:
    """Up to where somebody has seen what changed.

    Attributes:
        versions: Kind of publication → the version they know; 0 when there was none.
        event_row: Order of arrival of the newest event at this counter.
    """

    versions: Annotated[Mapping[str, int], Pi.P1]
    event_row: Annotated[int, Pi.P1]

    def to_words(self) -> tuple[str, ...]:
        """Return the marks as short words, `kind=number`, to be kept beside the settings."""
        return (
            *(f"{kind}={n}" for kind, n in self.versions.items()),
            f"{_EVENTS}={self.event_row}",
        )


@dataclass(frozen=True, slots=True, repr=False)
class ChangedPublication:
    """One kind of publication in another version.

    Attributes:
        kind: "catalogue", "calendar", "staff" or "trust".
    """

    kind: Annotated[str, Pi.P1]
    version: Annotated[int, Pi.P1]
    changes: Annotated[tuple[PublishedChange, ...], Pi.P2]


@dataclass(frozen=True, slots=True)
class ShiftChanges:
    """Everything that is different.

    Attributes:
        now: What to keep once it has been read.
        published: Kinds of which another version counts.
        cases: Cases of this counter that another counter moved on, or that this person took in
            and somebody else acted on, the latest first.
        by_others: Of those that this person took in: who else acted, by staff number.
        notice: Why a publication was not taken; "" when none was.
    """

    now: SeenMarks
    published: tuple[ChangedPublication, ...] = ()
    cases: tuple[CaseCard, ...] = ()
    by_others: Mapping[CaseId, tuple[str, ...]] = field(default_factory=dict)
    notice: str = ""

    @property
    def count(self) -> int:
        """How many lines there are to read."""
        lines = sum(max(1, len(each.changes)) for each in self.published)
        return lines + len(self.cases) + bool(self.notice)


def marks_from(words: Iterable[str]) -> SeenMarks | None:
    """Read kept marks; None when there are none, or not of this form."""
    found: dict[str, int] = {}
    for word in words:
        kind, _, number = word.partition("=")
        if not number.isascii() or not number.isdigit() or len(number) > 16:
            return None
        found[kind] = int(number)
    if _EVENTS not in found:
        return None
    event_row = found.pop(_EVENTS)
    return SeenMarks(found, event_row)
