"""Papers of a case: the first copy, and numbered reprints (补打)."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.domain.authority import require
from counter_app.domain.case import Case
from counter_app.domain.case_event import PrintIntended
from counter_app.domain.case_papers import document_numbers
from counter_app.domain.errors import IllegalStep, ReprintReasonMissing
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.permissions import Right
from counter_app.domain.print_job import FormId
from counter_app.domain.terms import name_of
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office


def intend(office: Office, work: UnitOfWork, case_id: CaseId, forms: Iterable[FormId]) -> None:
    """Record that papers are to come out; part of the act's own transaction."""
    for form in forms:
        case = work.case(case_id)
        _intend_copy(office, work, case, form, reason="")


class PrintDocument:
    """Prints a paper of a case that has not been printed yet, or another copy with a reason."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_id: CaseId, form: FormId, *, reason: str = "") -> EventId:
        """Record the intent and return the job's id; the printer thread does the rest.

        Raises:
            ReprintReasonMissing: A copy may already lie on the desk and no reason was given.
            IllegalStep: The case has no such paper, since the act never happened.
            NotAuthorised: Not by this person.
        """
        require(self._office.desk.operator().role, Right.PRINT_COPIES)
        with self._office.unit_of_work() as work:
            case = work.case(case_id)
            job = _intend_copy(self._office, work, case, form, reason=reason)
            work.commit()
        return job


def document_number_of(case: Case, form: FormId) -> str:
    """Return the number that a paper of this case bears.

    Raises:
        IllegalStep: What the paper would tell has not happened.
    """
    number = document_numbers(case).get(form)
    if number is None:
        raise IllegalStep(f"{case.number} 还没有《{name_of(form)}》可打印")
    return number


def available_forms(case: Case) -> tuple[FormId, ...]:
    """Return the papers that can be printed of a case as it stands."""
    return tuple(document_numbers(case))


def _intend_copy(
    office: Office, work: UnitOfWork, case: Case, form: FormId, *, reason: str
) -> EventId:
    number = document_number_of(case, form)
    copy_number = case.next_copy_number(form=form, document_number=number)
    reason = reason.strip() or _reason_of_failed(case, form, number, copy_number)
    if copy_number > 1 and not reason:
        raise ReprintReasonMissing(number)
    return work.record(
        case.case_id,
        PrintIntended(
            form=form,
            document_number=number,
            copy_number=copy_number,
            about=case.status_set_by,
            intended_at=office.now(),
            reason=reason,
        ),
    )


def _reason_of_failed(case: Case, form: FormId, number: str, copy_number: int) -> str:
    """Return why this very copy was asked for before it failed: another try is no other copy."""
    tries = [
        document.reason
        for document in case.documents
        if (document.form, document.document_number, document.copy_number)
        == (form, number, copy_number)
    ]
    return tries[-1] if tries else ""
