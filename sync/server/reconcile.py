"""Answers a digest: how far both logs are one, and what each side lacks of the chains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, or_, select

from sync.digest import lacking
from sync.protocol import (
    DIGEST_RANGES_MAX,
    PULL_BYTES_MAX,
    PULL_EVENTS_MAX,
    ChainDigest,
    ChainRange,
    Digest,
    DigestAnswer,
    PullEntry,
    SignedEvent,
    StateDigest,
)
from sync.server import streams
from sync.server.schema import device_keys, devices, events, stream_entries

RANGES_A_QUERY: Final = 32

_Chain = tuple[str, int]


def answer(
    connection: Connection, scope: str, asked: Digest, state: StateDigest | None
) -> DigestAnswer:
    """Compare what a counter of a township holds with its stream and its chains.

    Only chains of this township's own devices are compared: of others a stream may hold a part,
    and nobody shall learn here what the stream does not show.

    Args:
        connection: A transaction that reads.
        scope: The township.
        asked: What the counter told.
        state: The township's open cases, if they are up to date.
    """
    county_lacks: list[ChainRange] = []
    client_lacks: list[ChainRange] = []
    if asked.chains:
        county_lacks, client_lacks = _compared(connection, scope, asked.chains)
    return DigestAnswer(
        common_position=_common_position(connection, scope, asked.checkpoints),
        county_lacks=tuple(county_lacks[:DIGEST_RANGES_MAX]),
        client_lacks=tuple(client_lacks[:DIGEST_RANGES_MAX]),
        entries=tuple(_fetched(connection, scope, asked.fetch)),
        state=state,
    )


def _common_position(
    connection: Connection, scope: str, checkpoints: Sequence[tuple[int, str]]
) -> int:
    """Return the greatest checkpoint that stands in the stream; 0 when none does."""
    for position, prefix_hash in sorted(checkpoints, reverse=True):
        if position and streams.prefix_at(connection, scope, position) == prefix_hash:
            return position
    return 0


def _compared(
    connection: Connection, scope: str, told: Sequence[ChainDigest]
) -> tuple[list[ChainRange], list[ChainRange]]:
    chains = {(chain.device, chain.generation): chain for chain in told}
    county_lacks: list[ChainRange] = []
    client_lacks: list[ChainRange] = []
    for device, generation in _chains_of(connection, scope):
        shown = chains.get((device, generation)) or ChainDigest(
            device=device, generation=generation, n=0, head="", blocks=()
        )
        ours, theirs = lacking(shown, _links(connection, (device, generation)))
        county_lacks += ours
        client_lacks += theirs
    return county_lacks, client_lacks


def _chains_of(connection: Connection, scope: str) -> list[_Chain]:
    rows = connection.execute(
        select(devices.c.device, device_keys.c.generation)
        .distinct()
        .join(device_keys, device_keys.c.device == devices.c.device)
        .where(devices.c.counter_code.startswith(scope, autoescape=True))
        .order_by(devices.c.device, device_keys.c.generation)
    )
    return [(row.device, row.generation) for row in rows]


def _links(connection: Connection, chain: _Chain) -> Iterator[tuple[int, str]]:
    rows = connection.execute(
        select(events.c.n, events.c.event_id)
        .where(events.c.device == chain[0], events.c.generation == chain[1])
        .order_by(events.c.n, events.c.event_id)
    )
    return ((row.n, row.event_id) for row in rows)


def _fetched(
    connection: Connection, scope: str, ranges: Sequence[ChainRange]
) -> Iterator[PullEntry]:
    """Give the events at some places, as far as the township's stream shows them."""
    room, spent = PULL_EVENTS_MAX, 0
    for _, few in groupby(enumerate(ranges), lambda each: each[0] // RANGES_A_QUERY):
        rows = connection.execute(_at_places(scope, [place for _, place in few]).limit(room)).all()
        room -= len(rows)
        for row in rows:
            spent += len(row.data) + streams.ENTRY_OVERHEAD_BYTES
            if spent > PULL_BYTES_MAX:
                return
            yield _entry(row)
        if room <= 0:
            return


def _at_places(scope: str, ranges: Sequence[ChainRange]) -> Select[Any]:
    wanted = [
        and_(
            events.c.device == each.device,
            events.c.generation == each.generation,
            events.c.n.between(each.first, each.last),
        )
        for each in ranges
    ]
    return (
        select(
            stream_entries.c.position,
            events.c.server_sequence,
            events.c.event_id,
            events.c.data,
            events.c.signature,
            events.c.received_at_ms,
        )
        .join(events, events.c.server_sequence == stream_entries.c.server_sequence)
        .where(stream_entries.c.scope == scope, or_(*wanted))
        .order_by(stream_entries.c.position)
    )


def _entry(row: Any) -> PullEntry:
    return PullEntry(
        position=row.position,
        server_sequence=row.server_sequence,
        event_id=row.event_id,
        event=SignedEvent(data=row.data, signature=row.signature),
        received_at_ms=row.received_at_ms,
    )
