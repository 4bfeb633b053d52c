"""The brake: a pull that changes a great part of the open cases waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from counter_app.domain.errors import MassChangeHeld
from counter_app.domain.ids import CaseId

CASES_ALWAYS_TAKEN: Final = 20
"""So many cases may change status in one pull, whatever part of the open ones they are."""

PART: Final = 5
"""More than a fifth of the open cases is a mass change."""


def is_mass_change(changing: int, open_cases: int) -> bool:
    """Answer whether a pull changes too much to be taken without being asked."""
    return changing > CASES_ALWAYS_TAKEN and changing * PART > open_cases


class PullWatch:
    """Counts over the pages of one pull which cases change that were open before it."""

    def __init__(self) -> None:
        self._open_before: frozenset[CaseId] | None = None
        self._changed: frozenset[CaseId] = frozenset()

    @property
    def is_counting(self) -> bool:
        """Whether it knows the open cases already."""
        return self._open_before is not None

    def begin(self, open_cases: Iterable[CaseId]) -> None:
        """Note which cases are open before the first page."""
        self._open_before = frozenset(open_cases)

    def look(self, before: Mapping[CaseId, str], after: Mapping[CaseId, str]) -> None:
        """Look at the statuses before and after a page, while it can still be given back.

        Raises:
            MassChangeHeld: With this page too many cases would have changed.
        """
        assert self._open_before is not None
        changing = {case for case, status in before.items() if after.get(case) != status}
        changed = self._changed | (changing & self._open_before)
        if is_mass_change(len(changed), len(self._open_before)):
            raise MassChangeHeld(f"{len(changed)} of {len(self._open_before)} open cases change")
        self._changed = changed
