"""Submitting an intake page: intake and its outcome in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from counter_app.domain.case import Case
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId
from counter_app.ports import UnitOfWork
from counter_app.services.accept_case import accept
from counter_app.services.accept_provisionally import PledgeRequest, accept_provisionally
from counter_app.services.issue_notice import issue_notice
from counter_app.services.office import Office
from counter_app.services.print_document import intend
from counter_app.services.receive_case import IntakeForm, receive
from counter_app.services.refuse_case import RefusalReason, refuse


class Outcome(Enum):
    """What the clerk reached at the counter.

    Four of article 32's five outcomes end an intake; the fifth, 当场更正, is logged with the
    intake and leads to one of these.  RECEIVE keeps the papers and tells the outcome later,
    within the notice clock; PROVISIONAL accepts on a pledge (容缺受理).
    """

    ACCEPT = "accept"
    NOTICE = "notice"
    REFUSE = "refuse"
    RECEIVE = "receive"
    PROVISIONAL = "provisional"


PAPERS = {
    Outcome.ACCEPT: (FormId.INTAKE_RECEIPT, FormId.ACCEPTANCE_NOTICE),
    Outcome.NOTICE: (FormId.ONE_TIME_NOTICE,),
    Outcome.REFUSE: (FormId.REFUSAL_NOTICE,),
    Outcome.RECEIVE: (FormId.INTAKE_RECEIPT,),
    Outcome.PROVISIONAL: (
        FormId.INTAKE_RECEIPT,
        FormId.SUPPLEMENT_PLEDGE,
        FormId.PROVISIONAL_ACCEPTANCE_NOTICE,
    ),
}
assert PAPERS.keys() == set(Outcome), "every outcome is owed a paper"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Submission:
    """An intake page as submitted.

    Attributes:
        refusal: With outcome REFUSE, and only then.
        pledge: With outcome PROVISIONAL, and only then.
        prints: Papers that come out at once; defaults to those the outcome is owed.
    """

    form: IntakeForm
    outcome: Outcome
    refusal: RefusalReason | None = None
    pledge: PledgeRequest | None = None

    def __post_init__(self) -> None:
        assert (self.refusal is not None) == (self.outcome is Outcome.REFUSE)
        assert (self.pledge is not None) == (self.outcome is Outcome.PROVISIONAL)


class SubmitIntake:
    """Receives a case, records its outcome and the papers owed: all of it, or nothing."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, submission: Submission) -> Case:
        """Do it and return the case as it now stands, with its number.

        Raises:
            RuleError: A rule of intake or of the outcome; nothing was changed.
            StorageError: See `UnitOfWork.commit`.
        """
        with self._office.unit_of_work() as work:
            case_id = perform(self._office, work, submission)
            case = work.case(case_id)
            work.commit()
        return case


def perform(office: Office, work: UnitOfWork, submission: Submission) -> CaseId:
    """Record a submission inside a transaction of the caller."""
    case_id = receive(office, work, submission.form)
    match submission.outcome:
        case Outcome.ACCEPT:
            accept(office, work, case_id)
        case Outcome.NOTICE:
            issue_notice(office, work, case_id)
        case Outcome.REFUSE:
            assert submission.refusal is not None
            refuse(office, work, case_id, submission.refusal)
        case Outcome.PROVISIONAL:
            assert submission.pledge is not None
            accept_provisionally(office, work, case_id, submission.pledge)
        case Outcome.RECEIVE:
            pass
    intend(office, work, case_id, PAPERS[submission.outcome])
    return case_id
