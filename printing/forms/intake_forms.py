"""The papers of intake and its outcomes (行政许可法 art. 32)."""

from __future__ import annotations

from typing import Final

from counter_app.domain.print_job import FormId
from printing.forms import samples
from printing.forms.acceptance_notice import acceptance_notice
from printing.forms.data import (
    AcceptanceNoticeData,
    IntakeReceiptData,
    OneTimeNoticeData,
    RefusalNoticeData,
    SupplementReceiptData,
)
from printing.forms.form import SEALED, THERMAL_FIRST, Form
from printing.forms.intake_receipt import intake_receipt
from printing.forms.one_time_notice import one_time_notice
from printing.forms.refusal_notice import refusal_notice
from printing.forms.supplement_receipt import supplement_receipt

INTAKE_FORMS: Final = (
    Form(
        FormId.INTAKE_RECEIPT,
        THERMAL_FIRST,
        IntakeReceiptData,
        intake_receipt,
        samples.INTAKE_RECEIPT,
    ),
    Form(
        FormId.ACCEPTANCE_NOTICE,
        SEALED,
        AcceptanceNoticeData,
        acceptance_notice,
        samples.ACCEPTANCE_NOTICE,
    ),
    Form(
        FormId.ONE_TIME_NOTICE,
        THERMAL_FIRST,
        OneTimeNoticeData,
        one_time_notice,
        samples.ONE_TIME_NOTICE,
    ),
    Form(
        FormId.REFUSAL_NOTICE,
        SEALED,
        RefusalNoticeData,
        refusal_notice,
        samples.REFUSAL_NOTICE,
    ),
    Form(
        FormId.SUPPLEMENT_RECEIPT,
        THERMAL_FIRST,
        SupplementReceiptData,
        supplement_receipt,
        samples.SUPPLEMENT_RECEIPT,
    ),
)
