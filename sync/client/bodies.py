"""Fetches the bodies of closed cases that went here by rule and that somebody wants to see.

The question is the digest's own: the events at some places, as far as the township's stream shows
them.  What comes proves itself, since the ids stayed here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from counter_app.ports import SyncStore
from sync.protocol import DIGEST_RANGES_MAX, ChainRange, Digest, DigestAnswer

QUESTIONS_MAX: Final = 8
"""Questions in one cycle: thousands of events; what is left is asked for in the next."""

log = logging.getLogger(__name__)


class BodyFetching:
    """What is still to be asked for; lives as long as the program."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._left = QUESTIONS_MAX
        self._is_asked = False

    def begin(self) -> None:
        """Start a cycle."""
        self._left = QUESTIONS_MAX
        self._is_asked = False

    def is_waiting(self) -> bool:
        """Answer whether anything is wanted."""
        return bool(self._left and self._wanted())

    def question(self) -> Digest | None:
        """Return the next question; None when nothing is wanted, or enough was asked."""
        wanted = self._wanted() if self._left else ()
        self._is_asked = bool(wanted)
        if not wanted:
            return None
        self._left -= 1
        return Digest(fetch=tuple(wanted[:DIGEST_RANGES_MAX]))

    def settle(self, answer: DigestAnswer) -> bool:
        """Take what came; answers whether it was this question that was answered."""
        if not self._is_asked:
            return False
        self._is_asked = False
        came = self._store.take_missing(answer.entries)
        log.info("bodies of closed cases: %d events fetched", came)
        if not came and self._wanted():
            log.warning("bodies of closed cases: the county has none of what is wanted")
            self._store.bodies_not_given()
        return True

    def _wanted(self) -> Sequence[ChainRange]:
        return self._store.wanted_bodies()
