"""更正: putting right what was written down.  The old words stay in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from counter_app.domain.applicant import Applicant
from counter_app.domain.case import Case
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import CorrectionEmpty, ReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import CaseAmended
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import Amendment, DetailField
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AmendRequest:
    """What is put right.

    Attributes:
        details: Field → the right words.
        reason: Why; may be "" as long as no outcome was told (当场更正).
    """

    details: Mapping[DetailField, str]
    reason: str = ""


def amend(
    office: Office, work: UnitOfWork, case_id: CaseId, request: AmendRequest
) -> tuple[FormId, ...]:
    """Record corrections inside a transaction of the caller; no paper is owed, they are logged.

    Raises:
        CorrectionEmpty: Nothing would change.
        ReasonMissing: An outcome was told already, and no reason is given.
        InvalidApplicant: Name or number would be blank or too long.

    Source: 行政许可法 art. 32(1)(3).
    """
    standing = stand(office, work, case_id, Act.AMEND)
    is_on_the_spot = standing.case.status is CaseStatus.RECEIVED
    if not is_on_the_spot and not request.reason.strip():
        raise ReasonMissing("更正已告知结论的办件")
    changes = {
        detail: (_present(standing.case, detail), after.strip())
        for detail, after in request.details.items()
    }
    changes = {detail: pair for detail, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        raise CorrectionEmpty(standing.case.number)
    _amended_applicant(standing.case.applicant, changes).require_plausible()
    for detail, (before, after) in changes.items():
        amendment = Amendment(
            detail=detail,
            before=before,
            after=after,
            reason=request.reason.strip(),
            is_on_the_spot=is_on_the_spot,
            amended_at=standing.now,
        )
        standing.record(CaseAmended(amendment=amendment))
    return ()


def _present(case: Case, detail: DetailField) -> str:
    proxy = case.proxy
    return {
        DetailField.NAME: case.applicant.name,
        DetailField.NUMBER: case.applicant.number,
        DetailField.PHONE: case.applicant.phone,
        DetailField.ADDRESS: case.applicant.address,
        DetailField.PROXY_NAME: proxy.name if proxy else "",
        DetailField.PROXY_NUMBER: proxy.number if proxy else "",
        DetailField.PROXY_PHONE: proxy.phone if proxy else "",
        DetailField.PROXY_AUTHORITY: proxy.authority if proxy else "",
    }[detail]


def _amended_applicant(
    applicant: Applicant, changes: Mapping[DetailField, tuple[str, str]]
) -> Applicant:
    name = changes.get(DetailField.NAME, ("", applicant.name))[1]
    number = changes.get(DetailField.NUMBER, ("", applicant.number))[1]
    return replace(applicant, name=name, number=number)
