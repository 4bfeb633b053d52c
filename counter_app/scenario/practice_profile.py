"""An opened practice counter: a type of its own, which nothing that reaches a county takes."""

from __future__ import annotations

from pathlib import Path

from counter_app.bootstrap.profile import OpenProfile
from counter_app.domain.practice import is_practice
from counter_app.runtime.settings import Settings
from counter_app.storage.device_identity import DeviceIdentity
from counter_app.storage.profile_store import Store


class PracticeProfile:
    """A practice counter, opened.

    It is no `OpenProfile`: enrolling, exchanging and exporting take that one, so that data of
    practice cannot be handed to them by mistake.  What they would do is refused as well.
    """

    def __init__(self, opened: OpenProfile) -> None:
        assert is_practice(opened.settings.counter), "real data is no practice"
        self._opened = opened

    @property
    def folder(self) -> Path:
        return self._opened.paths.root

    @property
    def settings(self) -> Settings:
        return self._opened.settings

    @property
    def identity(self) -> DeviceIdentity:
        return self._opened.keys.identity

    @property
    def store(self) -> Store:
        return self._opened.store
