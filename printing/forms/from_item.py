"""From an item of the catalogue to its service guide on paper.  Pure, like `from_case`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.fee_table import FeeLine
from counter_app.domain.item import RequiredMaterial, ServiceItem, TimeLimit
from counter_app.domain.terms import name_of
from printing.forms.data import Issuer
from printing.forms.guide_sheet import GuideFee, GuideMaterial, GuideSheetData


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideContext:
    """What a guide says beside the item.

    Attributes:
        clerk_name, clerk_number: Who hands it out.
        version: Of the catalogue.
        published_on: First day of that version.
    """

    profile: CounterProfile
    clerk_name: str
    clerk_number: str
    version: int
    published_on: date


def guide_data(item: ServiceItem, context: GuideContext, *, printed_at: datetime) -> GuideSheetData:
    """Return what the guide of an item says; what is not published stays empty."""
    guide = item.guide
    statutory = item.statutory_limit
    return GuideSheetData(
        issuer=_issuer(context),
        item_name=item.name,
        item_code=item.code or "",
        department=item.department,
        handling_type=name_of(item.handling_type),
        content=guide.summary,
        conditions=tuple(guide.conditions.splitlines()),
        procedure=tuple(guide.procedure.splitlines()),
        required=tuple(_material(line) for line in item.materials),
        materials_known=item.materials_known,
        statutory_limit_words=_limit_words(statutory),
        statutory_limit_basis=statutory.basis if statutory else "",
        promised_limit_words=_limit_words(item.promised_limit),
        fees=_fees(item),
        is_fee_known=item.fee is not None or bool(item.fees),
        legal_basis=item.legal_basis,
        result_name=item.result_name or "",
        delivery_ways=guide.delivery_ways,
        applicant_must_attend=item.applicant_must_attend,
        visits=1 if item.single_visit else None,
        quantity_limit=guide.quantity_limit,
        place=guide.service_address,
        hours=guide.service_hours,
        enquiry_phone=guide.enquiry_phone,
        complaint_phone=guide.complaint_phone,
        version=str(context.version),
        published_on=context.published_on,
        printed_at=printed_at,
    )


def _issuer(context: GuideContext) -> Issuer:
    profile = context.profile
    return Issuer(
        agency_name=profile.agency_name,
        center_name=profile.center_name,
        counter_name=profile.counter_name,
        clerk_name=context.clerk_name,
        clerk_number=context.clerk_number,
        enquiry_phone=profile.enquiry_phone,
        complaint_phone=profile.complaint_phone,
        address=profile.address,
        hours=profile.hours,
    )


def _material(line: RequiredMaterial) -> GuideMaterial:
    return GuideMaterial(
        name=line.name,
        originals=line.originals,
        copies=line.copies,
        necessity=name_of(line.necessity),
        source=name_of(line.source) if line.source else "",
        note="；".join(text for text in (line.standard, line.note) if text),
        is_shared_data=line.is_shared_data,
    )


def _fees(item: ServiceItem) -> tuple[GuideFee, ...]:
    """Return the fee table, or the published summary where that says more than "free"."""
    fee = item.fee
    if item.fees or fee is None or not (fee.amount_fen or fee.note):
        return tuple(_fee(line) for line in item.fees)
    amount = f"{fee.amount_fen / 100:.2f}元" if fee.amount_fen else ""
    standard = "；".join(text for text in (amount, fee.note) if text)
    return (GuideFee(name="收费说明", standard=standard, basis="未公布"),)


def _fee(line: FeeLine) -> GuideFee:
    reduced = line.reduction_note or ("可以减免" if line.is_reducible else "")
    return GuideFee(name=line.name, standard=line.standard, basis=line.basis, reduction=reduced)


def _limit_words(limit: TimeLimit | None) -> str:
    if limit is None:
        return ""
    return "当场办结" if limit.is_on_the_spot else f"{limit.days}{name_of(limit.unit)}"
