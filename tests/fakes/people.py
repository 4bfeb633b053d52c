"""Invented people, items and facts.  The region codes in the numbers never existed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from counter_app.domain.applicant import Applicant, EntrySource
from counter_app.domain.case import Acceptance, ItemSnapshot, Refusal, Supplement
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseEvent,
    CaseReceived,
    CaseSupplemented,
    OneTimeNoticeIssued,
)
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import AcceptanceBasis, Channel, RefusalGround
from counter_app.domain.conflict_facts import ConflictResolved
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.item import DayUnit, HandlingType, Necessity, TimeLimit
from counter_app.domain.material import JudgedMaterial, Verdict, outstanding
from counter_app.domain.notice import OneTimeNotice, notice_lines
from counter_app.domain.staff import Operator, Role

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)
TODAY = MONDAY.date()
CASE = CaseId("c" * 32)

CLERK = Operator(staff="QH0107", name="周小禾", role=Role.CLERK, login="0123456789abcdef")

PROFILE = CounterProfile(
    agency_name="青禾县石桥镇人民政府",
    center_name="石桥镇便民服务中心",
    counter_code="51089910101",
    counter_name="综合窗口1号",
    county_name="青禾县",
    enquiry_phone="0839-5550101",
    complaint_phone="0839-5550110",
    address="石桥镇新街1号",
    hours="工作日9:00—17:00",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
)

GRANNY = Applicant(
    name="沈桂兰",
    id_kind="resident-id",
    number="510899194203120025",
    phone="13800000000",
    address="石桥镇青杠村2组",
    entry=EntrySource.CARD,
)

ITEM = ItemSnapshot(
    item_id="T006",
    code="511A0100200000",
    name="80周岁以上老年人高龄津贴",
    department="民政",
    handling_type=HandlingType.COMMITTED,
    statutory_limit=TimeLimit(30, DayUnit.WORKING),
    promised_limit=TimeLimit(22, DayUnit.WORKING),
    notice_limit_days=5,
    catalogue_version="1",
)


def material(name: str, verdict: Verdict | None = None, **more: object) -> JudgedMaterial:
    line = JudgedMaterial(
        name=name,
        necessity=Necessity.REQUIRED,
        verdict=verdict,
        problem="缺签名" if verdict is Verdict.DEFECTIVE else "",
        originals=1 if verdict in {Verdict.COMPLETE, Verdict.DEFECTIVE} else 0,
    )
    return replace(line, **more)


COMPLETE = tuple(material(name, Verdict.COMPLETE) for name in ("身份证", "户口簿", "申请表"))
TWO_MISSING = (
    material("身份证", Verdict.COMPLETE),
    material("户口簿", Verdict.MISSING),
    material("申请表", Verdict.DEFECTIVE),
)


def received(materials=COMPLETE, *, at: datetime = MONDAY, **more: object) -> CaseReceived:
    fact = CaseReceived(
        number="510899101012026110201000017",
        query_code="482913",
        document_number="收〔2026〕10101-00001号",
        item=ITEM,
        applicant=GRANNY,
        proxy=None,
        channel=Channel.COUNTER,
        received_at=at,
        materials=materials,
    )
    return replace(fact, **more)


def accepted(*, on: date = TODAY) -> CaseAccepted:
    return CaseAccepted(
        acceptance=Acceptance(
            document_number="受〔2026〕10101-00001号",
            accepted_at=MONDAY,
            accepted_on=on,
            basis=AcceptanceBasis.COMPLETE,
            due_on=date(2026, 12, 2),
            statutory_due_on=date(2026, 12, 14),
            is_provisional=False,
            calendar_version="1",
        )
    )


def noticed(materials=TWO_MISSING, *, is_repeat: bool = False) -> OneTimeNoticeIssued:
    return OneTimeNoticeIssued(
        notice=OneTimeNotice(
            document_number="告〔2026〕10101-00001号",
            issued_at=MONDAY,
            lines=notice_lines(materials),
            received=("身份证",),
            is_repeat=is_repeat,
        )
    )


def refused() -> AcceptanceRefused:
    return AcceptanceRefused(
        refusal=Refusal(
            document_number="拒〔2026〕10101-00001号",
            refused_at=MONDAY,
            ground=RefusalGround.NOT_COMPETENT,
            reason="户籍不在本镇",
            competent_authority="柳河镇人民政府",
        )
    )


def supplemented(*materials: JudgedMaterial) -> CaseSupplemented:
    return CaseSupplemented(
        supplement=Supplement(
            document_number="补〔2026〕10101-00001号",
            supplemented_at=MONDAY + timedelta(days=2),
            materials=materials,
            is_complete=not outstanding(materials),
        )
    )


def event(name: str, fact: object, rests_on: str | None = None, n: int = 1) -> CaseEvent:
    return CaseEvent(
        event_id=EventId(name),
        case_id=CASE,
        fact=fact,
        base={Field.STATUS: EventId(rests_on)} if rests_on else {},
        made_at=MONDAY,
        staff=CLERK.staff,
        role=(Role.CHIEF if isinstance(fact, ConflictResolved) else CLERK.role).value,
        place=(n, 0, "d" * 16, 1, n),
    )
