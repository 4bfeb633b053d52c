"""A county, its counters, and a run from the first morning until everything is quiet."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.simulation.county import SimulatedCounty
from sync.simulation.disk import Disk
from sync.simulation.losses import Losses
from sync.simulation.machine import new_files
from sync.simulation.network import Network
from sync.simulation.node import Node, Snapshot
from sync.simulation.office import CountyOffice
from sync.simulation.plan import Plan
from sync.simulation.post_books import PostBooks
from sync.simulation.sticks import Sticks
from sync.simulation.timeline import DAY_MS, HOUR_MS, MINUTE_MS, START_MS, MachineClock, Timeline

COUNTY_CODE: Final = "510899"
OPEN_MS: Final = 8 * HOUR_MS
LAST_ARRIVAL_MS: Final = 4 * HOUR_MS
ROUND_MS: Final = MINUTE_MS
ROUND_SPREAD_MS: Final = 1_000
"""All counters come within the same second."""

ROUNDS_MAX: Final = 12
"""Rounds after the last fault until the simulation gives up: a stall."""

_RUSH_MS: Final = 90_000


class World(Losses):
    """Everything there is in one run, and the witness of what truly happened.

    Attributes:
        truth: Event id → true time at which it was written, milliseconds since 1970.
        acked: Events that the county has ever signed for.
        orphaned: Event id → which disk took its last copy with it.
        orphaned_files: SHA-256 → which disk took the last copy of a file with it.
        given_up: Devices whose right was withdrawn for good: whoever has them is nobody of ours.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        # Repeatable on purpose: the seed is the name of the run.
        self.dice = random.Random(plan.seed)  # noqa: S311
        self.timeline = Timeline()
        self.county = SimulatedCounty(self.timeline, self.dice)
        self.network = Network(self.timeline, self.county, plan, self.dice)
        self.office = CountyOffice(self.county)
        self._folder = TemporaryDirectory(prefix="simulation-")
        folder = Path(self._folder.name)
        self.sticks = Sticks(self.timeline, self.county, plan, self.dice, folder)
        self.truth: dict[str, int] = {}
        self.acked: set[str] = set()
        self.orphaned: dict[str, str] = {}
        self.orphaned_files: dict[str, str] = {}
        self.set_aside: set[str] = set()
        self.cloned: list[str] = []
        self.put_back: list[str] = []
        self.faults: Counter[str] = Counter()
        self.rounds = 0
        self.is_quiet = False
        self.end_ms = START_MS + plan.days * DAY_MS
        self.sticks.latest_ms = self.end_ms + LAST_ARRIVAL_MS // 2
        self.sticks.on_gone = self.note_stick_lost
        self.given_up: set[str] = set()
        self.posts: PostBooks | None = None
        self.nodes = [self._new_node(number) for number in range(plan.counters)]

    # Witness

    def wrote(self, name: str) -> None:
        """Note when an event was written."""
        self.truth[name] = self.timeline.now_ms

    def acknowledged(self, names: Sequence[str]) -> None:
        """Note that the county signed for events."""
        self.acked.update(names)

    # The run

    def run(self) -> None:
        """Let the days pass with their work and their faults, then wait for quiet."""
        for node in self.nodes:
            self.give_work(node, START_MS)
        self.timeline.run_until(self.end_ms)
        self.network.is_faulty = False
        for node in self.nodes:
            node.cuts = 0
            node.steps_left = None
        self.timeline.run_until(self.end_ms + LAST_ARRIVAL_MS)
        if self.plan.is_connected:
            self._settle()

    def give_work(self, node: Node, from_ms: int) -> None:
        """Plan a counter's days from a time on: what its clerk does, and when it exchanges."""
        plan, dice = self.plan, self.dice
        for day in range(plan.days):
            opens_ms = START_MS + day * DAY_MS
            acts = range(dice.randint(0, 2 * plan.events_a_day))
            for at_ms in [opens_ms + dice.randrange(OPEN_MS) for _ in acts]:
                if at_ms >= from_ms:
                    self.timeline.at(at_ms, node.work)
            if not plan.is_connected:
                continue
            contacts = [opens_ms + dice.randrange(_RUSH_MS)]
            contacts += [opens_ms + dice.randrange(OPEN_MS) for _ in range(plan.contacts_a_day - 1)]
            for at_ms in contacts:
                if at_ms >= from_ms:
                    self.timeline.at(at_ms, node.contact)

    def _settle(self) -> None:
        """Let everybody exchange once a minute, without faults, until nothing is left to do."""
        for self.rounds in range(ROUNDS_MAX + 1):
            self.office.go_through_the_list()
            if self._nothing_is_left():
                self.is_quiet = True
                return
            order = list(self.ours)
            self.dice.shuffle(order)
            for node in order:
                self.timeline.after(self.dice.randrange(ROUND_SPREAD_MS), node.contact)
            self.timeline.run_until(self.timeline.now_ms + ROUND_MS)

    def _nothing_is_left(self) -> bool:
        ends: dict[str, set[tuple[str, int, str]]] = {}
        for node in self.ours:
            disk = node.disk
            if disk.unacknowledged(limit=1, bytes_max=1):
                return False
            ends.setdefault(self.township_of(node), set()).add(disk.position())
        at_county = self.county.files()
        if any(node.waits_for_files(at_county) for node in self.ours):
            return False
        county_ends = self.county.ends()
        return all(
            len(found) == 1 and next(iter(found)) == county_ends.get(township, ("", 0, ""))
            for township, found in ends.items()
        )

    # What a nemesis does

    def clone(self, node: Node) -> Node:
        """Copy a counter's disk to another machine; both go on, neither knowing."""
        disk = node.disk
        other = self._node(f"{node.name}+", disk.device, disk.counter_code, disk.key, node.backup())
        other.courier.put_back(node.courier.image())
        self.nodes.append(other)
        self.cloned.append(node.disk.device)
        self.give_work(other, self.timeline.now_ms)
        return other

    def restore(self, node: Node, snapshot: Snapshot, *, is_whole: bool) -> None:
        """Put a disk back to an older image, and note what is gone with it for ever."""
        before, folder = set(node.disk.kept), set(node.disk.files.folder)
        node.restore(snapshot, is_whole=is_whole)
        self.put_back.append(node.disk.device)
        self.note_lost(before - set(node.disk.kept), f"disk of {node.name}")
        if is_whole:
            self.note_files_lost(folder - snapshot.files.papers.keys(), f"disk of {node.name}")

    def roll_back(self, backup: bytes) -> None:
        """Put the county back to an older backup, and note what is gone with it for ever."""
        files = self.county.files()
        self.note_lost(self.county.roll_back(backup), "county")
        self.note_files_lost(files - self.county.files(), "county")
        self.office.go_through_the_list()

    def give_up(self, device: str) -> None:
        """Count what stands on a device's disks as gone: its right was withdrawn for good."""
        self.given_up.add(device)
        for node in self.nodes:
            if node.disk.device == device:
                self.note_lost(node.disk.kept.keys(), "disk of a revoked counter")
                self.note_files_lost(node.disk.files.folder, "disk of a revoked counter")

    def close(self) -> None:
        """Forget everything."""
        self.county.close()
        self._folder.cleanup()

    # Who there is

    def township_of(self, node: Node) -> str:
        """Return the first nine digits of a counter's code."""
        return node.disk.counter_code[:9]

    def townships(self) -> dict[str, list[Node]]:
        """Return township → its counters."""
        found: dict[str, list[Node]] = {}
        for node in self.ours:
            found.setdefault(self.township_of(node), []).append(node)
        return found

    def _new_node(self, number: int) -> Node:
        township, counter = divmod(number, self.plan.township_counters)
        key = Ed25519PrivateKey.from_private_bytes(self.dice.randbytes(32))
        device = f"{number + 1:016x}"
        code = f"{COUNTY_CODE}{township % 1000:03d}{counter + 1:02d}"
        self.county.enrol(device, code, key.public_key())
        return self._node(f"c{number:04d}", device, code, key)

    def _node(
        self,
        name: str,
        device: str,
        code: str,
        key: Ed25519PrivateKey,
        copy_of: Snapshot | None = None,
    ) -> Node:
        clock = MachineClock(self.timeline, f"{self.dice.getrandbits(32):08x}")
        disk = Disk(self, device=device, counter_code=code, key=key, clock=clock, staff=name)
        files = new_files(disk)
        if copy_of is not None:
            disk.put_back(copy_of.disk)
            files = copy_of.files.copy()
        return Node(name, self.network, disk=disk, files=files, clock=clock)
