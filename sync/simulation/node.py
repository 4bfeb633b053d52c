"""One counter of a simulation: its PC, its disk, its clerk, and the real exchange."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from counter_app.domain.county_word import DeviceStanding
from counter_app.domain.courier import BundleNote, ReturnReport
from counter_app.domain.errors import CounterError
from counter_app.ports import UnitOfWorkFactory
from sync.bundle_keys import public_bytes
from sync.client.agent import next_wait_s
from sync.client.attachments import FileCarrier
from sync.client.carrying import CarryingCycle
from sync.client.courier import CourierSide, export_bundles
from sync.client.courier_return import import_return
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.file_transport import HttpFileTransport
from sync.client.forms import Forms
from sync.client.http_transport import HttpTransport
from sync.client.key_change import KeyChange
from sync.protocol import Exchange
from sync.simulation import lives
from sync.simulation.clerk import Clerk
from sync.simulation.disk import Disk
from sync.simulation.machine import Files, Machine
from sync.simulation.memory_courier import MemoryCourier
from sync.simulation.memory_drafts import MemoryDrafts
from sync.simulation.memory_store import Image
from sync.simulation.network import Network, PiecesLine, SimulatedLine
from sync.simulation.timeline import HOUR_MS, MachineClock
from sync.wire import JSON_TYPE, encode_exchange

BUSY_WAIT_MS: Final = 20_000


class Killed(BaseException):
    """The program dies here; nothing may catch it but the simulation."""


class PlainForms(Forms):
    """Every message as JSON, the reference."""

    def of(self, message: Exchange) -> Iterator[tuple[bytes, str]]:
        yield encode_exchange(message), JSON_TYPE


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a backup of a whole machine holds."""

    disk: Image
    files: Files
    notes: dict[str, BundleNote]


class Node(Clerk):
    """A counter that works, exchanges, dies, and comes back.

    Attributes:
        cuts: How many faults keep the line down now.
        steps_left: Steps of the exchange until the program is killed; None = nobody kills it.
    """

    def __init__(
        self,
        name: str,
        network: Network,
        *,
        disk: Disk,
        files: Files,
        clock: MachineClock,
    ) -> None:
        self.name = name
        self.disk = disk
        self.clock = clock
        self.desk = lives.Desk(disk.counter_code, disk)
        self.cuts = 0
        self.is_busy = False
        self.failures = 0
        self.steps_left: int | None = None
        self.killed = 0
        self._will_retry = False
        self.drafts = MemoryDrafts()
        self.courier = MemoryCourier(disk, public_bytes(network.county.key.private))
        self.network = network
        self._county_key = network.county.key.public
        self.dice = network.dice
        line = PiecesLine if network.plan.is_in_pieces else SimulatedLine
        self._line = line(network, self)
        self._file_line = PiecesLine(network, self)
        disk.step = files.step = self.step
        disk.files.folder = files.papers
        self.machine = Machine(disk, files)
        self.cycle = self._started()

    @property
    def is_cut_off(self) -> bool:
        """Whether the line is down."""
        return self.cuts > 0

    def waits_for_files(self, at_county: Collection[str]) -> bool:
        """Answer whether a file could go, or one that somebody wants could come."""
        files = self.disk.files
        wanted = (sha256 for sha256 in self.carrier.wishes.all() if sha256 in at_county)
        can_come = any(files.act_of(sha256) and not files.is_here(sha256) for sha256 in wanted)
        return can_come or files.next_to_send() is not None

    # What goes by stick

    def export(self, folder: Path) -> list[Path]:
        """Write everything unacknowledged into a folder, as the program does."""
        return [folder / note.name for note in export_bundles(self.courier_side(), folder)]

    def take_in(self, path: Path) -> ReturnReport:
        """Take a return bundle in.

        Raises:
            CounterError: As `import_return`.
            Killed: The program died of it, and has started again.
        """
        self.is_busy = True
        try:
            return import_return(self.courier_side(), path)
        except Killed:
            self._come_back()
            raise
        finally:
            self.is_busy = False

    def courier_side(self) -> CourierSide:
        """Return what courier bundles need of this counter."""
        disk, county, dice = self.disk, self.network.county, self.dice
        return CourierSide(
            store=disk,
            courier=self.courier,
            unit_of_work=cast("UnitOfWorkFactory", disk),
            clock=self.clock,
            device=disk.device,
            counter_code=disk.counter_code,
            signing_key=self.machine.keyring.identity.signing_key,
            county_key=county.key.public,
            earliest=disk.newest_anchor,
            files=disk.files,
            draw_id=lambda: f"{dice.getrandbits(128):032x}",
        )

    # What the program does

    def contact(self) -> None:
        """Run one cycle of the real exchange; after a failure the next try is due sooner."""
        timeline = self.network.timeline
        if self.is_busy:
            timeline.after(BUSY_WAIT_MS, self.contact)
            return
        self.is_busy = True
        try:
            self.cycle.run()
            self.failures = 0
        except Killed:
            self._come_back()
        except CounterError as error:
            self.network.counts[f"told: {error.code}"] += 1
            self.failures += 1
            self._retry_later()
        finally:
            self.is_busy = False

    def _come_back(self) -> None:
        """Start again after a kill."""
        self.killed += 1
        self.steps_left = None
        self.start_again()

    def _retry_later(self) -> None:
        if self._will_retry or not self.network.is_faulty:
            return
        self._will_retry = True
        wait_ms = int(next_wait_s(self.failures, draw=self.dice.random) * 1000)
        is_told_no = self.disk.word.standing is not DeviceStanding.ACTIVE
        if self.is_cut_off or is_told_no:  # Trying in vain every 15 minutes shows nothing.
            wait_ms = max(wait_ms, HOUR_MS)
        self.network.timeline.after(wait_ms, self._retry)

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
        self.network.timeline.pass_by(wait_ms)
        self.step()

    def start_again(self) -> None:
        """Boot the machine and start the program; what was only in memory is gone."""
        self.clock.boot(f"{self.dice.getrandbits(32):08x}")
        self.machine.started()
        self.disk.files.sweep()
        self.cycle = self._started()

    def backup(self) -> Snapshot:
        """Return a copy of all that lies on this machine."""
        return Snapshot(self.disk.image(), self.machine.files.copy(), self.courier.image())

    def restore(self, snapshot: Snapshot, *, is_whole: bool) -> None:
        """Put the database back, or with `is_whole` the machine; and start the program."""
        self.disk.put_back(snapshot.disk)
        self.courier.put_back(snapshot.notes)
        if is_whole:
            self.machine.files.become(snapshot.files)
        self.start_again()

    def _started(self) -> SyncCycle:
        disk, machine = self.disk, self.machine
        forms = Forms if self.network.plan.is_packed else PlainForms
        self.carrier = FileCarrier(
            disk.files, HttpFileTransport(self._file_line, machine, self._county_key)
        )
        transport = HttpTransport(
            self._line,
            machine,
            self._county_key,
            forms(monotonic_s=lambda: self.clock.monotonic_ms() / 1000),
            draw_nonce=lambda: f"{self.dice.getrandbits(128):032x}",
        )
        keys = KeyChange(
            self._line,
            machine.keyring,
            disk,
            device=disk.device,
            county_key=self._county_key,
            clock=self.clock,
        )
        side = CounterSide(
            store=disk,
            unit_of_work=cast("UnitOfWorkFactory", disk),  # It only records and commits.
            clock=self.clock,
            device=disk.device,
            county_key=self._county_key,
            keys=keys,
            bundle_key=machine.bundle_key,
            heard_bundle_key=self.courier.keep_county_bundle_key,
        )
        return CarryingCycle(side, transport, self.carrier)
