"""What the set-up window works with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.people_here import NewPerson

if TYPE_CHECKING:
    from counter_app.runtime.settings import Settings
    from counter_app.ui.tasks import Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupParts:
    """Work that is done on another thread, and where the counter will be.

    Attributes:
        tasks: The thread on which both functions run: a file may lie on a slow stick, and
            stretching a password takes a while on purpose.
        read_settings: Reads a settings file.  Raises `SettingsInvalid` with all its mistakes,
            `UnreadableFile`.
        create: Makes the counter: settings, first person, password.  Raises a `CounterError`
            when nothing was made.
        folder: Where, in words for the summary.
    """

    tasks: Tasks
    read_settings: Callable[[Path], Settings]
    create: Callable[[Settings, NewPerson, str], None]
    folder: str
