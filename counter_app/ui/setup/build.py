"""Puts the set-up window together."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ui.dialogs import Dialogs
from counter_app.ui.setup.parts import SetupParts
from counter_app.ui.setup.presenter import SetupPresenter
from counter_app.ui.setup.view import SetupView
from counter_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class BuiltSetup:
    """The window, and what `bootstrap` and tests speak to."""

    window: SetupView
    presenter: SetupPresenter
    dialogs: Dialogs


def build_setup(parts: SetupParts, theme: Theme) -> BuiltSetup:
    """Return the window with its first step in front."""
    window = SetupView(theme)
    dialogs = Dialogs(theme, window)
    return BuiltSetup(window, SetupPresenter(window, dialogs, theme, parts), dialogs)
