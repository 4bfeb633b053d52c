"""收件: taking an application in.  Starts the notice clock; is not an acceptance."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.attendance import require_presence
from counter_app.domain.authority import why_not_receive
from counter_app.domain.case import Correction, ItemSnapshot
from counter_app.domain.case_event import CaseCorrected, CaseReceived
from counter_app.domain.case_status import Channel
from counter_app.domain.custody import refuse_kept_cards
from counter_app.domain.errors import CorrectionEmpty, ItemNotUsable
from counter_app.domain.ids import CaseId
from counter_app.domain.item import ServiceItem
from counter_app.domain.material import JudgedMaterial, require_known
from counter_app.domain.numbering import case_number, sequence_key
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import USUAL_TERMS, ServiceTerms
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CorrectionMade:
    """A mistake in the papers that the applicant put right at the counter (当场更正)."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IntakeForm:
    """What the clerk has in hand when pressing submit.

    Attributes:
        materials: All lines of the item's checklist, judged or not, in the item's order.
        corrections: Outcome 3 of article 32: put right here, logged, no paper.
        not_duplicate_reason: Why a case like an open one is made all the same.
        terms: Green channel, appointment, home visit and the like.
    """

    item_id: str
    applicant: Applicant
    proxy: Proxy | None
    materials: tuple[JudgedMaterial, ...]
    channel: Channel = Channel.COUNTER
    corrections: tuple[CorrectionMade, ...] = ()
    not_duplicate_reason: str = ""
    terms: ServiceTerms = USUAL_TERMS


def usable_item(office: Office, item_id: str) -> ServiceItem:
    """Return an item with which a case can be started.

    Raises:
        ItemNotUsable: It is not in the catalogue, or its material list is not published.
    """
    item = office.rulebook.catalogue_on(office.today()).by_id(item_id)
    if item is None or not item.is_usable:
        raise ItemNotUsable(item.name if item else item_id)
    return item


def receive(office: Office, work: UnitOfWork, form: IntakeForm) -> CaseId:
    """Record the intake of a case inside a transaction of the caller.

    Raises:
        ItemNotUsable: The item cannot start a case.
        InvalidApplicant: Name or number is blank or too long.
        UnknownMaterial: The lines are not those of the item.
        CorrectionEmpty: A correction changes nothing.
        NotAuthorised: Not by this person, or not this item.
        ApplicantMustAttend, AuthorityMissing, FieldMissing: See `attendance`.
        IdentityCardKept: A line says that an identity card was kept.
    """
    item = usable_item(office, form.item_id)
    denied = why_not_receive(office.desk.operator(), item.item_id)
    if denied is not None:
        raise denied
    form.applicant.require_plausible()
    require_presence(item, form.proxy, form.terms)
    refuse_kept_cards(form.materials)
    require_known(form.materials, [material.name for material in item.materials])
    now = office.now()
    case_id = office.new_case_id()
    key = sequence_key(on=now.date(), generation=work.generation)
    number = case_number(
        counter_code=office.desk.profile.counter_code,
        on=now.date(),
        generation=work.generation,
        sequence=work.next_number(key),
    )
    version = office.rulebook.catalogue_on(now.date()).version
    work.record(
        case_id,
        CaseReceived(
            number=number,
            query_code=office.new_query_code(),
            document_number=office.next_document_number(work, FormId.INTAKE_RECEIPT),
            item=ItemSnapshot.of(item, catalogue_version=str(version)),
            applicant=form.applicant,
            proxy=form.proxy,
            channel=form.channel,
            received_at=now,
            materials=form.materials,
            not_duplicate_reason=form.not_duplicate_reason,
            terms=form.terms,
        ),
    )
    for correction in form.corrections:
        _correct(office, work, case_id, correction)
    return case_id


def _correct(office: Office, work: UnitOfWork, case_id: CaseId, made: CorrectionMade) -> None:
    if made.before.strip() == made.after.strip():
        raise CorrectionEmpty(made.field)
    correction = Correction(
        field=made.field,
        before=made.before,
        after=made.after,
        corrected_at=office.now(),
    )
    work.record(case_id, CaseCorrected(correction=correction))
