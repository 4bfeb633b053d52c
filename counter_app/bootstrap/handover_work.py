"""A post on a stick, joined to one counter's data: getting ready, writing, taking in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.bootstrap.courier import courier_side
from counter_app.bootstrap.post_files_work import (
    content_of,
    files_to_carry,
    lies_there,
    take_files,
)
from counter_app.bootstrap.profile import OpenProfile, county_evidence
from counter_app.domain.authority import require
from counter_app.domain.courier import BundleNote, BundleState, BundleWay, PostCarried, PostTaken
from counter_app.domain.errors import BundleForeign, HandoverNotOpen, ReceiverUnknown
from counter_app.domain.handover_facts import ReceiverAnnounced
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.post_book import PassState, post_of
from counter_app.domain.two_persons import is_same_person
from counter_app.services.hand_over_post import open_cards
from counter_app.services.settle_drafts import drafts_of, keep_drafts
from counter_app.storage.handover_sticks import SqlHandoverSticks
from counter_app.storage.peer_events import PeerEvents
from counter_app.storage.post_log import SqlPostLog
from sync.bundle import BundleKind, SealedBundle
from sync.bundle_file import bundles_in, read_bundle
from sync.bundle_keys import public_bytes
from sync.client.courier import Progress, Watching
from sync.client.handover_bundle import PostToCarry, export_post, read_post
from sync.client.handover_files import write_files
from sync.client.receiver_card import read_card, write_card
from sync.signing import key_id

_DEVICE: Final = CaseId("")
IsCancelled = Callable[[], bool]
NOBODY_WATCHES: Final = Watching()


@dataclass(frozen=True, slots=True)
class _Sender:
    """Whose key a bundle names, as the county's list says."""

    device: str
    counter: str
    key: Ed25519PublicKey | None


NO_SENDER: Final = _Sender("", "", None)


def announce(profile: OpenProfile, folder: Path | None = None) -> Path | None:
    """Tell to which key a post can be sealed for this computer: by line, and on a stick.

    Returns:
        The card on the stick; None where no folder was named.

    Raises:
        NotAuthorised: Only who may hold a post.
        MediumFault: The stick did not take it.
    """
    require(profile.desk.operator().role, Right.HOLD_POST)
    counter, identity = profile.settings.counter, profile.keyring.identity
    key = public_bytes(identity.signing_key).hex()
    told = profile.office.posts().receivers.get(identity.device)
    if told is None or told.bundle_key != key:
        fact = ReceiverAnnounced(
            counter=counter.counter_code, counter_name=counter.counter_name, bundle_key=key
        )
        with profile.store.unit_of_work() as work:
            work.record(_DEVICE, fact)
            work.commit()
    if folder is None:
        return None
    card = _post_log(profile).announcement(identity.device)
    return write_card(folder, counter.counter_code, card)


def export_handover(
    profile: OpenProfile, device: str, folder: Path, watching: Watching = NOBODY_WATCHES
) -> PostCarried:
    """Write the post that was handed over last and is still open into a folder, for a device.

    Cards in the folder are taken in first, so that one journey of the stick is enough.  The files
    of its open cases lie beside it, as many as find room; said again, it goes on with them.

    Args:
        profile: Of the giver's computer.
        device: 16 hex digits.
        folder: On the stick.
        watching: Told how many files are written.

    Raises:
        HandoverNotOpen: Nothing of this computer's was handed over and waits for an answer.
        ReceiverUnknown: That device never told its key.
        SettingsInvalid, MediumFault: See `courier_side` and `export_post`.
    """
    require(profile.desk.operator().role, Right.HOLD_POST)
    side = courier_side(profile)
    _take_cards(profile, folder)
    book = profile.office.posts()
    told = book.receivers.get(device)
    if told is None:
        raise ReceiverUnknown(device)
    staff = profile.desk.operator().staff
    own = [each for each in book.open_passings if is_same_person(each.fact.handed_by, staff)]
    if not own:
        raise HandoverNotOpen(staff)
    fact = own[-1].fact
    cards = open_cards(profile.office, profile.store.finder)
    cases = [card.case_id for card in cards if post_of(card.number) == fact.post_code]
    post = PostToCarry(
        events=_peers(profile).to_carry(cases, _post_log(profile).rows()),
        drafts=drafts_of(profile.store.drafts, fact.handed_by),
        files=files_to_carry(profile, cases),
        partner=(device, told.counter),
        before=SqlHandoverSticks(profile.store.reading_engine).written_for(device),
    )
    post = replace(post, content=content_of(fact.document_number, post))
    taker = X25519PublicKey.from_public_bytes(bytes.fromhex(told.bundle_key))
    note = lies_there(side, folder, post.content) or export_post(side, post, taker, folder)
    found = (note, folder / note.name)
    return PostCarried(note=note, files=write_files(side, found, post.files, taker, watching))


def receivers_of(profile: OpenProfile, folder: Path) -> Sequence[tuple[str, str]]:
    """Return the other computers that told their key: (device, words).

    Cards in the folder are taken in first; a path that is none brings nothing.
    """
    _take_cards(profile, folder)
    own = profile.keyring.identity.device
    told = profile.office.posts().receivers
    return [
        (device, f"{each.counter_name}（{each.counter[-2:]}号，{device[:4]}）")
        for device, each in told.items()
        if device != own
    ]


def carry(
    profile: OpenProfile, device: str, progress: Progress, is_cancelled: IsCancelled, folder: Path
) -> PostCarried:
    """Write the post for a device, and remember the folder; raises what `export_handover` does."""
    watching = Watching(progress=progress, is_cancelled=is_cancelled)
    carried = export_handover(profile, device, folder, watching)
    profile.store.courier.keep_last_folder(str(folder))
    return carried


def bring(profile: OpenProfile, folder: Path) -> tuple[PostTaken, ...]:
    """Take in every hand-over in a folder that is for this computer, the oldest first.

    Raises:
        BundleInvalid: One is damaged; those before it are kept.
    """
    taken = []
    for path in reversed(bundles_in(folder)):
        with contextlib.suppress(BundleForeign):  # A return of the county, or for somebody else.
            if is_handover(path):
                taken.append(take_handover(profile, path))
    return tuple(taken)


def _take_cards(profile: OpenProfile, folder: Path) -> None:
    peers = _peers(profile)
    for signed in read_card(folder):
        peers.take([signed])


def is_handover(path: Path) -> bool:
    """Whether a file says on its cover that it carries a post.

    Raises:
        UnreadableFile, BundleInvalid: It is no bundle at all.
    """
    with read_bundle(path) as (file, size):
        return SealedBundle(file, size).cover.kind is BundleKind.HANDOVER


def take_handover(profile: OpenProfile, path: Path) -> PostTaken:
    """Take a post in that came on a stick; accepting it is a person's word, said afterwards.

    Raises:
        UnreadableFile, BundleInvalid, BundleForeign: Nothing was kept.
    """
    side = courier_side(profile)
    senders = _senders(profile)
    carried = read_post(side, path, lambda name: senders.get(name, NO_SENDER).key)
    sender = senders[carried.sender]
    is_new = side.courier.note_of(carried.bundle) is None
    found = _peers(profile).take(carried.events)
    drafts = keep_drafts(profile.store.drafts, carried.drafts)
    if is_new:
        side.courier.begin(
            BundleNote(
                way=BundleWay.HANDOVER,
                number=carried.number,
                bundle=carried.bundle,
                sha256=carried.sha256,
                name=path.name[:120],
                made_at=profile.clock.now().isoformat(timespec="milliseconds"),
                state=BundleState.IMPORTED,
                events=len(carried.events),
                partner=sender.device,
                partner_counter=sender.counter,
                before=carried.before,
            )
        )
    assert sender.key is not None
    files = take_files(profile, side, carried, (path, sender.key))
    gaps = SqlHandoverSticks(profile.store.reading_engine).gaps()
    return PostTaken(
        bundle=carried.bundle,
        number=carried.number,
        is_new=is_new,
        events=found,
        drafts=drafts,
        waiting=tuple(
            number
            for number, passing in profile.office.posts().passings.items()
            if passing.state is PassState.OPEN
        ),
        files=files,
        missing=tuple(gap.words for gap in gaps if gap.device == sender.device),
    )


def _peers(profile: OpenProfile) -> PeerEvents:
    store = profile.store
    return PeerEvents(
        store.ledger,
        store.reading_engine,
        store.projection,
        profile.published.device_key,
        partial(county_evidence, profile.paths, profile.published),
    )


def _post_log(profile: OpenProfile) -> SqlPostLog:
    log = SqlPostLog(profile.store.ledger, profile.store.reading_engine)
    log.begin()
    return log


def _senders(profile: OpenProfile) -> dict[str, _Sender]:
    """Return the keys of trusted devices by their short names; a revoked one is nobody."""
    trust = profile.published.trust()
    found: dict[str, _Sender] = {}
    for listed in trust.devices.values() if trust is not None else ():
        for generation in listed.keys:
            key = trust.key(listed.device, generation) if trust is not None else None
            is_good = not listed.is_revoked and generation not in listed.revoked
            if key is not None and is_good:
                found[key_id(key)] = _Sender(listed.device, listed.counter_code, key)
    return found
