"""灾害模式: the director lets decisions go on for a month without the county."""

from __future__ import annotations

from counter_app.domain.access_facts import DisasterModeSet
from counter_app.domain.authority import require
from counter_app.domain.errors import ReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.services.office import Office


class SetDisasterMode:
    """Switches the mode on or off, with a reason; papers are taken in either way."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, *, is_on: bool, reason: str) -> DisasterModeSet:
        """Record it.

        Raises:
            NotAuthorised: Only the director may.
            ReasonMissing: Nothing was said.
        """
        require(self._office.desk.operator().role, Right.SET_DISASTER_MODE)
        if not reason.strip():
            raise ReasonMissing
        fact = DisasterModeSet(is_on=is_on, reason=reason.strip(), set_at=self._office.now())
        with self._office.unit_of_work() as work:
            work.record(CaseId(""), fact)
            work.commit()
        return fact
