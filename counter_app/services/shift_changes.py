"""What changed since somebody's last shift: publications, and cases that others moved on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from counter_app.domain.case_card import CaseCard
from counter_app.domain.ids import CaseId
from counter_app.domain.published_change import NEW, PublishedChange
from counter_app.domain.shift_changes import (
    ChangedPublication,
    SeenMarks,
    ShiftChanges,
    marks_from,
)
from sync.publication import CALENDAR, CATALOGUE, STAFF, TRUST
from sync.publication_content import Value, content_changes

KINDS: Final = (CATALOGUE, CALENDAR, STAFF, TRUST)
"""In the order in which the desk reads them."""

CASES_MAX: Final = 50


class PublishedVersions(Protocol):
    """What the county published, version by version."""

    def version(self, kind: str) -> int:
        """Return the installed version; 0 when there is none."""

    def versions(self, kind: str) -> list[int]:
        """Return what is kept of a kind, newest first."""

    def value(self, kind: str, version: int) -> Value | None:
        """Return one version; None when it is not here."""

    def notice(self) -> str:
        """Return why a publication was not taken; "" when none was."""


class MovedCases(Protocol):
    """What other counters did to cases of this one."""

    def newest_row(self) -> int:
        """Return the order of arrival of the newest event."""

    def moved_since(self, row: int, *, limit: int) -> Sequence[CaseId]:
        """Return cases of this counter with later events of others, the latest first."""

    def done_by_others(
        self, staff: str, row: int, *, limit: int
    ) -> Mapping[CaseId, tuple[str, ...]]:
        """Return cases that somebody took in, and who else acted on them later, latest first."""


class MarkStore(Protocol):
    """Where is kept what each person has seen, by staff number."""

    def of(self, staff: str) -> tuple[str, ...]: ...

    def keep(self, staff: str, item_ids: tuple[str, ...]) -> None: ...


class ReadShiftChanges:
    """Compares what is in force with what the person signed in has seen."""

    def __init__(
        self,
        staff: Callable[[], str],
        published: PublishedVersions,
        moved: MovedCases,
        card: Callable[[CaseId], CaseCard],
        marks: MarkStore,
    ) -> None:
        """Take the parts; `staff` names who is signed in."""
        self._staff = staff
        self._published = published
        self._moved = moved
        self._card = card
        self._marks = marks

    def __call__(self) -> ShiftChanges:
        """Return what is different; at somebody's first sign-in here nothing is."""
        published = self._published
        now = SeenMarks({kind: published.version(kind) for kind in KINDS}, self._moved.newest_row())
        seen = marks_from(self._marks.of(self._staff()))
        if seen is None:
            self._marks.keep(self._staff(), now.to_words())
            seen = now
        others = self._moved.done_by_others(self._staff(), seen.event_row, limit=CASES_MAX)
        moved = self._moved.moved_since(seen.event_row, limit=CASES_MAX)
        cases = list(dict.fromkeys((*others, *moved)))[:CASES_MAX]
        return ShiftChanges(
            now=now,
            published=tuple(filter(None, (self._changed(kind, seen) for kind in KINDS))),
            cases=tuple(self._card(case_id) for case_id in cases),
            by_others=others,
            notice=published.notice(),
        )

    def dismiss(self, changes: ShiftChanges) -> None:
        """Remember that the person signed in has read this; it is not shown to them again."""
        self._marks.keep(self._staff(), changes.now.to_words())

    def _changed(self, kind: str, seen: SeenMarks) -> ChangedPublication | None:
        published = self._published
        version, before = published.version(kind), seen.versions.get(kind, 0)
        new = published.value(kind, version) if version > before else None
        if new is None:
            return None
        kept = [each for each in published.versions(kind) if each <= before]
        changes = content_changes(published.value(kind, kept[0]) if kept else None, new)
        if kind == TRUST:  # A new device is no news at the desk; one that was stopped is.
            changes = tuple(change for change in changes if change.kind != NEW)
            if not changes:
                return None
        if not kept:  # The first the county ever published: everything in it is new.
            changes = _summary(changes)
        return ChangedPublication(kind, version, changes)


def _summary(changes: tuple[PublishedChange, ...]) -> tuple[PublishedChange, ...]:
    """Say in one line what would be a line for each item."""
    if len(changes) <= _FIRST_LINES_MAX:
        return changes
    return (PublishedChange(NEW, f"共 {len(changes)} 项", "县局第一次发布"),)


_FIRST_LINES_MAX: Final = 5
