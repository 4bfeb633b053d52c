"""Whether the county's work grows with what it holds: a push at 10,000 events and at a million."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import insert, update

from counter_app.bench.county_load import epoch_of, new_senders
from counter_app.bench.data import SEED
from counter_app.bench.rows import Plan, Row, alternate, row
from sync.client.http_transport import new_nonce
from sync.protocol import PREFIX_START
from sync.server.authenticate import Caller
from sync.server.bulk import insert_rows
from sync.server.county_key import load_or_create
from sync.server.engine import HEAD_ID, Database, open_database
from sync.server.exchange import ExchangeDesk
from sync.server.schema import events, ledger_head, stream_entries, streams
from sync.server.system_clock import system_now_ms
from sync.wire import decode_exchange, encode_answer

FEW: Final = 10_000
MANY: Final = 1_000_000
MANY_QUICK: Final = 50_000
TOWNSHIPS: Final = 20
CHUNK: Final = 10_000
EVENT_BYTES: Final = 600
EVENTS_A_PUSH: Final = 200
_MICROSECONDS: Final = 1_000_000


def flat(plan: Plan) -> list[Row]:
    """Measure microseconds an event; the floor is the same push into the small county."""
    with (
        _county(plan.folder / "many.db", plan.pick(MANY, MANY_QUICK)) as many,
        _county(plan.folder / "few.db", FEW) as few,
    ):
        found = alternate(many.push, few.push, plan.pick(41, 11))
        return [row("county.flat", "µs/event", *(times[1:] for times in found))]


class _Desk:
    """The whole way of a push without the network: read, judge, store, sign, write the answer."""

    def __init__(self, database: Database, folder: Path) -> None:
        key = load_or_create(folder / "county.key.pem")
        (self._sender,) = new_senders(database, key, 1)
        self._caller = Caller(self._sender.device, 1, self._sender.counter_code)
        self._desk = ExchangeDesk(database, key, system_now_ms)
        self._epoch = epoch_of(database)

    def push(self) -> float:
        """Push two hundred events; returns microseconds an event."""
        body = self._sender.body(self._epoch, self._sender.events(EVENTS_A_PUSH))
        began = time.perf_counter()
        answer = self._desk.answer(self._caller, new_nonce(), decode_exchange(body))
        encode_answer(answer)
        return (time.perf_counter() - began) / EVENTS_A_PUSH * _MICROSECONDS


@contextmanager
def _county(path: Path, count: int) -> Iterator[_Desk]:
    database = open_database(str(path))
    try:
        _fill(database, count)
        yield _Desk(database, path.parent)
    finally:
        database.close()


def _fill(database: Database, count: int) -> None:
    """Store events that nobody signed, in twenty townships; the server never looks at old ones."""
    dice = random.Random(SEED)  # noqa: S311 - repeatable, and nothing secret depends on it
    scopes = [f"{620_100_000 + number}" for number in range(TOWNSHIPS)]
    with database.writing() as connection:
        rows = [{"scope": each, "position": 0, "prefix_hash": PREFIX_START} for each in scopes]
        connection.execute(insert(streams), rows)
    for first in range(1, count + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, count + 1))
        with database.writing() as connection:
            insert_rows(connection, events, [_event(dice, number) for number in numbers])
            entries = [
                (scopes[number % TOWNSHIPS], number // TOWNSHIPS + 1, number, _hex(dice, 64))
                for number in numbers
            ]
            insert_rows(connection, stream_entries, entries)
            connection.execute(
                update(ledger_head)
                .where(ledger_head.c.id == HEAD_ID)
                .values(last_sequence=numbers[-1])
            )


def _event(dice: random.Random, number: int) -> tuple[object, ...]:
    device, n = number % (10 * TOWNSHIPS), number // (10 * TOWNSHIPS) + 1
    return (
        number,
        _hex(dice, 64),
        f"{device:016x}",
        1,
        n,
        _hex(dice, 32),
        "case.noted",
        dice.randbytes(EVENT_BYTES),
        dice.randbytes(64),
        number,
        f"{device:016x}",
    )


def _hex(dice: random.Random, digits: int) -> str:
    return f"{dice.getrandbits(4 * digits):0{digits}x}"
