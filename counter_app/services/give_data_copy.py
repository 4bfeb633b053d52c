"""个人信息查询单: a citizen is told what this counter holds about them, and who has seen it."""

from __future__ import annotations

from counter_app.domain.authority import require
from counter_app.domain.case import Case
from counter_app.domain.data_sheet import CopyRequest, DataSheet, held_about, seen_by
from counter_app.domain.errors import FieldMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.print_job import FormId
from counter_app.domain.privacy import mask_number
from counter_app.domain.privacy_facts import DataCopy, DataCopyGiven
from counter_app.ports import CaseFinder, UnitOfWork
from counter_app.services.office import Office


class GiveDataCopy:
    """Gathers what is held about the applicant of a case and records that they were told."""

    def __init__(self, office: Office, finder: CaseFinder) -> None:
        """Take the desk, and a finder that records nothing: the sheet itself is the record."""
        self._office = office
        self._finder = finder

    def __call__(self, case_id: CaseId, request: CopyRequest) -> DataSheet:
        """Return the sheet; the citizen's cases at this counter are found by their number.

        Raises:
            FieldMissing: Nothing was asked for.
            NotAuthorised: Administrators and auditors see no citizen's data.
            StorageError: It could not be recorded; nothing is given.

        Source: 个人信息保护法 art. 44, 45, 50.
        """
        office = self._office
        require(office.desk.operator().role, Right.READ_CASES)
        if not request.asked:
            raise FieldMissing("要求")
        with office.unit_of_work() as work:
            cases = self._cases(work, case_id)
            now = office.now()
            copy = DataCopy(
                document_number=office.next_document_number(work, FormId.PERSONAL_DATA_SHEET),
                asked_by=request.asked_by.strip(),
                requests=tuple(asked.value for asked in request.asked),
                refused=request.refused,
                given_at=now,
            )
            work.record(case_id, DataCopyGiven(copy=copy))
            work.commit()
        person = cases[0].applicant
        heard = office.timekeeper.estimate().earliest if office.timekeeper else None
        return DataSheet(
            document_number=copy.document_number,
            person_name=person.name,
            id_kind=person.id_kind,
            id_number_masked=mask_number(person.number),
            request=request,
            given_at=now,
            data_as_of=heard or now,
            held=held_about(cases),
            seen=seen_by(cases),
        )

    def _cases(self, work: UnitOfWork, case_id: CaseId) -> tuple[Case, ...]:
        """Return the case that was asked about, then the others of the same applicant."""
        asked = work.case(case_id)
        number = asked.applicant.number
        found = [card.case_id for card in self._finder.search(number).cards]
        others = [work.case(other) for other in found if other != case_id]
        return (asked, *(case for case in others if case.applicant.number == number))
