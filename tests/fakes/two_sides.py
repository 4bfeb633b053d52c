"""Facts of two counters that did not hear of each other; people and numbers are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from counter_app.domain.case_event import PrintIntended, PrintPrinted
from counter_app.domain.case_field import Field
from counter_app.domain.clock_facts import SpecialProcedure, SpecialProcedureKind
from counter_app.domain.conflict_facts import NOBODY, ConflictResolved
from counter_app.domain.ending_facts import (
    Conclusion,
    Delivery,
    DeliveryManner,
    Ending,
    EndingGround,
    EndingKind,
    Result,
)
from counter_app.domain.handling_facts import Decision, DecisionKind, Pledge, SiteVisit
from counter_app.domain.ids import EventId
from counter_app.domain.life_facts import (
    CaseAmended,
    CaseConcluded,
    CaseDecided,
    CaseProvisionallyAccepted,
    CaseReturned,
    CaseTerminated,
    CaseVoided,
    CaseWithdrawn,
    PaymentConfirmed,
    PaymentSlipIssued,
    ResultDelivered,
    SiteVisitRecorded,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
)
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import (
    Amendment,
    BankPayment,
    ChargedFee,
    PaymentSlip,
)
from tests.fakes.people import MONDAY, accepted, event

KINDS = {
    CaseReturned: EndingKind.RETURNED,
    CaseWithdrawn: EndingKind.WITHDRAWN,
    CaseTerminated: EndingKind.TERMINATED,
    CaseVoided: EndingKind.VOID,
}


def decided(kind=DecisionKind.GRANTED, number="决1"):
    return CaseDecided(
        decision=Decision(
            document_number=number,
            kind=kind,
            reason="符合条件",
            decided_by="QH0300",
            decided_at=MONDAY,
        )
    )


def concluded(number="1", paper="领1"):
    return CaseConcluded(
        conclusion=Conclusion(
            document_number=paper,
            result=Result(name="批复", number=number),
            manner=DeliveryManner.DIRECT,
            concluded_at=MONDAY,
        )
    )


def delivered(to="沈桂兰"):
    return ResultDelivered(
        delivery=Delivery(
            document_number="送1",
            manner=DeliveryManner.DIRECT,
            received_by=to,
            delivered_at=MONDAY,
        )
    )


def ended(kind, number="止1"):
    return kind(
        ending=Ending(
            document_number=number,
            kind=KINDS[kind],
            ground=EndingGround.OWN_WISH,
            reason="不办了",
            ended_at=MONDAY,
        )
    )


def paused(kind=SpecialProcedureKind.HEARING):
    return SpecialProcedureStarted(
        procedure=SpecialProcedure(
            document_number="特1",
            kind=kind,
            reason="听证",
            started_at=MONDAY,
            expected_days=5,
            expected_end_on=date(2026, 11, 9),
        )
    )


def resumed():
    return SpecialProcedureEnded(ended_at=MONDAY + timedelta(days=3))


def visited():
    return SiteVisitRecorded(
        visit=SiteVisit(
            document_number="勘1",
            visited_at=MONDAY,
            place="青杠村",
            staff=("甲", "乙"),
            finding="属实",
        )
    )


def pledged(due_on=date(2026, 11, 20), number="承1"):
    acceptance = replace(accepted().acceptance, document_number=f"容{number}")
    pledge = Pledge(document_number=number, deferred=("户口簿",), due_on=due_on)
    return CaseProvisionallyAccepted(acceptance=acceptance, pledge=pledge)


def amended(detail, after, before=""):
    return CaseAmended(
        amendment=Amendment(
            detail=detail,
            before=before,
            after=after,
            reason="报错了",
            is_on_the_spot=False,
            amended_at=MONDAY,
        )
    )


def slip(fen=500):
    return PaymentSlipIssued(
        slip=PaymentSlip(
            document_number="缴1",
            lines=(ChargedFee(name="工本费", standard="5元", basis="价目", amount_fen=fen),),
            collecting_unit="县财政",
            account="1",
            issued_at=MONDAY,
        )
    )


def paid(reference="b1"):
    return PaymentConfirmed(payment=BankPayment(bank_reference=reference, confirmed_at=MONDAY))


def printed(name, about, number):
    """Return the two events of a paper that came out."""
    intent = PrintIntended(
        form=FormId.ACCEPTANCE_NOTICE,
        document_number=number,
        copy_number=1,
        about=EventId(about),
        intended_at=MONDAY,
    )
    return event(name, intent), event(f"{name}+", PrintPrinted(job=EventId(name)))


def ruling(settles, stands, against="", follows=NOBODY):
    return ConflictResolved(
        settles=EventId(settles),
        against=EventId(against),
        stands=EventId(stands),
        follows=EventId(follows),
        reason="以纸质为准",
        resolved_at=MONDAY,
    )


def on(identifier, fact, status, /, n=1, **fields):
    """Return an event with the `base` that a program of this version writes."""
    base = {Field.STATUS: EventId(status)}
    base |= {Field[key.upper()]: EventId(value) for key, value in fields.items()}
    return replace(event(identifier, fact, n=n), base=base)
