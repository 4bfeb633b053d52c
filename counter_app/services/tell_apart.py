"""核对重复: two cases of one person and one item are not the same matter, or may be after all."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.errors import AlreadyDone, CaseNotFound, IllegalStep, ReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import DuplicateJudged
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import DuplicateJudgement
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class TellApartRequest:
    """Which other case it is about, and why.

    Attributes:
        other_number: 27 digits; dashes and blanks do not matter.
        is_duplicate: Takes the word back that they are two matters: then it is asked again.
    """

    other_number: str
    reason: str
    is_duplicate: bool = False


def tell_apart(
    office: Office, work: UnitOfWork, case_id: CaseId, request: TellApartRequest
) -> tuple[FormId, ...]:
    """Record it at both cases inside a transaction of the caller; no paper is owed.

    Nothing is merged or parted by it: only the question goes, or comes again.  It is undone by
    another of its kind.

    Raises:
        CaseNotFound: No case here has that number.
        IllegalStep: It is this case itself.
        ReasonMissing: No reason was given.
        AlreadyDone: It says so already.
    """
    stand(office, work, case_id, Act.TELL_APART)  # Nobody learns otherwise which numbers exist.
    number = "".join(filter(str.isdigit, request.other_number))
    other = work.find_case(number)
    if other is None:
        raise CaseNotFound(number[-6:])
    if other == case_id:
        raise IllegalStep("这就是本件，请填另一件的编号")
    reason = request.reason.strip()
    if not reason:
        raise ReasonMissing("核对重复收件")
    if request.is_duplicate != (other in work.case(case_id).told_apart):
        raise AlreadyDone(number[-6:])
    for one, twin in ((case_id, other), (other, case_id)):
        standing = stand(office, work, one, Act.TELL_APART)
        judgement = DuplicateJudgement(
            other=twin,
            is_duplicate=request.is_duplicate,
            reason=reason,
            judged_at=standing.now,
        )
        standing.record(DuplicateJudged(judgement=judgement))
    return ()
