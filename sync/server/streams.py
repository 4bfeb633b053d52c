"""What each township may see, in what order.

A scope is a township: the first nine digits of a counter's code, as the county registered it.
Each has a stream with positions from 1 without holes, and a hash over every prefix of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, insert, select, update

from sync.codec import extend_prefix
from sync.protocol import PREFIX_START, PullAnswer, PullEntry, SignedEvent
from sync.server.bulk import insert_rows
from sync.server.schema import events, stream_entries, streams

SCOPE_DIGITS: Final = 9
ENTRY_OVERHEAD_BYTES: Final = 200
"""What an entry costs besides its event, so that a page of ids has an end too."""


_END: Final = select(streams.c.position, streams.c.prefix_hash).where(
    streams.c.scope == bindparam("of")
)
_PREFIX_AT: Final = select(stream_entries.c.prefix_hash).where(
    stream_entries.c.scope == bindparam("of"), stream_entries.c.position == bindparam("at")
)
_MOVE_ON: Final = (
    update(streams)
    .where(streams.c.scope == bindparam("of"))
    .values(position=bindparam("to"), prefix_hash=bindparam("hash"))
)
_PAGE: Final = (
    select(
        stream_entries.c.position,
        stream_entries.c.prefix_hash,
        events.c.server_sequence,
        events.c.event_id,
        events.c.device,
        events.c.data,
        events.c.signature,
        events.c.received_at_ms,
    )
    .join(events, events.c.server_sequence == stream_entries.c.server_sequence)
    .where(
        stream_entries.c.scope == bindparam("of"),
        stream_entries.c.position > bindparam("after"),
    )
    .order_by(stream_entries.c.position)
    .limit(bindparam("most", type_=Integer))
)


def scope_of(counter_code: str) -> str:
    """Return the township of a counter."""
    return counter_code[:SCOPE_DIGITS]


def end_of(connection: Connection, scope: str) -> tuple[int, str]:
    """Return the last position of a stream and the hash up to it."""
    row = connection.execute(_END, {"of": scope}).first()
    return (0, PREFIX_START) if row is None else (row.position, row.prefix_hash)


def prefix_at(connection: Connection, scope: str, position: int) -> str | None:
    """Return the hash of a stream up to a position; None when it does not reach so far."""
    if position == 0:
        return PREFIX_START
    return connection.execute(_PREFIX_AT, {"of": scope, "at": position}).scalar()


def append(connection: Connection, scope: str, added: Sequence[tuple[int, str]]) -> None:
    """Put (server sequence, event id) at the end of a stream.  The caller holds the head's lock."""
    position, prefix_hash = end_of(connection, scope)
    if position == 0:
        connection.execute(
            insert(streams).values(scope=scope, position=0, prefix_hash=PREFIX_START)
        )
    rows = []
    for sequence, event in added:
        position += 1
        prefix_hash = extend_prefix(prefix_hash, event, sequence)
        rows.append((scope, position, sequence, prefix_hash))
    insert_rows(connection, stream_entries, rows)
    connection.execute(_MOVE_ON, {"of": scope, "to": position, "hash": prefix_hash})


def page(
    connection: Connection, scope: str, *, after: int, limit: int, bytes_max: int, own: str
) -> PullAnswer:
    """Return what stands in a stream after a position.

    Args:
        connection: A transaction.
        scope: The township.
        after: The last position the caller has.
        limit: Most entries.
        bytes_max: Most bytes of events; one entry always comes, so that nobody gets stuck.
        own: A device whose events come as ids only, or "".
    """
    rows = connection.execute(_PAGE, {"of": scope, "after": after, "most": limit + 1}).all()
    entries: list[PullEntry] = []
    position, prefix_hash, spent = after, prefix_at(connection, scope, after) or "", 0
    for row in rows[:limit]:
        event = None
        if row.device != own:
            event = SignedEvent(data=row.data, signature=row.signature)
        spent += ENTRY_OVERHEAD_BYTES + (len(row.data) if event else 0)
        if entries and spent > bytes_max:
            break
        entries.append(
            PullEntry(
                position=row.position,
                server_sequence=row.server_sequence,
                event_id=row.event_id,
                event=event,
                received_at_ms=row.received_at_ms,
            )
        )
        position, prefix_hash = row.position, row.prefix_hash
    return PullAnswer(
        refused="",
        entries=tuple(entries),
        position=position,
        prefix_hash=prefix_hash,
        more=len(rows) > len(entries),
    )
