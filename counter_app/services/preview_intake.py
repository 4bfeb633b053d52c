"""What the papers of an intake page would say if it were submitted now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.numbering import CASE_NUMBER_DIGITS
from counter_app.domain.print_job import FormId
from counter_app.services.office import Office
from counter_app.services.scratch import scratch
from counter_app.services.submit_intake import PAPERS, Submission, perform

NO_NUMBER: Final = "（提交后编号）"
"""Stands where a document number will; a number exists only once it is committed."""


@dataclass(frozen=True, slots=True, repr=False)
class IntakePreview:
    """The case as it would be, and the papers that would come out.

    Attributes:
        forms: First the one the citizen is owed for this outcome.
    """

    case: Case
    forms: tuple[FormId, ...]


class PreviewIntake:
    """Tries a submission on scratch paper: the same rules, no number, nothing kept."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, submission: Submission) -> IntakePreview:
        """Return what would come out.

        Raises:
            RuleError: Whatever the real submission would raise.
        """
        with scratch(self._office.desk, self._office.clock) as work:
            case_id = perform(self._office, work, submission)
            case = _without_numbers(work.case(case_id))
        return IntakePreview(case=case, forms=PAPERS[submission.outcome])


def _without_numbers(case: Case) -> Case:
    """Return a case with zeros and blanks for its numbers: nobody may take them for real."""
    acceptance, refusal, pledge = case.acceptance, case.refusal, case.pledge
    return replace(
        case,
        number="0" * CASE_NUMBER_DIGITS,
        query_code="000000",
        received_document_number=NO_NUMBER,
        acceptance=replace(acceptance, document_number=NO_NUMBER) if acceptance else None,
        refusal=replace(refusal, document_number=NO_NUMBER) if refusal else None,
        pledge=replace(pledge, document_number=NO_NUMBER) if pledge else None,
        notices=tuple(replace(notice, document_number=NO_NUMBER) for notice in case.notices),
    )
