"""Events without a body: good only if a signed list of what was destroyed names just these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

from counter_app.domain.disposal import Remnant, bodies_digest
from counter_app.domain.privacy_facts import CopiesDestroyed, DestroyedCopy
from counter_app.storage.audit_flags import AuditFlag
from sync.codec import open_event

LIST_TYPE: Final = "privacy.copies_destroyed"


_EVENTS: Final = (
    "SELECT e.event_id, e.device, e.generation, e.n, e.hlc_ms, e.hlc_counter, e.case_id, e.type,"
    " e.data, e.signature, e.received_at_ms, e.verdict, {beside} FROM events e {joined}"
    " ORDER BY e.device, e.generation, e.n, e.id"
)
_BESIDE: Final = _EVENTS.format(
    beside="d.prev, d.list_event",
    joined="LEFT JOIN disposed_events d ON d.event_id = e.event_id",
)
_ALONE: Final = _EVENTS.format(beside="NULL, NULL", joined="")
_KNOWS: Final = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'disposed_events'"


def knows_disposal(connection: Any) -> bool:
    """Answer whether a database can hold bodiless events; one of schema 3, only looked at, not."""
    return connection.execute(_KNOWS).fetchone() is not None


def rows_to_judge(connection: Any) -> Iterator[tuple[Any, ...]]:
    """Yield every event with its link and list beside it, in the order of the chains."""
    yield from connection.execute(_BESIDE if knows_disposal(connection) else _ALONE)


class DisposedProof:
    """Gathers what is left of events, and the lists; both come in the order of the chains."""

    def __init__(self) -> None:
        self._left: defaultdict[tuple[str, str], list[tuple[Remnant, bool]]] = defaultdict(list)
        self._listed: dict[tuple[str, str], tuple[str, int, DestroyedCopy]] = {}

    def add(self, row: tuple[Any, ...]) -> None:
        """Take an event that stands on a list: its body is away, or has come back since.

        Args:
            row: As the audit reads it: id, place, clock, case, type, data, signature, time of
                receipt and verdict, and, from beside it, the link and the list.
        """
        remnant = Remnant(
            device=row[1],
            generation=row[2],
            n=row[3],
            event_id=row[0],
            prev=row[12],
            hlc_ms=row[4],
            hlc_counter=row[5],
            type=row[7],
        )
        self._left[row[13], row[6]].append((remnant, not row[8]))

    def believe(self, event: str, data: bytes) -> None:
        """Take a list whose own bytes were found good, and its signature if its key is known."""
        read = open_event(data)
        if isinstance(read.fact, CopiesDestroyed):
            _, _, device, generation, _ = read.place
            for copy in read.fact.copies:
                self._listed[event, copy.case] = device, generation, copy

    def flags(self, is_known: Callable[[str, int], bool]) -> Iterator[AuditFlag]:
        """Yield every event without a body that no list proves to have gone by rule.

        Args:
            is_known: Whether what a device signed with the key of a generation was checked: a
                list in the name of a device that nobody knows proves nothing.
        """
        for where, left in self._left.items():
            device, generation, copy = self._listed.get(where, ("", 0, None))
            if not is_known(device, generation):
                copy = None
            remnants = [remnant for remnant, _ in left]
            is_proven = (
                copy is not None
                and copy.bodies == len(remnants)
                and copy.bodies_sha256 == bodies_digest(remnants)
            )
            if is_proven:
                continue
            for remnant, is_away in left:
                if is_away:
                    yield AuditFlag(
                        code="body-missing", device=remnant.device, event=remnant.event_id
                    )
