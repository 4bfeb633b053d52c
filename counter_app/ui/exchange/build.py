"""Puts the page of the exchange together."""

from __future__ import annotations

from counter_app.ports import ExchangeDesk
from counter_app.ui.exchange.presenter import ExchangePresenter
from counter_app.ui.exchange.view import ExchangeView
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext


def build_exchange_page(desk: ExchangeDesk, context: PageContext) -> ExchangeView:
    """Return the page; it reads counts when it comes to the front and at each piece of news."""
    keys = context.parts.keys
    view = ExchangeView(context.theme, keys.key(Action.SYNC_NOW), keys.key(Action.SUBMIT))
    presenter = ExchangePresenter(view, desk, context)
    context.county.changed.connect(presenter.on_news)
    return view
