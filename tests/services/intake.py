"""Intake pages as a clerk would fill them, on an item of the shipped catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from counter_app.domain.material import JudgedMaterial, Verdict, checklist
from counter_app.services.office import Office
from counter_app.services.receive_case import IntakeForm
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.submit_intake import Outcome, Submission
from tests.fakes.people import GRANNY

ALLOWANCE = "T006"


def judged(
    office: Office, verdicts: Sequence[Verdict | None], item_id: str = ALLOWANCE
) -> tuple[JudgedMaterial, ...]:
    """Judge the checklist of an item; lines beyond the given verdicts are complete."""
    item = office.rulebook.catalogue.by_id(item_id)
    assert item is not None
    lines = checklist(item.materials)
    rest = [Verdict.COMPLETE] * (len(lines) - len(verdicts))
    return tuple(_judge(line, v) for line, v in zip(lines, [*verdicts, *rest], strict=True))


def submission(
    office: Office,
    verdicts: Sequence[Verdict | None] = (),
    *,
    outcome: Outcome = Outcome.ACCEPT,
    refusal: RefusalReason | None = None,
    item_id: str = ALLOWANCE,
) -> Submission:
    form = IntakeForm(
        item_id=item_id,
        applicant=GRANNY,
        proxy=None,
        materials=judged(office, verdicts, item_id),
    )
    return Submission(form=form, outcome=outcome, refusal=refusal)


def _judge(line: JudgedMaterial, verdict: Verdict | None) -> JudgedMaterial:
    here = verdict in {Verdict.COMPLETE, Verdict.DEFECTIVE}
    problem = "缺签名" if verdict is Verdict.DEFECTIVE else ""
    return replace(line, verdict=verdict, originals=int(here), problem=problem)
