"""Papers that hang on no case: laid out, marked for practice, printed, waited for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counter_app.domain.errors import NotSignedIn
from counter_app.domain.practice import mark_of

if TYPE_CHECKING:
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.print_job import FormId
    from printing.delivery import Outcome
    from printing.document import Document
    from printing.forms.from_post import PostContext


def paper_context(counter: RunningCounter) -> PostContext:
    """Return what stands on every paper of a counter: its name, its calendar, who prints."""
    from printing.forms.from_post import PostContext

    profile = counter.profile
    return PostContext(
        profile=counter.settings.counter,
        calendar=profile.rulebook.calendar,
        staff_name=profile.staff_name,
        clerk_number=counter.operator().staff,
    )


def require_printers(counter: RunningCounter) -> None:
    """See that there are printers.

    Raises:
        NotSignedIn: They are started by the first sign-in.
    """
    if counter.printers is None:
        raise NotSignedIn


def print_loose(counter: RunningCounter, form: FormId, data: Any) -> Outcome:
    """Print a paper and wait for what becomes of it.

    Raises:
        NotSignedIn: The printers are started by the first sign-in.
        FormDataInvalid: It does not fit on the paper.
    """
    from printing.forms.registry import lay_out

    require_printers(counter)
    assert counter.printers is not None, "just asked"
    mark = mark_of(counter.settings.counter)

    def document_for(paper: str) -> Document:
        return replace(lay_out(form, data, paper=paper), watermark=mark)

    return counter.printers.print_loose(form, document_for)
