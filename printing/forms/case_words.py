"""What all papers of a case say alike: who issues, whose case, materials, limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from counter_app.domain.case import Case
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.identity_number import NumberKind
from counter_app.domain.ids import EventId
from counter_app.domain.item import TimeLimit
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.notice import NoticeLine
from counter_app.domain.print_job import FormId
from counter_app.domain.privacy import mask_number, mask_phone
from counter_app.domain.terms import name_of
from counter_app.domain.work_calendar import WorkCalendar
from printing.forms.data import CaseHead, Demand, Issuer, MaterialTaken
from printing.forms.shared_data import DeferredMaterial, OriginalHeld, OriginalReturned


@dataclass(frozen=True, slots=True)
class PaperCopy:
    """One copy of a paper.

    Attributes:
        number: 1 for the only unmarked one.
        job: The event that ordered it.
    """

    number: int
    job: EventId


def _no_code(_case: Case, _form: FormId, _copy: PaperCopy) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class PaperContext:
    """What a paper says beside the case.

    Attributes:
        staff_name: Staff number → name, for the foot.
        code_for: Case, form and copy → the signed text of the QR code; "" for a paper without.
    """

    profile: CounterProfile
    calendar: WorkCalendar
    staff_name: Callable[[str], str]
    code_for: Callable[[Case, FormId, PaperCopy], str] = _no_code


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to be made of a case: the case as of its event, and when it was intended.

    Attributes:
        code: What its QR code says.
    """

    case: Case
    context: PaperContext
    printed_at: datetime
    code: str = ""

    @property
    def issuer(self) -> Issuer:
        return _issuer(self.case, self.context)

    @property
    def head(self) -> CaseHead:
        return replace(_head(self.case), code=self.code)

    @property
    def profile(self) -> CounterProfile:
        return self.context.profile


def _issuer(case: Case, context: PaperContext) -> Issuer:
    profile = context.profile
    return Issuer(
        agency_name=profile.agency_name,
        center_name=profile.center_name,
        counter_name=profile.counter_name,
        clerk_name=context.staff_name(case.receiver),
        clerk_number=case.receiver,
        enquiry_phone=profile.enquiry_phone,
        complaint_phone=profile.complaint_phone,
        address=profile.address,
        hours=profile.hours,
    )


def _head(case: Case) -> CaseHead:
    applicant = case.applicant
    return CaseHead(
        case_number=case.number,
        query_code=case.query_code,
        applicant_name=applicant.name,
        id_kind_name=_id_kind_name(applicant.id_kind),
        id_number_masked=mask_number(applicant.number),
        phone_masked=mask_phone(applicant.phone),
        proxy_name=case.proxy.name if case.proxy else "",
        proxy_number_masked=mask_number(case.proxy.number) if case.proxy else "",
        item_name=case.item.name,
        item_code=case.item.code,
        department=case.item.department,
        handling_type=name_of(case.item.handling_type),
    )


def _id_kind_name(kind: str) -> str:
    known = {member.value: member for member in NumberKind}
    return name_of(known.get(kind, NumberKind.UNKNOWN))


def taken(material: JudgedMaterial) -> MaterialTaken:
    """Return a line of the checklist as a receipt tells it."""
    has_come = bool(material.originals or material.copies)
    return MaterialTaken(
        name=material.name,
        originals=material.originals,
        copies=material.copies,
        verdict=name_of(material.verdict) if material.verdict else "待审",
        handling=name_of(material.handling) if has_come else "",
    )


def demand(line: NoticeLine) -> Demand:
    """Return a line of a one-time notice."""
    return Demand(
        name=line.name,
        verdict=name_of(line.verdict),
        problem=line.problem,
        standard=line.standard,
        originals=line.originals,
        copies=line.copies,
    )


def limit_words(limit: TimeLimit | None) -> str:
    """Write a limit with its unit: 22个工作日, 当场; "" when none is published."""
    if limit is None:
        return ""
    return "当场办结" if limit.is_on_the_spot else f"{limit.days}{name_of(limit.unit)}"


def deferred(case: Case, names: tuple[str, ...]) -> tuple[DeferredMaterial, ...]:
    """Return the materials of a pledge with what is asked of them."""
    known = {line.name: line for line in case.materials}
    return tuple(
        DeferredMaterial(
            name=name,
            originals=known[name].required_originals,
            copies=known[name].required_copies,
            standard=known[name].standard,
        )
        for name in names
        if name in known
    )


def given_back(pairs: tuple[tuple[str, int], ...]) -> tuple[OriginalReturned, ...]:
    """Return (material, originals) as what goes back to the citizen."""
    return tuple(OriginalReturned(name=name, originals=count) for name, count in pairs)


def held(pairs: tuple[tuple[str, int], ...]) -> tuple[OriginalHeld, ...]:
    """Return (material, originals) as what changes hands."""
    return tuple(OriginalHeld(name=name, originals=count) for name, count in pairs)
