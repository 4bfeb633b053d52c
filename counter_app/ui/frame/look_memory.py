"""Text size, contrast and last login: changed by keys, remembered between runs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from counter_app.ui.preferences import PreferenceStore, WindowPreferences
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import SCALE_PERCENT_MIN, SCALE_PERCENT_STEP


class LookMemory(QObject):
    """Keeps the theme and the stored preferences the same."""

    def __init__(self, theme: Theme, store: PreferenceStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._store = store
        self._is_keeping = True
        self._now: WindowPreferences = store.load()
        theme.set_scale(self._now.scale_percent)
        theme.set_high_contrast(is_high_contrast=self._now.is_high_contrast)
        theme.changed.connect(self._on_theme_changed)

    @property
    def last_login(self) -> str:
        return self._now.last_login

    def keep_nothing(self) -> None:
        """Change what is on the screen only: nothing is written beside a database only seen."""
        self._is_keeping = False

    def remember_login(self, login: str) -> None:
        self._keep(replace(self._now, last_login=login))

    def change_scale(self, steps: int) -> int:
        """Go up or down in steps; returns the new size in percent."""
        self._theme.set_scale(self._theme.sizes.scale_percent + steps * SCALE_PERCENT_STEP)
        return self._theme.sizes.scale_percent

    def reset_scale(self) -> None:
        self._theme.set_scale(SCALE_PERCENT_MIN)

    def toggle_contrast(self) -> None:
        self._theme.set_high_contrast(is_high_contrast=not self._theme.is_high_contrast)

    def _on_theme_changed(self) -> None:
        self._keep(
            replace(
                self._now,
                scale_percent=self._theme.sizes.scale_percent,
                is_high_contrast=self._theme.is_high_contrast,
            )
        )

    def _keep(self, preferences: WindowPreferences) -> None:
        if preferences != self._now:
            self._now = preferences
            if self._is_keeping:
                self._store.save(preferences)
