"""Prints service guides on the printers of the running counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.bootstrap.loose_papers import print_loose, require_printers
from counter_app.domain.print_job import FormId
from counter_app.ui.guide_parts import GuidePrinted, GuidePrinting

if TYPE_CHECKING:
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.ui.tasks import Tasks


class GuideWork:
    """Guides of one counter; nothing of them is recorded."""

    def __init__(self, counter: RunningCounter) -> None:
        """Print on the printers of this counter, once somebody has signed in."""
        self._counter = counter

    def parts(self, tasks: Tasks) -> GuidePrinting:
        """Return it for the window; `tasks` is a thread that may wait for a printer."""
        return GuidePrinting(tasks, self.print_guide)

    def print_guide(self, item_id: str) -> GuidePrinted:
        """Print the guide of an item and wait for what becomes of it.

        Raises:
            NotSignedIn: The printers are started by the first sign-in.
            ItemNotFound: The catalogue of today has no such item.
            FormDataInvalid: The guide does not fit on the paper.
        """
        from counter_app.services.show_guide import ShowGuide
        from printing.forms.from_item import GuideContext, guide_data

        require_printers(self._counter)
        profile = self._counter.profile
        guide = ShowGuide(profile.office)(item_id)
        operator = self._counter.operator()
        context = GuideContext(
            profile=self._counter.settings.counter,
            clerk_name=operator.name,
            clerk_number=operator.staff,
            version=guide.catalogue_version,
            published_on=guide.published_on,
        )
        data = guide_data(guide.item, context, printed_at=self._counter.clock.now())
        outcome = print_loose(self._counter, FormId.GUIDE_SHEET, data)
        return GuidePrinted(state=outcome.state, detail=outcome.detail)
