"""One cycle of the exchange: what to ask, and what an answer means.  No HTTP, no Qt, no thread.

Sending is at least once: when an answer is lost the same bytes go again, and the county answers
with the same sequence.  Nothing counts as received until the county has signed for it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.case_fold import FOLD_VERSION
from counter_app.domain.errors import (
    CountyBusy,
    CountyFault,
    EpochChanged,
    NotTheCounty,
    Offline,
    SyncError,
)
from counter_app.domain.ids import EventId
from counter_app.fault_points import fault_point
from counter_app.ports import Clock, SyncStore, UnitOfWorkFactory
from sync.client import belief
from sync.client.anchoring import Anchoring
from sync.client.batches import Batch, Batches
from sync.client.county_ear import CountyEar
from sync.client.report import PROGRAM, SyncReport
from sync.protocol import (
    PREFIX_START,
    Ack,
    Exchange,
    ExchangeAnswer,
    Hello,
    HelloAnswer,
    Pull,
    PullAnswer,
    Push,
    Transport,
)

ROUNDS_MAX: Final = 500
"""Exchanges in one cycle: 100,000 events; what is left goes in the next cycle."""

EPOCHS_MAX: Final = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSide:
    """What a cycle needs of this counter.

    Attributes:
        unit_of_work: For recording time anchors, as the system.
        device: 16 hex digits.
        county_key: The only signer whose word counts.
    """

    store: SyncStore
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    device: str
    county_key: Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class _Stand:
    """How the counter stood when an exchange was sent."""

    prefix_hash: str
    hello: Hello


class SyncCycle:
    """Exchanges with the county until both sides have what the other had.

    One object lives as long as the program; `run` is called by one thread.
    """

    def __init__(self, side: CounterSide, transport: Transport) -> None:
        self._side = side
        self._store = side.store
        self._transport = transport
        self._batches = Batches(side.store)
        self._anchoring = Anchoring(side.unit_of_work, side.clock)
        self._ear = CountyEar(side.store)
        self._epochs = 0
        self.report = SyncReport()
        self.county: HelloAnswer | None = None

    def run(self) -> SyncReport:
        """Exchange until there is nothing more to send or to fetch.

        Returns:
            What was done; `report` holds the same after an exception.

        Raises:
            Offline, NotTheCounty, CountyBusy: Nothing is lost; try again later.
            CountyFault: The county answers, but not with anything that can be used.
            DeviceUnknown, DeviceRevoked, ProgramTooOld: The county does not want this device,
                or this program.
            EpochChanged: The county's log keeps changing under us.
        """
        self.report = SyncReport()
        self._epochs = 0
        self._batches.begin()
        is_due = True  # The first exchange asks for news, whatever waits here.
        try:
            for _ in range(ROUNDS_MAX):
                stand = self._stand()
                may_send = stand.hello.epoch and self._ear.may_send
                batch = self._batches.next() if may_send else {}
                if not batch and not is_due:
                    break
                is_due = self._round(stand, batch)
        finally:
            self.report.standing = self._ear.word.standing.value
            self.report.unsynced = self._store.unacknowledged_count()
        return self.report

    def _round(self, stand: _Stand, batch: Batch) -> bool:
        """Do one exchange; answers whether another is due even if nothing waits to be sent."""
        try:
            answer = self._exchange(stand, batch)
        except CountyFault:
            if not batch:
                raise
            if len(batch) == 1:
                self._exchange(stand, {})  # If this fails too, the event is not to blame.
            self._batches.at_fault(batch)
            return False
        except (Offline, NotTheCounty, CountyBusy) as error:
            if not _is_put_off(error):  # Smaller batches make a busy county busier.
                self._batches.failed()
            raise
        self._check_time(stand, answer)
        self.county = answer.hello
        self._ear.heard(answer.hello, int(stand.hello.head["generation"]))
        if answer.hello.epoch != stand.hello.epoch or _has_lost_ours(stand.hello, answer.hello):
            if stand.hello.epoch:
                self._count_epoch()
            self._store.restart_stream(epoch=answer.hello.epoch)
            return True
        if _is_refused_by_epoch(answer):  # It changed between the hello and the rest.
            self._count_epoch()
            return True
        if batch:
            self._settle(batch, answer)
            self._batches.succeeded()
        has_more = self._take(stand, answer.pull)
        self._anchoring.heard(answer.hello.anchor, head=stand.hello.head["id"])
        return has_more

    def _stand(self) -> _Stand:
        epoch, position, prefix_hash = self._store.position()
        generation, n, head = self._store.head()
        clock = self._side.clock
        return _Stand(
            prefix_hash or PREFIX_START,
            Hello(
                program=PROGRAM,
                fold_version=FOLD_VERSION,
                epoch=epoch,
                position=position,
                prefix_hash=prefix_hash,
                head={"generation": generation, "n": n, "id": head},
                pending=self._store.unacknowledged_count(),
                parked=self._batches.parked,
                wall=clock.now().isoformat(timespec="milliseconds"),
                boot=clock.boot_id,
                mono=clock.monotonic_ms(),
            ),
        )

    def _exchange(self, stand: _Stand, batch: Batch) -> ExchangeAnswer:
        """Send one exchange.  No transaction is open while we wait."""
        hello = stand.hello
        pull = Pull(epoch=hello.epoch, position=hello.position) if hello.epoch else None
        push = Push(epoch=hello.epoch, events=tuple(batch.values())) if batch else None
        report = self.report
        report.county_reachable = False
        try:
            answer = self._transport.exchange(Exchange(hello=hello, push=push, pull=pull))
        except SyncError as error:
            report.county_reachable = not isinstance(error, Offline | NotTheCounty)
            self._ear.refused(error)
            raise
        report.county_reachable = True
        report.round_trips += 1
        report.bytes_sent += answer.sent_bytes
        report.bytes_received += answer.received_bytes
        fault_point("sync.after_answer")
        return answer

    def _count_epoch(self) -> None:
        """Note that the county's log was restored in the middle of this cycle.

        Raises:
            EpochChanged: It happened more often than a restore explains.
        """
        self._epochs += 1
        if self._epochs > EPOCHS_MAX:
            raise EpochChanged("the county's log changes with every exchange")

    def _settle(self, batch: Batch, answer: ExchangeAnswer) -> None:
        """Write down what the county signed for, and remember what it does not take."""
        push, side = answer.push, self._side
        if push is None or push.refused:
            raise CountyFault("the county did not handle the push")
        acks: tuple[Ack, ...] = ()
        if push.acks is not None:
            signed = belief.checked_acks(push.acks, side.county_key)
            belief.require_meant_for(
                signed, device=side.device, epoch=answer.hello.epoch, sent=batch
            )
            acks = signed.acks
            if taken := [ack for ack in acks if ack.outcome in belief.SEQUENCED]:
                self._store.acknowledge(taken, data=push.acks.data, signature=push.acks.signature)
            fault_point("sync.after_acknowledge")
        report = self.report
        report.pushed += len(batch)
        for ack in acks:
            name = EventId(ack.event_id)
            self._batches.clear(name)
            if ack.outcome in belief.SEQUENCED:
                report.acknowledged += 1
            else:
                self._store.park(name, "quarantined")
                report.quarantined += 1
        for refused in push.refusals:
            if refused.event_id in batch:
                self._batches.blame(EventId(refused.event_id), refused.reason)

    def _take(self, stand: _Stand, pull: PullAnswer | None) -> bool:
        """Store what others did; answers whether there is more to fetch."""
        if pull is None or pull.refused:
            raise CountyFault("the county did not handle the pull")
        hello = stand.hello
        belief.require_stream(pull, position=hello.position, prefix_hash=stand.prefix_hash)
        if not pull.entries:
            return False
        self.report.pulled += self._store.take(
            pull.entries, epoch=hello.epoch, prefix_hash=pull.prefix_hash
        )
        return pull.more

    def _check_time(self, stand: _Stand, answer: ExchangeAnswer) -> None:
        """Believe nothing of an answer whose time was not signed for this device and request.

        Raises:
            NotTheCounty: It was not; nothing of the answer is used.
        """
        side = self._side
        try:
            belief.require_anchor(answer, side.county_key, side.device, stand.hello.head)
        except NotTheCounty as error:
            log.warning("time anchor not believed: %s", error)
            raise


def _is_refused_by_epoch(answer: ExchangeAnswer) -> bool:
    return "epoch" in {part.refused for part in (answer.push, answer.pull) if part is not None}


def _is_put_off(error: Exception) -> bool:
    return isinstance(error, CountyBusy) and error.retry_after_s is not None


def _has_lost_ours(hello: Hello, county: HelloAnswer) -> bool:
    """Answer whether the county misses events of this device that it had signed for.

    The prefix hash finds a rolled-back county only up to what was pulled.  With nothing pending,
    our whole chain must be there.
    """
    return hello.pending == 0 and int(county.head["n"]) < int(hello.head["n"])
