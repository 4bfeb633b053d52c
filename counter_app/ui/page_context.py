"""What every page is built with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.ui.device_bridge import DeviceBridge
from counter_app.ui.dialogs import Dialogs
from counter_app.ui.page import Navigator, Page
from counter_app.ui.sync_bridge import SyncBridge
from counter_app.ui.theme import Theme
from counter_app.ui.window_parts import WindowParts


@dataclass(frozen=True, slots=True)
class PageContext:
    """Services and the window around a page.

    Attributes:
        parts: Services, ports and settings.
        theme: Colours, sizes and icons.
        dialogs: Where questions are asked.
        navigator: The window, as far as pages may ask something of it.
        devices: News of reader and printers, on the GUI thread.
        county: News of the exchange, on the GUI thread.
    """

    parts: WindowParts
    theme: Theme
    dialogs: Dialogs
    navigator: Navigator
    devices: DeviceBridge
    county: SyncBridge


PageFactory = Callable[[PageContext], Page]
