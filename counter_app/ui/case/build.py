"""Puts view and presenter of the case page together."""

from __future__ import annotations

from counter_app.ui.case.presenter import CasePresenter
from counter_app.ui.case.view import CaseView
from counter_app.ui.page_context import PageContext


def build_case_page(context: PageContext) -> CaseView:
    """Return the page that shows one case."""
    view = CaseView(context.theme, context.parts.keys)
    presenter = CasePresenter(view, context.parts, context.dialogs, context.navigator)
    context.devices.print_moved.connect(presenter.on_print_moved)
    context.county.changed.connect(presenter.on_county_news)
    context.county.changed.connect(presenter.away.on_county_news)
    return view
