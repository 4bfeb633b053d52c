"""A counter's events in memory: the real contract of `SyncStore`, without a disk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.codec import describe, event_id, open_header, seal
from sync.protocol import HEADER_VERSION, SUITE, Ack, Header, PullEntry, SignedEvent
from sync.signing import Purpose, sign

CHINA = timezone(timedelta(hours=8))


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

    def pass_by(self, **time) -> None:
        self.wall += timedelta(**time)
        self.mono += int(timedelta(**time).total_seconds() * 1000)


@dataclass
class _Kept:
    event: SignedEvent
    sequence: int | None = None
    position: int | None = None
    parked: str = ""
    received_at_ms: int | None = None


@dataclass
class MemoryStore:
    """Implements `SyncStore` and, for facts of the device, `UnitOfWorkFactory`."""

    device: str
    counter_code: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    clock: HandClock = field(default_factory=HandClock)
    generation: int = 1
    kept: dict[str, _Kept] = field(default_factory=dict)
    acks: list[tuple[bytes, bytes]] = field(default_factory=list)
    stream: tuple[str, int, str] = ("", 0, "")
    chain: tuple[int, str] = (0, "")
    transactions: int = 0

    # What the clerk does

    def write(self, fact, *, case_id: str = "") -> str:
        """Sign a fact as the next event of this device's chain."""
        name, body = describe(fact)
        return self.write_raw(name, body, case_id=case_id)

    def write_raw(self, name: str, body: dict, *, case_id: str = "", counter: str = "") -> str:
        n, prev = self.chain
        header = Header(
            v=HEADER_VERSION,
            suite=SUITE,
            device=self.device,
            generation=self.generation,
            n=n + 1,
            prev=prev,
            hlc=(int(self.clock.now().timestamp() * 1000), 0),
            wall=self.clock.now().isoformat(),
            boot=self.clock.boot_id,
            mono=self.clock.monotonic_ms(),
            anchor="",
            counter=counter or self.counter_code,
            staff="staff-1",
            login="login-1",
            role="clerk",
            case=case_id,
            type=name,
            type_version=1,
            base={},
            body=body,
        )
        return self.keep(seal(header, lambda data: sign(self.key, Purpose.EVENT, data)))

    def keep(self, event: SignedEvent) -> str:
        name = event_id(event.data)
        self.kept[name] = _Kept(event)
        self.chain = (self.chain[0] + 1, name)
        return name

    @contextmanager
    def __call__(self, *, as_system: bool = False):
        assert as_system
        self.transactions += 1
        yield _Work(self)

    # SyncStore

    def unacknowledged(self, *, limit: int, bytes_max: int) -> list[SignedEvent]:
        batch, spent = [], 0
        for kept in self.kept.values():
            if kept.sequence is not None or kept.parked:
                continue
            spent += len(kept.event.data)
            if len(batch) == limit or (batch and spent > bytes_max):
                break
            batch.append(kept.event)
        return batch

    def unacknowledged_count(self) -> int:
        return sum(kept.sequence is None for kept in self.kept.values())

    def acknowledge(self, acks: Sequence[Ack], *, data: bytes, signature: bytes) -> None:
        self.acks.append((data, signature))
        for ack in acks:
            assert ack.server_sequence is not None
            self.kept[ack.event_id].sequence = ack.server_sequence
            self.kept[ack.event_id].parked = ""
            self.kept[ack.event_id].received_at_ms = ack.received_at_ms

    def head(self) -> tuple[int, int, str]:
        return (self.generation, *self.chain)

    def position(self) -> tuple[str, int, str]:
        return self.stream

    def take(self, entries: Sequence[PullEntry], *, epoch: str, prefix_hash: str) -> int:
        assert epoch == self.stream[0]
        new = 0
        for entry in entries:
            if entry.event_id not in self.kept:
                assert entry.event is not None, "an id alone is only for our own events"
                self.kept[entry.event_id] = _Kept(entry.event)
                new += 1
            kept = self.kept[entry.event_id]
            kept.sequence, kept.position = entry.server_sequence, entry.position
            kept.received_at_ms = kept.received_at_ms or entry.received_at_ms
        self.stream = (epoch, entries[-1].position, prefix_hash)
        return new

    def restart_stream(self, *, epoch: str) -> None:
        self.stream = (epoch, 0, "")
        for kept in self.kept.values():
            kept.sequence = kept.position = None

    def park(self, event: str, reason: str) -> None:
        self.kept[event].parked = reason

    # What a test looks at

    def order(self) -> list[tuple[int | None, str]]:
        return sorted((kept.sequence or 0, name) for name, kept in self.kept.items())

    def parked(self) -> dict[str, str]:
        return {name: kept.parked for name, kept in self.kept.items() if kept.parked}

    def own(self) -> list[str]:
        return [
            name
            for name, kept in self.kept.items()
            if open_header(kept.event.data).device == self.device
        ]


@dataclass
class _Work:
    store: MemoryStore

    def record(self, case_id, fact, *, base=None) -> str:
        return self.store.write(fact, case_id=case_id)

    def commit(self) -> None: ...
