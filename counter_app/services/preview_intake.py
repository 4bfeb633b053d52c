"""What the papers of an intake page would say if it were submitted now."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.case import Case
from counter_app.domain.print_job import FormId
from counter_app.services.office import Office
from counter_app.services.scratch import scratch
from counter_app.services.submit_intake import PAPERS, Submission, perform


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
            return IntakePreview(case=work.case(case_id), forms=PAPERS[submission.outcome])
