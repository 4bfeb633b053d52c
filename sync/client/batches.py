"""Which events go next: oldest first, in batches that shrink on failure and grow on success.

An event that the county can never take must not block the others.  A batch that the county
answered with a fault is halved until the one at fault stands alone; from then on that event is a
suspect, goes by itself after all others, and is parked after `TRIES_MAX` tries.
"""

from __future__ import annotations

from typing import Final

from counter_app.domain.errors import CountyFault
from counter_app.domain.ids import EventId
from counter_app.ports import SyncStore
from sync.codec import event_id
from sync.protocol import PULL_BYTES_MAX, PUSH_BYTES_MAX, PUSH_EVENTS_MAX, SignedEvent

TRIES_MAX: Final = 5
SUSPECTS_MAX: Final = 20
"""More events than these cannot all be at fault: then the county is, and nothing is parked."""

PAGE_BYTES_MIN: Final = 8 << 10
"""A page holds one event at least, however small it is asked to be."""

Batch = dict[EventId, SignedEvent]
"""Events to send, by id, oldest first."""


class Batches:
    """Chooses batches; lives as long as the program runs, so that tries add up over cycles.

    Attributes:
        parked: Events that were parked.
        page_bytes: How much of what others did may come at once.
    """

    def __init__(self, store: SyncStore) -> None:
        self._store = store
        self._limit = PUSH_EVENTS_MAX
        self._tries: dict[EventId, int] = {}
        self._tried_now: set[EventId] = set()
        self._waiting: set[EventId] = set()
        self.parked = 0
        self.page_bytes = PULL_BYTES_MAX

    def begin(self) -> None:
        """Start a cycle: every suspect may be tried once in it."""
        self._tried_now.clear()
        self._waiting.clear()

    def next(self) -> Batch:
        """Return what to send now; empty when everything that can go has gone."""
        while True:
            room = self._limit + len(self._tries) + len(self._waiting)
            waiting = self._store.unacknowledged(limit=room, bytes_max=self._bytes_max())
            named = {event_id(event.data): event for event in waiting}
            held_back = len(self._waiting)
            batch = self._with_vouchers(
                {n: e for n, e in named.items() if n not in self._tries and n not in self._waiting}
            )
            if batch or len(self._waiting) == held_back:
                break
        if batch:
            return batch
        for name, event in named.items():
            if name in self._tries and name not in self._tried_now:
                return {name: event}
        return {}

    def wait(self, event: EventId) -> None:
        """Nobody vouches for an event just now; it is no fault of its own."""
        self._waiting.add(event)

    def _with_vouchers(self, free: Batch) -> Batch:
        """Return the first events, each with those that vouch for it.

        What is too much for one batch goes from its end, which is signed: the county then takes
        what came before, because it has what names it.
        """
        batch: Batch = {}
        for name, event in free.items():
            if len(batch) >= self._limit:
                break
            if name in batch:
                continue
            run = self._run_of(name, event)
            if run is None:
                self._waiting.add(name)
                continue
            fresh = {each: run[each] for each in run if each not in batch}
            if batch and len(batch) + len(fresh) > self._limit:
                break
            batch |= dict(list(fresh.items())[-self._limit :])
        return batch

    def _run_of(self, name: EventId, event: SignedEvent) -> Batch | None:
        """Return an event and those after it that it needs; None when it cannot be sent now."""
        if event.signature:
            return {name: event}
        vouchers = self._store.vouchers(name)
        if vouchers is None:
            return None
        run = {name: event} | {event_id(each.data): each for each in vouchers}
        return None if any(each in self._tries for each in run) else run

    def succeeded(self) -> None:
        """The county handled a batch: the next may be twice as large."""
        self._limit = min(PUSH_EVENTS_MAX, self._limit * 2)

    def page_came(self) -> None:
        """A page of the stream came: the next may be twice as large."""
        self.page_bytes = min(PULL_BYTES_MAX, self.page_bytes * 2)

    def failed(self) -> None:
        """The line broke under a batch or a page: the next shall be half as large."""
        self._limit = max(1, self._limit // 2)
        self.page_bytes = max(PAGE_BYTES_MIN, self.page_bytes // 2)

    def at_fault(self, batch: Batch) -> None:
        """The county could not handle a batch: halve it, or blame the only event in it."""
        if len(batch) > 1:
            self._limit = max(1, len(batch) // 2)
            return
        for name in batch:
            self.blame(name, "county-fault")
        self.succeeded()

    def blame(self, event: EventId, reason: str, field: str = "") -> None:
        """Count a try of an event that the county does not take; park it after the last.

        Raises:
            CountyFault: Too many events are suspected; it is not them.
        """
        if event not in self._tries and len(self._tries) >= SUSPECTS_MAX:
            raise CountyFault(f"more than {SUSPECTS_MAX} events not taken: {reason}")
        self._tried_now.add(event)
        tries = self._tries.get(event, 0) + 1
        if tries < TRIES_MAX:
            self._tries[event] = tries
            return
        self._tries.pop(event, None)
        self._store.park(event, reason, field=field, tries=tries)
        self.parked += 1

    def clear(self, event: EventId) -> None:
        """The county took an event: it is no suspect."""
        self._tries.pop(event, None)

    def _bytes_max(self) -> int:
        # Suspects stand in front of the list; they must not use up the room of the others.
        return PUSH_BYTES_MAX if not self._tries else PUSH_BYTES_MAX * 2
