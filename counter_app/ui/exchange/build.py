"""Puts the page of the exchange together."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.ports import ExchangeDesk
from counter_app.ui.exchange.disaster_presenter import DisasterPresenter
from counter_app.ui.exchange.presenter import ExchangePresenter
from counter_app.ui.exchange.view import ExchangeView
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext


def build_exchange_page(
    desk: ExchangeDesk, context: PageContext, show_band: Callable[[str], None]
) -> ExchangeView:
    """Return the page; it reads counts when it comes to the front and at each piece of news.

    Args:
        desk: What is where on its way to the county.
        context: Services and the window around the page.
        show_band: Puts words over the whole window while the disaster mode is on.
    """
    keys = context.parts.keys
    view = ExchangeView(context.theme, keys.key(Action.SYNC_NOW), keys.key(Action.SUBMIT))
    presenter = ExchangePresenter(view, desk, context)
    context.county.changed.connect(presenter.on_news)
    view.disaster.setVisible(context.parts.disaster is not None)
    if context.parts.disaster is not None:
        disaster = DisasterPresenter(view.disaster, context.parts.disaster, context, show_band)
        view.person_came.connect(disaster.read)
        view.refresh_requested.connect(disaster.read)
        context.county.changed.connect(disaster.on_news)
    return view
