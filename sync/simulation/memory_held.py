"""What the store in memory tells the county when both logs are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_status import ENDED
from counter_app.domain.delivery import QUARANTINED, Waiting
from counter_app.domain.trusted_time import CHINA
from sync.codec import extend_prefix, open_acks
from sync.digest import chain_digest, state_hash
from sync.protocol import (
    CHECKPOINTS_MAX,
    PREFIX_START,
    Ack,
    ChainDigest,
    ChainRange,
    Header,
    PullEntry,
    Signed,
    SignedEvent,
    StateDigest,
)
from sync.simulation.readings import FOLDS, header_of, reading_of


@dataclass(slots=True)
class Kept:
    """One event as a counter keeps it."""

    event: SignedEvent
    sequence: int | None = None
    position: int | None = None
    parked: str = ""
    received_at_ms: int | None = None
    field: str = ""
    tries: int = 0


class HeldInMemory:
    """The part of `MemoryStore` that answers digests.

    Attributes:
        to_show: First row of `acks` that the county has to be shown, and one beyond the last.
    """

    kept: dict[str, Kept]
    acks: list[tuple[bytes, bytes]]
    stream: tuple[str, int, str]
    notes: dict[str, str]
    to_show: tuple[int, int]
    _open: dict[str, None]

    def parked_count(self) -> int:
        """Return how many events were set aside."""
        return len(self.parked())

    def parked(self) -> dict[str, str]:
        """Return what was set aside, and why."""
        return {name: kept.parked for name, kept in self.kept.items() if kept.parked}

    def unpark(self, reasons: Collection[str]) -> int:
        again = [
            kept for kept in self.kept.values() if kept.parked in reasons and kept.sequence is None
        ]
        for kept in again:
            kept.parked = ""
        return len(again)

    def missing(self, events: Collection[str]) -> list[str]:
        return [event for event in events if event not in self.kept]

    def take_missing(self, entries: Sequence[PullEntry]) -> int:
        new = 0
        for entry in entries:
            if entry.event_id in self.kept or entry.event is None:
                continue
            self.kept[entry.event_id] = Kept(
                entry.event, entry.server_sequence, entry.position, "", entry.received_at_ms
            )
            new += 1
        return new

    def restart_stream(self, *, epoch: str, position: int = 0) -> None:
        """Forget the order beyond a position, and which acks show when it was given."""
        prefix_hash = dict(self._prefixes()).get(position, "") if position else ""
        beyond = [
            kept
            for kept in self.kept.values()
            if kept.sequence is not None and (kept.position is None or kept.position > position)
        ]
        self._note_evidence(beyond, is_new_epoch=self.stream[0] not in {"", epoch})
        for kept in beyond:
            kept.sequence = kept.position = None
        self.stream = (epoch, position, prefix_hash)
        self._open = {name: None for name, kept in self.kept.items() if kept.sequence is None}

    def checkpoints(self) -> list[tuple[int, str]]:
        return self._prefixes()[::-1][:CHECKPOINTS_MAX]

    def chains(self) -> list[ChainDigest]:
        links: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        for name, kept in self.kept.items():
            header = header_of(kept.event.data)
            links[header.device, header.generation].append((header.n, name))
        return [chain_digest(*chain, sorted(found)) for chain, found in sorted(links.items())]

    def places(self, span: ChainRange) -> set[int]:
        return {header.n for header in map(self._header, self._within([span]))}

    def park(self, event: str, reason: str, *, field: str = "", tries: int = 0) -> None:
        kept = self.kept[event]
        kept.parked, kept.field, kept.tries = reason.partition(":")[0], field, tries

    def unacknowledged_count(self) -> int:
        return sum(name in self.kept and _counts(self.kept[name]) for name in self._open)

    def wanted_bodies(self) -> list[ChainRange]:
        """Want nothing: no case of a simulated world is old enough for its bodies to go."""
        return []

    def bodies_not_given(self) -> None:
        """Note nothing: none was asked for."""

    def offer_again(self, spans: Sequence[ChainRange]) -> int:
        """Take acknowledgements back; returns how many."""
        offered = [name for name in self._within(spans) if self.kept[name].sequence is not None]
        for name in offered:
            self.kept[name].sequence = None
            self._open[name] = None
        return len(offered)

    def evidence(self, *, limit: int, bytes_max: int) -> list[tuple[int, Signed]]:
        first, end = self.to_show
        rows = list(enumerate(self.acks))[first : min(end, first + limit)]
        shown = [(row, Signed(data=data, signature=signature)) for row, (data, signature) in rows]
        while sum(len(each.data) for _, each in shown[1:]) > bytes_max:
            shown.pop()
        return shown

    def evidence_shown(self, last: int) -> None:
        _, end = self.to_show
        self.to_show = (last + 1, end) if last + 1 < end else (0, 0)

    def waiting(self) -> Waiting:
        """Return what has not reached the county, in figures."""
        every = self.kept.values()
        open_ones = [kept for kept in every if kept.sequence is None and _counts(kept)]
        quarantined = sum(kept.parked == QUARANTINED for kept in open_ones)
        oldest = min((header_of(kept.event.data).hlc[0] for kept in open_ones), default=None)
        return Waiting(
            unacknowledged=len(open_ones),
            oldest_at=datetime.fromtimestamp(oldest / 1_000, CHINA) if oldest else None,
            parked=sum(bool(kept.parked) for kept in open_ones) - quarantined,
            quarantined=quarantined,
        )

    def state(self) -> StateDigest:
        """Fold the cases as far as the stream was pulled."""
        placed = sorted(
            (kept.sequence or 0, kept.event.data) for kept in self.kept.values() if kept.position
        )
        histories: dict[str, list[CaseEvent]] = defaultdict(list)
        for _, data in placed:
            event = reading_of(data)
            histories[event.case_id].append(event)
        folded = {name: FOLDS.of(events) for name, events in histories.items() if name}
        hashes = {
            name: each.hash
            for name, each in folded.items()
            if each.case is not None and each.case.status not in ENDED
        }
        return StateDigest(open_cases=len(hashes), hash=state_hash(hashes))

    def fold_again(self) -> None:
        """Do nothing: it folds anew each time."""

    def recall(self) -> dict[str, str]:
        return dict(self.notes)

    def remember(self, notes: Mapping[str, str]) -> None:
        self.notes |= notes

    def _prefixes(self) -> list[tuple[int, str]]:
        placed = {kept.position: (name, kept) for name, kept in self.kept.items() if kept.position}
        prefix_hash, found = PREFIX_START, []
        for position in range(1, self.stream[1] + 1):
            if position not in placed:
                break
            name, kept = placed[position]
            prefix_hash = extend_prefix(prefix_hash, name, kept.sequence or 0)
            found.append((position, prefix_hash))
        return found

    def _note_evidence(self, taken_back: Iterable[Kept], *, is_new_epoch: bool) -> None:
        times = [kept.received_at_ms for kept in taken_back if kept.received_at_ms is not None]
        for row, (data, _) in enumerate(self.acks):
            receipts = [ack.received_at_ms for ack in _read(data)]
            if is_new_epoch or (times and max(receipts, default=0) >= min(times)):
                first = row if self.to_show == (0, 0) else min(row, self.to_show[0])
                self.to_show = (first, len(self.acks))
                return

    def _header(self, name: str) -> Header:
        return header_of(self.kept[name].event.data)

    def _within(self, spans: Sequence[ChainRange]) -> list[str]:
        found = []
        for name in self.kept:
            header = self._header(name)
            place = (header.device, header.generation)
            if any(
                place == (span.device, span.generation) and span.first <= header.n <= span.last
                for span in spans
            ):
                found.append(name)
        return found


def _read(data: bytes) -> tuple[Ack, ...]:
    try:
        return open_acks(data).acks
    except ValueError:
        return ()


def _counts(kept: Kept) -> bool:
    """Answer whether an event counts as waiting; a time anchor does when it was set aside."""
    return bool(kept.parked) or b'"type":"time.anchored"' not in kept.event.data
