"""What stands in a return bundle: the answers of the exchange, for a stick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sync.bundle import PLAIN_BYTES_MAX
from sync.bundle_attachments import FILES_MAX
from sync.bundle_publications import publication_record
from sync.bundle_records import Manifest, RecordKind, encode_manifest, encode_record
from sync.codec import open_acks, open_anchor
from sync.protocol import PULL_EVENTS_MAX, Exchange, ExchangeAnswer, HelloAnswer, Pull
from sync.server import chains, courier_log
from sync.server.app import County
from sync.server.attachments import CountyFiles
from sync.server.authenticate import Caller
from sync.server.courier_log import Received
from sync.server.exchange import ExchangeDesk
from sync.server.key_rotation import paper_of
from sync.server.publication_route import newest_pieces
from sync.wire import decode_answer, decode_exchange, encode_answer

BY_BUNDLE: Final = "bundle"
PAGES_BYTES_MAX: Final = PLAIN_BYTES_MAX - (16 << 20)
"""Pull pages of one return; what does not fit comes with the next one."""


class ReturnContent:
    """What stands in a return bundle; `plain` yields the same bytes however often it is run."""

    def __init__(
        self, county: County, desk: ExchangeDesk, caller: Caller, received: Received
    ) -> None:
        self._county = county
        self._desk = desk
        self._caller = caller
        self._received = received
        self._asked = decode_exchange(received.hello)
        fresh = desk.answer(caller, received.anchor_nonce, self._asked)
        self._hello = self._by_bundle(fresh.hello)
        with county.database.reading() as connection:
            self._bodies = courier_log.answers_of(connection, received.bundle)
            pieces = newest_pieces(connection) if caller.is_approved else iter(())
            self._published = [publication_record(piece) for piece in pieces]
        paper = paper_of(county.database, county.key)
        self._published.append(encode_record(RecordKind.COUNTY_KEYS, paper))
        self._manifest = self._make_manifest()

    def plain(self) -> Iterator[bytes]:
        """Yield the records: manifest, acks, what is published, then pages of the stream."""
        yield encode_record(RecordKind.MANIFEST, encode_manifest(self._manifest))
        yield self._record(ExchangeAnswer(hello=self._hello))
        for answer in self._pushes():
            yield self._record(ExchangeAnswer(hello=self._hello, push=answer.push))
        yield from self._published
        spent = 0
        for page in self._pages():
            record = self._record(page)
            spent += len(record)
            if spent > PAGES_BYTES_MAX:
                return
            yield record

    def _record(self, answer: ExchangeAnswer) -> bytes:
        return encode_record(RecordKind.ANSWER, encode_answer(answer))

    def _pushes(self) -> Iterator[ExchangeAnswer]:
        """Yield what was answered to the pushes; acks of a former epoch prove nothing here."""
        for body in self._bodies:
            answer = decode_answer(body)
            if answer.hello.epoch == self._hello.epoch and answer.push is not None:
                yield answer

    def _pages(self) -> Iterator[ExchangeAnswer]:
        """Yield the stream from where the counter stood to where it ends now."""
        hello, ours = self._asked.hello, self._hello
        position = hello.position if hello.epoch == ours.epoch else 0
        own = "ids" if self._has_all_of_its_own() else "data"
        while position < ours.position_max:
            limit = min(PULL_EVENTS_MAX, ours.position_max - position)
            pull = Pull(epoch=ours.epoch, position=position, limit=limit, own=own)
            asked = Exchange(hello=hello, pull=pull)
            page = self._desk.answer(self._caller, self._received.anchor_nonce, asked).pull
            if page is None or page.refused or not page.entries:
                return
            yield ExchangeAnswer(hello=ours, pull=replace(page, more=False))
            position = page.position

    def _has_all_of_its_own(self) -> bool:
        """Answer whether the counter surely holds what we have of its device.

        One that was restored, or is one of two copies, does not; a stick cannot ask back, so its
        own events come with their data then.
        """
        caller, told = self._caller, self._asked.hello.head
        with self._county.database.reading() as connection:
            n, _ = chains.head_of(connection, caller.device, caller.generation)
            is_forked = chains.is_forked(connection, caller.device, caller.generation)
        return told["generation"] == caller.generation and n <= told["n"] and not is_forked

    def _by_bundle(self, hello: HelloAnswer) -> HelloAnswer:
        """Sign the time once more, as one that is old when it arrives."""
        anchor = replace(open_anchor(hello.anchor.data), by=BY_BUNDLE)
        return replace(hello, anchor=self._county.key.sign_anchor(anchor))

    def _make_manifest(self) -> Manifest:
        counts: Counter[str] = Counter()
        for answer in self._pushes():
            counts += outcomes_of(answer)
        counts.pop("refused", None)
        county = self._county
        files = CountyFiles(county.database, county.now_ms)
        brought = files.brought_by(self._caller.device, FILES_MAX)
        with county.database.reading() as connection:
            return Manifest(
                events=dict(counts),
                attachments=brought,
                position=self._hello.position_max,
                anchor_nonce=self._received.anchor_nonce,
                answers=self._received.bundle,
                answers_number=self._received.number,
                missing_bundles=courier_log.missing_numbers(connection, self._caller.device),
                missing_ranges=courier_log.missing_places(connection, self._caller),
                revoked=courier_log.revoked_devices(connection),
            )


def outcomes_of(answer: ExchangeAnswer) -> Counter[str]:
    """Count what became of the events of one push."""
    push = answer.push
    if push is None:
        return Counter()
    counts = (
        Counter(ack.outcome for ack in open_acks(push.acks.data).acks) if push.acks else Counter()
    )
    counts["refused"] += len(push.refusals)
    return counts
