"""A morning's cases at one counter, made by the real services."""

from __future__ import annotations

from datetime import timedelta

from counter_app.domain.applicant import Applicant, EntrySource
from counter_app.domain.case import Case
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.item import ServiceItem
from counter_app.domain.material import JudgedMaterial, Verdict, checklist
from counter_app.services.office import Office
from counter_app.services.receive_case import IntakeForm
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.submit_intake import Outcome, Submission, SubmitIntake
from tests.fakes.clocks import SettableClock

NAMES = ("沈桂兰", "欧阳明", "阿卜杜拉·买买提", "赵一", "㐂䶮", "周小川", "冯春生")


def person(place: int) -> Applicant:
    return Applicant(
        name=NAMES[place % len(NAMES)],
        id_kind="resident-id",
        number=f"5108991942031200{place % 100:02d}",
        phone=f"138000000{place % 100:02d}",
        address="石桥镇青杠村2组",
        entry=EntrySource.CARD if place % 2 else EntrySource.TYPED,
        entry_reason="" if place % 2 else "证件损坏",
    )


def judged(item: ServiceItem, *verdicts: Verdict) -> tuple[JudgedMaterial, ...]:
    """Judge the checklist of an item; lines without a verdict of their own are complete."""
    lines = checklist(item.materials)
    wanted = [*verdicts, *[Verdict.COMPLETE] * len(lines)]
    return tuple(
        JudgedMaterial(
            name=line.name,
            necessity=line.necessity,
            required_originals=line.required_originals,
            required_copies=line.required_copies,
            standard=line.standard,
            verdict=verdict,
            originals=1 if verdict is not Verdict.MISSING else 0,
            problem="没有盖村委会公章" if verdict is Verdict.DEFECTIVE else "",
        )
        for line, verdict in zip(lines, wanted, strict=False)
    )


def items_with_materials(office: Office, least: int) -> list[ServiceItem]:
    return [
        item
        for item in office.rulebook.catalogue.items
        if item.is_usable and len(item.materials) >= least and item.promised_limit
    ]


def take_in(office: Office, outcome: Outcome, *verdicts: Verdict, place: int = 0) -> Case:
    item = items_with_materials(office, 3)[place % 5]
    refusal = None
    if outcome is Outcome.REFUSE:
        refusal = RefusalReason(
            ground=RefusalGround.NOT_COMPETENT,
            reason="户籍不在本镇",
            competent_authority="柳河镇人民政府",
        )
    return SubmitIntake(office)(
        Submission(
            form=IntakeForm(
                item_id=item.item_id,
                applicant=person(place),
                proxy=None,
                materials=judged(item, *verdicts),
            ),
            outcome=outcome,
            refusal=refusal,
        )
    )


def a_morning(office: Office, clock: SettableClock) -> list[Case]:
    """Take in one case of every kind, some minutes apart."""
    missing = (Verdict.COMPLETE, Verdict.MISSING, Verdict.DEFECTIVE)
    made = []
    for place, (outcome, verdicts) in enumerate(
        (
            (Outcome.ACCEPT, ()),
            (Outcome.NOTICE, missing),
            (Outcome.RECEIVE, missing),
            (Outcome.REFUSE, ()),
            (Outcome.ACCEPT, ()),
            (Outcome.RECEIVE, ()),
            (Outcome.NOTICE, missing),
        )
    ):
        made.append(take_in(office, outcome, *verdicts, place=place))
        clock.pass_time(timedelta(minutes=7))
    return made
