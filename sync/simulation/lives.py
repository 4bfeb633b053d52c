"""Invented cases and what befalls them: real facts of the domain, drawn with dice."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from counter_app.domain.applicant import Applicant
from counter_app.domain.case import Acceptance, Case, ItemSnapshot, Refusal, Supplement
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseFact,
    CaseReceived,
    CaseSupplemented,
    OneTimeNoticeIssued,
    PrintIntended,
)
from counter_app.domain.case_status import (
    BEFORE_DECISION,
    BEFORE_OUTCOME,
    DECIDED,
    ENDED,
    AcceptanceBasis,
    CaseStatus,
    Channel,
    RefusalGround,
)
from counter_app.domain.ending_facts import (
    Conclusion,
    Delivery,
    DeliveryManner,
    Ending,
    EndingGround,
    EndingKind,
    Result,
)
from counter_app.domain.handling_facts import Decision, DecisionKind, Opinion, Stance
from counter_app.domain.identity_number import check_character_mod11_2
from counter_app.domain.item import DayUnit, HandlingType, Necessity, TimeLimit
from counter_app.domain.life_facts import (
    CaseConcluded,
    CaseDecided,
    CaseWithdrawn,
    OpinionRecorded,
    ResultDelivered,
)
from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.domain.notice import OneTimeNotice, notice_lines
from counter_app.domain.numbering import case_number, document_number, sequence_key
from counter_app.domain.print_job import FormId
from sync.simulation.disputes import disputed

Dice = random.Random

_REGIONS: Final = ("110199", "310199", "371699", "440199", "510899", "540199", "650199")
"""Region codes that never existed: no number can belong to anybody."""

_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_LIMIT: Final = TimeLimit(days=20, unit=DayUnit.WORKING)
_ITEM: Final = ItemSnapshot(
    item_id="S001",
    code="",
    name="最低生活保障对象认定",
    department="民政",
    handling_type=HandlingType.COMMITTED,
    statutory_limit=_LIMIT,
    promised_limit=TimeLimit(days=10, unit=DayUnit.WORKING),
    notice_limit_days=5,
    catalogue_version="1",
)
_MATERIALS: Final = ("身份证明", "户籍证明", "家庭收入证明")


class Numbers(Protocol):
    """Where the sequences of a counter stand: on its disk, and put back with it."""

    @property
    def generation(self) -> int: ...

    def next_number(self, key: str) -> int: ...


class Desk:
    """Who writes: numbers run on here as the program's do."""

    def __init__(self, counter_code: str, numbers: Numbers) -> None:
        self.counter_code = counter_code
        self._numbers = numbers

    def paper(self, kind: str, now: datetime) -> str:
        """Return the number of a new paper."""
        generation = self._numbers.generation
        return document_number(
            kind=kind,
            counter_code=self.counter_code,
            year=now.year,
            sequence=self._numbers.next_number(f"document/{kind}/{generation:02d}/{now.year}"),
            generation=generation,
        )

    def case(self, now: datetime) -> str:
        """Return the number of a new case."""
        generation = self._numbers.generation
        return case_number(
            counter_code=self.counter_code,
            on=now.date(),
            generation=generation,
            sequence=self._numbers.next_number(sequence_key(on=now.date(), generation=generation)),
        )


def received(dice: Dice, desk: Desk, now: datetime) -> CaseReceived:
    """Return an intake: an invented person with all papers, or with some missing."""
    missing = dice.random() < 0.4
    lines = tuple(
        JudgedMaterial(
            name=name,
            necessity=Necessity.REQUIRED,
            verdict=Verdict.MISSING if missing and place else Verdict.COMPLETE,
            originals=0 if missing and place else 1,
        )
        for place, name in enumerate(_MATERIALS)
    )
    return CaseReceived(
        number=desk.case(now),
        query_code=f"{dice.randrange(1_000_000):06d}",
        document_number=desk.paper("收", now),
        item=_ITEM,
        applicant=_person(dice),
        proxy=None,
        channel=Channel.COUNTER,
        received_at=now,
        materials=lines,
    )


def next_fact(dice: Dice, desk: Desk, case: Case, now: datetime) -> CaseFact | None:
    """Return what a clerk might do next with a case as they see it; None at its end."""
    if (fact := disputed(dice, case, now)) is not None:
        return fact
    if case.status in ENDED:
        return None
    if dice.random() < 0.15:
        return PrintIntended(
            form=FormId.INTAKE_RECEIPT,
            document_number=case.received_document_number,
            copy_number=len(case.documents) + 1,
            about=case.history[0],
            intended_at=now,
        )
    if dice.random() < 0.05 and case.status in BEFORE_OUTCOME | BEFORE_DECISION:
        return CaseWithdrawn(ending=_withdrawal(desk, now))
    return _usual_step(dice, desk, case, now)


def _usual_step(dice: Dice, desk: Desk, case: Case, now: datetime) -> CaseFact:
    if case.status is CaseStatus.RECEIVED:
        return _outcome(dice, desk, case, now)
    if case.status is CaseStatus.AWAITING_SUPPLEMENT:
        return _after_notice(desk, case, now)
    if case.status in BEFORE_DECISION:
        return _handled(dice, desk, now)
    if case.status in DECIDED:
        return CaseConcluded(conclusion=_conclusion(desk, now))
    return ResultDelivered(delivery=_delivery(desk, case, now))


def _person(dice: Dice) -> Applicant:
    born = f"{dice.randint(1940, 2007)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    digits = f"{dice.choice(_REGIONS)}{born}{dice.randint(0, 999):03d}"
    return Applicant(
        name=dice.choice(_SURNAMES) + dice.choice(_GIVEN) + dice.choice(_GIVEN),
        id_kind="resident-id",
        number=digits + check_character_mod11_2(digits),
        phone=f"1{dice.randint(3_000_000_000, 9_999_999_999)}",
    )


def _outcome(dice: Dice, desk: Desk, case: Case, now: datetime) -> CaseFact:
    if any(line.is_outstanding for line in case.materials):
        notice = OneTimeNotice(
            document_number=desk.paper("告", now),
            issued_at=now,
            lines=notice_lines(case.materials),
            received=tuple(m.name for m in case.materials if m.verdict is Verdict.COMPLETE),
            is_repeat=False,
        )
        return OneTimeNoticeIssued(notice=notice)
    if dice.random() < 0.1:
        refusal = Refusal(
            document_number=desk.paper("拒", now),
            refused_at=now,
            ground=RefusalGround.NOT_COMPETENT,
            reason="不属于本机关职权范围",
            competent_authority="县民政局",
        )
        return AcceptanceRefused(refusal=refusal)
    return _accepted(desk, now, AcceptanceBasis.COMPLETE)


def _after_notice(desk: Desk, case: Case, now: datetime) -> CaseFact:
    open_lines = [line for line in case.materials if line.is_outstanding]
    if not open_lines:
        return _accepted(desk, now, AcceptanceBasis.SUPPLEMENTED)
    supplement = Supplement(
        document_number=desk.paper("收", now),
        supplemented_at=now,
        materials=tuple(
            replace(line, verdict=Verdict.COMPLETE, originals=1) for line in open_lines
        ),
        is_complete=True,
    )
    return CaseSupplemented(supplement=supplement)


def _accepted(desk: Desk, now: datetime, basis: AcceptanceBasis) -> CaseAccepted:
    due_on = now.date() + timedelta(days=14)
    acceptance = Acceptance(
        document_number=desk.paper("受", now),
        accepted_at=now,
        accepted_on=now.date(),
        basis=basis,
        due_on=due_on,
        statutory_due_on=due_on + timedelta(days=14),
        is_provisional=False,
        calendar_version="1",
    )
    return CaseAccepted(acceptance=acceptance)


def _handled(dice: Dice, desk: Desk, now: datetime) -> CaseFact:
    if dice.random() < 0.3:
        opinion = Opinion(
            department=dice.choice(("民政", "住建", "人社", "卫健")),
            stance=Stance.AGREE,
            text="材料属实",
            recorded_at=now,
        )
        return OpinionRecorded(opinion=opinion)
    decision = Decision(
        document_number=desk.paper("决", now),
        kind=DecisionKind.GRANTED if dice.random() < 0.8 else DecisionKind.DENIED,
        reason="符合条件",
        decided_by="周小禾",
        decided_at=now,
    )
    return CaseDecided(decision=decision)


def _conclusion(desk: Desk, now: datetime) -> Conclusion:
    return Conclusion(
        document_number=desk.paper("领", now),
        result=Result(name="审批表", number="1"),
        manner=DeliveryManner.DIRECT,
        concluded_at=now,
    )


def _delivery(desk: Desk, case: Case, now: datetime) -> Delivery:
    return Delivery(
        document_number=desk.paper("送", now),
        manner=DeliveryManner.DIRECT,
        received_by=case.applicant.name,
        delivered_at=now,
    )


def _withdrawal(desk: Desk, now: datetime) -> Ending:
    return Ending(
        document_number=desk.paper("撤", now),
        kind=EndingKind.WITHDRAWN,
        ground=EndingGround.OWN_WISH,
        reason="本人撤回",
        ended_at=now,
    )
