"""Puts the devices page together."""

from __future__ import annotations

from functools import partial

from counter_app.domain.errors import NotSignedIn
from counter_app.domain.permissions import Right, may
from counter_app.ui.backups.card_presenter import BackupPresenter
from counter_app.ui.device_parts import DeviceParts
from counter_app.ui.devices.presenter import DevicesPresenter
from counter_app.ui.devices.view import DevicesView
from counter_app.ui.keys import Action
from counter_app.ui.page import Page
from counter_app.ui.page_context import PageContext
from counter_app.ui.window_parts import WindowParts


def build_devices_page(parts: DeviceParts, context: PageContext) -> Page:
    """Return the page, showing how everything stands now."""
    view = DevicesView(context.theme, context.parts.keys)
    DevicesPresenter(view, parts, context)
    if context.parts.people is not None:
        view.people.people_requested.connect(partial(context.navigator.do, Action.PEOPLE))
        view.came.connect(lambda: view.people.setVisible(_lets_in(context.parts)))
    if context.parts.backups is not None:
        view.backup.show()
        backups = BackupPresenter(
            view.backup, context.parts.backups, context.parts.clock, context.navigator.ask_restore
        )
        backups.damaged.connect(partial(context.navigator.ask_restore, is_damaged=True))
    return view


def _lets_in(parts: WindowParts) -> bool:
    """Whether whoever is signed in lets people in."""
    try:
        return may(parts.operator().role, Right.LET_IN)
    except NotSignedIn:
        return False
