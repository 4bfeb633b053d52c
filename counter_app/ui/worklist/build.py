"""Puts view, model and presenter of the work list together."""

from __future__ import annotations

from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext
from counter_app.ui.worklist.presenter import WorklistPresenter
from counter_app.ui.worklist.receipt_check import ReceiptCheck
from counter_app.ui.worklist.records_model import RecordsModel
from counter_app.ui.worklist.view import WorklistView


def build_worklist_page(context: PageContext) -> WorklistView:
    """Return the page with the lists of the desk."""
    model = RecordsModel()
    view = WorklistView(context.theme, model, context.parts.keys.key(Action.FIND))
    model.setParent(view)
    receipts = ReceiptCheck(view, context.theme, context.parts, context.navigator)
    presenter = WorklistPresenter(view, model, context.parts, context.navigator, receipts.takes)
    context.county.changed.connect(presenter.on_county_news)
    return view
