"""The county's own chain: what its people decided, as events that reach the townships.

The county is a device too.  Its id is made of epoch and key, so that a restored database, which
has lost the end of the former chain, begins another one instead of a fork.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from counter_app.domain.hybrid_clock import HybridTime, tick
from counter_app.domain.ids import EventId
from sync.codec import TYPE_VERSION, event_id, open_header, seal
from sync.protocol import HEADER_VERSION, SUITE, Header, SignedEvent
from sync.server import chains, streams
from sync.server.county_key import CountyKey
from sync.server.engine import HEAD_ID, lock_head
from sync.server.schema import events, ledger_head
from sync.server.system_clock import iso_instant

COUNTY_STAFF: Final = "county"
COUNTY_ROLE: Final = "system"
_GENERATION: Final = 1


def county_device(epoch: str, key: CountyKey) -> str:
    """Return the county's device id in an epoch, 16 hex digits."""
    made_of = f"township-counter/county-device/1\0{epoch}{key.id}"
    return hashlib.sha256(made_of.encode("ascii")).hexdigest()[:16]


def record(
    connection: Connection,
    key: CountyKey,
    fact: tuple[str, Mapping[str, Any]],
    *,
    counter_code: str,
    at_ms: int,
) -> EventId:
    """Append a fact to the county's chain and to the stream of the township it concerns.

    Args:
        connection: A transaction that writes; this takes the head's lock.
        key: Signs.
        fact: Type, `noun.past_tense`, and body.
        counter_code: The counter it concerns, 11 digits.
        at_ms: The county's time.
    """
    epoch, last_sequence = lock_head(connection)
    device = county_device(epoch, key)
    n, prev = chains.head_of(connection, device, _GENERATION)
    name, body = fact
    clock = tick(_clock_of(connection, prev), wall_ms=at_ms)
    header = Header(
        v=HEADER_VERSION,
        suite=SUITE,
        device=device,
        generation=_GENERATION,
        n=n + 1,
        prev=prev,
        hlc=(clock.ms, clock.counter),
        wall=iso_instant(at_ms),
        boot="0" * 8,
        mono=0,
        anchor="",
        counter=counter_code,
        staff=COUNTY_STAFF,
        login="",
        role=COUNTY_ROLE,
        case="",
        type=name,
        type_version=TYPE_VERSION,
        base={},
        body=dict(body),
    )
    signed = seal(header, key.sign_event)
    sequence = last_sequence + 1
    _store(connection, header, signed, sequence, at_ms)
    return event_id(signed.data)


def _store(
    connection: Connection, header: Header, signed: SignedEvent, sequence: int, at_ms: int
) -> None:
    """Give an event of ours the next place in the log and in its township's stream."""
    identifier = event_id(signed.data)
    connection.execute(
        insert(events).values(
            server_sequence=sequence,
            event_id=identifier,
            device=header.device,
            generation=header.generation,
            n=header.n,
            case_id=header.case,
            type=header.type,
            data=signed.data,
            signature=signed.signature,
            received_at_ms=at_ms,
            received_from=header.device,
        )
    )
    streams.append(connection, streams.scope_of(header.counter), [(sequence, identifier)])
    connection.execute(
        update(ledger_head).where(ledger_head.c.id == HEAD_ID).values(last_sequence=sequence)
    )


def _clock_of(connection: Connection, event: str) -> HybridTime:
    data = connection.execute(select(events.c.data).where(events.c.event_id == event)).scalar()
    return HybridTime(*open_header(data).hlc) if data is not None else HybridTime(0, 0)
