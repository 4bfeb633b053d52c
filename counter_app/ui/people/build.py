"""Puts the page of people together."""

from __future__ import annotations

from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext
from counter_app.ui.people.presenter import PeoplePresenter
from counter_app.ui.people.view import PeoplePage
from counter_app.ui.people_parts import PeopleParts


def build_people_page(parts: PeopleParts, context: PageContext) -> PeoplePage:
    """Return the page; nothing is read before it comes to the front."""
    view = PeoplePage(context.theme, context.parts.keys.key(Action.SUBMIT))
    PeoplePresenter(view, parts, context)
    return view
