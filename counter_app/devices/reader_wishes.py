"""What the window wants of the reader, handed over to the reader's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from counter_app.domain.reader_news import PortsSearched

WANTED_GAP_MS: Final = 50
BACKGROUND_GAP_MS: Final = 500

SearchTold = Callable[[PortsSearched], None]


class ReaderWishes:
    """Wishes come from any thread; the reader's thread looks at them, and waits for new ones.

    Args:
        looks_in_background: Look for cards also when no page wants one (刷证直接取件).

    Attributes:
        is_wanted: A page that wants a card is in front.
        with_address: Its form needs the latest appended address.
        must_read_now: Somebody pressed F4, and it has not been done yet.
        is_stopping: The program ends.
        is_other_port: Another port is to be used.
    """

    def __init__(self, *, looks_in_background: bool) -> None:
        self._changed = threading.Condition()
        self._looks_in_background = looks_in_background
        self._search_told: SearchTold | None = None
        self.is_wanted = False
        self.with_address = False
        self.must_read_now = False
        self.is_stopping = False
        self.is_other_port = False

    @property
    def is_looking(self) -> bool:
        """Whether cards are to be looked for."""
        return self.is_wanted or self._looks_in_background or self.must_read_now

    @property
    def is_searching(self) -> bool:
        """Whether a search for ports was asked for."""
        return self._search_told is not None

    @property
    def gap_ms(self) -> int:
        """The pause between two looks."""
        return WANTED_GAP_MS if self.is_wanted else BACKGROUND_GAP_MS

    def is_interrupted(self) -> bool:
        """Tell whether the port must be let go: to end, to search, or for another one."""
        return self.is_stopping or self.is_searching or self.is_other_port

    def use_other_port(self) -> None:
        """Ask for the port to be let go; the monitor knows the other one already."""
        with self._changed:
            self.is_other_port = True
            self._changed.notify_all()

    def want_card(self, *, is_wanted: bool, with_address: bool) -> None:
        """Say whether a page wants a card."""
        with self._changed:
            self.is_wanted = is_wanted
            self.with_address = with_address
            self._changed.notify_all()

    def read_now(self) -> None:
        """Ask for one look at once."""
        with self._changed:
            self.must_read_now = True
            self._changed.notify_all()

    def has_read_now(self) -> None:
        """Take note that the one look has had its try."""
        self.must_read_now = False

    def search(self, told: SearchTold) -> None:
        """Ask for a search."""
        with self._changed:
            self._search_told = told
            self._changed.notify_all()

    def take_search(self) -> SearchTold:
        """Return whom to tell about the search that begins now."""
        with self._changed:
            told, self._search_told = self._search_told, None
        assert told is not None, "a search is asked for by somebody"
        return told

    def stop(self) -> None:
        """Ask the thread to end."""
        with self._changed:
            self.is_stopping = True
            self._changed.notify_all()

    def wait(self, wait_ms: int | None) -> None:
        """Wait, but not on when there is something new to do; None waits for that alone."""
        with self._changed:
            was_wanted = self.is_wanted
            self._changed.wait_for(
                lambda: (
                    self.is_interrupted()
                    or self.must_read_now
                    or (self.is_wanted and not was_wanted)
                ),
                None if wait_ms is None else wait_ms / 1000,
            )
