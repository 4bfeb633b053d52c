"""Puts the page of conflicts together."""

from __future__ import annotations

from counter_app.ui.conflicts.presenter import ConflictsPresenter
from counter_app.ui.conflicts.view import ConflictsView
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext


def build_conflicts_page(context: PageContext) -> tuple[ConflictsView, ConflictsPresenter]:
    """Return the page, and what a case is given to before the page comes to the front."""
    view = ConflictsView(context.theme, context.parts.keys.key(Action.SUBMIT))
    presenter = ConflictsPresenter(view, context.parts, context.navigator)
    context.county.changed.connect(presenter.on_county_news)
    return view, presenter
