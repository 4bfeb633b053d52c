"""Hand-over bundles (交接包): a post for another device of the township, with no network between.

Sealed to the taker's device, signed by the giver's: the events that the taker may lack, the
hand-over itself among them, and the unfinished intakes, which go no other way.  Taking one in
twice, or hearing the same events by line, changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from counter_app.domain.case_card import Draft
from counter_app.domain.courier import BundleNote, BundleState, BundleWay, WaitingEvent
from counter_app.domain.errors import BundleForeign, BundleInvalid
from counter_app.domain.privacy import Pi
from sync.bundle import SUFFIX, BundleKind, Cover, SealedBundle, SealKeys, Sink, seal
from sync.bundle_file import read_bundle, write_bundle
from sync.bundle_keys import recipient_key
from sync.bundle_records import (
    DRAFT_BYTES_MAX,
    Manifest,
    RecordKind,
    Tally,
    decode_manifest,
    encode_manifest,
    encode_record,
    read_records,
)
from sync.client.courier import CourierSide, hello_of, in_batches
from sync.protocol import Exchange, Push, SignedEvent
from sync.wire import decode_exchange, encode_exchange

DRAFTS_MAX: Final = 200
_TEXT_MAX: Final = 400


class _DraftWire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    draft_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$"), Pi.P1]
    staff: Annotated[str, Field(max_length=_TEXT_MAX), Pi.P1]
    saved_at: Annotated[AwareDatetime, Pi.P1]
    title: Annotated[str, Field(max_length=_TEXT_MAX), Pi.P2]
    payload: Annotated[dict[str, object], Pi.P3]


SenderOf = Callable[[str], Ed25519PublicKey | None]
"""Short name of a signing key → the key of a trusted device of ours; None for anybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostToCarry:
    """What goes into a bundle.

    Attributes:
        events: In the order in which they came here.
        drafts: Unfinished intakes of the giver.
        files: (SHA-256, size) of what lies beside it, or could not go along.
        partner: Device that takes it, and its counter.
        before: Numbers that were written for that device before.
        content: What it is made of, 32 hex digits: the same again is no other bundle.
    """

    events: Sequence[WaitingEvent]
    drafts: Sequence[Draft] = ()
    files: Sequence[tuple[str, int]] = ()
    partner: tuple[str, str] = ("", "")
    before: tuple[int, ...] = ()
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CarriedPost:
    """What came out of a bundle, checked but not yet kept.

    Attributes:
        sender: Short name of the key that signed it, 16 hex digits.
        files: (SHA-256, size) of what lies beside it, or was to.
        before: Numbers that its sender wrote for us before.
    """

    bundle: str
    number: int
    sha256: str
    sender: str
    events: tuple[SignedEvent, ...]
    drafts: tuple[Draft, ...]
    files: tuple[tuple[str, int], ...] = ()
    before: tuple[int, ...] = ()


def export_post(
    side: CourierSide, post: PostToCarry, taker: X25519PublicKey, folder: Path
) -> BundleNote:
    """Write a post into a folder, sealed to a device.

    Raises:
        MediumFault: The stick did not take it.
    """
    hello = hello_of(side, len(post.events))
    tally = Tally()
    for each in post.events:
        tally.add(each.type_name, each.device, each.generation, each.n)
    manifest = Manifest(
        events=dict(tally.events),
        chains=tally.chains(),
        position=hello.position,
        prefix_hash=hello.prefix_hash,
        attachments=tuple(post.files),
        before=post.before,
    )
    previous, _ = side.courier.previous(BundleWay.HANDOVER)
    cover = Cover(
        kind=BundleKind.HANDOVER,
        bundle=side.draw_id(),
        number=side.courier.next_number(BundleWay.HANDOVER),
        previous=previous,
        sender="",
        recipient="",
        made=hello.wall,
    )
    # One that is too large for a record stays where it is, and is not let go there.
    drafts = [each for each in map(encode_draft, post.drafts) if len(each) <= DRAFT_BYTES_MAX]
    batches = [[each.row_id for each in batch] for batch in in_batches(post.events)]

    def plain() -> Iterator[bytes]:
        yield encode_record(RecordKind.MANIFEST, encode_manifest(manifest))
        for batch in batches:
            push = Push(epoch=hello.epoch, events=tuple(side.courier.events(batch)))
            body = encode_exchange(Exchange(hello=hello, push=push))
            yield encode_record(RecordKind.MESSAGE, body)
        for record in drafts:
            yield encode_record(RecordKind.DRAFT, record)

    note = _note_of(side, cover, post)
    return _written(side, (cover, note), plain, taker, folder)


def _note_of(side: CourierSide, cover: Cover, post: PostToCarry) -> BundleNote:
    return BundleNote(
        way=BundleWay.HANDOVER,
        number=cover.number,
        bundle=cover.bundle,
        sha256="",
        name=f"{side.counter_code}-handover-{cover.number:04d}-{cover.bundle[:6]}{SUFFIX}",
        made_at=cover.made,
        state=BundleState.WRITING,
        events=len(post.events),
        anchor_nonce=post.content,
        partner=post.partner[0],
        partner_counter=post.partner[1],
        before=post.before,
    )


def _written(
    side: CourierSide,
    about: tuple[Cover, BundleNote],
    plain: Callable[[], Iterable[bytes]],
    taker: X25519PublicKey,
    folder: Path,
) -> BundleNote:
    cover, note = about
    keys = SealKeys(sender=side.signing_key, recipient=taker)
    begun: list[BundleNote] = []

    def fill(out: Sink) -> str:
        return seal(out, cover, plain, keys).sha256

    def remember(sha256: str) -> None:
        begun.append(replace(note, sha256=sha256))
        side.courier.begin(begun[0])

    try:
        written = write_bundle(folder, note.name, fill, before_naming=remember)
    except BaseException:
        if begun:
            side.courier.set_state(cover.bundle, BundleState.VOID)
        raise
    side.courier.set_state(cover.bundle, BundleState.MADE)
    return replace(note, sha256=written.sha256, state=BundleState.MADE)


def read_post(side: CourierSide, path: Path, sender_of: SenderOf) -> CarriedPost:
    """Read a hand-over bundle whole, and keep nothing yet.

    Raises:
        UnreadableFile: There is no such file.
        BundleInvalid: Anything is wrong with it, or its sender is no trusted device.
        BundleForeign: It is for another device, or no hand-over.
    """
    with read_bundle(path) as (file, size):
        sealed = SealedBundle(file, size)
        cover = sealed.cover
        if cover.kind is not BundleKind.HANDOVER:
            raise BundleForeign("这不是交接包")
        sender = sender_of(cover.sender)
        if sender is None:
            raise BundleForeign("交班的电脑不在县局的信任名单里，或已被停用")
        plain = sealed.open(sender, recipient_key(side.signing_key))
        manifest, events, drafts = _content(plain())
        return CarriedPost(
            bundle=cover.bundle,
            number=cover.number,
            sha256=sealed.sha256,
            sender=cover.sender,
            events=events,
            drafts=drafts,
            files=manifest.attachments,
            before=manifest.before,
        )


def _content(
    pieces: Iterable[bytes],
) -> tuple[Manifest, tuple[SignedEvent, ...], tuple[Draft, ...]]:
    records = read_records(pieces)
    _, payload = next(records)
    manifest = decode_manifest(payload)
    tally = Tally()
    events: list[SignedEvent] = []
    drafts: list[Draft] = []
    for kind, payload in records:
        if kind is RecordKind.MESSAGE:
            for event in _pushed(payload):
                tally.add_event(event)
                events.append(event)
        elif kind is RecordKind.DRAFT and len(drafts) < DRAFTS_MAX:
            drafts.append(decode_draft(payload))
        else:
            raise BundleInvalid("a record that belongs elsewhere")
    tally.require(manifest)
    return manifest, tuple(events), tuple(drafts)


def _pushed(payload: bytes) -> tuple[SignedEvent, ...]:
    try:
        push = decode_exchange(payload).push
    except ValueError as error:
        raise BundleInvalid("a message that cannot be read") from error
    return push.events if push is not None else ()


def encode_draft(draft: Draft) -> bytes:
    """Return one unfinished intake as the bytes of a record."""
    value = {
        "draft_id": draft.draft_id,
        "staff": draft.staff,
        "saved_at": draft.saved_at.isoformat(),
        "title": draft.title,
        "payload": draft.payload,
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def decode_draft(payload: bytes) -> Draft:
    """Read an unfinished intake, strictly.

    Raises:
        BundleInvalid: It is none.
    """
    try:
        wire = _DraftWire.model_validate_json(payload)
    except ValueError as error:
        raise BundleInvalid("a draft that cannot be read") from error
    return Draft(
        draft_id=wire.draft_id,
        staff=wire.staff,
        saved_at=wire.saved_at,
        title=wire.title,
        payload=wire.payload,
    )
