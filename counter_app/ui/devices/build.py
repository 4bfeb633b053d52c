"""Puts the devices page together."""

from __future__ import annotations

from functools import partial

from counter_app.ui.backups.card_presenter import BackupPresenter
from counter_app.ui.device_parts import DeviceParts
from counter_app.ui.devices.presenter import DevicesPresenter
from counter_app.ui.devices.view import DevicesView
from counter_app.ui.page import Page
from counter_app.ui.page_context import PageContext


def build_devices_page(parts: DeviceParts, context: PageContext) -> Page:
    """Return the page, showing how everything stands now."""
    view = DevicesView(context.theme, context.parts.keys)
    DevicesPresenter(view, parts, context)
    if context.parts.backups is not None:
        view.backup.show()
        backups = BackupPresenter(
            view.backup, context.parts.backups, context.parts.clock, context.navigator.ask_restore
        )
        backups.damaged.connect(partial(context.navigator.ask_restore, is_damaged=True))
    return view
