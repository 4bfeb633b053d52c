"""Compares this counter's log with the county's, and names what each side has to give.

Aligning finds how far both streams are one, after the county's log was put back.  Mending finds
what is missing on either side once everything was sent and fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from counter_app.ports import Clock, SyncStore
from sync.client.contact_book import ContactBook
from sync.digest import holes
from sync.protocol import (
    CHECKPOINTS_MAX,
    DIGEST_CHAINS_MAX,
    DIGEST_RANGES_MAX,
    ChainRange,
    Digest,
    DigestAnswer,
    Hello,
    HelloAnswer,
)

DIGESTS_MAX: Final = 8
"""Comparisons in one cycle; what is still missing then is looked for in the next."""

GAP_AGAIN_MS: Final = 60 * 60_000
"""How soon the county's flag that our chain has a gap is a reason to compare again."""

log = logging.getLogger(__name__)


class Mending:
    """Decides when to compare, and what to do about the answer; lives as long as the program."""

    def __init__(self, store: SyncStore, clock: Clock, book: ContactBook) -> None:
        self._store = store
        self._clock = clock
        self._book = book
        self._fetch: Sequence[ChainRange] = ()
        self._asked = 0
        self._is_wanted = False
        self._gap_seen_ms: int | None = None

    def begin(self) -> None:
        """Start a cycle."""
        self._asked = 0

    def want(self) -> None:
        """Compare at the end of this cycle, whatever the calendar says."""
        self._is_wanted = True

    def alignment(self) -> Digest:
        """Return the question how far both streams are one, with the proof of where ours came."""
        checkpoints = tuple(self._store.checkpoints())[:CHECKPOINTS_MAX]
        return Digest(checkpoints=checkpoints, anchor=self._book.proof)

    def next(self, hello: Hello, county: HelloAnswer) -> Digest | None:
        """Return the comparison that is due now that nothing waits on either side, or None."""
        if self._asked >= DIGESTS_MAX or hello.position != county.position_max:
            return None
        if not self._asked and not self._is_due(county):
            return None
        if self._asked and not self._is_wanted:
            return None
        self._asked += 1
        chains = tuple(self._store.chains())[:DIGEST_CHAINS_MAX]
        standing = ((hello.position, hello.prefix_hash),) if hello.position else ()
        return Digest(chains=chains, checkpoints=standing, fetch=tuple(self._fetch))

    def settle(self, answer: DigestAnswer) -> None:
        """Take what was fetched, offer what the county lacks, remember what to fetch next."""
        fetched = self._store.take_missing(answer.entries)
        county_lacks = set(answer.county_lacks)
        offered = self._store.offer_again([each for each in county_lacks if self._is_whole(each)])
        self._fetch = self._to_fetch(answer.client_lacks, county_lacks)[:DIGEST_RANGES_MAX]
        if fetched or offered or self._fetch:
            log.warning(
                "digest: %d events fetched, %d offered again, %d ranges to fetch",
                fetched,
                offered,
                len(self._fetch),
            )
            self._is_wanted = True
            return
        self._is_wanted = False
        self._book.digest_given(self._clock.now())

    def is_waiting(self, county: HelloAnswer) -> bool:
        """Answer whether a comparison is due for another reason than a gap."""
        if self._is_wanted or county.wants_digest or self._fetch:
            return True
        return self._book.is_digest_due(self._clock.now())

    def _is_due(self, county: HelloAnswer) -> bool:
        return ("gap" in county.flags and self._is_gap_news()) or self.is_waiting(county)

    def _is_gap_news(self) -> bool:
        now_ms, before = self._clock.monotonic_ms(), self._gap_seen_ms
        if before is not None and 0 <= now_ms - before < GAP_AGAIN_MS:
            return False
        self._gap_seen_ms = now_ms
        return True

    def _to_fetch(
        self, spans: Sequence[ChainRange], county_lacks: set[ChainRange]
    ) -> list[ChainRange]:
        """Return the places to ask for: our holes; all of a block that differs without any."""
        wanted: list[ChainRange] = []
        for span in spans:
            missing = holes(self._store.places(span), span.first, span.last)
            if not missing and span in county_lacks:  # A branch that only one of us knows.
                missing = [(span.first, span.last)]
            wanted += [
                ChainRange(device=span.device, generation=span.generation, first=a, last=b)
                for a, b in missing
            ]
        return wanted

    def _is_whole(self, span: ChainRange) -> bool:
        return not holes(self._store.places(span), span.first, span.last)
