"""缴费: from the item's fee table to the bank and back.  The counter takes no cash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from counter_app.domain.errors import BankReferenceInvalid, NoFee, ReasonMissing
from counter_app.domain.fee_table import FeeLine
from counter_app.domain.ids import CaseId
from counter_app.domain.item import ServiceItem
from counter_app.domain.life_facts import FeeWaived, PaymentConfirmed, PaymentSlipIssued
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import BankPayment, ChargedFee, FeeWaiver, PaymentSlip
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.item_of_case import item_of
from counter_app.services.looking import Standing
from counter_app.services.office import Office
from counter_app.services.standing import stand

QUANTITY_MAX: Final = 999
_BANK_REFERENCE: Final = re.compile(r"[0-9A-Za-z-]{6,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRequest:
    """How many of each fee; empty for one of each.  There is no field for an amount."""

    quantities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """The bank's reference from its receipt."""

    bank_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRequest:
    """Why a fee is waived; the basis stands in the fee table."""

    reason: str


def issue_slip(
    office: Office, work: UnitOfWork, case_id: CaseId, request: SlipRequest
) -> tuple[FormId, ...]:
    """Record a payment slip inside a transaction of the caller.

    Raises:
        NoFee: The item has no fee table, or no such fee in it, or a quantity cannot be right.
        AlreadyDone: There is a slip.

    Source: 行政许可法 art. 58, 59, 75.
    """
    standing = stand(office, work, case_id, Act.PAYMENT_SLIP)
    item = _item(standing)
    slip = PaymentSlip(
        document_number=standing.number(FormId.PAYMENT_SLIP),
        lines=_lines(item, request.quantities),
        collecting_unit=item.collecting_unit,
        account=item.bank_account,
        issued_at=standing.now,
    )
    standing.record(PaymentSlipIssued(slip=slip))
    return (FormId.PAYMENT_SLIP,)


def confirm_payment(
    office: Office, work: UnitOfWork, case_id: CaseId, request: PaymentRequest
) -> tuple[FormId, ...]:
    """Record the bank's confirmation.

    Raises:
        SlipMissing, AlreadyDone: See `guards`.
        BankReferenceInvalid: 6 to 40 letters, digits and hyphens are a reference.
    """
    standing = stand(office, work, case_id, Act.PAYMENT_CONFIRMED)
    reference = request.bank_reference.strip()
    if not _BANK_REFERENCE.fullmatch(reference):
        raise BankReferenceInvalid("流水号为6至40位字母数字")
    payment = BankPayment(bank_reference=reference, confirmed_at=standing.now)
    standing.record(PaymentConfirmed(payment=payment))
    return ()


def waive_fee(
    office: Office, work: UnitOfWork, case_id: CaseId, request: WaiverRequest
) -> tuple[FormId, ...]:
    """Record that a fee is waived on the basis that the fee table names.

    Raises:
        NoFee: No line of the fee table can be reduced.
        ReasonMissing: Why is not said.
    """
    standing = stand(office, work, case_id, Act.WAIVE_FEE)
    if not request.reason.strip():
        raise ReasonMissing("减免")
    reducible = [fee for fee in _item(standing).fees if fee.is_reducible]
    if not reducible:
        raise NoFee("收费目录没有减免规定")
    basis = "；".join(fee.reduction_note or fee.basis for fee in reducible)
    waiver = FeeWaiver(basis=basis, reason=request.reason.strip(), waived_at=standing.now)
    standing.record(FeeWaived(waiver=waiver))
    return ()


def _item(standing: Standing) -> ServiceItem:
    item = item_of(standing.office, standing.case)
    if item is None or not item.fees:
        raise NoFee(standing.case.item.name)
    return item


def _lines(item: ServiceItem, quantities: Mapping[str, int]) -> tuple[ChargedFee, ...]:
    known = {fee.name: fee for fee in item.fees}
    wanted = dict(quantities) or dict.fromkeys(known, 1)
    strange = [name for name in wanted if name not in known]
    if strange:
        raise NoFee("、".join(strange))
    if not all(1 <= quantity <= QUANTITY_MAX for quantity in wanted.values()):
        raise NoFee("数量不对")
    return tuple(_line(known[name], quantity) for name, quantity in wanted.items())


def _line(fee: FeeLine, quantity: int) -> ChargedFee:
    if fee.amount_fen is None:
        raise NoFee(f"{fee.name}没有公布金额")
    return ChargedFee(
        name=fee.name,
        standard=fee.standard,
        basis=fee.basis,
        amount_fen=fee.amount_fen,
        quantity=quantity,
    )
