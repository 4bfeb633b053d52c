"""From a case to what its papers say.  Pure: equal cases give equal papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.errors import UnknownForm
from counter_app.domain.print_job import FormId
from counter_app.domain.receipt_code import PREVIEW_CODE
from printing.forms.case_words import Paper, PaperContext, PaperCopy
from printing.forms.data import FormData
from printing.forms.from_end import END_PAPERS
from printing.forms.from_handling import HANDLING_PAPERS
from printing.forms.from_intake import INTAKE_PAPERS
from printing.forms.from_service import SERVICE_PAPERS

__all__ = ["PAPERS_OF_A_CASE", "PaperContext", "PaperCopy", "form_data"]

PAPERS_OF_A_CASE: Final[Mapping[FormId, Callable[[Paper], FormData]]] = MappingProxyType(
    {**INTAKE_PAPERS, **HANDLING_PAPERS, **END_PAPERS, **SERVICE_PAPERS}
)
"""Papers that a case alone fills; the others speak of the desk, an item or a person."""


def form_data(
    form: FormId,
    case: Case,
    context: PaperContext,
    *,
    printed_at: datetime,
    copy: PaperCopy | None = None,
) -> FormData:
    """Return what a form says about a case.

    Args:
        form: Which paper; what it tells must have happened.
        case: The case as of the event that the paper speaks of.
        context: Counter, calendar and names of staff.
        printed_at: When the print was intended; stands in the foot.
        copy: Which copy it is; None for a picture of what is not ordered yet.

    Raises:
        UnknownForm: It is no paper of a case.
    """
    make = PAPERS_OF_A_CASE.get(form)
    if make is None:
        raise UnknownForm(form.value)
    code = PREVIEW_CODE if copy is None else context.code_for(case, form, copy)
    return make(Paper(case, context, printed_at, code))
