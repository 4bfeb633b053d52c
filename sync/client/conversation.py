"""One exchange with the county: how we stand, what we ask, and whether the answer is for us."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from counter_app.domain.case_fold import FOLD_VERSION
from counter_app.domain.errors import NotTheCounty, Offline, SyncError
from counter_app.fault_points import fault_point
from counter_app.ports import Clock, SyncStore, UnitOfWorkFactory
from sync.client import belief
from sync.client.batches import Batch
from sync.client.county_ear import CountyEar
from sync.client.idling import ask_if_quiet
from sync.client.key_change import KeyChange
from sync.client.publications import PublicationFetcher
from sync.client.report import PROGRAM, SyncReport
from sync.idle import standing_mark
from sync.protocol import (
    PREFIX_START,
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
        own: How our own events shall come, "ids" or "data".
    """

    push: Batch = field(default_factory=dict)
    evidence: tuple[tuple[int, Signed], ...] = ()
    is_pulling: bool = False
    digest: Digest | None = None
    own: str = "ids"


class Conversation:
    """Exchanges of one run of the cycle, counted.

    Attributes:
        report: What was done since `begin`.
        ear: What the county says about this device.
        county: How the county stood at the last answer that was believed; None before it.
    """

    def __init__(self, side: CounterSide, transport: Transport) -> None:
        self._side = side
        self._transport = transport
        self.report = SyncReport()
        self.ear = CountyEar(side.store)
        self.county: HelloAnswer | None = None

    def begin(self) -> None:
        """Count from zero."""
        self.report = SyncReport()

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
                pending=side.store.unacknowledged_count(),
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
        report = self.report
        report.county_reachable = False
        try:
            if self._side.keys is not None:
                self._side.keys.settle()
            answer = self._transport.exchange(_exchange(stand.hello, message))
        except SyncError as error:
            report.county_reachable = not isinstance(error, Offline | NotTheCounty)
            self.ear.refused(error)
            raise
        report.county_reachable = True
        report.round_trips += 1
        report.bytes_sent += answer.sent_bytes
        report.bytes_received += answer.received_bytes
        fault_point("sync.after_answer")
        try:
            side = self._side
            belief.require_anchor(answer, side.county_key, side.device, stand.hello.head)
        except NotTheCounty as error:
            log.warning("time anchor not believed: %s", error)
            raise
        self.county = answer.hello
        side.heard_bundle_key(answer.hello.bundle_key)
        self.ear.heard(answer.hello, int(stand.hello.head["generation"]))
        return answer


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
        pull = Pull(epoch=hello.epoch, position=hello.position, own=message.own)
    return Exchange(hello=hello, push=push, pull=pull, digest=message.digest)
