"""The county of a simulation: the real server on a database in memory, without a socket."""

from __future__ import annotations

import base64
import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import insert, select

from sync.client.http_transport import RawAnswer
from sync.codec import event_id
from sync.server import packed_desk
from sync.server.authenticate import authenticate, nonce_of
from sync.server.county_key import CountyKey
from sync.server.engine import open_in_memory
from sync.server.exchange import ExchangeDesk
from sync.server.problem import Problem
from sync.server.schema import (
    chain_flags,
    device_keys,
    devices,
    events,
    ledger_head,
    quarantine,
    security_events,
    stream_entries,
    streams,
)
from sync.simulation.timeline import Timeline
from sync.wire import (
    KEY_HEADER,
    SIGNATURE_HEADER,
    ProblemWire,
)

FORKED: Final = "forked"


class SimulatedCounty:
    """Answers requests as the real service does, and can lose its memory."""

    def __init__(self, timeline: Timeline, dice: random.Random) -> None:
        self._timeline = timeline
        self.key = CountyKey(Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)))
        self.database = open_in_memory(lambda: f"{dice.getrandbits(128):032x}")
        self.desk = ExchangeDesk(self.database, self.key, self.now_ms)
        self.exchanges = 0
        self.log: dict[str, int] = {}
        """Event id → server sequence, as `look` last saw it."""

    def now_ms(self) -> int:
        """The county's clock, which is right."""
        return self._timeline.now_ms

    def enrol(self, device: str, counter_code: str, public_key: Ed25519PublicKey) -> None:
        """Make a device known, as enrolment does."""
        with self.database.writing() as connection:
            connection.execute(
                insert(devices).values(
                    device=device,
                    counter_code=counter_code,
                    enrolled_at_ms=self.now_ms(),
                    approved_at_ms=self.now_ms(),
                )
            )
            connection.execute(
                insert(device_keys).values(
                    device=device, generation=1, public_key=public_key.public_bytes_raw()
                )
            )

    def answer(
        self, headers: Mapping[str, str], body: bytes, *, is_breaking_off: bool = False
    ) -> RawAnswer:
        """Handle one request; with `is_breaking_off` the work stands and the answer is a fault."""
        self.exchanges += 1
        nonce = nonce_of(headers)
        try:
            caller = authenticate(self.database, headers, body, at_ms=self.now_ms())
            message = packed_desk.read(self.database, headers, body)
        except Problem as problem:
            return self.refusal(nonce, problem)
        answer = self.desk.answer(caller, nonce, message)
        if is_breaking_off:
            return self.refusal(nonce, Problem(500, "county-fault"))
        return self._signed(nonce, 200, packed_desk.write(answer, message, headers, nonce))

    def events_in(self, headers: Mapping[str, str], body: bytes) -> set[str]:
        """Return the ids of the events that a request would bring; none if it cannot be read."""
        try:
            push = packed_desk.read(self.database, headers, body).push
        except Problem:
            return set()
        return {event_id(event.data) for event in push.events} if push is not None else set()

    def refusal(self, nonce: str, problem: Problem) -> RawAnswer:
        """Say no, signed."""
        content = ProblemWire(error=problem.code).model_dump_json().encode()
        return self._signed(nonce, problem.status, content)

    def _signed(self, nonce: str, status: int, content: bytes) -> RawAnswer:
        signature = base64.b64encode(self.key.sign_response(nonce, status, content))
        headers = {
            "Content-Type": packed_desk.media_type_of(content),
            KEY_HEADER: self.key.id,
            SIGNATURE_HEADER: signature.decode("ascii"),
        }
        return RawAnswer(status, headers, content)

    # What befalls its disk

    def back_up(self) -> bytes:
        """Return everything that stands in the database now."""
        with self._driver() as connection:
            return connection.serialize()

    def roll_back(self, backup: bytes) -> set[str]:
        """Put the database back to a backup; returns what log and quarantine have lost."""
        before = self.look().keys() | self.set_aside()
        with self._driver() as connection:
            connection.deserialize(backup)
        return before - self.look().keys() - self.set_aside()

    @contextmanager
    def _driver(self) -> Iterator[sqlite3.Connection]:
        borrowed = self.database.engine.raw_connection()
        try:
            driver = borrowed.driver_connection
            assert isinstance(driver, sqlite3.Connection), "a county in memory"
            yield driver
        finally:
            borrowed.close()

    # What a checker looks at

    def look(self) -> dict[str, int]:
        """Return event id → server sequence of the whole log."""
        with self.database.reading() as connection:
            rows = connection.execute(select(events.c.event_id, events.c.server_sequence))
            self.log = {row.event_id: row.server_sequence for row in rows}
        return self.log

    def ends(self) -> dict[str, tuple[str, int, str]]:
        """Return township → epoch, last position and prefix hash of its stream."""
        with self.database.reading() as connection:
            epoch = connection.execute(select(ledger_head.c.epoch)).scalar_one()
            rows = connection.execute(select(streams))
            return {row.scope: (epoch, row.position, row.prefix_hash) for row in rows}

    def scope(self, township: str) -> set[str]:
        """Return the ids of the events of a township's stream."""
        question = (
            select(events.c.event_id)
            .join(stream_entries, stream_entries.c.server_sequence == events.c.server_sequence)
            .where(stream_entries.c.scope == township)
        )
        with self.database.reading() as connection:
            return set(connection.execute(question).scalars())

    def set_aside(self) -> set[str]:
        """Return the ids of the events in quarantine."""
        with self.database.reading() as connection:
            return set(connection.execute(select(quarantine.c.event_id)).scalars())

    def flags(self) -> list[tuple[str, str, str]]:
        """Return (kind, device, missing id) of every flag that is not settled."""
        question = select(chain_flags.c.kind, chain_flags.c.device, chain_flags.c.missing)
        with self.database.reading() as connection:
            rows = connection.execute(question.where(chain_flags.c.settled_at_ms.is_(None)))
            return sorted((row.kind, row.device, row.missing) for row in rows)

    def security(self) -> dict[str, int]:
        """Return how often each kind of security event happened."""
        counts: dict[str, int] = {}
        with self.database.reading() as connection:
            for row in connection.execute(select(security_events.c.kind, security_events.c.times)):
                counts[row.kind] = counts.get(row.kind, 0) + row.times
        return dict(sorted(counts.items()))

    def close(self) -> None:
        """Forget everything."""
        self.database.close()
