"""A post on a stick, joined to one counter's data: getting ready, writing, taking in."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.bootstrap.courier import courier_side
from counter_app.bootstrap.profile import OpenProfile, county_evidence
from counter_app.domain.authority import require
from counter_app.domain.courier import BundleNote, BundleState, BundleWay, PostTaken
from counter_app.domain.errors import BundleForeign, HandoverNotOpen, ReceiverUnknown
from counter_app.domain.handover_facts import ReceiverAnnounced
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.post_book import PassState, post_of
from counter_app.domain.two_persons import is_same_person
from counter_app.services.hand_over_post import open_cards
from counter_app.services.settle_drafts import drafts_of, keep_drafts
from counter_app.storage.peer_events import PeerEvents
from counter_app.storage.post_log import SqlPostLog
from sync.bundle import BundleKind, SealedBundle
from sync.bundle_file import bundles_in, read_bundle
from sync.bundle_keys import public_bytes
from sync.client.handover_bundle import PostToCarry, export_post, is_sent_by, read_post
from sync.client.receiver_card import read_card, write_card

_DEVICE: Final = CaseId("")


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


def export_handover(profile: OpenProfile, device: str, folder: Path) -> BundleNote:
    """Write the post that was handed over last and is still open into a folder, for a device.

    Cards in the folder are taken in first, so that one journey of the stick is enough.

    Args:
        profile: Of the giver's computer.
        device: 16 hex digits.
        folder: On the stick.

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
    )
    taker = X25519PublicKey.from_public_bytes(bytes.fromhex(told.bundle_key))
    return export_post(side, post, taker, folder)


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


def carry(profile: OpenProfile, device: str, folder: Path) -> BundleNote:
    """Write the post for a device, and remember the folder; raises what `export_handover` does."""
    note = export_handover(profile, device, folder)
    profile.store.courier.keep_last_folder(str(folder))
    return note


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
    carried = read_post(side, path, lambda name: _sender(profile, name))
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
            )
        )
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


def _sender(profile: OpenProfile, name: str) -> Ed25519PublicKey | None:
    """Return the key of a trusted device by its short name; a revoked one is nobody."""
    trust = profile.published.trust()
    for listed in trust.devices.values() if trust is not None else ():
        for generation in listed.keys:
            key = trust.key(listed.device, generation) if trust is not None else None
            is_good = not listed.is_revoked and generation not in listed.revoked
            if key is not None and is_good and is_sent_by(name, key):
                return key
    return None
