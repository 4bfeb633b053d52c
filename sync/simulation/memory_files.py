"""A counter's files of cases in memory: what `SqlAttachments` keeps on disk and in its table.

Implements `sync.client.attachments.FileStore` and `FilesToPack` over a `MemoryStore`; a test holds
it equal to the program's own.  The folder belongs to the machine, the notes to the database, so
that either can be put back without the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final, Protocol

from counter_app.domain.attachment import Attachment, MaterialAttached
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.errors import AttachmentDamaged, AttachmentOnTheWay
from counter_app.domain.ids import EventId
from counter_app.storage.attachment_files import YOUNG_S
from counter_app.storage.attachment_store import PACKED_BESIDES
from sync.simulation.memory_held import Kept

_NO_ACTS: Final[dict[str, Attachment]] = {}


@dataclass(frozen=True, slots=True)
class Paper:
    """One file in the folder.

    Attributes:
        kept_at_s: When it was written, by the clock of the PC, seconds since 1970.
    """

    content: bytes
    kept_at_s: float


@dataclass(frozen=True, slots=True)
class Noted:
    """What the database knows of files: which are here, which the county has."""

    here: frozenset[str] = frozenset()
    at_county: frozenset[str] = frozenset()


class Holder(Protocol):
    """The events of a counter, and how late it thinks it is."""

    kept: dict[str, Kept]

    def now_s(self) -> float: ...

    def lacks_own_acts(self) -> bool:
        """Answer whether acts of this device are known to have been written and are not here."""


@dataclass(slots=True)
class MemoryFiles:
    """Files, and what is known of them.

    Attributes:
        folder: SHA-256 → file, as it lies on the machine.
        acts: SHA-256 → id and content of each act that names the file.
        packed: SHA-256 of the files that the last bundle took along.
    """

    holder: Holder
    folder: dict[str, Paper] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    county: set[str] = field(default_factory=set)
    acts: dict[str, dict[str, Attachment]] = field(default_factory=dict)
    packed: frozenset[str] = frozenset()

    def keep(self, content: bytes) -> str:
        """Write a file into the folder; returns its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.folder.setdefault(sha256, Paper(content, self.holder.now_s()))
        return sha256

    def heard_of(self, event: CaseEvent) -> None:
        """Take an event in that was written or came; only those about files matter."""
        fact = event.fact
        if isinstance(fact, MaterialAttached):
            sha256 = fact.attachment.sha256
            self.acts.setdefault(sha256, {})[event.event_id] = fact.attachment
            if sha256 in self.folder:
                self.here.add(sha256)

    def county_forgot(self) -> None:
        """Take back that the county has any file: it was put back, and is asked again."""
        self.county.clear()

    def sweep(self) -> int:
        """Remove files that no event names; returns how many."""
        if self.holder.lacks_own_acts():
            return 0
        before_s = self.holder.now_s() - YOUNG_S
        old = [
            sha256
            for sha256, paper in self.folder.items()
            if sha256 not in self.acts and paper.kept_at_s <= before_s
        ]
        for sha256 in old:
            del self.folder[sha256]
        return len(old)

    # FileStore

    def to_send(self) -> tuple[int, int]:
        waiting = self._waiting()
        return len(waiting), sum(size for size, _ in waiting)

    def next_to_send(self, *, beside: frozenset[str] = frozenset()) -> tuple[str, EventId] | None:
        for _, sha256 in self._waiting():
            event = self.act_of(sha256) if sha256 not in beside else None
            if event is not None:
                return sha256, event
        return None

    def act_of(self, sha256: str) -> EventId | None:
        kept = self.holder.kept
        found = [(kept[name].sequence, name) for name in self.acts.get(sha256, _NO_ACTS)]
        placed = [(sequence, name) for sequence, name in found if sequence is not None]
        return EventId(min(placed)[1]) if placed else None

    def size_of(self, sha256: str) -> int:
        acts = self.acts.get(sha256, _NO_ACTS).values()
        return max((each.size_bytes for each in acts), default=0)

    def is_here(self, sha256: str) -> bool:
        return sha256 in self.here

    def read(self, sha256: str) -> bytes:
        was_here, paper = sha256 in self.here, self.folder.get(sha256)
        if paper is None or hashlib.sha256(paper.content).hexdigest() != sha256:
            self.here.discard(sha256)
            raise (AttachmentDamaged if was_here or paper else AttachmentOnTheWay)(sha256[:8])
        self.here.add(sha256)
        return paper.content

    def at_county(self, sha256: str) -> None:
        self.county.add(sha256)

    def take(self, content: bytes) -> str:
        sha256 = self.keep(content)
        self.here.add(sha256)
        self.county.add(sha256)
        return sha256

    # FilesToPack

    def to_pack(self, *, bytes_max: int, limit: int) -> list[tuple[str, str, int]]:
        found: list[tuple[str, str, int]] = []
        for size, sha256 in self._waiting()[:limit]:
            bytes_max -= size + PACKED_BESIDES
            if bytes_max < 0:
                break
            acts = [name for name in self.acts[sha256] if not self.holder.kept[name].parked]
            if acts and sha256 in self.folder:
                found.append((sha256, acts[0], size))
        self.packed = frozenset(sha256 for sha256, _, _ in found)
        return found

    # What a simulation does to the disk

    def noted(self) -> Noted:
        """Return what the database knows now."""
        return Noted(frozenset(self.here), frozenset(self.county))

    def put_back(self, noted: Noted) -> None:
        """Make the notes what they were; the acts are those that the database holds."""
        self.here, self.county = set(noted.here), set(noted.at_county)

    def _waiting(self) -> list[tuple[int, str]]:
        return sorted(
            (self.size_of(sha256), sha256)
            for sha256 in self.here - self.county
            if sha256 in self.acts
        )
