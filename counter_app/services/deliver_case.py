"""送达: the result is handed over, or served in another way that can be proved."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.ending_facts import Delivery, DeliveryManner
from counter_app.domain.errors import DeliveryIncomplete, PaperRequired
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import ResultDelivered
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.ports import UnitOfWork
from counter_app.services.item_of_case import item_of
from counter_app.services.office import Office
from counter_app.services.standing import stand

_BY_POST = frozenset({DeliveryManner.COURIER, DeliveryManner.MAIL})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeliverRequest:
    """How, to whom, and what proves it; see `Delivery`."""

    manner: DeliveryManner
    received_by: str = ""
    relation: str = ""
    tracking_number: str = ""
    witness: str = ""
    refusal_reason: str = ""


def deliver(
    office: Office, work: UnitOfWork, case_id: CaseId, request: DeliverRequest
) -> tuple[FormId, ...]:
    """Record a delivery inside a transaction of the caller.

    Raises:
        DeliveryIncomplete: Nobody received it (but for a public notice), a parcel has no
            number, or what was left has no witness.
        PaperRequired: A civil document cannot be served electronically.

    Source: 行政许可法 art. 44; 民事诉讼法 art. 87-95; 电子签名法 art. 3.
    """
    standing = stand(office, work, case_id, Act.DELIVER)
    missing = _missing(request)
    if missing:
        raise DeliveryIncomplete(missing)
    item = item_of(office, standing.case)
    if request.manner is DeliveryManner.ELECTRONIC and item is not None and item.civil_document:
        raise PaperRequired(item.name)
    delivery = Delivery(
        document_number=standing.number(FormId.DELIVERY_RECEIPT),
        manner=request.manner,
        received_by=request.received_by.strip(),
        delivered_at=standing.now,
        relation=request.relation.strip(),
        tracking_number=request.tracking_number.strip(),
        witness=request.witness.strip(),
        refusal_reason=request.refusal_reason.strip(),
    )
    standing.record(ResultDelivered(delivery=delivery))
    return (FormId.DELIVERY_RECEIPT,)


def _missing(request: DeliverRequest) -> str:
    is_public = request.manner is DeliveryManner.PUBLIC_NOTICE
    if not is_public and not request.received_by.strip():
        return "签收人"
    if request.manner in _BY_POST and not request.tracking_number.strip():
        return "邮寄或快递单号"
    if request.manner is DeliveryManner.LEFT and not request.witness.strip():
        return "留置送达的见证人或影像"
    return ""
