"""A counter's events in memory: the real contract of `SyncStore`, without a disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.case_event import CaseFact
from counter_app.domain.case_field import Field
from counter_app.domain.county_word import CountyWord
from counter_app.domain.hybrid_clock import HybridTime, tick
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.mass_change import PullWatch
from counter_app.domain.staff import Role
from counter_app.domain.trusted_time import CHINA
from counter_app.ports import Clock
from sync.codec import describe, event_id, seal
from sync.protocol import HEADER_VERSION, SUITE, Ack, Header, PullEntry, SignedEvent
from sync.segments import link_of
from sync.signing import Purpose, sign
from sync.simulation.memory_files import Noted
from sync.simulation.memory_held import HeldInMemory, Kept
from sync.simulation.readings import header_of

CLERK: Final = Role.CLERK.value
CHIEF: Final = Role.CHIEF.value
RULING: Final = "conflict.resolved"
ANCHORED: Final = "time.anchored"
NOTHING_NOTED: Final = Noted()
_NO_TIME: Final = HybridTime(0, 0)


class HandClock:
    """A clock that a test moves; implements `Clock`."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
        self.mono = 1_000_000
        self.boot_id = "00c0ffee"

    def now(self) -> datetime:
        return self.wall

    def monotonic_ms(self) -> int:
        return self.mono

    def pass_by(self, **time: float) -> None:
        """Let so much `timedelta` pass on both clocks."""
        self.wall += timedelta(**time)
        self.mono += int(timedelta(**time).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Image:
    """What stood on a disk at one moment."""

    kept: dict[str, Kept]
    acks: tuple[tuple[bytes, bytes], ...]
    stream: tuple[str, int, str]
    chain: tuple[int, str]
    generation: int
    hlc: HybridTime
    anchor: str
    notes: dict[str, str]
    to_show: tuple[int, int]
    word: CountyWord
    numbers: dict[str, int]
    files: Noted = NOTHING_NOTED


class ChainQuestions:
    """What the exchange asks of chains, answered from all that is kept."""

    device: str
    kept: dict[str, Kept]

    def vouchers(self, event: EventId) -> list[SignedEvent] | None:
        """Answer `SyncStore.vouchers`."""
        return _vouchers(self.kept, event)

    def event_places(self, events: Collection[str]) -> dict[str, tuple[str, int, int]]:
        """Answer `SyncStore.event_places`."""
        links = [link_of(k.event.data) for n, k in self.kept.items() if n in events and k.sequence]
        return {link.event_id: (link.device, link.generation, link.n) for link in links if link}

    # What a test looks at

    def order(self) -> list[tuple[int, str]]:
        """Return (sequence, id) of every event, the county's order."""
        return sorted((kept.sequence or 0, name) for name, kept in self.kept.items())

    def own(self) -> list[str]:
        """Return the ids of this device's events, as they stand here."""
        return [
            name
            for name, kept in self.kept.items()
            if header_of(kept.event.data).device == self.device
        ]


@dataclass
class MemoryStore(HeldInMemory, ChainQuestions):
    """Implements `SyncStore` and, for facts of the device, `UnitOfWorkFactory`."""

    device: str
    counter_code: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    clock: Clock = field(default_factory=HandClock)
    generation: int = 1
    kept: dict[str, Kept] = field(default_factory=dict)
    acks: list[tuple[bytes, bytes]] = field(default_factory=list)
    stream: tuple[str, int, str] = ("", 0, "")
    chain: tuple[int, str] = (0, "")
    transactions: int = 0
    hlc: HybridTime = _NO_TIME
    anchor: str = ""
    staff: str = "staff-1"
    role: str = CLERK
    word: CountyWord = field(default_factory=CountyWord)
    _open: dict[str, None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    to_show: tuple[int, int] = (0, 0)
    numbers: dict[str, int] = field(default_factory=dict)
    on_written: Callable[[], None] = lambda: None

    def next_number(self, key: str) -> int:
        """Return 1, 2, 3 … of a sequence, as the table `numbers` does."""
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return self.numbers[key]

    def become(self, generation: int, key: Ed25519PrivateKey) -> None:
        """Write under another key from now on; its chain cites the end of the former one."""
        self.key = key
        if generation != self.generation:
            self.generation = generation
            self.chain, self.anchor = _end_of_chain(self)

    def write(
        self, fact: CaseFact, *, case_id: str = "", base: Mapping[Field, EventId] | None = None
    ) -> str:
        """Sign a fact as the next event of this device's chain."""
        name, body = describe(fact)
        rests_on = {field.value: str(event) for field, event in (base or {}).items()}
        return self.write_raw(name, body, case_id=case_id, base=rests_on)

    def write_raw(
        self,
        name: str,
        body: dict[str, Any],
        *,
        case_id: str = "",
        counter: str = "",
        base: dict[str, str] | None = None,
        version: int = HEADER_VERSION,
    ) -> str:
        """Sign a body of any type, known or not."""
        n, prev = self.chain
        now = self.clock.now()
        hlc = tick(self.hlc, wall_ms=int(now.timestamp() * 1000))
        header = Header(
            v=version,
            suite=SUITE,
            device=self.device,
            generation=self.generation,
            n=n + 1,
            prev=prev,
            hlc=(hlc.ms, hlc.counter),
            wall=now.isoformat(),
            boot=self.clock.boot_id,
            mono=self.clock.monotonic_ms(),
            anchor=self.anchor,
            counter=counter or self.counter_code,
            staff=self.staff,
            login="login-1",
            role=CHIEF if name == RULING else self.role,
            case=case_id,
            type=name,
            type_version=1,
            base=base or {},
            body=body,
            attachments=_files_in(name, body),
        )
        written = self.keep(seal(header, lambda data: sign(self.key, Purpose.EVENT, data)))
        self.hlc = hlc
        if name == ANCHORED:
            self.anchor = written
        return written

    def keep(self, event: SignedEvent) -> str:
        """Put an event at the end of this device's chain."""
        name = event_id(event.data)
        self.kept[name] = Kept(event)
        self._open[name] = None
        self.chain = (self.chain[0] + 1, name)
        self.on_written()
        return name

    @contextmanager
    def __call__(self, *, as_system: bool = False) -> Iterator[MemoryWork]:
        """Open a unit of work; what is recorded stands at once."""
        assert as_system
        self.transactions += 1
        yield MemoryWork(self)

    # SyncStore

    def unacknowledged(self, *, limit: int, bytes_max: int) -> list[SignedEvent]:
        """Return the oldest events that are not parked."""
        batch: list[SignedEvent] = []
        spent = 0
        for name in self._open:
            kept = self.kept.get(name)
            if kept is None or kept.parked:
                continue
            spent += len(kept.event.data)
            if len(batch) == limit or (batch and spent > bytes_max):
                break
            batch.append(kept.event)
        return batch

    def acknowledge(self, acks: Sequence[Ack], *, data: bytes, signature: bytes) -> None:
        self.acks.append((data, signature))
        for ack in acks:
            assert ack.server_sequence is not None
            kept = self.kept[ack.event_id]
            kept.sequence = ack.server_sequence
            kept.parked = ""
            kept.received_at_ms = _earlier(kept.received_at_ms, ack.received_at_ms)
            self._open.pop(ack.event_id, None)

    def head(self) -> tuple[int, int, str]:
        return (self.generation, *self.chain)

    def position(self) -> tuple[str, int, str]:
        return self.stream

    def take(
        self,
        entries: Sequence[PullEntry],
        *,
        epoch: str,
        prefix_hash: str,
        watch: PullWatch | None = None,
    ) -> int:
        """Store a page."""
        assert watch is None or not watch.is_counting, "no lists of cases here, and no brake"
        assert epoch == self.stream[0]
        new = 0
        for entry in entries:
            if entry.event_id not in self.kept:
                assert entry.event is not None, "an id alone is only for our own events"
                self.kept[entry.event_id] = Kept(entry.event)
                new += 1
            kept = self.kept[entry.event_id]
            kept.sequence, kept.position = entry.server_sequence, entry.position
            kept.parked = ""
            kept.received_at_ms = _earlier(kept.received_at_ms, entry.received_at_ms)
            self._open.pop(entry.event_id, None)
        self.stream = (epoch, entries[-1].position, prefix_hash)
        return new

    def county_word(self) -> CountyWord:
        return self.word

    def keep_county_word(self, word: CountyWord) -> None:
        self.word = word

    # What a simulation does to the disk

    def image(self) -> Image:
        """Return a copy of everything that stands on the disk now."""
        return Image(
            kept={name: replace(kept) for name, kept in self.kept.items()},
            acks=tuple(self.acks),
            stream=self.stream,
            chain=self.chain,
            generation=self.generation,
            hlc=self.hlc,
            anchor=self.anchor,
            notes=dict(self.notes),
            to_show=self.to_show,
            word=self.word,
            numbers=dict(self.numbers),
        )

    def put_back(self, image: Image) -> None:
        """Make the disk what it was when an image was taken."""
        self.kept = {name: replace(kept) for name, kept in image.kept.items()}
        self._open = {name: None for name, kept in self.kept.items() if kept.sequence is None}
        self.acks = list(image.acks)
        self.stream, self.chain, self.generation = image.stream, image.chain, image.generation
        self.hlc, self.anchor = image.hlc, image.anchor
        self.notes, self.to_show, self.word = dict(image.notes), image.to_show, image.word
        self.numbers = dict(image.numbers)


@dataclass
class MemoryWork:
    """Implements `UnitOfWork` as far as the exchange needs it."""

    store: MemoryStore

    def record(
        self, case_id: CaseId, fact: CaseFact, *, base: Mapping[Field, EventId] | None = None
    ) -> EventId:
        """Write a fact down."""
        return EventId(self.store.write(fact, case_id=case_id, base=base))

    def commit(self) -> None:
        """Do nothing: it stands."""


def _files_in(name: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the header has to name of an act about a file."""
    return (body["attachment"]["sha256"],) if name == "material.attached" else ()


def _earlier(one: int | None, other: int | None) -> int | None:
    """Return the earlier of two times of receipt; the county never takes one back."""
    return min((at for at in (one, other) if at is not None), default=None)


def _vouchers(kept: Mapping[str, Kept], event: str) -> list[SignedEvent] | None:
    """Answer `SyncStore.vouchers` from all that is kept."""
    links = {name: link for name, one in kept.items() if (link := link_of(one.event.data))}
    link = links.get(event)
    run: list[SignedEvent] = []
    while link is not None:
        children = [name for name, each in links.items() if each.parent == link.place]
        if any(kept[name].sequence is not None for name in children):
            return run
        free = [name for name in children if not kept[name].parked]
        if not free:
            return None
        name = max(free, key=lambda each: len(kept[each].event.signature))
        run.append(kept[name].event)
        if run[-1].signature:
            return run
        link = links[name]
    return None


def _end_of_chain(store: MemoryStore) -> tuple[tuple[int, str], str]:
    """Return the end of the present chain and its newest anchor, as the database tells them."""
    kept = [(header_of(each.event.data), name) for name, each in store.kept.items()]
    links = [
        (header.generation, header.n, row, name, header.type)
        for row, (header, name) in enumerate(kept)
        if header.device == store.device and header.generation <= store.generation
    ]
    if not links:
        return (0, ""), ""
    generation, n, _, last, _ = max(links)
    anchors = [link for link in links if link[0] == store.generation and link[4] == ANCHORED]
    anchor = max(anchors)[3] if anchors else ""
    return (n if generation == store.generation else 0, last), anchor
