"""One exchange with the county: how we stand, what we ask, and whether the answer is for us."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from counter_app.domain.case_fold import FOLD_VERSION
from counter_app.domain.errors import DeviceUnknown, NotTheCounty, Offline, SyncError
from counter_app.fault_points import fault_point
from counter_app.ports import Clock, SyncStore, UnitOfWorkFactory
from sync.client import belief
from sync.client.batches import Batch
from sync.client.county_ear import CountyEar
from sync.client.idling import ask_if_quiet
from sync.client.key_change import KeyChange
from sync.client.pieces import HalfWay
from sync.client.publications import PublicationFetcher
from sync.client.report import PROGRAM, SyncReport
from sync.idle import standing_mark
from sync.protocol import (
    PREFIX_START,
    PULL_BYTES_MAX,
    Digest,
    Exchange,
    ExchangeAnswer,
    Hello,
    HelloAnswer,
    Pull,
    Push,
    Signed,
    Transport,
)
from sync.signing import Verifier

GOES_ON_MS: Final = 24 * 3_600_000
"""How long the county keeps what has come of a message."""

log = logging.getLogger(__name__)


def _tell_nobody(_key: bytes) -> None:
    """Take a key that nobody keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSide:
    """What a cycle needs of this counter.

    Attributes:
        unit_of_work: For recording time anchors, as the system.
        device: 16 hex digits.
        county_key: The only signer whose word counts.
        keys: Sees to it that the county knows this device's key; None where it never changes.
        publications: Fetches what the county has published, after the events; None leaves it.
        bundle_key: Returns to which key return bundles for this device are sealed; 32 bytes.
        heard_bundle_key: Told to which key bundles for the county are sealed.
    """

    store: SyncStore
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    device: str
    county_key: Verifier
    keys: KeyChange | None = None
    publications: PublicationFetcher | None = None
    bundle_key: Callable[[], bytes] = bytes
    heard_bundle_key: Callable[[bytes], None] = _tell_nobody


@dataclass(frozen=True, slots=True)
class Stand:
    """How the counter stood when an exchange was sent."""

    prefix_hash: str
    hello: Hello


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What goes beside the hello.

    Attributes:
        evidence: Place among the acks kept here, and the acks.
        page_bytes: How much of what is new may come at once.
        own: How our own events shall come, "ids" or "data".
    """

    push: Batch = field(default_factory=dict)
    evidence: tuple[tuple[int, Signed], ...] = ()
    is_pulling: bool = False
    page_bytes: int = PULL_BYTES_MAX
    digest: Digest | None = None
    own: str = "ids"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A message of which a part may have come: how the counter stood then, and what it said."""

    stand: Stand
    message: Message

    def still_fits(self, now: Hello) -> bool:
        """Answer whether the counter stands as it stood, but for what it has written since."""
        then = self.stand.hello
        is_as_long = 0 <= now.mono - then.mono < GOES_ON_MS and now.boot == then.boot
        is_here = (then.epoch, then.position, then.prefix_hash)
        is_one = then.head["generation"] == now.head["generation"]
        return is_as_long and is_one and is_here == (now.epoch, now.position, now.prefix_hash)


class Conversation:
    """Exchanges of one run of the cycle, counted.

    Attributes:
        report: What was done since `begin`.
        ear: What the county says about this device.
        county: How the county stood at the last answer that was believed; None before it.
        unfinished: What the line broke off, and can go on; None for nothing.
    """

    def __init__(self, side: CounterSide, transport: Transport) -> None:
        self._side = side
        self._transport = transport
        self.report = SyncReport()
        self.ear = CountyEar(side.store)
        self.county: HelloAnswer | None = None
        self.unfinished: Unfinished | None = None

    def begin(self) -> None:
        """Count from zero."""
        self.report = SyncReport()

    def take_unfinished(self, now: Hello) -> Unfinished | None:
        """Return what the line broke off, once, if the counter stands as it stood then."""
        begun, self.unfinished = self.unfinished, None
        return begun if begun is not None and begun.still_fits(now) else None

    def stand(self, *, parked: int) -> Stand:
        """Return how the counter stands now."""
        side = self._side
        epoch, position, prefix_hash = side.store.position()
        generation, n, head = side.store.head()
        return Stand(
            prefix_hash or PREFIX_START,
            Hello(
                program=PROGRAM,
                fold_version=FOLD_VERSION,
                epoch=epoch,
                position=position,
                prefix_hash=prefix_hash,
                head={"generation": generation, "n": n, "id": head},
                pending=_pending(side.store),
                parked=parked,
                wall=side.clock.now().isoformat(timespec="milliseconds"),
                boot=side.clock.boot_id,
                mono=side.clock.monotonic_ms(),
                bundle_key=side.bundle_key(),
            ),
        )

    def ask_if_quiet(self, stand: Stand, announced: Mapping[str, int]) -> bool:
        """Ask the short question over a line that can; raises as `QuietLine.is_quiet` does."""
        mark = standing_mark(stand.hello.prefix_hash, announced)
        return ask_if_quiet(self._transport, self.report, stand.hello.position, mark)

    def exchange(self, stand: Stand, message: Message) -> ExchangeAnswer:
        """Send one exchange and see that its answer is for us.

        No transaction is open while we wait.

        Raises:
            Offline, CountyBusy, CountyFault, DeviceUnknown, DeviceRevoked: As the transport does.
            NotTheCounty: Its time was not signed for this device and request; nothing is used.
        """
        report, side = self.report, self._side
        report.county_reachable = False
        waited_ms = side.clock.monotonic_ms() - stand.hello.mono
        self.unfinished = None
        try:
            answer = self._asked(_exchange(stand.hello, message))
        except SyncError as error:
            report.county_reachable = not isinstance(error, Offline | NotTheCounty)
            self.ear.refused(error)
            may_go_on = isinstance(self._transport, HalfWay) and self._transport.is_half_way
            if may_go_on and message.digest is None:  # What is compared may change meanwhile.
                self.unfinished = Unfinished(stand, message)
            raise
        report.county_reachable = True
        report.round_trips += 1
        report.bytes_sent += answer.sent_bytes
        report.bytes_received += answer.received_bytes
        fault_point("sync.after_answer")
        try:
            belief.require_anchor(answer, side.county_key, side.device, stand.hello.head)
        except NotTheCounty as error:
            log.warning("time anchor not believed: %s", error)
            raise
        answer = _as_of_then(answer, waited_ms)
        self.county = answer.hello
        side.heard_bundle_key(answer.hello.bundle_key)
        self.ear.heard(answer.hello, int(stand.hello.head["generation"]))
        return answer

    def _asked(self, asked: Exchange) -> ExchangeAnswer:
        """Ask under a key that the county knows; one that it has forgotten is vouched for again."""
        keys = self._side.keys
        if keys is None:
            return self._transport.exchange(asked)
        keys.settle()
        try:
            return self._transport.exchange(asked)
        except DeviceUnknown:
            if not keys.forgotten():
                raise
        return self._transport.exchange(asked)


def _pending(store: SyncStore) -> int:
    """Return how much waits; not 0 as long as anything does, be it only a time anchor."""
    return store.unacknowledged_count() or len(store.unacknowledged(limit=1, bytes_max=1))


def _as_of_then(answer: ExchangeAnswer, waited_ms: int) -> ExchangeAnswer:
    """Add to the clock's error how long the message lay here that told what the clock said."""
    told = answer.hello.clock_offset_ms
    return replace(answer, hello=replace(answer.hello, clock_offset_ms=told + waited_ms))


def _exchange(hello: Hello, message: Message) -> Exchange:
    push = None
    if message.push or message.evidence:
        push = Push(
            epoch=hello.epoch,
            events=tuple(message.push.values()),
            evidence=tuple(shown for _, shown in message.evidence),
        )
    pull = None
    if message.is_pulling:
        pull = Pull(
            epoch=hello.epoch,
            position=hello.position,
            bytes_max=message.page_bytes,
            own=message.own,
        )
    return Exchange(hello=hello, push=push, pull=pull, digest=message.digest)
