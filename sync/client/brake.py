"""Holds a pull back that would change too many open cases, until a person accepts it."""

from __future__ import annotations

import logging

from counter_app.domain.errors import MassChangeHeld
from counter_app.domain.mass_change import PullWatch
from counter_app.ports import SyncStore
from sync.protocol import PullAnswer

log = logging.getLogger(__name__)


class Brake:
    """Lives as long as the program.

    Attributes:
        held: Why nothing is fetched; None while the brake is off.  Sending goes on meanwhile, and
            what is held back stays with the county: nothing of it was stored.
    """

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._watch: PullWatch | None = None
        self._is_accepted = False
        self.held: MassChangeHeld | None = None

    def accept(self) -> None:
        """Let the next run take what is held back: all of that pull, and no other."""
        self._is_accepted = True

    def begin(self) -> None:
        """Start a run."""
        self._watch = PullWatch()
        if self._is_accepted:
            self._is_accepted, self._watch, self.held = False, None, None

    def take(self, pull: PullAnswer, *, epoch: str) -> int | None:
        """Store a page; returns how many events were new, or None when it was held back."""
        try:
            return self._store.take(
                pull.entries, epoch=epoch, prefix_hash=pull.prefix_hash, watch=self._watch
            )
        except MassChangeHeld as held:
            log.warning("pull held back: %s", held)
            self.held = held
            return None
