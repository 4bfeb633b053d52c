"""Facts about invented people, as the services would make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from counter_app.domain.applicant import Applicant
from counter_app.domain.case import Acceptance, ItemSnapshot
from counter_app.domain.case_event import CaseAccepted, CaseReceived, PrintIntended
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import AcceptanceBasis, Channel
from counter_app.domain.ids import CaseId
from counter_app.domain.item import DayUnit, HandlingType, Necessity, TimeLimit
from counter_app.domain.material import JudgedMaterial, Verdict
from counter_app.domain.numbering import case_number, document_number, sequence_key
from counter_app.domain.print_job import FormId
from counter_app.domain.time_limit import due_by
from tests.fakes.people import MONDAY, PROFILE

ITEM = ItemSnapshot(
    item_id="shjz-01",
    code="",
    name="低保申请",
    department="民政",
    handling_type=HandlingType.COMMITTED,
    statutory_limit=TimeLimit(30, DayUnit.WORKING),
    promised_limit=TimeLimit(20, DayUnit.WORKING),
    notice_limit_days=5,
    catalogue_version="3",
)
MATERIALS = tuple(
    JudgedMaterial(
        name=f"材料{place}",
        necessity=Necessity.REQUIRED,
        required_originals=1,
        required_copies=1,
        standard="原件清晰",
        verdict=Verdict.COMPLETE,
        originals=1,
        copies=1,
    )
    for place in range(6)
)
APPLICANT = Applicant(
    name="张三丰",
    id_kind="resident",
    number="110199199001011234",
    phone="13800000001",
    address="青禾镇二村3号",
)


def received(number: str, *, name: str = "张三丰", at: datetime = MONDAY, **more) -> CaseReceived:
    if "identity" in more:
        more["number"] = more.pop("identity")
    applicant = replace(APPLICANT, name=name, **more)
    return CaseReceived(
        number=number,
        query_code="ABCDEF",
        document_number=f"收〔2026〕{number[-6:]}号",
        item=ITEM,
        applicant=applicant,
        proxy=None,
        channel=Channel.COUNTER,
        received_at=at,
        materials=MATERIALS,
    )


def accepted(calendar, at: datetime = MONDAY, number: str = "受〔2026〕10101-00001号"):
    assert ITEM.promised_limit is not None
    return CaseAccepted(
        acceptance=Acceptance(
            document_number=number,
            accepted_at=at,
            accepted_on=at.date(),
            basis=AcceptanceBasis.COMPLETE,
            due_on=due_by(at.date(), ITEM.promised_limit, calendar).due_on,
            statutory_due_on=None,
            is_provisional=False,
            calendar_version="1",
        )
    )


def take_number(work, at: datetime = MONDAY) -> str:
    sequence = work.next_number(sequence_key(on=at.date(), generation=work.generation))
    return case_number(
        counter_code=PROFILE.counter_code,
        on=at.date(),
        generation=work.generation,
        sequence=sequence,
    )


def receive(store, *, name: str = "张三丰", at: datetime = MONDAY, **more) -> CaseId:
    """Save one case that was only received; returns its id."""
    case_id = CaseId(uuid4().hex)
    with store.unit_of_work() as work:
        work.record(case_id, received(take_number(work, at), name=name, at=at, **more))
        work.commit()
    return case_id


def save_whole(store, calendar, *, name: str = "张三丰", at: datetime = MONDAY) -> CaseId:
    """Save a case received, accepted and about to be printed: the acts of one button."""
    case_id = CaseId(uuid4().hex)
    with store.unit_of_work() as work:
        intake = work.record(case_id, received(take_number(work, at), name=name, at=at))
        number = document_number(
            kind="受",
            counter_code=PROFILE.counter_code,
            year=at.year,
            sequence=work.next_number(f"受/{at.year}"),
        )
        accept = work.record(case_id, accepted(calendar, at, number), base={Field.STATUS: intake})
        work.record(
            case_id,
            PrintIntended(
                form=FormId.ACCEPTANCE_NOTICE,
                document_number=number,
                copy_number=1,
                about=accept,
                intended_at=at,
            ),
        )
        work.commit()
    return case_id
