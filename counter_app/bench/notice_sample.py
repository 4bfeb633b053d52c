"""The one page that is measured as PDF."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from counter_app.domain.print_job import FormId
from printing.document import Document, QrCode
from printing.forms.registry import FORMS, lay_out

FORM: Final = FormId.REFUSAL_NOTICE
"""Its sample fills one page."""


def notice_document() -> Document:
    """Return the sample of the form, laid out for A4.

    Without its QR code, which plain reportlab could not be given.
    """
    document = lay_out(FORM, FORMS[FORM].sample, paper="a4")
    blocks = tuple(block for block in document.blocks if not isinstance(block, QrCode))
    return replace(document, blocks=blocks)
