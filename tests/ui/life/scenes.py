"""Cases in every state of their life, made by the real services."""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import DeliveryManner, Result
from counter_app.domain.fee_table import FeeLine
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.handling_rules import JointDepartment
from counter_app.domain.item import Necessity
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.services.accept_case import AcceptCase
from counter_app.services.charge_fee import SlipRequest
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.forward_case import AnswerRequest, ForwardRequest
from counter_app.services.pause_case import PauseRequest
from counter_app.services.review_case import OpinionRequest, VisitRequest
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.services.intake import submission
from tests.services.life import COMMITTED, ESCALATED, JOINT, Life

FEE = FeeLine(
    name="工本费",
    standard="10元/证",
    basis="省价费〔2020〕1号",
    unit="证",
    amount_fen=1000,
    is_reducible=True,
    reduction_note="低保对象免收",
)
DEPARTMENTS = ("自然资源所", "农业农村办公室", "村镇建设办公室")


def publish(rules) -> None:
    """Publish a joint item with its departments, and a committed one with a fee."""
    parts = tuple(JointDepartment(name, 1, 5) for name in DEPARTMENTS)
    rules.change(JOINT, joint_departments=parts, lead_department="村镇建设办公室")
    item = rules.catalogue.by_id(COMMITTED)
    second = replace(item.materials[1], necessity=Necessity.DEFERRABLE)
    rules.change(
        COMMITTED,
        fees=(FEE,),
        collecting_unit="青禾县财政局",
        bank_account="青禾农商行 6200",
        materials=(item.materials[0], second, *item.materials[2:]),
        result_name="高龄津贴审批表",
    )


def received(life: Life) -> None:
    life.begin(Verdict.COMPLETE, Verdict.MISSING, outcome=Outcome.RECEIVE)


def complete(life: Life) -> None:
    life.begin(outcome=Outcome.RECEIVE)


def awaiting(life: Life) -> None:
    life.begin(Verdict.COMPLETE, Verdict.MISSING, Verdict.DEFECTIVE, outcome=Outcome.NOTICE)


def accepted(life: Life) -> None:
    life.begin(item=COMMITTED)


def joint(life: Life) -> None:
    life.begin(item=JOINT)
    life.do(OpinionRequest(department=DEPARTMENTS[0], stance=Stance.AGREE, text="符合规划"))
    life.do(OpinionRequest(department=DEPARTMENTS[1], stance=Stance.DISAGREE, text="占用耕地"))
    life.do(VisitRequest(place="青杠村2组", staff=("周小禾", "高远"), finding="四至清楚，无争议"))


def paused(life: Life) -> None:
    life.begin(item=JOINT)
    life.do(
        ExtendRequest(
            approved_by=ApproverRank.GOVERNMENT_HEAD, reason="需要会商", approver="李镇长"
        )
    )
    life.do(PauseRequest(kind=SpecialProcedureKind.APPRAISAL, expected_days=12, reason="地质鉴定"))


def forwarded(life: Life) -> None:
    made = submission(life.office, item_id=ESCALATED)
    kept = tuple(
        replace(line, handling=OriginalHandling.KEPT) if "身份证" not in line.name else line
        for line in made.form.materials
    )
    form = replace(made.form, materials=kept)
    life.case_id = SubmitIntake(life.office)(replace(made, form=form)).case_id
    life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.HAND, carrier="冯春生"))
    life.after(hours=26)
    life.do(AnswerRequest(kind=UpperAnswerKind.ASKED, body="青禾县民政局", text="户口簿缺第3页？"))


def concluded(life: Life) -> None:
    life.begin(item=JOINT)
    for name in DEPARTMENTS:
        life.do(OpinionRequest(department=name, stance=Stance.AGREE))
    life.do(DecisionRequest(kind=DecisionKind.GRANTED, decided_by="村镇建设办公室"))
    result = Result(name="宅基地批准书", number="青宅〔2026〕17号")
    life.do(ConcludeRequest(result=result))


def delivered(life: Life) -> None:
    concluded(life)
    life.do(DeliverRequest(manner=DeliveryManner.DIRECT, received_by="沈桂兰"))


def paying(life: Life) -> None:
    life.begin(item=COMMITTED)
    life.do(SlipRequest())


def deemed(life: Life) -> None:
    life.begin(Verdict.COMPLETE, Verdict.MISSING, outcome=Outcome.RECEIVE)
    life.after(days=8)


def accepted_late(life: Life) -> None:
    """Accept a case two days after it was received."""
    life.begin(outcome=Outcome.RECEIVE)
    life.after(days=2)
    AcceptCase(life.office)(life.case_id)
