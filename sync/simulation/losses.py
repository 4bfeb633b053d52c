"""Keeps the record of what went with a disk or a stick and stands nowhere else."""

from __future__ import annotations

from collections.abc import Collection

from sync.simulation.county import SimulatedCounty
from sync.simulation.network import Network
from sync.simulation.node import Node
from sync.simulation.sticks import Stick, Sticks


class Losses:
    """The part of `World` that sees what is gone for ever."""

    county: SimulatedCounty
    network: Network
    sticks: Sticks
    orphaned: dict[str, str]
    orphaned_files: dict[str, str]
    nodes: list[Node]
    given_up: set[str]

    @property
    def ours(self) -> list[Node]:
        """The counters whose right nobody has withdrawn for good."""
        return [node for node in self.nodes if node.disk.device not in self.given_up]

    def note_lost(self, dropped: Collection[str], disk: str) -> None:
        """Of events that stood on a disk, note those of which no copy is left anywhere."""
        left = set(dropped) - set(self.county.look()) - self.county.set_aside()
        left -= self._under_way() | self.sticks.on_their_way()
        for node in self.ours:
            left -= node.disk.kept.keys()
        for name in sorted(left):
            self.orphaned[name] = disk

    def note_files_lost(self, dropped: Collection[str], disk: str) -> None:
        """Of files that lay on a disk, note those of which no copy is left anywhere."""
        left = set(dropped) - self.county.files() - self.sticks.files_on_their_way()
        for node in self.ours:
            left -= node.disk.files.folder.keys()
        for sha256 in sorted(left):
            self.orphaned_files[sha256] = disk

    def note_stick_lost(self, stick: Stick) -> None:
        """Of what lay on a stick that is gone, likewise."""
        self.note_lost(stick.events, "stick")
        self.note_files_lost(stick.files, "stick")

    def _under_way(self) -> set[str]:
        found: set[str] = set()
        for request in self.network.under_way:
            found |= self.county.events_in(request)
        return found
