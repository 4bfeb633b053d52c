"""What a PC keeps beside its database: who it is, and how far its chain had come.

The keyring, the check of the chain's end and the keeper of its anchor are those of the program;
only their files are in memory, and the chain is written to the disk of the simulation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from counter_app.domain.case_event import CaseEvent, CaseFact
from counter_app.domain.case_field import Field
from counter_app.domain.ids import CaseId, DeviceId, EventId
from counter_app.storage.device_identity import DeviceIdentity, IdentityFile
from counter_app.storage.event_log import ChainEnd, Origin, Signatory
from counter_app.storage.generations import DeviceKeyring
from counter_app.storage.head_anchor import Head, HeadAnchor, HeadKeeper, check_head
from counter_app.storage.ledger import Ledger
from sync.bundle_keys import public_bytes
from sync.codec import Sign
from sync.signing import Purpose, sign
from sync.simulation.memory_files import Paper
from sync.simulation.memory_store import MemoryStore
from sync.simulation.readings import reading_of
from sync.simulation.replica_tables import replica_tables

Step = Callable[[], None]
"""Asked before and after each write whether the program dies there."""


@dataclass(slots=True)
class Files:
    """`device.sealed`, `head.anchor` with its mirror, and `attachments`, as they lie on a machine.

    Attributes:
        head: None before the first event.
        papers: The folder of files of cases.
    """

    identity: DeviceIdentity
    head: Head | None = None
    step: Step = lambda: None
    papers: dict[str, Paper] = field(default_factory=dict)

    def copy(self) -> Files:
        """Return what lies there now, as a backup or another machine would hold it."""
        return Files(self.identity, self.head, papers=dict(self.papers))

    def become(self, other: Files) -> None:
        """Take the place of what lay there."""
        self.identity, self.head = other.identity, other.head
        self.papers.clear()
        self.papers.update(other.papers)

    # IdentityFile

    def load(self) -> DeviceIdentity:
        return self.identity

    def save(self, identity: DeviceIdentity) -> None:
        self.step()
        self.identity = identity
        self.step()

    # HeadAnchor

    def read(self) -> Head | None:
        return self.head

    def write(self, head: Head) -> None:
        self.head = head

    def sync(self) -> None:
        """Do nothing: what is written outlives the program."""


class Machine:
    """One PC: its files, and the keyring of the program that runs on it."""

    def __init__(self, disk: MemoryStore, files: Files) -> None:
        self._disk = disk
        self.files = files
        self.keyring = self.started()
        self._bundle_key = (disk.key, public_bytes(disk.key))

    def started(self) -> DeviceKeyring:
        """Open the profile, as the program does at its start: a restored past is noticed here."""
        disk, files = self._disk, self.files
        identity = files.load()
        disk.become(identity.generation, identity.signing_key)
        chain = (disk.device, identity.generation)
        anchor = cast("HeadAnchor", files)
        with replica_tables(disk) as connection:
            check = check_head(anchor, connection, chain, end_of(disk))
        head = HeadKeeper(anchor, check)
        disk.on_written = lambda: head.move(disk.generation, end_of(disk))
        self.keyring = DeviceKeyring(
            cast("IdentityFile", files),
            cast("Ledger", _Ledger(disk, files)),
            head,
            counter=disk.counter_code,
            clock=disk.clock,
        )
        self.keyring.begin_if_restored()
        return self.keyring

    def bundle_key(self) -> bytes:
        """Return to which key returns are sealed; reckoned once for each signing key."""
        key = self.keyring.identity.signing_key
        if self._bundle_key[0] is not key:
            self._bundle_key = (key, public_bytes(key))
        return self._bundle_key[1]

    # What the transport asks, at each request

    @property
    def device(self) -> str:
        return self._disk.device

    @property
    def generation(self) -> int:
        return self.keyring.identity.generation

    @property
    def sign_request(self) -> Sign:
        key = self.keyring.identity.signing_key
        return lambda data: sign(key, Purpose.REQUEST, data)


def new_files(disk: MemoryStore) -> Files:
    """Return the files of a device in its first generation."""
    made_at_ms = int(disk.clock.now().timestamp() * 1_000)
    return Files(
        DeviceIdentity(
            device=DeviceId(disk.device),
            generation=1,
            signing_key=disk.key,
            made_at_ms=made_at_ms,
        )
    )


def end_of(disk: MemoryStore) -> ChainEnd:
    """Return where the chain ends that a disk writes."""
    n, last = disk.chain
    return ChainEnd(n, EventId(last), disk.hlc, disk.anchor)


class _Log:
    """The part of `EventLog` that begins a generation."""

    def __init__(self, disk: MemoryStore, files: Files) -> None:
        self._disk = disk
        self._files = files
        self._keys = {disk.generation: disk.key}

    @property
    def signatory(self) -> Signatory:
        disk = self._disk
        return Signatory(
            device=disk.device,
            generation=disk.generation,
            sign=lambda data: sign(disk.key, Purpose.EVENT, data),
            public_key=disk.key.public_key(),
        )

    def become(self, signatory: Signatory) -> None:
        """Write under this number from now on."""
        identity = self._files.identity
        self._keys.setdefault(identity.generation, identity.signing_key)
        self._disk.become(signatory.generation, self._keys[signatory.generation])

    def chain_end(self, _connection: None) -> ChainEnd:
        return end_of(self._disk)

    def append(
        self,
        _connection: None,
        _end: ChainEnd,
        _origin: Origin,
        about: tuple[CaseId, CaseFact, Mapping[Field, EventId]],
    ) -> tuple[ChainEnd, CaseEvent]:
        case_id, fact, base = about
        self._files.step()
        name = self._disk.write(fact, case_id=case_id, base=base)
        return end_of(self._disk), reading_of(self._disk.kept[name].event.data)


@dataclass(slots=True)
class _Transaction:
    """One write that stands at once."""

    step: Step
    end: ChainEnd
    connection: None = None
    event_ids: list[EventId] = field(default_factory=list)

    def commit(self) -> None:
        self.step()


class _Ledger:
    """The part of `Ledger` that begins a generation."""

    def __init__(self, disk: MemoryStore, files: Files) -> None:
        self._disk = disk
        self._files = files
        self.log = _Log(disk, files)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        yield _Transaction(self._files.step, end_of(self._disk))

    def become(self, signatory: Signatory) -> None:
        self.log.become(signatory)
