"""What this counter remembers about its window: no facts, nothing about people's cases."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Protocol

from counter_app.ui.tokens import SCALE_PERCENT_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPreferences:
    """How the window looked when it was last used.

    Attributes:
        last_login: Name typed at the last sign-in of this counter; "" for none.
    """

    scale_percent: int = SCALE_PERCENT_MIN
    is_high_contrast: bool = False
    last_login: str = ""


class PreferenceStore(Protocol):
    """Where preferences are kept between runs."""

    def load(self) -> WindowPreferences: ...

    def save(self, preferences: WindowPreferences) -> None:
        """Keep them; a full disk loses them silently: the work does not depend on it."""


class PreferenceFile:
    """Preferences in one small JSON file of the profile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> WindowPreferences:
        """Read the file; what is missing, damaged or of another type is left at its default."""
        try:
            raw = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return WindowPreferences()
        if not isinstance(raw, dict):
            return WindowPreferences()
        known = {
            field.name: raw[field.name]
            for field in fields(WindowPreferences)
            if type(raw.get(field.name)) is type(field.default)
        }
        return WindowPreferences(**known)

    def save(self, preferences: WindowPreferences) -> None:
        """Write beside the old file and exchange the two."""
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(asdict(preferences)), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            return
