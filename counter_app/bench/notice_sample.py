"""The one page that is measured as PDF."""

from __future__ import annotations

from typing import Final

from counter_app.domain.print_job import FormId
from printing.document import Document
from printing.forms.registry import FORMS, lay_out

FORM: Final = FormId.REFUSAL_NOTICE
"""Its sample fills one page and bears no QR code, which plain reportlab could not be given."""


def notice_document() -> Document:
    """Return the sample of the form, laid out for A4."""
    return lay_out(FORM, FORMS[FORM].sample, paper="a4")
