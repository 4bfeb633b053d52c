"""Compares this counter's log with the county's, and names what each side has to give.

Aligning finds how far both streams are one, after the county's log was put back.  Mending finds
what is missing on either side once everything was sent and fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from counter_app.ports import Clock, SyncStore
from sync.client.bodies import BodyFetching
from sync.client.contact_book import ContactBook
from sync.client.conversation import Message
from sync.digest import holes
from sync.protocol import (
    CHECKPOINTS_MAX,
    DIGEST_CHAINS_MAX,
    DIGEST_RANGES_MAX,
    EVIDENCE_BYTES_MAX,
    EVIDENCE_MAX,
    ChainRange,
    Digest,
    DigestAnswer,
    Hello,
    HelloAnswer,
    StateDigest,
)

DIGESTS_MAX: Final = 8
"""Comparisons in one cycle; what is still missing then is looked for in the next."""

STATE_EVERY_MS: Final = 60 * 60_000
"""How often the open cases are compared while something changes: one short exchange."""

GAP_AGAIN_MS: Final = 60 * 60_000
"""How soon the county's flag that our chain has a gap is a reason to compare again."""

PUT_OFF_MAX: Final = 3
"""How many cycles in a row may leave a comparison to the next because they have sent acts."""

log = logging.getLogger(__name__)


class Mending:
    """Decides when to compare, and what to do about the answer; lives as long as the program.

    Attributes:
        state_differs: The open cases were folded again, and are still not the county's.
        is_busy: This cycle has sent acts: what the calendar asks for may wait for a quieter one,
            but not for more than `PUT_OFF_MAX` of them.
    """

    def __init__(self, store: SyncStore, clock: Clock, book: ContactBook) -> None:
        self._store = store
        self._clock = clock
        self._book = book
        self._fetch: Sequence[ChainRange] = ()
        self._tried: set[ChainRange] = set()
        self._asked = 0
        self._is_wanted = False
        self._gap_seen_ms: int | None = None
        self._state_ms = clock.monotonic_ms()
        self._state_position = -1
        self._is_whole_asked = False
        self.state_differs = False
        self.is_busy = False
        self._has_put_off = False
        self._times_put_off = 0
        self._bodies = BodyFetching(store)

    def begin(self) -> None:
        """Start a cycle."""
        self._asked = 0
        self._bodies.begin()
        self.is_busy = self._has_put_off = False
        self._tried.clear()

    def want(self) -> None:
        """Compare at the end of this cycle, whatever the calendar says."""
        self._is_wanted = True

    def alignment(self) -> Digest:
        """Return the question how far both streams are one, with the proof of where ours came."""
        checkpoints = tuple(self._store.checkpoints())[:CHECKPOINTS_MAX]
        return Digest(checkpoints=checkpoints, anchor=self._book.proof)

    def question(self, hello: Hello, county: HelloAnswer | None) -> Message | None:
        """Return what is still to be shown or asked when nothing waits on either side."""
        shown = self._store.evidence(limit=EVIDENCE_MAX, bytes_max=EVIDENCE_BYTES_MAX)
        if shown:
            return Message(evidence=tuple(shown))
        if (wanted := self._bodies.question()) is not None:
            return Message(digest=wanted)
        digest = self.next(hello, county) if county is not None else None
        return Message(digest=digest) if digest is not None else None

    def next(self, hello: Hello, county: HelloAnswer) -> Digest | None:
        """Return the comparison that is due now that nothing waits on either side, or None."""
        if self._asked >= DIGESTS_MAX or hello.position != county.position_max:
            return None
        if self._asked and not self._is_wanted:
            return None
        is_whole = self._is_wanted or self._is_due(county)
        if not is_whole and not self._is_state_due(hello.position):
            return None
        self._asked += 1
        self._times_put_off = 0
        self._is_whole_asked = is_whole
        self._state_ms, self._state_position = self._clock.monotonic_ms(), hello.position
        chains = tuple(self._store.chains())[:DIGEST_CHAINS_MAX] if is_whole else ()
        standing = ((hello.position, hello.prefix_hash),) if hello.position else ()
        return Digest(chains=chains, checkpoints=standing, fetch=tuple(self._fetch))

    def settle(self, answer: DigestAnswer) -> None:
        """Take what was fetched, offer what the county lacks, remember what to fetch next."""
        if self._bodies.settle(answer):
            return
        fetched = self._store.take_missing(answer.entries)
        county_lacks = set(answer.county_lacks)
        # What was given or asked for in this cycle, and is still named, the other side does not
        # take or has not: an event in quarantine, or one that nobody can prove.
        given = [each for each in county_lacks - self._tried if self._is_whole(each)]
        offered = self._store.offer_again(given)
        self._tried |= set(self._fetch)
        wanted = self._to_fetch(answer.client_lacks, county_lacks)
        self._fetch = [each for each in wanted if each not in self._tried][:DIGEST_RANGES_MAX]
        self._tried |= set(given)
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
        if self._is_whole_asked:
            self._book.digest_given(self._clock.now())
        if answer.state is not None:
            self._compare(answer.state)

    def is_waiting(self, county: HelloAnswer) -> bool:
        """Answer whether a comparison is due for another reason than a gap."""
        if self._is_wanted or county.wants_digest or self._fetch or self._bodies.is_waiting():
            return True
        return self._book.is_digest_due(self._clock.now()) and not self._is_put_off()

    def _is_state_due(self, position: int) -> bool:
        age_ms = self._clock.monotonic_ms() - self._state_ms
        is_due = position != self._state_position and not 0 <= age_ms < STATE_EVERY_MS
        return is_due and not self._is_put_off()

    def _is_put_off(self) -> bool:
        """Answer whether something that is due may wait, because this cycle has sent much."""
        if self.is_busy and not self._has_put_off:
            self._has_put_off = True
            self._times_put_off += 1
        return self.is_busy and self._times_put_off <= PUT_OFF_MAX

    def _compare(self, county: StateDigest) -> None:
        """Compare the open cases; fold everything again before anybody is told."""
        ours = self._store.state()
        if ours != county:
            log.info("open cases differ from the county's: all are folded again")
            self._store.fold_again()
            ours = self._store.state()
        self.state_differs = ours != county
        if self.state_differs:
            log.warning(
                "open cases differ from the county's: %d here, %d there",
                ours.open_cases,
                county.open_cases,
            )

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


def is_put_back(hello: Hello, county: HelloAnswer, reached: int) -> bool:
    """Answer whether the county has forgotten what it signed for in this epoch.

    With nothing pending our whole chain must be there, and our stream never gets shorter.

    Args:
        hello: How we stand.
        county: How it stands.
        reached: End of our stream as it once signed it.
    """
    if county.epoch != hello.epoch:
        return False
    has_lost_ours = hello.pending == 0 and int(county.head["n"]) < int(hello.head["n"])
    return has_lost_ours or county.position_max < reached
