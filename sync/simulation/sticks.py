"""Bundles on sticks between counters and county: carried for hours, lost, late, torn, repeated."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counter_app.domain.errors import CounterError
from sync.bundle_file import read_bundle, write_bundle
from sync.server.app import County
from sync.server.courier import CourierDesk
from sync.simulation.county import SimulatedCounty
from sync.simulation.node import Killed, Node
from sync.simulation.plan import Plan
from sync.simulation.timeline import HOUR_MS, MINUTE_MS, Timeline

BUNDLE_CHANCES: Final = (
    ("bundle-lost", 0.12),
    ("bundle-torn", 0.10),
    ("bundle-repeated", 0.15),
    ("bundle-swapped", 0.20),
)
"""How often each fault meets a stick on its way, there or back."""

WAY_MS: Final = (HOUR_MS, 6 * HOUR_MS)
SWAPPED_WAY_MS: Final = (20 * HOUR_MS, 40 * HOUR_MS)
"""So long that bundles made later come before it."""

_BUSY_WAIT_MS: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Stick:
    """A bundle under way.

    Attributes:
        events: Ids of the events on it: it is a copy like any other, until it is lost.
        files: SHA-256 of the files on it, likewise.
    """

    path: Path
    events: frozenset[str]
    files: frozenset[str] = frozenset()


class Sticks:
    """Carries bundles; the files are real, in a folder of this machine."""

    def __init__(
        self,
        timeline: Timeline,
        county: SimulatedCounty,
        plan: Plan,
        dice: random.Random,
        folder: Path,
    ) -> None:
        self._timeline = timeline
        self._dice = dice
        self._folder = folder
        self._desk = CourierDesk(County(county.database, county.key, county.now_ms))
        self._chances = [(name, chance) for name, chance in BUNDLE_CHANCES if plan.has(name)]
        self.counts: Counter[str] = Counter()
        self.under_way: list[Stick] = []
        self.latest_ms = 0
        """No stick comes later than this: then all of them have arrived or are lost."""

        self.on_gone: Callable[[Stick], None] = _tell_nobody

    def send(self, node: Node) -> None:
        """Export what a counter has waiting, and let somebody carry it to the county."""
        for path in node.export(self.folder_of(node.name)):
            self.counts["bundles"] += 1
            waiting = node.courier.waiting_names()
            packed = node.disk.files.packed
            self.carry(Stick(path, waiting, packed), lambda way: self._arrive(node, way))

    def folder_of(self, name: str) -> Path:
        """Return where the sticks of a counter are written."""
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def on_their_way(self) -> set[str]:
        """Return the ids of all events on sticks."""
        return {name for stick in self.under_way for name in stick.events}

    def files_on_their_way(self) -> set[str]:
        """Return the names of all files on sticks."""
        return {sha256 for stick in self.under_way for sha256 in stick.files}

    def carry(self, stick: Stick, deliver: Callable[[Stick], None]) -> None:
        """Let somebody carry a stick; what befalls it on its way is drawn."""
        fate = self._fate()
        way_ms = self._dice.randint(*(SWAPPED_WAY_MS if fate == "bundle-swapped" else WAY_MS))
        if fate == "bundle-torn":
            _tear(stick.path, self._dice)
        times = 2 if fate == "bundle-repeated" else 1
        self.under_way += [stick] * times
        for turn in range(times):
            at_ms = self._timeline.now_ms + way_ms * (turn + 1)
            self._timeline.at(min(at_ms, self.latest_ms), lambda: self._come(stick, fate, deliver))

    def _come(self, stick: Stick, fate: str, deliver: Callable[[Stick], None]) -> None:
        self.under_way.remove(stick)
        if fate != "bundle-lost":
            deliver(stick)
        if stick not in self.under_way:
            self.on_gone(stick)

    def _arrive(self, node: Node, stick: Stick) -> None:
        """Open a bundle at the county and send the return back."""
        try:
            with read_bundle(stick.path) as (file, size):
                imported = self._desk.receive(file, size)
            self.counts["bundles opened"] += 1
            self.counts["files by bundle"] += imported.files
            back = self._answer(imported.device, imported.bundle, stick.path.parent)
        except CounterError as error:
            self.counts[f"bundle told: {error.code}"] += 1
            return
        self.carry(Stick(back, frozenset()), lambda way: self._bring_back(node, way))

    def _answer(self, device: str, bundle: str, folder: Path) -> Path:
        desk, returning = self._desk, self._desk.returning(device, bundle)
        return write_bundle(
            folder,
            returning.name,
            lambda out: desk.write(out, returning).sha256,
            before_naming=lambda sha256: desk.keep_returned(returning, sha256),
        ).path

    def _bring_back(self, node: Node, stick: Stick) -> None:
        if node.is_busy:
            self._timeline.after(_BUSY_WAIT_MS, lambda: self._bring_back(node, stick))
            return
        try:
            report = node.take_in(stick.path)
        except CounterError as error:
            self.counts[f"return told: {error.code}"] += 1
        except Killed:  # It has started again, and the stick is still there.
            self._timeline.after(MINUTE_MS, lambda: self._bring_back(node, stick))
        else:
            self.counts["returns taken"] += 1
            self.counts["acknowledged by bundle"] += report.acknowledged

    def _fate(self) -> str:
        drawn = self._dice.random()
        for name, chance in self._chances:
            if drawn < chance:
                self.counts[name] += 1
                return name
            drawn -= chance
        return ""


def _tell_nobody(_stick: Stick) -> None: ...


def _tear(path: Path, dice: random.Random) -> None:
    """Cut a file off, or let a bit of it fall over."""
    data = bytearray(path.read_bytes())
    place = dice.randrange(len(data))
    if dice.random() < 0.5:
        data[place] ^= 1 << dice.randrange(8)
    else:
        del data[place:]
    path.write_bytes(data)
