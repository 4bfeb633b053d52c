"""Return bundles (回执包): what the county answers on the stick, believed like an exchange.

Everything is checked before anything is applied, and applied by the same calls as over the
network.  Taking the same file in twice changes nothing; a lost one is made good by the next.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from counter_app.domain.courier import (
    BundleNote,
    BundleState,
    BundleWay,
    ReturnReport,
    words_of_missing_numbers,
    words_of_missing_places,
)
from counter_app.domain.errors import BundleForeign, BundleInvalid, BundleOutdated, CountyFault
from counter_app.domain.ids import EventId
from sync.bundle import BundleKind, Cover, Plain, SealedBundle
from sync.bundle_file import read_bundle
from sync.bundle_keys import recipient_key
from sync.bundle_records import Manifest, RecordKind, decode_manifest, read_records
from sync.client import belief
from sync.client.anchoring import Anchoring
from sync.client.county_keys import is_county
from sync.client.courier import CourierSide
from sync.client.courier_published import SIDE_RECORDS, Published
from sync.client.key_change import lacks_own
from sync.codec import extend_prefix, open_anchor
from sync.protocol import PREFIX_START, ExchangeAnswer, HelloAnswer, PullAnswer
from sync.wire import decode_answer

log = logging.getLogger(__name__)

COUNTY_CALLED_OUTGOING: Final = "县局说送件包"
RETURNS_CALLED: Final = "县局的回执包"


def import_return(side: CourierSide, path: Path) -> ReturnReport:
    """Take a return bundle in.

    Raises:
        UnreadableFile: There is no such file.
        BundleInvalid: Anything is wrong with it; nothing was applied.
        BundleForeign: It is for another device, or answers a bundle that is not ours.
        BundleOutdated: A later contact has replaced the standing that it answers.
        NotTheCounty, CountyFault: Signed or reckoned by somebody else; nothing was applied.
    """
    with read_bundle(path) as (file, size):
        sealed = SealedBundle(file, size)
        cover = sealed.cover
        if cover.kind is not BundleKind.RETURN:
            raise BundleForeign("这是送件包，不是县局的回执包")
        if not is_county(side.county_key, cover.sender):
            raise BundleForeign("不是本县局签发的")
        plain = sealed.open(side.county_key, recipient_key(side.signing_key))
        reader = _Return(side, plain)
        note = reader.check()  # Before the look at the table: damage is told whatever it is.
        if (known := side.courier.note_of(cover.bundle)) is not None:
            return ReturnReport(
                bundle=cover.bundle,
                number=cover.number,
                answers=note.number,
                is_new=False,
                gaps=known.gaps,
                unsynced=side.store.unacknowledged_count(),
            )
        report = reader.apply(cover, note)
    _remember(side, _kept_name(path), sealed, report)
    side.courier.set_state(
        note.bundle, BundleState.ANSWERED, answered_at=side.clock.now().isoformat()
    )
    return report


def _kept_name(path: Path) -> str:
    """Return the name of a file as it may be kept: no path, nothing endless."""
    return path.name[:120]


class _Return:
    """The content of a return bundle, read twice: first to check, then to apply."""

    def __init__(self, side: CourierSide, plain: Plain) -> None:
        self._side = side
        self._plain = plain
        self._manifest = Manifest()
        self._hello: HelloAnswer | None = None
        self._published = Published()

    def check(self) -> BundleNote:
        """See that every part of it is for us, from the county, and fits; change nothing.

        Returns:
            The note of the outgoing bundle it answers.
        """
        side = self._side
        records = read_records(self._plain())
        kind, payload = next(records)
        self._manifest = decode_manifest(payload)
        note = side.courier.note_of(self._manifest.answers)
        if note is None or note.way is not BundleWay.OUTGOING:
            raise BundleForeign("它答复的送件包不是本机导出的")
        signed = 0
        reader = _StreamReader(side, note)
        for kind, payload in records:
            if kind in SIDE_RECORDS:
                self._published.add(kind, payload)
                continue
            if kind is not RecordKind.ANSWER:
                raise BundleInvalid("a record that belongs elsewhere")
            answer = replace(_decoded(payload), nonce=note.anchor_nonce)
            head = {"n": note.stand.head_n, "id": note.stand.head}
            belief.require_anchor(answer, side.county_key, side.device, head)
            if self._hello is not None and answer.hello.epoch != self._hello.epoch:
                raise BundleInvalid("two epochs in one return")
            self._hello = answer.hello
            signed += self._check_acks(answer)
            if answer.pull is not None:
                reader.require(answer.hello.epoch, answer.pull)
        if self._hello is None or signed != self._manifest.event_count:
            raise BundleInvalid("not what its manifest says")
        self._published.require_whole()
        _require_present(side, note, self._hello.epoch)
        return note

    def apply(self, cover: Cover, note: BundleNote) -> ReturnReport:
        """Write down what the county signed, then what others did, then its time."""
        side, hello, manifest = self._side, self._hello, self._manifest
        assert hello is not None
        report = ReturnReport(bundle=cover.bundle, number=cover.number, answers=note.number)
        if side.store.position()[0] != hello.epoch:
            side.store.restart_stream(epoch=hello.epoch)
        for answer in self._answers():
            self._settle(answer, report)
            if answer.pull is not None:
                self._take(answer.pull, report)
        side.courier.keep_county_bundle_key(hello.bundle_key)
        self._hear_time(hello, note)
        report.published = self._published.settle(side)
        report.flags = hello.flags
        report.revoked = manifest.revoked
        missing = set(range(1, cover.number)) - side.courier.returns()
        report.gaps = (
            *words_of_missing_numbers(manifest.missing_bundles, of=COUNTY_CALLED_OUTGOING),
            *words_of_missing_places(manifest.missing_ranges),
            *words_of_missing_numbers(tuple(sorted(missing)), of=RETURNS_CALLED),
        )
        if side.files is not None:
            for sha256, _ in manifest.attachments:
                side.files.at_county(sha256)
        report.unsynced = side.store.unacknowledged_count()
        return report

    def _answers(self) -> Iterator[ExchangeAnswer]:
        for kind, payload in read_records(self._plain()):
            if kind is RecordKind.ANSWER:
                yield _decoded(payload)

    def _check_acks(self, answer: ExchangeAnswer) -> int:
        """See that acks are the county's, for us, in this epoch; returns how many there are."""
        if answer.push is None or answer.push.acks is None:
            return 0
        acks = belief.checked_acks(answer.push.acks, self._side.county_key)
        names = {ack.event_id for ack in acks.acks}
        belief.require_meant_for(
            acks, device=self._side.device, epoch=answer.hello.epoch, sent=names
        )
        return len(names)

    def _settle(self, answer: ExchangeAnswer, report: ReturnReport) -> None:
        push, side = answer.push, self._side
        if push is None:
            return
        report.refused += len(push.refusals)
        if push.acks is None:
            return
        acks = belief.checked_acks(push.acks, side.county_key).acks
        held = side.courier.held(ack.event_id for ack in acks)
        ours = [ack for ack in acks if ack.event_id in held]
        if taken := [ack for ack in ours if ack.outcome in belief.SEQUENCED]:
            side.store.acknowledge(taken, data=push.acks.data, signature=push.acks.signature)
        aside = [ack for ack in ours if ack.outcome not in belief.SEQUENCED]
        for ack in aside:
            side.store.park(EventId(ack.event_id), "quarantined")
        report.acknowledged += len(taken)
        report.quarantined += len(aside)

    def _take(self, pull: PullAnswer, report: ReturnReport) -> None:
        """Store what stands beyond our position; the rest came on another way meanwhile."""
        epoch, position, _ = self._side.store.position()
        beyond = [entry for entry in pull.entries if entry.position > position]
        if not beyond or beyond[0].position != position + 1:
            return
        if lacks_own(self._side.store, replace(pull, entries=tuple(beyond)), "ids"):
            log.info("events of this device are not here and came without data: page left")
            return
        report.pulled += self._side.store.take(beyond, epoch=epoch, prefix_hash=pull.prefix_hash)

    def _hear_time(self, hello: HelloAnswer, note: BundleNote) -> None:
        """Record the county's time unless a later one is known: it was days on its way."""
        earliest = self._side.earliest()
        county_ms = open_anchor(hello.anchor.data).county_ms
        if earliest is None or county_ms > earliest.timestamp() * 1_000:
            anchoring = Anchoring(self._side.unit_of_work, self._side.clock)
            anchoring.heard(hello.anchor, head=note.stand.head)


class _StreamReader:
    """Follows the pages of a return and sees that they are one stream with ours."""

    def __init__(self, side: CourierSide, note: BundleNote) -> None:
        self._note = note
        self._epoch, self._ours, ours_hash = side.store.position()
        self._ours_hash = ours_hash or PREFIX_START
        self._at: tuple[int, str] | None = None

    def require(self, epoch: str, pull: PullAnswer) -> None:
        """See that a page goes on from the one before, and passes through where we stand.

        Raises:
            CountyFault: It has a hole, or its hash does not fit.
        """
        if pull.refused:
            raise CountyFault("the county did not handle the pull")
        stand = self._note.stand
        if self._at is None:
            is_same = epoch == stand.epoch
            start = (stand.position, stand.prefix_hash or PREFIX_START)
            self._at = start if is_same else (0, PREFIX_START)
        position, prefix_hash = self._at
        belief.require_stream(pull, position=position, prefix_hash=prefix_hash)
        for entry in pull.entries:
            prefix_hash = extend_prefix(prefix_hash, entry.event_id, entry.server_sequence)
            is_where_we_stand = epoch == self._epoch and entry.position == self._ours
            if is_where_we_stand and prefix_hash != self._ours_hash:
                raise CountyFault("a stream beside ours")
        if pull.entries:
            self._at = (pull.position, prefix_hash)


def _decoded(payload: bytes) -> ExchangeAnswer:
    try:
        return decode_answer(payload)
    except ValueError as error:
        raise BundleInvalid("an answer that cannot be read") from error


def _require_present(side: CourierSide, note: BundleNote, epoch: str) -> None:
    """See that this answers how we stand now, or only lags behind it in the same epoch.

    Raises:
        BundleOutdated: Both sides agreed on another epoch since the bundle was made.
    """
    present = side.store.position()[0]
    if present not in {epoch, note.stand.epoch}:
        raise BundleOutdated


def _remember(side: CourierSide, name: str, sealed: SealedBundle, report: ReturnReport) -> None:
    cover = sealed.cover
    side.courier.begin(
        BundleNote(
            way=BundleWay.RETURN,
            number=cover.number,
            bundle=cover.bundle,
            sha256=sealed.sha256,
            name=name,
            made_at=side.clock.now().isoformat(timespec="milliseconds"),
            state=BundleState.IMPORTED,
            events=report.acknowledged + report.quarantined,
            gaps=report.gaps,
        )
    )
