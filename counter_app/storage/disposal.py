"""Bodies of events: how they go by rule, what stays in their place, and how they come back.

The row of an event is never deleted.  Its `data` is emptied in the transaction that records the
signed list, so no body is ever away without a list; its id, which is the hash of what went, stays
and proves what the county gives back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from counter_app.domain.attachment import MaterialAttached
from counter_app.domain.disposal import CaseHeader, Remnant
from counter_app.domain.ids import CaseId, EventId
from counter_app.storage.search_text import header_entry
from counter_app.storage.statements import DELETE_SEARCH, INSERT_CASE, INSERT_SEARCH
from sync.codec import event_id, open_event, open_header
from sync.protocol import ChainRange

_BODIES: Final = (
    "SELECT device, generation, n, event_id, hlc_ms, hlc_counter, type, data FROM events"
    " WHERE case_id = ? AND case_id <> '' AND verdict IN ('own', 'valid', 'vouched')"
    " AND type NOT LIKE 'privacy.%'"
)
_REMEMBER: Final = (
    "INSERT INTO disposed_events (event_id, verdict, prev, list_event)"
    " SELECT event_id, verdict, ?, ? FROM events WHERE event_id = ?"
    " ON CONFLICT (event_id) DO UPDATE SET verdict = excluded.verdict,"
    " list_event = excluded.list_event"
)
_EMPTY: Final = "UPDATE events SET data = x'', verdict = 'disposed' WHERE event_id = ?"
_KEEP_HEADER: Final = (
    "INSERT OR REPLACE INTO disposed_cases (case_id, number, item_name, handling_type, status,"
    " received_at, last_act_at, list_event, list_number, disposed_at, bodies, is_wanted,"
    " is_not_given, back_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)"
)
_BLANK_CASE: Final = (
    "UPDATE cases SET applicant_name = '', number_masked = '', search_text = ?, search_keys = ?"
    " WHERE case_id = ? RETURNING id"
)
_BLANK_FILES: Final = "UPDATE attachments SET name = '' WHERE case_id = ?"
_NAME_FILE: Final = "UPDATE attachments SET name = ? WHERE sha256 = ? AND case_id = ?"
_HEADERS: Final = (
    "SELECT case_id, number, item_name, handling_type, status, received_at FROM disposed_cases"
    " WHERE back_at_ms = 0"
)
_WANTED_BODY: Final = (
    "SELECT d.verdict FROM events e JOIN disposed_events d ON d.event_id = e.event_id"
    " JOIN disposed_cases c ON c.case_id = e.case_id"
    " WHERE e.event_id = ? AND e.verdict = 'disposed' AND c.is_wanted = 1"
)
_FILL: Final = "UPDATE events SET data = ?, verdict = ? WHERE event_id = ? AND verdict = 'disposed'"
_CAME_BACK: Final = (
    "UPDATE disposed_cases SET is_wanted = 0, is_not_given = 0, back_at_ms = ?"
    " WHERE case_id = ? AND is_wanted = 1 AND NOT EXISTS (SELECT 1 FROM events"
    " WHERE events.case_id = disposed_cases.case_id AND events.case_id <> ''"
    " AND events.verdict = 'disposed')"
)
_WANT: Final = (
    "UPDATE disposed_cases SET is_wanted = 1, is_not_given = 0"
    " WHERE case_id = ? AND back_at_ms = 0 AND is_wanted = 0"
)
_WANTED_PLACES: Final = (
    "SELECT e.device, e.generation, e.n FROM disposed_cases c JOIN events e"
    " ON e.case_id = c.case_id AND e.case_id <> ''"
    " WHERE c.is_wanted = 1 AND e.verdict = 'disposed' ORDER BY e.device, e.generation, e.n"
    " LIMIT ?"
)
PLACES_MAX: Final = 2_000


class Listed(NamedTuple):
    """The signed list on which a case stands: its event, its number, when it was made."""

    event: EventId
    number: str
    made_at: str


def bodies_of(connection: Any, case_id: CaseId) -> tuple[Remnant, ...]:
    """Return what would be left of the events of a case whose bodies can go.

    The record of who has seen it (`privacy.…`) is no part of them: it has a time of its own.
    """
    rows = connection.execute(_BODIES, (case_id,)).fetchall()
    return tuple(
        Remnant(
            device=device,
            generation=generation,
            n=n,
            event_id=name,
            prev=open_header(data).prev,
            hlc_ms=hlc_ms,
            hlc_counter=hlc_counter,
            type=kind,
        )
        for device, generation, n, name, hlc_ms, hlc_counter, kind, data in rows
    )


def dispose(
    connection: Any,
    case: CaseHeader,
    remnants: Sequence[Remnant],
    listed: Listed,
) -> None:
    """Empty the bodies of one case, and reduce its rows to the header.

    Args:
        connection: Driver connection, in the transaction that has just recorded the list.
        case: What stays of it.
        remnants: Exactly what the list's digest was made of.
        listed: The list.
    """
    for remnant in remnants:
        connection.execute(_REMEMBER, (remnant.prev, listed.event, remnant.event_id))
        connection.execute(_EMPTY, (remnant.event_id,))
    row = (
        case.case_id,
        case.number,
        case.item_name,
        case.handling_type.value,
        case.status.value,
        case.received_at.isoformat(),
        case.last_act_at.isoformat(),
        *listed,
        len(remnants),
    )
    connection.execute(_KEEP_HEADER, row)
    connection.execute(_BLANK_FILES, (case.case_id,))
    entry = header_entry(case.number, case.item_name)
    found = connection.execute(_BLANK_CASE, (entry.text, entry.keys, case.case_id)).fetchone()
    if found is not None:
        connection.execute(DELETE_SEARCH, found)
        connection.execute(INSERT_SEARCH, (*found, entry.tokens()))


def headers(connection: Any) -> dict[CaseId, tuple[str, ...]]:
    """Return the headers of cases whose bodies are away, for lists that are made anew."""
    return {CaseId(row[0]): tuple(row[1:]) for row in connection.execute(_HEADERS).fetchall()}


def write_header(connection: Any, case_id: CaseId, header: tuple[str, ...]) -> None:
    """Write the row of a case of which only the header is here, in lists that are made anew."""
    number, item_name, handling_type, status, received_at = header
    entry = header_entry(number, item_name)
    shown = (number, item_name, "", "", handling_type, status, received_at)
    clocks = (None, None, None, 0, None, 0, 0, 0)
    row = connection.execute(INSERT_CASE, (*shown, *clocks, entry.text, entry.keys, case_id))
    connection.execute(INSERT_SEARCH, (row.lastrowid, entry.tokens()))


def give_back(connection: Any, data: bytes) -> bool:
    """Put a body back that somebody wants; answers whether it was one.

    Whoever gave it: its id is made of the bytes, so they are what went or belong to no row.
    """
    name = event_id(data)
    row = connection.execute(_WANTED_BODY, (name,)).fetchone()
    if row is None:
        return False
    connection.execute(_FILL, (data, row[0], name))
    event = open_event(data)
    if isinstance(event.fact, MaterialAttached):
        attachment = event.fact.attachment
        connection.execute(_NAME_FILE, (attachment.name, attachment.sha256, event.case_id))
    return True


def note_whole(connection: Any, cases: Iterable[CaseId], now_ms: int) -> None:
    """Note which of these cases have all of their bodies again; they can be folded."""
    connection.executemany(_CAME_BACK, [(now_ms, case_id) for case_id in cases])


def want(connection: Any, case_id: CaseId) -> None:
    """Fetch the bodies of a case with the next exchange; of any other case nothing happens."""
    connection.execute(_WANT, (case_id,))


def wanted_places(connection: Any) -> list[ChainRange]:
    """Return where in the chains the bodies stand that are to be fetched."""
    spans: list[tuple[str, int, int, int]] = []
    for device, generation, n in connection.execute(_WANTED_PLACES, (PLACES_MAX,)).fetchall():
        if spans and spans[-1][:2] == (device, generation) and spans[-1][3] == n - 1:
            n_first = spans.pop()[2]
        else:
            n_first = n
        spans.append((device, generation, n_first, n))
    return [
        ChainRange(device=device, generation=generation, first=first, last=last)
        for device, generation, first, last in spans
    ]
