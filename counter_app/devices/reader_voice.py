"""Tells the reader's news: each state once, and sentences long enough to be read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from counter_app.devices.exchange import monotonic_ms
from counter_app.devices.reader_words import PUT_CARD, READY
from counter_app.domain.reader_news import CardRead, ReaderState, ReaderStateChanged

LIFT_TEXT_MS: Final = 3_000
"""How long a sentence about lifting stays although the reader already finds nothing: one that
has selected a card does not find it again, and the sentence would be gone before it is read."""

News = ReaderStateChanged | CardRead
Told = Callable[[News], None]


class ReaderVoice:
    """Remembers the present state and tells subscribers when it changes."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._told: list[Told] = []
        self._state: ReaderStateChanged | None = None
        self._holds_until_ms = 0

    def subscribe(self, told: Told) -> None:
        """Call `told` at each change, and once now with the present state."""
        with self._guard:
            self._told.append(told)
            state = self._state
        if state is not None:
            told(state)

    def tell(self, news: ReaderStateChanged, *, hold_ms: int = 0) -> None:
        """Tell a state, unless it is the present one; hold it against `tell_idle`."""
        self._holds_until_ms = monotonic_ms() + hold_ms
        with self._guard:
            is_new = news != self._state
            self._state = news
        if is_new:
            self._deliver(news)

    def tell_idle(self, *, is_wanted: bool) -> None:
        """Tell that the reader is ready, unless a sentence about lifting is still to be read."""
        if monotonic_ms() >= self._holds_until_ms:
            self.tell(PUT_CARD if is_wanted else READY)

    def tell_card(self, read: CardRead) -> None:
        """Tell a card."""
        self._deliver(read)

    def said(self, state: ReaderState) -> bool:
        """Tell whether this is the present state."""
        return self._state is not None and self._state.state is state

    def _deliver(self, news: News) -> None:
        for told in tuple(self._told):
            told(news)
