"""What else in the database, and on paper, knows of events: asked when the chain looks whole.

Whoever cuts the end of a chain off and keeps the rest of the database leaves rows that speak of
what is gone: numbers that were handed out, lists of papers, acknowledgements.  An older copy put
back whole speaks of nothing later; its own generation then says that it was restored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from counter_app.domain.device_facts import GenerationReason
from counter_app.storage.audit_disposed import knows_disposal
from counter_app.storage.audit_flags import AuditFlag
from counter_app.storage.event_log import Verdict
from sync.codec import open_acks, open_header
from sync.protocol import Header

_NUMBERS: Final = "SELECT key, value FROM numbers WHERE key LIKE 'case/%' ORDER BY key"
_RECEIVED: Final = "SELECT data FROM events WHERE device = ? AND type = 'case.received'"
_DISPOSED: Final = (
    "SELECT c.number FROM events e JOIN disposed_cases c ON c.case_id = e.case_id"
    " WHERE e.device = ? AND e.type = 'case.received' AND e.verdict = 'disposed'"
)
_ACKS: Final = "SELECT data FROM acks ORDER BY id"
_HAS_EVENT: Final = "SELECT 1 FROM events WHERE event_id = ?"
_HAS_HEAD: Final = (
    "SELECT 1 FROM events WHERE device = ? AND event_id >= ? AND event_id < ? LIMIT 1"
)
_LOST_JOB: Final = (
    "SELECT job FROM print_jobs WHERE device = ?"
    " AND NOT EXISTS (SELECT 1 FROM events WHERE event_id = print_jobs.job) ORDER BY id LIMIT 1"
)
_LOST_CASE: Final = (
    "SELECT case_id FROM cases WHERE NOT EXISTS"
    " (SELECT 1 FROM events WHERE events.case_id = cases.case_id AND events.case_id <> '')"
    " ORDER BY id LIMIT 1"
)
_BEYOND_HEX: Final = "g"
_SEQUENCE: Final = slice(21, 26)
_GENERATION: Final = slice(19, 21)
_DAY: Final = slice(11, 19)


def ask_witnesses(
    connection: Any, own_device: str, printed_heads: tuple[str, ...], *, is_whole: bool
) -> Iterator[AuditFlag]:
    """Yield what paper and the other tables know of that the log does not.

    Args:
        connection: Driver connection, reading.
        own_device: Whose chain has to be complete here.
        printed_heads: From papers that somebody brought.
        is_whole: The chain itself shows no gap and no cut: only then are the tables asked.
    """
    for head in printed_heads:
        span = (own_device, head, head + _BEYOND_HEX)
        if connection.execute(_HAS_HEAD, span).fetchone() is None:
            yield AuditFlag(code="printed-head-missing", device=own_device, event=head)
    if not is_whole:
        return
    yield from _numbers_missing(connection, own_device)
    lost = _first_lost(connection, own_device)
    if lost is not None:
        yield AuditFlag(code="chain-cut", device=own_device, event=lost)


def own_restarts(
    own_device: str, started: list[tuple[str, Header]], places: AbstractSet[tuple[int, int]]
) -> Iterator[AuditFlag]:
    """Yield the generations of this device that began because of a restore or a clone.

    A restore is forgiven once everything that was known to be missing has come back.

    Args:
        own_device: This device.
        started: (event id, header) of each `device.generation_started`.
        places: (generation, n) of every own event that is here.
    """
    for event_id, header in started:
        body = header.body
        reason = body.get("reason")
        if reason == GenerationReason.CLONED.value:
            yield AuditFlag(code="cloned", device=own_device, event=event_id)
        if reason != GenerationReason.RESTORED.value:
            continue
        wanted = _known_missing(header)
        if not wanted or wanted - places:
            yield AuditFlag(code="restored", device=own_device, event=event_id)


def former_ends(
    own_device: str,
    started: list[tuple[str, Header]],
    places: Mapping[tuple[int, int], str],
) -> Iterator[AuditFlag]:
    """Yield the generations of this device that follow on an event which is not here any more.

    The first event of a chain names the last of the one before it; the anchor outside speaks of
    the newest chain only.  What a restore is known to have cost is told by `own_restarts`; where
    this device was cloned, its twin went on from events that need not be here, and nothing is said.

    Args:
        own_device: This device.
        started: (event id, header) of each `device.generation_started`.
        places: (generation, n) → event id of every own event that is here.
    """
    here = frozenset(places.values())
    if _is_cloned(started):
        return
    missing = {place for _, header in started for place in _known_missing(header)}
    for event_id, header in started:
        is_first = header.n == 1 and header.generation > 1
        if not is_first or not header.prev or header.prev in here:
            continue
        known_end = (header.body.get("generation_before", 0), header.body.get("known_n", 0))
        if known_end not in missing:
            yield AuditFlag(code="chain-cut", device=own_device, event=event_id)


def under_no_key(
    own_device: str, started: list[tuple[str, Header]], events: list[tuple[str, str]]
) -> Iterator[AuditFlag]:
    """Yield events in the name of this device under a key that it never had.

    A device keeps its former keys.  Only where it was cloned has its twin others, and what the
    twin did comes back from the county, which vouches for it.

    Args:
        own_device: This device.
        started: (event id, header) of each `device.generation_started`.
        events: (event id, verdict) of each.
    """
    is_cloned = _is_cloned(started)
    for event_id, verdict in events:
        if not is_cloned or verdict != Verdict.VOUCHED.value:
            yield AuditFlag(code="bad-signature", device=own_device, event=event_id)


def _is_cloned(started: list[tuple[str, Header]]) -> bool:
    reasons = {header.body.get("reason") for _, header in started}
    return GenerationReason.CLONED.value in reasons


def _known_missing(header: Header) -> set[tuple[int, int]]:
    """Return the places that a restore is known to have cost."""
    body = header.body
    first, last = body.get("missing_from", 0), body.get("missing_to", 0)
    before = body.get("generation_before", 0)
    return {(before, n) for n in range(first, last + 1)} if last else set()


def _numbers_missing(connection: Any, own_device: str) -> Iterator[AuditFlag]:
    """Yield the case numbers that were handed out and belong to no intake: named one by one."""
    seen: dict[str, set[int]] = {}
    numbers = [_number_in(data) for (data,) in connection.execute(_RECEIVED, (own_device,))]
    if knows_disposal(connection):
        numbers += [_as_number(one) for (one,) in connection.execute(_DISPOSED, (own_device,))]
    for number in numbers:
        if number:
            key = f"case/{number[_GENERATION]}/{number[_DAY]}"
            seen.setdefault(key, set()).add(int(number[_SEQUENCE]))
    last = {key: int(value) for key, value in connection.execute(_NUMBERS)}
    for key in sorted({*last, *seen}):
        there = seen.get(key, set())
        end = max(last.get(key, 0), max(there, default=0))
        for sequence in sorted(set(range(1, end + 1)) - there):
            event = f"{key.rpartition('/')[2]}-{sequence:05d}"
            yield AuditFlag(code="number-missing", device=own_device, event=event)


def _number_in(data: bytes) -> str:
    try:
        number = open_header(data).body.get("number", "")
    except ValueError:
        return ""
    return _as_number(number)


def _as_number(number: object) -> str:
    if not isinstance(number, str) or not number[_DAY.start : _SEQUENCE.stop].isdecimal():
        return ""
    return number if len(number) > _SEQUENCE.stop else ""


def _first_lost(connection: Any, own_device: str) -> str | None:
    """Return what a paper, a case row or the county's signature names and the log lacks."""
    for query, values in ((_LOST_JOB, (own_device,)), (_LOST_CASE, ())):
        row = connection.execute(query, values).fetchone()
        if row is not None:
            return str(row[0])
    for (data,) in connection.execute(_ACKS):
        try:
            acks = open_acks(data)
        except (ValueError, TypeError):  # Flagged as bad acks where a key is known.
            continue
        if acks.device != own_device:
            continue
        for ack in acks.acks:
            if connection.execute(_HAS_EVENT, (ack.event_id,)).fetchone() is None:
                return str(ack.event_id)
    return None
