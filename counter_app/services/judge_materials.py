"""判定材料: judging, after intake, what was taken in without an outcome (先收件)."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app.domain.case import Case
from counter_app.domain.case_event import MaterialsJudged
from counter_app.domain.errors import MaterialsNotJudged, UnknownMaterial
from counter_app.domain.ids import CaseId
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.steps import Act
from counter_app.services.office import Office
from counter_app.services.stale_base import Seen, refuse_stale
from counter_app.services.standing import stand


class JudgeMaterials:
    """Records verdicts on a case that was received and not yet answered.

    Until something has been told, a verdict may be changed; afterwards the one-time notice
    stands, and only a supplement moves a line.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(
        self, case_id: CaseId, materials: Sequence[JudgedMaterial], seen: Seen | None = None
    ) -> Case:
        """Record the lines given; others keep their verdict.

        Raises:
            IllegalStep: The case has an outcome, or counts as accepted.
            UnknownMaterial: A line is not on the checklist.
            MaterialsNotJudged: No line was given, or one without a verdict.
        """
        with self._office.unit_of_work() as work:
            refuse_stale(work, case_id, seen)
            standing = stand(self._office, work, case_id, Act.JUDGE)
            case = standing.case
            known = {material.name for material in case.materials}
            strange = [material.name for material in materials if material.name not in known]
            if strange:
                raise UnknownMaterial("、".join(strange))
            if not materials or any(material.verdict is None for material in materials):
                raise MaterialsNotJudged(
                    "没有判定任何材料" if not materials else "还有材料没有判定"
                )
            fact = MaterialsJudged(materials=tuple(materials), judged_at=standing.now)
            standing.record(fact)
            judged = work.case(case_id)
            work.commit()
        return judged
