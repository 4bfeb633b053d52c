"""补正: materials that a one-time notice had named come in."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app.domain.case import Case, Supplement
from counter_app.domain.case_event import CaseSupplemented
from counter_app.domain.custody import refuse_kept_cards
from counter_app.domain.errors import MaterialsNotJudged, NewDemand, UnknownMaterial
from counter_app.domain.guards import why_not
from counter_app.domain.ids import CaseId
from counter_app.domain.material import JudgedMaterial, Verdict, outstanding, require_all_judged
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.accept_case import accept
from counter_app.services.office import Office
from counter_app.services.print_document import intend
from counter_app.services.stale_base import Seen, refuse_stale
from counter_app.services.standing import look, stand


def supplement(
    office: Office, work: UnitOfWork, case_id: CaseId, materials: Sequence[JudgedMaterial]
) -> bool:
    """Record a supplement inside a transaction of the caller.

    Args:
        office: The desk.
        work: The transaction.
        case_id: A case that waits for its supplement.
        materials: The lines judged anew; others keep their verdict.

    Returns:
        Whether nothing is outstanding any more.

    Raises:
        IllegalStep: The case waits for no supplement, neither after a notice nor by a pledge.
        IdentityCardKept: A line says that an identity card was kept.
        UnknownMaterial: A line is not on the checklist.
        NewDemand: A line that was complete before is judged otherwise now.
        MaterialsNotJudged: No line was handed in, or a verdict lacks its reason.
    """
    standing = stand(office, work, case_id, Act.SUPPLEMENT)
    case = standing.case
    if not materials:
        raise MaterialsNotJudged("没有补交任何材料")
    before = {material.name: material for material in case.materials}
    strange = [material.name for material in materials if material.name not in before]
    if strange:
        raise UnknownMaterial("、".join(strange))
    spoilt = [
        material.name
        for material in materials
        if before[material.name].verdict is Verdict.COMPLETE
        and material.verdict is not Verdict.COMPLETE
    ]
    if spoilt:
        raise NewDemand("、".join(spoilt))
    refuse_kept_cards(tuple(materials))
    latest = before | {material.name: material for material in materials}
    require_all_judged(tuple(latest.values()))
    is_complete = not outstanding(latest.values())
    taken = Supplement(
        document_number=standing.number(FormId.SUPPLEMENT_RECEIPT),
        supplemented_at=standing.now,
        materials=tuple(materials),
        is_complete=is_complete,
    )
    standing.record(CaseSupplemented(supplement=taken))
    return is_complete


def supplement_and_accept(
    office: Office, work: UnitOfWork, case_id: CaseId, materials: Sequence[JudgedMaterial]
) -> tuple[FormId, ...]:
    """Take a supplement in and accept the case at once when it is complete; return the papers owed.

    Somebody who may take papers in and not accept (law.md 9) leaves the acceptance to a
    colleague; it is as of the day of the supplement all the same.
    """
    is_complete = supplement(office, work, case_id, materials)
    if not is_complete or work.case(case_id).acceptance is not None:
        return (FormId.SUPPLEMENT_RECEIPT,)
    if why_not(Act.ACCEPT, look(office, work, case_id).situation) is not None:
        return (FormId.SUPPLEMENT_RECEIPT,)
    accept(office, work, case_id)
    return FormId.SUPPLEMENT_RECEIPT, FormId.ACCEPTANCE_NOTICE


class SupplementCase:
    """Takes a supplement in; accepts the case at once when it is complete."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(
        self, case_id: CaseId, materials: Sequence[JudgedMaterial], seen: Seen | None = None
    ) -> Case:
        with self._office.unit_of_work() as work:
            refuse_stale(work, case_id, seen)
            forms = supplement_and_accept(self._office, work, case_id, materials)
            intend(self._office, work, case_id, forms)
            case = work.case(case_id)
            work.commit()
        return case
