"""The county of a simulation: the real server on a database in memory, without a socket."""

from __future__ import annotations

import base64
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import insert

from sync.client.http_transport import RawAnswer
from sync.codec import event_id
from sync.server import packed_desk
from sync.server.authenticate import Caller, authenticate, nonce_of
from sync.server.county_key import CountyKey
from sync.server.engine import open_in_memory
from sync.server.exchange import ExchangeDesk
from sync.server.key_registry import register_key
from sync.server.problem import Problem
from sync.server.schema import (
    device_keys,
    devices,
)
from sync.simulation.county_doors import BodyDoor, Done, FileDoor
from sync.simulation.county_view import CountyView
from sync.simulation.request import Request
from sync.simulation.timeline import Timeline
from sync.wire import (
    EXCHANGE_PATH,
    KEY_HEADER,
    SIGNATURE_HEADER,
    ProblemWire,
)
from sync.wire_devices import DEVICE_KEY_PATH, DeviceKeyAnswerWire, DeviceKeyWire


class SimulatedCounty(CountyView):
    """Answers requests as the real service does, and can lose its memory."""

    def __init__(self, timeline: Timeline, dice: random.Random) -> None:
        self._timeline = timeline
        self.key = CountyKey(Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)))
        self.database = open_in_memory(lambda: f"{dice.getrandbits(128):032x}")
        self.desk = ExchangeDesk(self.database, self.key, self.now_ms)
        self._bodies = BodyDoor(self.database, self.now_ms, self._answered)
        self._files = FileDoor(self.database, self.now_ms)
        self.exchanges = 0
        self.log = {}

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

    def answer(self, request: Request, *, is_breaking_off: bool = False) -> RawAnswer:
        """Handle one request; with `is_breaking_off` the work stands and the answer is a fault."""
        self.exchanges += not self._files.is_for(request)
        nonce = nonce_of(request.headers)
        try:
            status, content = self._handler_of(request)(request)
        except Problem as problem:
            return self.refusal(nonce, problem)
        if is_breaking_off:
            return self.refusal(nonce, Problem(500, "county-fault"))
        media_type = self._files.media_type_of(request)
        return self._signed(nonce, status, content, media_type)

    def _handler_of(self, request: Request) -> Callable[[Request], Done]:
        if request.path == DEVICE_KEY_PATH:
            return _break_off if request.is_torn else self._device_key
        if request.path == EXCHANGE_PATH:
            return _break_off if request.is_torn else self._exchange
        return self._files.answer if self._files.is_for(request) else self._bodies.answer

    def _exchange(self, request: Request) -> Done:
        at_ms, headers = self.now_ms(), request.headers
        caller = authenticate(
            self.database, headers, request.body, at_ms=at_ms, may_be_pending=True
        )
        return 200, self._answered(caller, headers, request.body)

    def _answered(self, caller: Caller, headers: Mapping[str, str], body: bytes) -> bytes:
        """Answer a whole exchange of a caller who is known."""
        message = packed_desk.read(self.database, headers, body)
        answer = self.desk.answer(caller, nonce_of(headers), message)
        return packed_desk.write(answer, message, headers, nonce_of(headers))

    def _device_key(self, request: Request) -> Done:
        at_ms, body = self.now_ms(), request.body
        caller = authenticate(self.database, request.headers, body, at_ms=at_ms)
        asked = DeviceKeyWire.model_validate_json(body)
        generation = register_key(self.database, caller, asked, at_ms=at_ms)
        return 200, DeviceKeyAnswerWire(generation=generation).model_dump_json().encode()

    def events_in(self, request: Request) -> set[str]:
        """Return the ids of the events that a request would bring; none if it cannot be read."""
        if request.path != EXCHANGE_PATH:
            return set()
        try:
            push = packed_desk.read(self.database, request.headers, request.body).push
        except Problem:
            return set()
        return {event_id(event.data) for event in push.events} if push is not None else set()

    def refusal(self, nonce: str, problem: Problem) -> RawAnswer:
        """Say no, signed."""
        content = ProblemWire(error=problem.code).model_dump_json().encode()
        return self._signed(nonce, problem.status, content)

    def _signed(self, nonce: str, status: int, content: bytes, media_type: str = "") -> RawAnswer:
        signature = base64.b64encode(self.key.sign_response(nonce, status, content))
        headers = {
            "Content-Type": media_type or packed_desk.media_type_of(content),
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
        """Put the database back to a backup; returns what log and quarantine have lost.

        Page by page into the open database: SQLite crashes when a connection that has used
        `json_each` is given another database by `deserialize` and uses it again.
        """
        before = self.look().keys() | self.set_aside()
        with self._driver() as connection, closing(sqlite3.connect(":memory:")) as older:
            older.deserialize(backup)
            older.backup(connection)
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

    def close(self) -> None:
        """Forget everything."""
        self.database.close()


def _break_off(_request: Request) -> Done:
    """Refuse what did not come whole."""
    raise Problem(408, "body-incomplete")
