"""The disk of a simulated counter: finds cases; the program can die before or after a commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.device_facts import GenerationStarted
from counter_app.domain.ids import EventId
from counter_app.domain.mass_change import PullWatch
from counter_app.storage.time_anchors import read_anchor
from sync.codec import event_id, event_of
from sync.protocol import Ack, PullEntry, SignedEvent
from sync.simulation.memory_files import MemoryFiles
from sync.simulation.memory_held import Kept
from sync.simulation.memory_store import Image, MemoryStore
from sync.simulation.readings import FOLDS, header_of, reading_of

STARTED: Final = "device.generation_started"


class Witness(Protocol):
    """Knows what no counter can know: the truth."""

    def wrote(self, name: str) -> None:
        """Note when an event was written, in true time."""

    def acknowledged(self, names: Sequence[str]) -> None:
        """Note that the county signed for events."""


class Disk(MemoryStore):
    """The store of a simulated counter.

    Attributes:
        step: Asked before and after each commit; raises when the program dies there.
        cases: Case id → ids of its events, in the order in which they came.
        posts: Ids of the facts of posts, in the order in which they came.
        files: Files of cases, as the database and the folder of the machine have them.
    """

    def __init__(self, witness: Witness, **identity: Any) -> None:
        super().__init__(**identity)
        self._witness = witness
        self.step: Callable[[], None] = lambda: None
        self.cases: dict[str, dict[str, None]] = defaultdict(dict)
        self.posts: dict[str, None] = {}
        self.files = MemoryFiles(self)

    def keep(self, event: SignedEvent) -> str:
        name = super().keep(event)
        self._index([name])
        self._witness.wrote(name)
        return name

    @contextmanager
    def seated(self, staff: str, role: str) -> Iterator[None]:
        """Let somebody else sit here for a moment."""
        before = (self.staff, self.role)
        self.staff, self.role = staff, role
        try:
            yield
        finally:
            self.staff, self.role = before

    def take_peer(self, event: SignedEvent) -> None:
        """Keep an event that came from a colleague's computer, if it is not here already."""
        name = event_id(event.data)
        if name not in self.kept:
            self.kept[name] = Kept(event)
            self._open[name] = None
            self._index([name])

    def acknowledge(self, acks: Sequence[Ack], *, data: bytes, signature: bytes) -> None:
        self.step()
        super().acknowledge(acks, data=data, signature=signature)
        self._witness.acknowledged([ack.event_id for ack in acks])
        self.step()

    def take(
        self,
        entries: Sequence[PullEntry],
        *,
        epoch: str,
        prefix_hash: str,
        watch: PullWatch | None = None,
    ) -> int:
        self.step()
        new = super().take(entries, epoch=epoch, prefix_hash=prefix_hash, watch=watch)
        self._index(entry.event_id for entry in entries)
        self.step()
        return new

    def take_missing(self, entries: Sequence[PullEntry]) -> int:
        self.step()
        new = super().take_missing(entries)
        self._index(entry.event_id for entry in entries)
        self.step()
        return new

    def restart_stream(self, *, epoch: str, position: int = 0) -> None:
        self.step()
        super().restart_stream(epoch=epoch, position=position)
        self.files.county_forgot()
        self.step()

    def park(self, event: str, reason: str, *, field: str = "", tries: int = 0) -> None:
        self.step()
        super().park(event, reason, field=field, tries=tries)
        self.step()

    def image(self) -> Image:
        return replace(super().image(), files=self.files.noted())

    def put_back(self, image: Image) -> None:
        super().put_back(image)
        self.cases.clear()
        self.posts.clear()
        self.files.acts.clear()
        self._index(self.kept)
        self.files.put_back(image.files)

    # Holder

    def now_s(self) -> float:
        return self.clock.now().timestamp()

    def lacks_own_acts(self) -> bool:
        own = [header_of(self.kept[name].event.data) for name in self.own()]
        places = {(header.generation, header.n) for header in own}
        started = [event_of(header, EventId("")).fact for header in own if header.type == STARTED]
        return any(
            (fact.generation_before, n) not in places
            for fact in started
            if isinstance(fact, GenerationStarted) and fact.missing_to
            for n in range(fact.missing_from, fact.missing_to + 1)
        )

    def events_of(self, case_id: str) -> list[CaseEvent]:
        """Return the events of a case in fold order: the county's, then what it has not signed."""
        return self._sorted(self.cases.get(case_id, ()))

    def post_events(self, beside: Collection[str] = ()) -> list[CaseEvent]:
        """Return the facts of posts in fold order, without those that are no single counter's."""
        return self._sorted(name for name in self.posts if name not in beside)

    def in_order(self, beside: Collection[str] = ()) -> list[CaseEvent]:
        """Return the events of cases and posts in fold order."""
        names = {*self.posts, *(name for case in self.cases.values() for name in case)}
        return self._sorted(name for name in names if name not in beside)

    def _sorted(self, names: Iterable[str]) -> list[CaseEvent]:
        found = [self.kept[name] for name in names if name in self.kept]
        read = [(kept.sequence, reading_of(kept.event.data)) for kept in found]
        read.sort(key=lambda each: (each[0] is None, each[0] or 0, each[1].place))
        return [event for _, event in read]

    def case(self, case_id: str) -> Case | None:
        """Fold a case from the beginning."""
        return FOLDS.of(self.events_of(case_id)).case

    def fold_hash(self, case_id: str) -> str:
        """Return the hash of a case as it folds here; "" before its intake."""
        return FOLDS.of(self.events_of(case_id)).hash

    def newest_anchor(self) -> datetime | None:
        """Return the county's time as this device last wrote it down; None without one."""
        kept = self.kept.get(self.anchor)
        found = read_anchor(EventId(self.anchor), kept.event.data) if kept else None
        return found.county_at if found else None

    def _index(self, names: Iterable[str]) -> None:
        for name in names:
            if (kept := self.kept.get(name)) is None:
                continue
            if case_id := case_of(kept.event):
                self.cases[case_id][name] = None
                self.files.heard_of(reading_of(kept.event.data))
            elif _is_of_post(kept.event):
                self.posts[name] = None


def _is_of_post(event: SignedEvent) -> bool:
    try:
        return header_of(event.data).type.startswith("post.")
    except ValueError:
        return False


def case_of(event: SignedEvent) -> str:
    """Return the case an event belongs to; "" for none, and for what cannot be read."""
    try:
        return reading_of(event.data).case_id
    except ValueError:
        return ""
