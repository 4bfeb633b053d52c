"""A second transport form of a batch of signed events, for slow links; JSON is the reference.

Headers are told by what differs from the event before, bodies by column, ids by where the event
stands.  Exactly the signed bytes come back, or the batch is not packed at all: the packer unpacks
its own output and compares.  What has no packed form travels as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import zstandard

from resources import PRIMER, load
from sync.codec import canonical
from sync.packing_events import EventReader, EventWriter
from sync.packing_streams import (
    UNPACKED_MAX,
    Primed,
    Reader,
    Stream,
    expand,
    read_varint,
    squeeze,
    write_varint,
)
from sync.packing_tables import Context, Tables
from sync.protocol import PULL_EVENTS_MAX, PUSH_EVENTS_MAX, SignedEvent

FORM: Final = 1
"""First byte of a packed batch; another form or another primer gets another number."""

CHECK_BYTES: Final = 8
_CHAINS_MAX: Final = 1_000
_PLACES_MAX: Final = 20_000
_MESSAGE: Final = 3
"""Column of the message around the events."""

Place = tuple[str, int, int]
"""Device, generation and n of an event that both ends hold."""

Resolve = Callable[[Sequence[Place]], Sequence[str]]
"""Returns the ids of events by their places; `ValueError` when one is not known for certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is packed at once.

    Attributes:
        events: At most 1,200; an empty signature stays one.
        message: JSON value that goes with them.
    """

    events: tuple[SignedEvent, ...]
    message: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What both ends know of each other before a batch, and so need not be told.

    Attributes:
        ids: Events by their order: those of the request, when this is its answer.
        words: Hex texts that are likely to occur: device, nonce, epoch.
    """

    ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """For the packer: where events stand that the other end surely holds."""

    resolve: Resolve | None = None
    """For the unpacker: finds them again."""


def pack(batch: Batch, shared: Shared | None = None) -> bytes:
    """Return a batch in its packed form.

    Raises:
        ValueError: The message has no packed form.
    """
    shared = shared or Shared()
    outside = set[int]()
    while True:
        packed = _pack(batch, shared, outside)
        back = _unpack(packed, _same_side(shared))
        if back.message != batch.message:
            raise ValueError("a message that does not come back equal")
        pairs = zip(batch.events, back.events, strict=True)
        wrong = {i for i, (sent, came) in enumerate(pairs) if sent != came}
        if not wrong:
            return packed
        assert not wrong <= outside, "what travels as it is comes back as it is"
        outside |= wrong


def unpack(content: bytes, shared: Shared | None = None) -> Batch:
    """Return a packed batch: events byte for byte as they were signed.

    Raises:
        ValueError: It is none, or cites what is not known here.
    """
    try:
        return _unpack(content, shared or Shared())
    except (IndexError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("no packed batch") from error


class Warm:
    """What both ends know before the first batch: the shipped primer, packed."""

    def __init__(self, samples: Iterable[Batch]) -> None:
        self.tables = Tables()
        streams: dict[Stream, bytes] = {}
        for sample in samples:
            writer = EventWriter(Tables(self.tables), {})
            for event in sample.events:
                writer.write(event, is_raw=False)
            writer.values.context = Context()
            writer.values.value(_MESSAGE, sample.message)
            self.tables = writer.values.tables.as_base()
            for stream, content in writer.writer.streams.items():
                if stream is not Stream.RAW:
                    streams[stream] = streams.get(stream, b"") + bytes(content)
        self.compressor = Primed(streams)


@cache
def primed() -> Warm:
    """Return the primer, read once.

    Raises:
        ResourceDamaged: Its file is not the one that was shipped.
    """
    return Warm(read_primer(load(PRIMER).content))


def write_primer(samples: Iterable[Batch]) -> bytes:
    """Return samples as the file of a primer: a line an event, a line its message, compressed."""
    lines = [
        line
        for sample in samples
        for line in (*(event.data for event in sample.events), canonical([sample.message]))
    ]
    return zstandard.ZstdCompressor(level=19).compress(b"\n".join(lines))


def read_primer(content: bytes) -> list[Batch]:
    """Read the file of a primer; it is one of the program's own."""
    plain = zstandard.ZstdDecompressor().decompress(content, max_output_size=UNPACKED_MAX)
    samples: list[Batch] = []
    events: list[SignedEvent] = []
    for line in plain.split(b"\n"):
        if line.startswith(b"["):
            samples.append(Batch(events=tuple(events), message=json.loads(line)[0]))
            events = []
        else:
            events.append(SignedEvent(data=line, signature=bytes(64 * (not len(events) % 9))))
    return samples


def _pack(batch: Batch, shared: Shared, outside: set[int]) -> bytes:
    warm = primed()
    places = _cited(shared.places, [event.data for event in batch.events])
    names = (*shared.ids, *places.values())
    writer = EventWriter(_tables(warm, shared), {name: i for i, name in enumerate(names)})
    for i, event in enumerate(batch.events):
        writer.write(event, is_raw=i in outside)
    writer.values.context = Context()
    writer.values.value(_MESSAGE, batch.message)
    head = bytearray([FORM])
    write_varint(head, len(batch.events))
    head += _check(batch.events)
    _write_places(head, places)
    return bytes(head) + squeeze(writer.writer.streams, warm.compressor)


def _unpack(content: bytes, shared: Shared) -> Batch:
    if content[:1] != bytes([FORM]):
        raise ValueError("no packed batch of this form")
    count, at = read_varint(content, 1)
    if count > max(PULL_EVENTS_MAX, PUSH_EVENTS_MAX):
        raise ValueError("more events than a batch may have")
    check = content[at : at + CHECK_BYTES]
    places, at = _read_places(content, at + CHECK_BYTES)
    found = (shared.resolve or _nothing_known)(places) if places else ()
    if len(found) != len(places):
        raise ValueError("places that are not known here")
    warm = primed()
    reader = Reader(expand(content, at, warm.compressor))
    batch = EventReader(_tables(warm, shared), reader, (*shared.ids, *found))
    events = tuple(batch.read() for _ in range(count))
    batch.values.context = Context()
    message = batch.values.value(_MESSAGE)
    reader.require_end()
    if _check(events) != check:
        raise ValueError("not the events that were packed")
    return Batch(events=events, message=message)


def _tables(warm: Warm, shared: Shared) -> Tables:
    tables = Tables(warm.tables)
    for word in shared.words:
        tables.add_word(word)
    return tables


def _same_side(shared: Shared) -> Shared:
    names = {place: name for name, place in shared.places.items()}
    return Shared(
        ids=shared.ids,
        words=shared.words,
        resolve=lambda asked: [names[place] for place in asked],
    )


def _cited(places: Mapping[str, Place], contents: Sequence[bytes]) -> dict[Place, str]:
    """Return those places whose events are cited, in their order on the wire."""
    cited = {
        place: name
        for name, place in places.items()
        if any(name.encode() in content for content in contents)
    }
    return dict(sorted(cited.items()))


def _write_places(head: bytearray, places: Iterable[Place]) -> None:
    """Write the places: chains, then each chain's n by steps."""
    by_chain: dict[tuple[str, int], list[int]] = {}
    for device, generation, n in places:
        by_chain.setdefault((device, generation), []).append(n)
    write_varint(head, len(by_chain))
    for (device, generation), numbers in by_chain.items():
        head += bytes.fromhex(device)
        write_varint(head, generation)
        write_varint(head, len(numbers))
        last = 0
        for n in numbers:
            write_varint(head, n - last)
            last = n


def _read_places(content: bytes, at: int) -> tuple[list[Place], int]:
    places: list[Place] = []
    chains, at = read_varint(content, at)
    if chains > _CHAINS_MAX:
        raise ValueError("more chains than a batch can cite")
    for _ in range(chains):
        device = content[at : at + 8].hex()
        generation, at = read_varint(content, at + 8)
        count, at = read_varint(content, at)
        if len(places) + count > _PLACES_MAX:
            raise ValueError("more places than a batch can cite")
        n = 0
        for _ in range(count):
            step, at = read_varint(content, at)
            n += step
            places.append((device, generation, n))
    return places, at


def _check(events: Iterable[SignedEvent]) -> bytes:
    total = hashlib.sha256()
    for event in events:
        total.update(event.data)
    return total.digest()[:CHECK_BYTES]


def _nothing_known(_asked: Sequence[Place]) -> Sequence[str]:
    raise ValueError("places that are not known here")
