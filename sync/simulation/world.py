"""A county, its counters, and a run from the first morning until everything is quiet."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.simulation.county import SimulatedCounty
from sync.simulation.memory_store import Image
from sync.simulation.network import Network
from sync.simulation.node import Disk, Node, Reader
from sync.simulation.plan import Plan
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


class World:
    """Everything there is in one run, and the witness of what truly happened.

    Attributes:
        truth: Event id → true time at which it was written, milliseconds since 1970.
        acked: Events that the county has ever signed for.
        orphaned: Event id → which disk took its last copy with it.
        lineages: Device → how often its disk was cloned or put back.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        # Repeatable on purpose: the seed is the name of the run.
        self.dice = random.Random(plan.seed)  # noqa: S311
        self.timeline = Timeline()
        self.county = SimulatedCounty(self.timeline, self.dice)
        self.network = Network(self.timeline, self.county, plan, self.dice)
        self.reader = Reader()
        self.truth: dict[str, int] = {}
        self.acked: set[str] = set()
        self.orphaned: dict[str, str] = {}
        self.set_aside: set[str] = set()
        self.cloned: list[str] = []
        self.put_back: list[str] = []
        self.faults: Counter[str] = Counter()
        self.rounds = 0
        self.is_quiet = False
        self.end_ms = START_MS + plan.days * DAY_MS
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
            times = [
                *(opens_ms + dice.randrange(OPEN_MS) for _ in range(self._acts_of_a_day())),
            ]
            for at_ms in times:
                if at_ms >= from_ms:
                    self.timeline.at(at_ms, lambda: self._work(node))
            if not plan.is_connected:
                continue
            contacts = [opens_ms + dice.randrange(_RUSH_MS)]
            contacts += [opens_ms + dice.randrange(OPEN_MS) for _ in range(plan.contacts_a_day - 1)]
            for at_ms in contacts:
                if at_ms >= from_ms:
                    self.timeline.at(at_ms, node.contact)

    def _acts_of_a_day(self) -> int:
        return self.dice.randint(0, 2 * self.plan.events_a_day)

    def _work(self, node: Node) -> None:
        node.work()

    def _settle(self) -> None:
        """Let everybody exchange once a minute, without faults, until nothing is left to do."""
        for self.rounds in range(ROUNDS_MAX + 1):
            if self._nothing_is_left():
                self.is_quiet = True
                return
            order = list(self.nodes)
            self.dice.shuffle(order)
            for node in order:
                self.timeline.after(self.dice.randrange(ROUND_SPREAD_MS), node.contact)
            self.timeline.run_until(self.timeline.now_ms + ROUND_MS)

    def _nothing_is_left(self) -> bool:
        ends: dict[str, set[tuple[str, int, str]]] = {}
        for node in self.nodes:
            disk = node.disk
            if disk.unacknowledged(limit=1, bytes_max=1):
                return False
            ends.setdefault(self.township_of(node), set()).add(disk.position())
        county_ends = self.county.ends()
        return all(
            len(found) == 1 and next(iter(found)) == county_ends.get(township, ("", 0, ""))
            for township, found in ends.items()
        )

    # What a nemesis does

    def clone(self, node: Node) -> Node:
        """Copy a counter's disk to another machine; both go on, neither knowing."""
        other = self._node_like(node)
        other.disk.put_back(node.disk.image())
        other.desk.numbers = node.desk.numbers
        self.nodes.append(other)
        self.cloned.append(node.disk.device)
        self.give_work(other, self.timeline.now_ms)
        return other

    def restore(self, node: Node, image: Image) -> None:
        """Put a disk back to an older image, and note what is gone with it for ever."""
        before = set(node.disk.kept)
        node.disk.put_back(image)
        node.start_again()
        self.put_back.append(node.disk.device)
        self._note_lost(before - set(node.disk.kept), f"disk of {node.name}")

    def roll_back(self, backup: bytes) -> None:
        """Put the county back to an older backup, and note what is gone with it for ever."""
        self._note_lost(self.county.roll_back(backup), "county")

    def _note_lost(self, dropped: set[str], disk: str) -> None:
        """Of events that stood on a disk, note those of which no copy is left anywhere."""
        left = dropped - set(self.county.look()) - self.county.set_aside()
        left -= self._under_way()
        for node in self.nodes:
            left -= node.disk.kept.keys()
        for name in sorted(left):
            self.orphaned[name] = disk

    def _under_way(self) -> set[str]:
        found: set[str] = set()
        for headers, body in self.network.under_way:
            found |= self.county.events_in(headers, body)
        return found

    # Who there is

    def township_of(self, node: Node) -> str:
        """Return the first nine digits of a counter's code."""
        return node.disk.counter_code[:9]

    def townships(self) -> dict[str, list[Node]]:
        """Return township → its counters."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(self.township_of(node), []).append(node)
        return found

    def _new_node(self, number: int) -> Node:
        township, counter = divmod(number, self.plan.township_counters)
        key = Ed25519PrivateKey.from_private_bytes(self.dice.randbytes(32))
        device = f"{number + 1:016x}"
        code = f"{COUNTY_CODE}{township % 1000:03d}{counter + 1:02d}"
        self.county.enrol(device, code, key.public_key())
        return self._node(f"c{number:04d}", device, code, key)

    def _node_like(self, node: Node) -> Node:
        disk = node.disk
        return self._node(f"{node.name}+", disk.device, disk.counter_code, disk.key)

    def _node(self, name: str, device: str, code: str, key: Ed25519PrivateKey) -> Node:
        clock = MachineClock(self.timeline, f"{self.dice.getrandbits(32):08x}")
        disk = Disk(
            self.reader, self, device=device, counter_code=code, key=key, clock=clock, staff=name
        )
        return Node(name, self.network, disk=disk, clock=clock, county_key=self.county.key.public)
