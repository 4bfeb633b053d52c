"""One counter of a simulation: its PC, its disk, its clerk, and the real exchange."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_field import Field
from counter_app.domain.case_fold import fold
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.mass_change import PullWatch
from counter_app.ports import UnitOfWorkFactory
from sync.client.agent import next_wait_s
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.forms import Forms
from sync.client.http_transport import DeviceIdentity, HttpTransport
from sync.codec import event_of, open_header
from sync.protocol import HEADER_VERSION, Ack, Exchange, PullEntry, SignedEvent
from sync.signing import Purpose, sign
from sync.simulation import lives
from sync.simulation.memory_store import Image, MemoryStore
from sync.simulation.network import Network, SimulatedLine
from sync.simulation.timeline import HOUR_MS, MachineClock
from sync.wire import JSON_TYPE, encode_exchange

BUSY_WAIT_MS: Final = 20_000
RECENT_CASES: Final = 12


class Killed(BaseException):
    """The program dies here; nothing may catch it but the simulation."""


class PlainForms(Forms):
    """Every message as JSON, the reference."""

    def of(self, message: Exchange) -> Iterator[tuple[bytes, str]]:
        yield encode_exchange(message), JSON_TYPE


class Reader:
    """Reads each event's bytes once, for all replicas: equal bytes are equal events."""

    def __init__(self) -> None:
        self._read: dict[str, CaseEvent] = {}

    def event(self, name: str, event: SignedEvent) -> CaseEvent:
        """Return what signed bytes tell of."""
        if name not in self._read:
            self._read[name] = event_of(open_header(event.data), EventId(name))
        return self._read[name]

    def case_of(self, name: str, event: SignedEvent) -> str:
        """Return the case an event belongs to; "" for none, and for what cannot be read."""
        try:
            return self.event(name, event).case_id
        except ValueError:
            return ""


class Witness(Protocol):
    """Knows what no counter can know: the truth."""

    def wrote(self, name: str) -> None:
        """Note when an event was written, in true time."""

    def acknowledged(self, names: Sequence[str]) -> None:
        """Note that the county signed for events."""


class Disk(MemoryStore):
    """The store of a simulated counter: finds cases, and can die before or after each commit."""

    def __init__(self, reader: Reader, witness: Witness, **identity: Any) -> None:
        super().__init__(**identity)
        self._reader = reader
        self._witness = witness
        self._step: Callable[[], None] = lambda: None
        self.cases: dict[str, dict[str, None]] = defaultdict(dict)

    def die_at(self, step: Callable[[], None]) -> None:
        """Ask this before and after each commit whether the program dies there."""
        self._step = step

    def keep(self, event: SignedEvent) -> str:
        name = super().keep(event)
        self._index([name])
        self._witness.wrote(name)
        return name

    def acknowledge(self, acks: Sequence[Ack], *, data: bytes, signature: bytes) -> None:
        self._step()
        super().acknowledge(acks, data=data, signature=signature)
        self._witness.acknowledged([ack.event_id for ack in acks])
        self._step()

    def take(
        self,
        entries: Sequence[PullEntry],
        *,
        epoch: str,
        prefix_hash: str,
        watch: PullWatch | None = None,
    ) -> int:
        self._step()
        new = super().take(entries, epoch=epoch, prefix_hash=prefix_hash, watch=watch)
        self._index([entry.event_id for entry in entries])
        self._step()
        return new

    def restart_stream(self, *, epoch: str, position: int = 0) -> None:
        self._step()
        super().restart_stream(epoch=epoch, position=position)
        self._step()

    def park(self, event: str, reason: str, *, field: str = "", tries: int = 0) -> None:
        self._step()
        super().park(event, reason, field=field, tries=tries)
        self._step()

    def put_back(self, image: Image) -> None:
        super().put_back(image)
        self.cases.clear()
        self._index(self.kept)

    def events_of(self, case_id: str) -> list[CaseEvent]:
        """Return the events of a case in fold order: the county's, then what it has not signed."""
        found = [(self.kept[name], name) for name in self.cases.get(case_id, ())]
        read = [(kept.sequence, self._reader.event(name, kept.event)) for kept, name in found]
        read.sort(key=lambda each: (each[0] is None, each[0] or 0, each[1].place))
        return [event for _, event in read]

    def case(self, case_id: str) -> Case | None:
        """Fold a case from the beginning."""
        return fold(self.events_of(case_id))

    def _index(self, names: Sequence[str] | dict[str, Any]) -> None:
        for name in names:
            if kept := self.kept.get(name):
                case_id = self._reader.case_of(name, kept.event)
                if case_id:
                    self.cases[case_id][name] = None


class Node:
    """A counter that works, exchanges, dies, and comes back."""

    def __init__(
        self,
        name: str,
        network: Network,
        *,
        disk: Disk,
        clock: MachineClock,
        county_key: Ed25519PublicKey,
    ) -> None:
        self.name = name
        self.disk = disk
        self.clock = clock
        self.desk = lives.Desk(disk.counter_code, disk.generation)
        self.cuts = 0
        """How many faults keep the line down now."""
        self.is_busy = False
        self.failures = 0
        self.steps_left: int | None = None
        """Steps of the exchange until the program is killed; None = nobody kills it."""
        self.killed = 0
        self._will_retry = False
        self._network = network
        self._county_key = county_key
        self._dice = network.dice
        self._line = SimulatedLine(network, self)
        disk.die_at(self.step)
        self.cycle = self._started()

    @property
    def is_cut_off(self) -> bool:
        """Whether the line is down."""
        return self.cuts > 0

    # What the clerk does

    def work(self) -> str:
        """Do one act: take a case in, or go on with one; returns the event's id."""
        dice, now = self._dice, self.clock.now()
        known = list(self.disk.cases)
        if known and dice.random() < 0.7:
            case_id = dice.choice(known[-RECENT_CASES:])
            case = self.disk.case(case_id)
            fact = lives.next_fact(dice, self.desk, case, now) if case else None
            if case is not None and fact is not None:
                base = {Field.STATUS: case.status_set_by}
                return self.disk.write(fact, case_id=case_id, base=base)
        return self.work_plainly()

    def work_plainly(self) -> str:
        """Take a case in."""
        case_id = CaseId(f"{self._dice.getrandbits(128):032x}")
        fact = lives.received(self._dice, self.desk, self.clock.now())
        return self.disk.write(fact, case_id=case_id)

    def work_unreadably(self) -> str:
        """Write an event whose header only a newer program understands."""
        return self.disk.write_raw("device.noted", {}, version=HEADER_VERSION + 1)

    # What the program does

    def contact(self) -> None:
        """Run one cycle of the real exchange; after a failure the next try is due sooner."""
        timeline = self._network.timeline
        if self.is_busy:
            timeline.after(BUSY_WAIT_MS, self.contact)
            return
        self.is_busy = True
        try:
            self.cycle.run()
            self.failures = 0
        except Killed:
            self.killed += 1
            self.steps_left = None
            self.start_again()
        except CounterError as error:
            self._network.counts[f"told: {error.code}"] += 1
            self.failures += 1
            self._retry_later()
        finally:
            self.is_busy = False

    def _retry_later(self) -> None:
        if self._will_retry or not self._network.is_faulty:
            return
        self._will_retry = True
        wait_ms = int(next_wait_s(self.failures, draw=self._dice.random) * 1000)
        if self.is_cut_off:  # Trying a dead line every 15 minutes for a month shows nothing.
            wait_ms = max(wait_ms, HOUR_MS)
        self._network.timeline.after(wait_ms, self._retry)

    def _retry(self) -> None:
        self._will_retry = False
        self.contact()

    def step(self) -> None:
        """Pass a point at which the program may die."""
        if self.steps_left is None or not self.is_busy:
            return
        if self.steps_left <= 0:
            raise Killed
        self.steps_left -= 1

    def pass_by(self, wait_ms: int) -> None:
        """Wait for the network; others act meanwhile."""
        self.step()
        self._network.timeline.pass_by(wait_ms)
        self.step()

    def start_again(self) -> None:
        """Boot the machine and start the program; what was only in memory is gone."""
        self.clock.boot(f"{self._dice.getrandbits(32):08x}")
        self.cycle = self._started()

    def _started(self) -> SyncCycle:
        disk = self.disk
        identity = DeviceIdentity(
            device=disk.device,
            generation=disk.generation,
            sign_request=lambda data: sign(disk.key, Purpose.REQUEST, data),
        )
        forms = Forms if self._network.is_packed else PlainForms
        transport = HttpTransport(
            self._line,
            identity,
            self._county_key,
            forms(monotonic_s=lambda: self.clock.monotonic_ms() / 1000),
            draw_nonce=lambda: f"{self._dice.getrandbits(128):032x}",
        )
        side = CounterSide(
            store=disk,
            unit_of_work=cast("UnitOfWorkFactory", disk),  # It only records and commits.
            clock=self.clock,
            device=disk.device,
            county_key=self._county_key,
        )
        return SyncCycle(side, transport)
