"""查看完整信息: masked data of a case shown in full, to somebody with a reason, on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from counter_app.domain.authority import require
from counter_app.domain.case import Case
from counter_app.domain.errors import NothingRevealed, RevealReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.privacy_facts import (
    MASKED,
    REASON_CHARACTERS_MIN,
    DataRevealed,
    Reveal,
)
from counter_app.domain.service_facts import DetailField
from counter_app.services.office import Office

REASON_CHARACTERS_MAX: Final = 100


class RevealData:
    """Records who wants to see what and why, then returns the values."""

    def __init__(self, office: Office) -> None:
        """Take the desk."""
        self._office = office

    def __call__(
        self, case_id: CaseId, fields: Sequence[DetailField], reason: str
    ) -> Mapping[DetailField, str]:
        """Return the full values; nothing is returned that could not be recorded.

        Args:
            case_id: Of which case.
            fields: Which of the masked ones; those the case does not hold are left out.
            reason: At least four characters.

        Raises:
            RevealReasonMissing: Nobody said why.
            NotAuthorised: The role has no right to it: administrators and auditors see no case.
            NothingRevealed: The case holds none of these.
            StorageError: It could not be recorded; nothing is shown.
        """
        require(self._office.desk.operator().role, Right.REVEAL)
        reason = " ".join(reason.split())[:REASON_CHARACTERS_MAX]
        if len(reason) < REASON_CHARACTERS_MIN:
            raise RevealReasonMissing
        with self._office.unit_of_work() as work:
            held = full_values(work.case(case_id))
            wanted = tuple(field for field in MASKED if field in fields and held.get(field))
            if not wanted:
                raise NothingRevealed
            reveal = Reveal(fields=wanted, reason=reason, revealed_at=self._office.now())
            work.record(case_id, DataRevealed(reveal=reveal))
            work.commit()
        return {field: held[field] for field in wanted}


def full_values(case: Case) -> Mapping[DetailField, str]:
    """Return every masked value of a case in full; empty ones are left out."""
    values = {
        DetailField.NUMBER: case.applicant.number,
        DetailField.PHONE: case.applicant.phone,
        DetailField.ADDRESS: case.applicant.address,
    }
    if case.proxy is not None:
        values[DetailField.PROXY_NUMBER] = case.proxy.number
        values[DetailField.PROXY_PHONE] = case.proxy.phone
    return {field: value for field, value in values.items() if value}
