"""Outgoing courier bundles (送件包): everything the county has not signed for, in a file.

A bundle holds everything unacknowledged, not only what is new, so a lost stick loses nothing.
What is in it stays unacknowledged until a signed answer comes back, on whatever way.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.courier_port import CourierStore, FilesToPack
from counter_app.domain.case_fold import FOLD_VERSION
from counter_app.domain.courier import (
    BundleNote,
    BundleStand,
    BundleState,
    BundleWay,
    WaitingEvent,
)
from counter_app.domain.errors import BundleKeyMissing
from counter_app.ports import Clock, SyncStore, UnitOfWorkFactory
from sync.bundle import PLAIN_BYTES_MAX, SUFFIX, BundleKind, Cover, SealKeys, Sink, seal
from sync.bundle_attachments import FILES_MAX, PackedFile, attachment_record
from sync.bundle_file import write_bundle
from sync.bundle_keys import public_bytes
from sync.bundle_records import (
    MANIFEST_BYTES_MAX,
    Manifest,
    RecordKind,
    Tally,
    encode_manifest,
    encode_record,
)
from sync.client.county_keys import CountySigner
from sync.client.publications import PublicationShelf
from sync.client.report import PROGRAM
from sync.protocol import PUSH_BYTES_MAX, Exchange, Hello, Push
from sync.wire import encode_exchange

EVENT_OVERHEAD_BYTES: Final = 160
"""Signature, keys and quotes around one event in JSON."""

EVENTS_A_PUSH: Final = 200
MESSAGE_OVERHEAD_BYTES: Final = 1_024
"""The hello and the brackets around one push."""

Progress = Callable[[int, int], None]
"""(events written, events in all)."""


def draw_id() -> str:
    """Draw the name of a bundle, or a nonce: 32 hex digits."""
    return secrets.token_hex(16)


def _tell_nobody(_done: int, _total: int) -> None:
    """Take word of progress that nobody waits for."""


class ExportCancelled(Exception):
    """A person stopped the export; nothing was left on the stick and no number was used."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CourierSide:
    """What courier bundles need of this counter.

    Attributes:
        device: 16 hex digits; counter_code: 11 digits, part of the files' names.
        signing_key: Of this device: signs bundles; what opens returns is derived from it.
        county_key: The only signer whose word counts.
        earliest: Time of the newest anchor this device holds; None without one.
        files: Files of cases that go along; None for none.
        publications: Where what the county published is kept; None leaves it.
        draw_id: Draws 32 hex digits.
    """

    store: SyncStore
    courier: CourierStore
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    device: str
    counter_code: str
    signing_key: Ed25519PrivateKey
    county_key: CountySigner
    earliest: Callable[[], datetime | None]
    publications: PublicationShelf | None = None
    files: FilesToPack | None = None
    draw_id: Callable[[], str] = draw_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Who watches an export, and how large one bundle may get.

    Attributes:
        progress: Told after every push.
        is_cancelled: Asked before every push.
        plain_bytes_max: Beyond it the export becomes several bundles.
    """

    progress: Progress = _tell_nobody
    is_cancelled: Callable[[], bool] = lambda: False
    plain_bytes_max: int = PLAIN_BYTES_MAX


def export_bundles(
    side: CourierSide, folder: Path, watching: Watching | None = None
) -> list[BundleNote]:
    """Write everything unacknowledged into a folder; one bundle, or several beyond 200 MiB.

    Args:
        side: This counter.
        folder: On the stick.
        watching: Whom to tell; nobody when left out.

    Raises:
        BundleKeyMissing: The county has not told its key yet.
        MediumFault: The stick did not take it; bundles that were finished before stay good.
        ExportCancelled: As was asked.
    """
    watching = watching or Watching()
    county = side.courier.county_bundle_key()
    if not county:
        raise BundleKeyMissing
    waiting = side.courier.waiting()
    parts = list(in_parts(waiting, watching.plain_bytes_max))
    done = 0
    notes = []
    for place, part in enumerate(parts, start=1):
        told = _Told(watching, done, len(waiting))
        outgoing = _Outgoing(side, part, (place, len(parts)), told)
        notes.append(outgoing.write(folder, X25519PublicKey.from_public_bytes(county)))
        done += len(part)
    return notes


def hello_of(side: CourierSide, pending: int) -> Hello:
    """Return how this counter stands, as the first message of an exchange tells it."""
    epoch, position, prefix_hash = side.store.position()
    generation, n, head = side.store.head()
    return Hello(
        program=PROGRAM,
        fold_version=FOLD_VERSION,
        epoch=epoch,
        position=position,
        prefix_hash=prefix_hash,
        head={"generation": generation, "n": n, "id": head},
        pending=pending,
        parked=0,
        wall=side.clock.now().isoformat(timespec="milliseconds"),
        boot=side.clock.boot_id,
        mono=side.clock.monotonic_ms(),
        bundle_key=public_bytes(side.signing_key),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    watching: Watching
    before: int
    total: int

    def at(self, done: int) -> None:
        if self.watching.is_cancelled():
            raise ExportCancelled
        self.watching.progress(self.before + done, self.total)


class _Outgoing:
    """One bundle on its way to the stick."""

    def __init__(
        self,
        side: CourierSide,
        part: Sequence[WaitingEvent],
        place: tuple[int, int],
        told: _Told,
    ) -> None:
        self._side = side
        self._batches = list(in_batches(part))
        self._told = told
        self._hello = hello_of(side, told.total)
        previous, void = side.courier.previous(BundleWay.OUTGOING)
        self._files = _files_beside(side, part, told.watching) if place[0] == place[1] else []
        manifest = manifest_of(part, self._hello, place, void, side.draw_id())
        files = tuple((sha256, size) for sha256, _, size in self._files)
        self._manifest = replace(manifest, attachments=files)
        self._cover = Cover(
            kind=BundleKind.OUTGOING,
            bundle=side.draw_id(),
            number=side.courier.next_number(BundleWay.OUTGOING),
            previous=previous,
            sender="",
            recipient="",
            made=self._hello.wall,
        )
        self._note = _note_of(self._cover, self._manifest, self._hello, part, side)

    def write(self, folder: Path, county: X25519PublicKey) -> BundleNote:
        """Write, read again, and keep a note; a number whose file is no good becomes void."""
        courier = self._side.courier
        keys = SealKeys(sender=self._side.signing_key, recipient=county)
        begun: list[BundleNote] = []

        def fill(out: Sink) -> str:
            return seal(out, self._cover, self._plain, keys).sha256

        def remember(sha256: str) -> None:
            note = replace(self._note, sha256=sha256)
            courier.begin(note)
            begun.append(note)

        try:
            written = write_bundle(folder, self._note.name, fill, before_naming=remember)
        except BaseException:
            if begun:
                courier.set_state(self._cover.bundle, BundleState.VOID)
            raise
        courier.set_state(self._cover.bundle, BundleState.MADE)
        return replace(self._note, sha256=written.sha256, state=BundleState.MADE)

    def _plain(self) -> Iterator[bytes]:
        """Yield the records; run twice, once to measure and once to seal."""
        yield encode_record(RecordKind.MANIFEST, encode_manifest(self._manifest))
        yield self._message(())
        done = 0
        for batch in self._batches:
            self._told.at(done)
            yield self._message([waiting.row_id for waiting in batch])
            done += len(batch)
        self._told.at(done)
        for sha256, event, _ in self._files:
            assert self._side.files is not None
            yield attachment_record(PackedFile(sha256, event, self._side.files.read(sha256)))
            self._told.at(done)

    def _message(self, row_ids: Sequence[int]) -> bytes:
        push = None
        if row_ids:
            events = tuple(self._side.courier.events(row_ids))
            push = Push(epoch=self._hello.epoch, events=events)
        body = encode_exchange(Exchange(hello=self._hello, push=push))
        return encode_record(RecordKind.MESSAGE, body)


def manifest_of(
    part: Sequence[WaitingEvent],
    hello: Hello,
    place: tuple[int, int],
    void: tuple[int, ...],
    anchor_nonce: str,
) -> Manifest:
    """Return what a bundle says of its own content."""
    tally = Tally()
    for each in part:
        tally.add(each.type_name, each.device, each.generation, each.n)
    return Manifest(
        events=dict(tally.events),
        chains=tally.chains(),
        position=hello.position,
        prefix_hash=hello.prefix_hash,
        anchor_nonce=anchor_nonce,
        part=place,
        void=void,
        bundle_key=hello.bundle_key,
    )


def _note_of(
    cover: Cover,
    manifest: Manifest,
    hello: Hello,
    part: Sequence[WaitingEvent],
    side: CourierSide,
) -> BundleNote:
    own = [each.n for each in part if each.device == side.device]
    rows = [each.row_id for each in part]
    return BundleNote(
        way=BundleWay.OUTGOING,
        number=cover.number,
        bundle=cover.bundle,
        sha256="",
        name=f"{side.counter_code}-{cover.number:04d}-{cover.bundle[:6]}{SUFFIX}",
        made_at=cover.made,
        state=BundleState.WRITING,
        events=len(part),
        first=min(own, default=0),
        last=max(own, default=0),
        first_row_id=min(rows, default=0),
        last_row_id=max(rows, default=0),
        anchor_nonce=manifest.anchor_nonce,
        stand=BundleStand(
            epoch=hello.epoch,
            position=hello.position,
            prefix_hash=hello.prefix_hash,
            generation=hello.head["generation"],
            head_n=hello.head["n"],
            head=hello.head["id"],
        ),
        counts=dict(manifest.events),
    )


def _files_beside(
    side: CourierSide, part: Sequence[WaitingEvent], watching: Watching
) -> list[tuple[str, str, int]]:
    """Return the files that find room behind the events: in the last bundle, smallest first."""
    if side.files is None:
        return []
    room = watching.plain_bytes_max - _room_of_manifest(watching.plain_bytes_max)
    room -= sum(map(_cost_of, part))
    return side.files.to_pack(bytes_max=room, limit=FILES_MAX)


def _room_of_manifest(bytes_max: int) -> int:
    return min(MANIFEST_BYTES_MAX, bytes_max // 4)


def _cost_of(each: WaitingEvent) -> int:
    """Return what an event takes: a push may hold a single large one, so each pays for its own."""
    cost = each.size_bytes * 4 // 3 + EVENT_OVERHEAD_BYTES
    return cost + MESSAGE_OVERHEAD_BYTES // EVENTS_A_PUSH + each.size_bytes // 512


def in_parts(waiting: Sequence[WaitingEvent], bytes_max: int) -> Iterator[list[WaitingEvent]]:
    """Cut what waits into bundles by what it will take; nothing waiting is one bundle too."""
    room = bytes_max - _room_of_manifest(bytes_max)
    part: list[WaitingEvent] = []
    spent = 0
    for each in waiting:
        cost = _cost_of(each)
        if part and spent + cost > room:
            yield part
            part, spent = [], 0
        part.append(each)
        spent += cost
    yield part


def in_batches(part: Sequence[WaitingEvent]) -> Iterator[list[WaitingEvent]]:
    """Cut a bundle into pushes as the network could have them; each tells how far the whole is."""
    batch: list[WaitingEvent] = []
    spent = 0
    for each in part:
        if batch and (len(batch) == EVENTS_A_PUSH or spent + each.size_bytes > PUSH_BYTES_MAX):
            yield batch
            batch, spent = [], 0
        batch.append(each)
        spent += each.size_bytes
    if batch:
        yield batch
