"""Courier bundles at the county: opened, answered by the same code as the network, returned.

The same event by wire and by stick counts once, because both go through the same exchange.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from counter_app.domain.errors import (
    BundleForeign,
    BundleInvalid,
    BundleKeyMissing,
    CounterError,
    DeviceKeyExpired,
    DeviceRevoked,
    DeviceUnknown,
)
from sync.bundle import (
    SUFFIX,
    BundleKind,
    Cover,
    Plain,
    Sealed,
    SealedBundle,
    SealKeys,
    Sink,
    seal,
)
from sync.bundle_attachments import PackedFile, read_attachment, require_files
from sync.bundle_keys import recipient_id, recipient_key
from sync.bundle_records import (
    OPTIONAL_FROM,
    Manifest,
    RecordKind,
    Tally,
    decode_manifest,
    read_records,
)
from sync.protocol import Exchange, Hello, Pull
from sync.server import courier_log, security_log
from sync.server.app import County
from sync.server.attachments import CountyFiles
from sync.server.authenticate import Caller
from sync.server.county_key import CountyKey
from sync.server.courier_log import Sender
from sync.server.courier_return import ReturnContent, outcomes_of
from sync.server.exchange import ExchangeDesk
from sync.server.system_clock import iso_instant
from sync.wire import decode_exchange, encode_answer, encode_exchange

_EXPECTED: Final = frozenset({RecordKind.MANIFEST, RecordKind.ATTACHMENT})
_FAULT_KINDS: Final = {"key-revoked": "device-revoked"}
"""Security events have the names that they have by wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a bundle.

    Attributes:
        is_new: False when this very bundle had come before.
        stored, duplicate, quarantined, refused: What became of its events.
        missing_bundles: Numbers of this sender that were never seen.
        is_beside: It contradicts the bundles before it; a person has to look.
        files: Files of cases that the county has now; files_left: that no act in its log names.
        is_tail: It is a second copy of what a counter had not sent: without number or answer.
    """

    bundle: str
    device: str
    number: int
    events: int
    stored: int
    duplicate: int
    quarantined: int
    refused: int
    is_new: bool = True
    missing_bundles: tuple[int, ...] = ()
    is_beside: bool = False
    files: int = 0
    files_left: int = 0
    is_tail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """A return bundle that is ready to be written.

    Attributes:
        name: Of the file.
    """

    device: str
    answers: str
    cover: Cover
    name: str
    plain: Plain
    recipient: X25519PublicKey


class CourierDesk:
    """Opens bundles of counters and makes what goes back to them."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._desk = ExchangeDesk(county.database, county.key, county.now_ms)
        self._files = CountyFiles(county.database, county.now_ms)

    def receive(self, source: BinaryIO, size_bytes: int) -> Imported:
        """Open a bundle and store what is in it; taking it in twice changes nothing.

        Args:
            source: A copy that nobody changes any more.
            size_bytes: How long it is.

        Raises:
            BundleInvalid: Anything is wrong with it; nothing was stored.
            BundleForeign: It is no outgoing bundle, or not sealed to this county.
            DeviceUnknown, DeviceRevoked, DeviceKeyExpired: Nothing was stored; one security event.
        """
        sealed = SealedBundle(source, size_bytes)
        cover = sealed.cover
        if cover.kind not in {BundleKind.OUTGOING, BundleKind.TAIL}:
            raise BundleForeign("这不是窗口给县局的送件包")
        recipient = _recipient_named(self._county.key, cover.recipient)
        sender = self._sender(cover)
        try:
            plain = sealed.open(sender.key, recipient)
        except BundleInvalid:
            self._note("bundle-refused", sender.caller.device)
            raise
        if sender.fault:
            self._note(_FAULT_KINDS.get(sender.fault, sender.fault), sender.caller.device)
            raise _refusal(sender)
        manifest = _checked(plain)
        return self._store(sender.caller, sealed, plain, manifest)

    def returning(self, device: str, bundle: str = "") -> Returning:
        """Make ready what goes back to a device.

        Args:
            device: 16 hex digits.
            bundle: Which of its bundles is answered; "" for the one that came last.

        Raises:
            DeviceUnknown: No bundle of such a device was ever opened here.
            BundleKeyMissing: It never told to which key a return is to be sealed.
        """
        county = self._county
        with county.database.reading() as connection:
            received = courier_log.last_received(connection, device, bundle)
            key = courier_log.bundle_key_of(connection, device)
            number, previous = courier_log.next_return(connection, device)
        if received is None:
            raise DeviceUnknown(f"没有收到过设备 {device[:32]} 的送件包")
        if key is None:
            raise BundleKeyMissing
        caller = self._caller(device)
        content = ReturnContent(self._county, self._desk, caller, received)
        cover = Cover(
            kind=BundleKind.RETURN,
            bundle=secrets.token_hex(16),
            number=number,
            previous=previous,
            sender="",
            recipient="",
            made=iso_instant(county.now_ms()),
        )
        name = f"{caller.counter_code}-{number:04d}-{cover.bundle[:6]}-return{SUFFIX}"
        return Returning(
            device=device,
            answers=received.bundle,
            cover=cover,
            name=name,
            plain=content.plain,
            recipient=X25519PublicKey.from_public_bytes(key),
        )

    def write(self, out: Sink, returning: Returning) -> Sealed:
        """Seal and sign a return bundle."""
        keys = SealKeys(sender=self._county.key.private, recipient=returning.recipient)
        return seal(out, returning.cover, returning.plain, keys)

    def keep_returned(self, returning: Returning, sha256: str) -> None:
        """Keep that it was written; its number is used from here on."""
        courier_log.keep_returned(
            self._county.database,
            returning.device,
            returning.cover,
            sha256=sha256,
            answers=returning.answers,
            at_ms=self._county.now_ms(),
        )

    def _sender(self, cover: Cover) -> Sender:
        with self._county.database.reading() as connection:
            at_ms = self._county.now_ms()
            sender = courier_log.sender_of(connection, cover.sender, at_ms=at_ms)
        if sender is None:
            self._note("device-unknown", security_log.ANY_DEVICE)
            raise DeviceUnknown(cover.sender)
        return sender

    def _caller(self, device: str) -> Caller:
        """Return a device as it stands now.

        Raises:
            DeviceUnknown, DeviceRevoked: Nothing goes back to it.
        """
        with self._county.database.reading() as connection:
            at_ms = self._county.now_ms()
            found = courier_log.newest_of(connection, device, at_ms=at_ms)
        if found is None:
            raise DeviceUnknown(device[:32])
        if found.fault:
            raise _refusal(found)
        return found.caller

    def _store(
        self, caller: Caller, sealed: SealedBundle, plain: Plain, manifest: Manifest
    ) -> Imported:
        county, cover = self._county, sealed.cover
        hello: bytes = b""
        epoch, is_elsewhere = "", False
        bodies: list[bytes] = []
        outcomes: Counter[str] = Counter()
        for message in _messages(plain):
            if not hello:
                hello = encode_exchange(Exchange(hello=message.hello))
                epoch, is_elsewhere = self._stand_of(caller, manifest, message.hello)
            if message.push is None:
                continue
            # The stick was sealed days ago: whatever epoch or position it knew, its events are
            # kept.  A position that proves nothing may not stop them either.
            neutral = replace(message.hello, epoch="", position=0, prefix_hash="")
            push = replace(message.push, epoch=epoch)
            asked = Exchange(hello=neutral, push=push)
            answer = self._desk.answer(caller, manifest.anchor_nonce, asked)
            outcomes += outcomes_of(answer)
            if not is_elsewhere:  # Else a sequence could mean another event there than here.
                bodies.append(encode_answer(answer))
        files, files_left = self._files.bring_all(caller, _files(plain))
        told = Imported(
            bundle=cover.bundle,
            device=caller.device,
            number=cover.number,
            events=manifest.event_count,
            stored=outcomes["stored"],
            duplicate=outcomes["duplicate"],
            quarantined=outcomes["quarantined"],
            refused=outcomes["refused"],
            files=files,
            files_left=files_left,
        )
        if cover.kind is BundleKind.TAIL:  # It has no number, and nobody waits for an answer.
            return replace(told, number=0, is_tail=True)
        with county.database.writing() as connection:
            is_beside = courier_log.is_beside(connection, caller.device, cover, manifest.void)
            is_new = courier_log.keep_received(
                connection,
                caller,
                cover,
                bodies,
                {
                    "sha256": sealed.sha256,
                    "received_at_ms": county.now_ms(),
                    "events": manifest.event_count,
                    "anchor_nonce": manifest.anchor_nonce,
                    "void": manifest.void,
                    "hello": hello,
                },
            )
            if is_beside:
                security_log.note(connection, "bundle-beside", caller.device, at_ms=county.now_ms())
            missing = courier_log.missing_numbers(connection, caller.device)
        courier_log.keep_bundle_key(county.database, caller.device, manifest.bundle_key)
        return replace(told, is_new=is_new, missing_bundles=missing, is_beside=is_beside)

    def _stand_of(self, caller: Caller, manifest: Manifest, hello: Hello) -> tuple[str, bool]:
        """Return the epoch, and whether this counter stands beyond or beside our stream.

        Then our log was put back and nobody has proved it yet: by wire both sides would find out
        how far they are one.  A stick cannot ask back, so nothing is signed for on it.
        """
        pull = Pull(epoch=hello.epoch, position=hello.position, limit=1)
        asked = Exchange(hello=hello, pull=pull)
        answer = self._desk.answer(caller, manifest.anchor_nonce, asked)
        refused = answer.pull.refused if answer.pull is not None else ""
        return answer.hello.epoch, refused == "reconcile"

    def _note(self, kind: str, device: str) -> None:
        with self._county.database.writing() as connection:
            security_log.note(connection, kind, device, at_ms=self._county.now_ms())


def _recipient_named(key: CountyKey, named: str) -> X25519PrivateKey:
    """Return the key that opens a bundle; one under way may be sealed to a former key.

    Raises:
        BundleForeign: It is sealed to another county.
    """
    for private in (*key.listed, *key.ring.former):
        recipient = recipient_key(private)
        if named == recipient_id(recipient.public_key()):
            return recipient
    raise BundleForeign("这个送件包不是封给本县局的")


def _refusal(sender: Sender) -> CounterError:
    """Return why nothing of a device is taken, in the words that it would hear by wire."""
    device = sender.caller.device
    return DeviceKeyExpired(device) if sender.fault == "key-expired" else DeviceRevoked(device)


def _checked(plain: Plain) -> Manifest:
    """Read all of a bundle and see that it is what its manifest says; nothing is stored yet.

    Raises:
        BundleInvalid: It is not.
    """
    records = read_records(plain())
    _, payload = next(records)
    manifest = decode_manifest(payload)
    tally, has_hello = Tally(), False
    for message in _messages(plain):
        if not has_hello and message.push is not None:
            raise BundleInvalid("a push before the hello")
        has_hello = True
        for event in message.push.events if message.push else ():
            tally.add_event(event)
    if not has_hello or not manifest.anchor_nonce:
        raise BundleInvalid("a bundle without hello")
    tally.require(manifest)
    require_files(manifest, ((file.sha256, len(file.content)) for file in _files(plain)))
    return manifest


def _files(plain: Plain) -> Iterator[PackedFile]:
    for kind, payload in read_records(plain()):
        if kind is RecordKind.ATTACHMENT:
            yield read_attachment(payload)


def _messages(plain: Plain) -> Iterator[Exchange]:
    for kind, payload in read_records(plain()):
        if kind is RecordKind.MESSAGE:
            try:
                yield decode_exchange(payload)
            except ValueError as error:
                raise BundleInvalid("a message that cannot be read") from error
        elif kind not in _EXPECTED and kind < OPTIONAL_FROM:
            raise BundleInvalid("a record that belongs elsewhere")
