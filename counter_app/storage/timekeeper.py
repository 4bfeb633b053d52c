"""The county's time, carried on by this machine: the `TimeKeeper` port."""

from __future__ import annotations

from datetime import date

from counter_app.domain.trusted_time import Estimate, estimate
from counter_app.ports import Clock
from counter_app.storage.ledger import Ledger


class SqlTimeKeeper:
    """Asks the ledger for the newest anchor of this device; safe from any thread.

    The ledger keeps it in memory: it is read when the database is opened, and again when an
    anchor is recorded here or another process has written.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def estimate(self) -> Estimate:
        """Return the best guess at the present, and how far off the wall clock is."""
        clock = self._clock
        return estimate(clock.now(), clock.monotonic_ms(), clock.boot_id, self._ledger.anchor_seen)

    def today(self) -> date:
        """Return the local date of the best guess."""
        return self.estimate().now.date()
