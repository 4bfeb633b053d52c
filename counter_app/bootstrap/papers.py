"""From a print job to the document it prints: the case as it stood when it was intended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_fold import fold
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import FormId
from printing.document import Document
from printing.forms.from_case import PaperContext, form_data
from printing.forms.registry import lay_out


def document_of_job(
    events: Sequence[CaseEvent], job: EventId, context: PaperContext, *, paper: str
) -> Document:
    """Lay out the paper of a print job.

    The case is folded only up to the intent, so that the same job always gives the same
    paper, whatever happened to the case since.

    Args:
        events: All events of the case in fold order; the intent is among them.
        job: The intent.
        context: Counter, calendar, names of staff.
        paper: "58", "80" or "a4".
    """
    until = next(place for place, event in enumerate(events) if event.event_id == job)
    case = fold(events[: until + 1])
    assert case is not None, "an intent without an intake"
    document = next(document for document in case.documents if document.job == job)
    return document_of_case(
        document.form, case, context, paper=paper, printed_at=document.intended_at
    )


def document_of_case(
    form: FormId, case: Case, context: PaperContext, *, paper: str, printed_at: datetime
) -> Document:
    """Lay out a paper of a case as it stands, for previews."""
    return lay_out(form, form_data(form, case, context, printed_at=printed_at), paper=paper)
