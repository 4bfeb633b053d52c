"""The printers of one counter, joined to its queue, its cases and its forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from counter_app.bootstrap.profile import OpenProfile
from counter_app.domain.case import Case
from counter_app.domain.practice import mark_of
from counter_app.domain.print_job import FormId, PrintJob
from counter_app.domain.receipt_code import claim_about
from counter_app.runtime.settings import PrinterSettings as WrittenPrinter
from printing.document import Document
from printing.drivers.settings import PrinterSettings
from printing.forms.from_case import PaperContext, PaperCopy, form_data
from printing.forms.registry import FORMS, lay_out
from printing.print_desk import CounterPrinters
from printing.print_room import PrintHouse
from sync.receipt_code import receipt_code
from sync.signing import Purpose, sign

_SHEET_PROFILE = "a4"


def counter_printers(
    profile: OpenProfile, *, report_bug: Callable[[Exception], None]
) -> CounterPrinters:
    """Return the counter's printers, not started yet.

    Raises:
        SettingsInvalid: An address or a profile is wrong.
    """
    printers = routed(profile.settings.printers)
    papers = {form: printer.paper for printer in printers for form in printer.forms}
    context = paper_context(profile)

    def document_for(job: PrintJob, case: Case) -> Document:
        printed = next(document for document in case.documents if document.job == job.job)
        copy = PaperCopy(job.copy_number, job.job)
        data = form_data(job.form, case, context, printed_at=printed.intended_at, copy=copy)
        document = lay_out(job.form, data, paper=papers[job.form])
        return replace(document, watermark=mark_of(profile.settings.counter))

    house = PrintHouse(
        queue=profile.store.print_queue,
        unit_of_work=profile.store.unit_of_work,
        document_for=document_for,
        report_bug=report_bug,
    )
    return CounterPrinters(printers, house)


def routed(written: tuple[WrittenPrinter, ...]) -> tuple[PrinterSettings, ...]:
    """Give every form to the printer that has the paper it is usually on.

    A counter may own only one printer; then everything comes out of it.  Of two printers with
    the same paper, the first in the settings takes the forms.
    """
    forms: dict[str, set[FormId]] = {printer.name: set() for printer in written}
    for form in FORMS.values():
        found = (printer for paper in form.papers for printer in written if printer.paper == paper)
        if (printer := next(found, None)) is not None:
            forms[printer.name].add(form.form)
    return tuple(
        PrinterSettings(
            name=printer.name,
            address=printer.address,
            profile="" if printer.profile == _SHEET_PROFILE else printer.profile,
            forms=frozenset(forms[printer.name]),
            paper=printer.paper,
        )
        for printer in written
    )


def paper_context(profile: OpenProfile) -> PaperContext:
    """Return what papers of this counter say beside the case."""
    return PaperContext(
        profile=profile.settings.counter,
        calendar=profile.rulebook.calendar,
        staff_name=profile.staff_name,
        code_for=_signed_codes(profile),
    )


def _signed_codes(profile: OpenProfile) -> Callable[[Case, FormId, PaperCopy], str]:
    """Return what signs the code of each copy with this device's key."""
    identity = profile.keys.identity
    signer = (identity.device, identity.generation)
    seal = partial(sign, identity.signing_key, Purpose.RECEIPT)

    def code_for(case: Case, form: FormId, copy: PaperCopy) -> str:
        claim = claim_about(case, form, copy=copy.number, job=copy.job, signer=signer)
        return receipt_code(claim, seal)

    return code_for
