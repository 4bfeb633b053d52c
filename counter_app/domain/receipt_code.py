"""What the signed code on a paper claims, and the bytes of the claim.

The paper is only a pointer: the code says which counter stands for it, not how the case goes on.
Form of the bytes, big endian, 42 in all:

    1  version, 1            2  received on      1  materials handed in
    1  form                  2  accepted on      1  copy
    8  device                2  due on           5  event that ordered this very copy
    2  generation           12  case number      5  start of SHA-256(item id)

Days count from 2020-01-01, 0 for none.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain import base45
from counter_app.domain.case import Case
from counter_app.domain.ids import DeviceId, EventId
from counter_app.domain.numbering import CASE_NUMBER_DIGITS, is_case_number
from counter_app.domain.print_job import FormId
from counter_app.domain.privacy import Pi

PREFIX: Final = "TC1:"
CODE_CHARACTERS_MAX: Final = 300
"""More than any code of ours; what is longer is not looked at."""

VERSION: Final = 1
COUNT_MAX: Final = 255
_DAY_ZERO: Final = date(2019, 12, 31)
_LAYOUT: Final = struct.Struct(">BB8sHHHH12sBB5s5s")
CLAIM_BYTES: Final = _LAYOUT.size
SIGNATURE_BYTES: Final = 64
ITEM_BYTES: Final = 5
HEAD_HEX_DIGITS: Final = 10

PREVIEW_CODE: Final = PREFIX + base45.encode(bytes(CLAIM_BYTES + SIGNATURE_BYTES))
"""What stands on a picture of a paper that does not exist yet: as long, and never valid."""

FORM_NUMBERS: Final = MappingProxyType(
    {
        FormId.INTAKE_RECEIPT: 1,
        FormId.ACCEPTANCE_NOTICE: 2,
        FormId.ONE_TIME_NOTICE: 3,
        FormId.REFUSAL_NOTICE: 4,
        FormId.SUPPLEMENT_RECEIPT: 5,
        FormId.SUPPLEMENT_PLEDGE: 6,
        FormId.PROVISIONAL_ACCEPTANCE_NOTICE: 7,
        FormId.INFORMED_PLEDGE: 8,
        FormId.EXTENSION_NOTICE: 9,
        FormId.SPECIAL_PROCEDURE_NOTICE: 10,
        FormId.SITE_VISIT_RECORD: 11,
        FormId.RETURN_NOTICE: 12,
        FormId.WITHDRAWAL_REQUEST: 13,
        FormId.TERMINATION_NOTICE: 14,
        FormId.DECISION_NOTICE: 15,
        FormId.COLLECTION_NOTICE: 16,
        FormId.DELIVERY_RECEIPT: 17,
        FormId.PAYMENT_SLIP: 18,
        FormId.OVERDUE_STATEMENT: 19,
        FormId.RATING_SLIP: 20,
        FormId.COMPLAINT_SLIP: 21,
        FormId.PROGRESS_SLIP: 22,
        FormId.AUTHORIZATION: 23,
        FormId.CUSTODY_SLIP: 24,
        FormId.TRANSFER_SLIP: 25,
    }
)
"""Papers of a case by the number that stands for them in a code; a number never changes."""

_FORMS: Final = MappingProxyType({number: form for form, number in FORM_NUMBERS.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptClaim:
    """What a paper's code says; true only if a trusted device signed it.

    Attributes:
        item: First 5 bytes of the SHA-256 of the item's id, hex: looked up in a catalogue.
        accepted_on: None before acceptance; due_on: promised date, None before it is promised.
        materials: How many were handed in, at most 255.
        copy: 1 for the only unmarked one; copy n carries 补打 第 n - 1 次.
        device: 16 hex digits; generation: of its key, from 1.
        head: First 10 hex digits of the event that ordered this copy: it fixes the device's
            whole log up to the moment of printing (threat T4).
    """

    form: Annotated[FormId, Pi.P1]
    case_number: Annotated[str, Pi.P1]
    item: Annotated[str, Pi.P1]
    received_on: Annotated[date, Pi.P1]
    accepted_on: Annotated[date | None, Pi.P1]
    due_on: Annotated[date | None, Pi.P1]
    materials: Annotated[int, Pi.P1]
    copy: Annotated[int, Pi.P1]
    device: Annotated[DeviceId, Pi.P1]
    generation: Annotated[int, Pi.P1]
    head: Annotated[str, Pi.P1]


def item_mark(item_id: str) -> str:
    """Return what stands for an item in a code: 10 hex digits."""
    return hashlib.sha256(item_id.encode("utf-8")).hexdigest()[: 2 * ITEM_BYTES]


def looks_like_receipt(text: str) -> bool:
    """Answer whether a text begins as our codes do; a search box asks at every key."""
    return text[: len(PREFIX) + 8].strip().upper().startswith(PREFIX)


def claim_about(
    case: Case, form: FormId, *, copy: int, job: EventId, signer: tuple[DeviceId, int]
) -> ReceiptClaim:
    """Return what the code on one copy of a paper claims.

    Args:
        case: The case as of the event that ordered the copy.
        form: Which paper; one of `FORM_NUMBERS`.
        copy: Its copy number.
        job: That event.
        signer: Device and generation that will sign.
    """
    acceptance = case.acceptance
    device, generation = signer
    return ReceiptClaim(
        form=form,
        case_number=case.number,
        item=item_mark(case.item.item_id),
        received_on=case.received_on,
        accepted_on=acceptance.accepted_on if acceptance else None,
        due_on=acceptance.due_on if acceptance else None,
        materials=sum(1 for line in case.materials if line.originals or line.copies),
        copy=copy,
        device=device,
        generation=generation,
        head=job[:HEAD_HEX_DIGITS],
    )


def pack_claim(claim: ReceiptClaim) -> bytes:
    """Return the bytes of a claim, `CLAIM_BYTES` long."""
    assert is_case_number(claim.case_number), claim.case_number
    return _LAYOUT.pack(
        VERSION,
        FORM_NUMBERS[claim.form],
        bytes.fromhex(claim.device),
        claim.generation,
        _days(claim.received_on),
        _days(claim.accepted_on),
        _days(claim.due_on),
        int(claim.case_number).to_bytes(12, "big"),
        min(claim.materials, COUNT_MAX),
        min(claim.copy, COUNT_MAX),
        bytes.fromhex(claim.head),
        bytes.fromhex(claim.item),
    )


def unpack_claim(data: bytes) -> ReceiptClaim:
    """Read a claim; whoever signed it has still to be asked.

    Raises:
        ValueError: The bytes are no claim of this version.
    """
    if len(data) != CLAIM_BYTES or data[0] != VERSION:
        raise ValueError("another version of the code")
    (_, form, device, generation, received, accepted, due, number, materials, copy, head, item) = (
        _LAYOUT.unpack(data)
    )
    case_number = f"{int.from_bytes(number, 'big'):0{CASE_NUMBER_DIGITS}d}"
    received_on = _date(received)
    if not is_case_number(case_number) or received_on is None or form not in _FORMS:
        raise ValueError("no claim about a case")
    if generation == 0 or copy == 0:
        raise ValueError("no copy of a device")
    return ReceiptClaim(
        form=_FORMS[form],
        case_number=case_number,
        item=item.hex(),
        received_on=received_on,
        accepted_on=_date(accepted),
        due_on=_date(due),
        materials=materials,
        copy=copy,
        device=DeviceId(device.hex()),
        generation=generation,
        head=head.hex(),
    )


def _days(day: date | None) -> int:
    """Return a day as a number; one that no paper of ours can bear counts as none."""
    if day is None:
        return 0
    number = (day - _DAY_ZERO).days
    return number if 0 < number < 1 << 16 else 0


def _date(number: int) -> date | None:
    return _DAY_ZERO + timedelta(days=number) if number else None
