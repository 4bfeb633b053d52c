"""取回全卷: a case of which only the header is here, and its bodies from the county."""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.disposal import CaseHeader
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.services.guarded_reading import require_right
from counter_app.services.office import Office


class AwayBodies(Protocol):
    """What is kept of cases whose bodies went, and which of them are wanted again."""

    def case_header(self, case_id: CaseId) -> CaseHeader | None:
        """Return what is kept of a case; None for one that is here whole."""

    def want_bodies(self, case_id: CaseId) -> None:
        """Fetch the bodies with the next exchange."""

    def leave_bodies(self, case_id: CaseId) -> None:
        """Fetch them no more; what came so far goes again."""


class FetchCase:
    """For those who may see cases; every method raises `NotAuthorised` for others."""

    def __init__(self, office: Office, bodies: AwayBodies) -> None:
        """Take the desk and where it is known what went."""
        self._office = office
        self._bodies = bodies

    def header(self, case_id: CaseId) -> CaseHeader | None:
        """Return what is kept here of a case whose bodies went; None when it is here whole."""
        require_right(self._office.desk, Right.READ_CASES)
        return self._bodies.case_header(case_id)

    def fetch(self, case_id: CaseId) -> CaseHeader | None:
        """Want the bodies; they come with the next exchange, whenever there is a line.

        Raises:
            ViewOnly, DiskFull: Nothing can be written here, so nothing can come.
        """
        require_right(self._office.desk, Right.READ_CASES)
        self._bodies.want_bodies(case_id)
        return self._bodies.case_header(case_id)

    def leave(self, case_id: CaseId) -> CaseHeader | None:
        """Want them no more."""
        require_right(self._office.desk, Right.READ_CASES)
        self._bodies.leave_bodies(case_id)
        return self._bodies.case_header(case_id)
