"""A county in the same process: its real desk, log and signatures, and a line that may be bad."""

from __future__ import annotations

import base64
import enum
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, Protocol

from sqlalchemy import event, update

from counter_app.bootstrap.county import exchange_once
from counter_app.bootstrap.profile import OpenProfile
from counter_app.domain.errors import CountyBusy, DeviceUnknown, NotTheCounty, Offline
from counter_app.ports import Clock
from counter_app.scenario.practice_profile import PracticeProfile
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.http_transport import RawAnswer, new_nonce, require_county
from sync.client.report import SyncReport
from sync.codec import Sign
from sync.protocol import Exchange, ExchangeAnswer
from sync.server.authenticate import authenticate
from sync.server.county_key import CountyKey, load_or_create
from sync.server.engine import Database, open_database
from sync.server.enrolment import enrol, make_code
from sync.server.exchange import ExchangeDesk
from sync.server.problem import Problem
from sync.server.schema import device_keys
from sync.signing import Purpose, request_bytes, sign
from sync.wire import (
    DEVICE_HEADER,
    JSON_TYPE,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    EnrolWire,
    ProblemWire,
    decode_answer,
    decode_exchange,
    encode_answer,
    encode_exchange,
)

FOLDER: Final = "practice-county"
DATABASE_NAME: Final = "county.db"
KEY_NAME: Final = "county.key.pem"
TRIES_MAX: Final = 8
NEVER_MS: Final = 2**52
"""When the counter's key was registered: so late that it never grows old."""

CONTACT_EVERY_MS: Final = 60_000
"""As often as a counter asks its county by itself."""


class LineState(enum.Enum):
    """What a scenario calls the network.

    SLOW: what an act made goes to the county with the next act, or with `sync`.  LOSSY: of every
    two answers one is lost on its way, after the county has done its work.
    """

    UP = "up"
    DOWN = "down"
    SLOW = "slow"
    LOSSY = "lossy"


class County(Protocol):
    """What a scenario needs of a county.

    Attributes:
        state: How the line is.
    """

    state: LineState

    def exchange(self) -> SyncReport:
        """Exchange until both sides have what the other had; a dead line is an answer."""

    def contact(self) -> None:
        """Do what the counter does by itself before an act."""

    def after_act(self) -> None:
        """Do what the counter does by itself when an act has made something."""

    def close(self) -> None: ...


class CountyInReach:
    """A county server without a socket; every message takes its real form and signature.

    It lives in a practice profile and serves that counter alone: what it signs for is worth
    nothing outside.

    Attributes:
        state: How the line is.
    """

    def __init__(self, profile: PracticeProfile, clock: Clock, now_ms: Callable[[], int]) -> None:
        folder = profile.folder / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        self._key = load_or_create(folder / KEY_NAME)
        self._database = open_database(f"sqlite:///{folder / DATABASE_NAME}")
        _spare_the_disk(self._database)
        self._now_ms = now_ms
        self._heard_ms = -CONTACT_EVERY_MS
        self.state = LineState.UP
        self._admit(profile)
        self._cycle = self._line_of(profile, clock)

    def exchange(self) -> SyncReport:
        for _ in range(TRIES_MAX):
            try:
                self._cycle.run()
            except (Offline, NotTheCounty, CountyBusy):
                if self.state is not LineState.LOSSY:
                    break
            else:
                self._heard_ms = self._now_ms()
                break
        return self._cycle.report

    def contact(self) -> None:
        if self._now_ms() - self._heard_ms >= CONTACT_EVERY_MS:
            self.exchange()

    def after_act(self) -> None:
        if self.state is not LineState.SLOW:
            self.exchange()

    def close(self) -> None:
        self._database.close()

    def _admit(self, profile: PracticeProfile) -> None:
        """Enrol the counter with a one-time code, as an installer does."""
        at_ms = self._now_ms()
        counter_code = profile.settings.counter.counter_code
        asked = EnrolWire(
            code=make_code(self._database, self._key, counter_code, at_ms=at_ms, is_approved=True),
            public_key=profile.identity.public_key.public_bytes_raw(),
            counter_code=counter_code,
            device=profile.identity.device,
            generation=profile.identity.generation,
        )
        enrol(self._database, asked, at_ms=at_ms, is_practice=True)
        with self._database.writing() as connection:  # A scenario may last for years.
            connection.execute(update(device_keys).values(registered_at_ms=NEVER_MS))

    def _line_of(self, profile: PracticeProfile, clock: Clock) -> SyncCycle:
        identity = profile.identity
        transport = _InnerTransport(
            _CountyDesk(self._database, self._key, self._now_ms),
            device=f"{identity.device}.{identity.generation}",
            sign_request=partial(sign, identity.signing_key, Purpose.REQUEST),
            state=lambda: self.state,
        )
        side = CounterSide(
            store=profile.store.sync_store,
            unit_of_work=profile.store.unit_of_work,
            clock=clock,
            device=identity.device,
            county_key=self._key.public,
        )
        return SyncCycle(side, transport)


class OwnCounty:
    """The county that a profile belongs to, if any: reached over its real line, by `sync` only."""

    def __init__(self, profile: OpenProfile) -> None:
        self._profile = profile
        self.state = LineState.UP

    def exchange(self) -> SyncReport:
        if self.state is LineState.DOWN or self._profile.settings.county is None:
            waiting = self._profile.store.sync_store.unacknowledged_count()
            return SyncReport(unsynced=waiting)
        return exchange_once(self._profile)

    def contact(self) -> None:
        """Leave the line alone: its county's clock is not the scenario's."""

    def after_act(self) -> None:
        """Leave the line alone."""

    def close(self) -> None:
        """Nothing is held open."""


class _CountyDesk:
    """The county's side of one exchange: what its routes do, without HTTP."""

    def __init__(self, database: Database, key: CountyKey, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._desk = ExchangeDesk(database, key, now_ms)
        self._now_ms = now_ms
        self.key = key

    def post(self, headers: dict[str, str], body: bytes) -> RawAnswer:
        """Answer a request, signed; refusals too."""
        nonce = headers[NONCE_HEADER]
        try:
            caller = authenticate(self._database, headers, body, at_ms=self._now_ms())
            content = encode_answer(self._desk.answer(caller, nonce, decode_exchange(body)))
            status = 200
        except Problem as problem:
            status = problem.status
            content = ProblemWire(error=problem.code).model_dump_json().encode()
        signature = base64.b64encode(self.key.sign_response(nonce, status, content))
        answered = {"Content-Type": JSON_TYPE, SIGNATURE_HEADER: signature.decode("ascii")}
        return RawAnswer(status, answered, content)


class _InnerTransport:
    """Implements `sync.protocol.Transport` on a line within the process."""

    def __init__(
        self,
        county: _CountyDesk,
        *,
        device: str,
        sign_request: Sign,
        state: Callable[[], LineState],
    ) -> None:
        self._county = county
        self._device = device
        self._sign_request = sign_request
        self._state = state
        self._is_answer_lost = False

    def exchange(self, message: Exchange) -> ExchangeAnswer:
        if self._state() is LineState.DOWN:
            raise Offline("the line is down")
        body = encode_exchange(message)
        nonce = new_nonce()
        signature = self._sign_request(request_bytes(nonce, body))
        headers = {
            DEVICE_HEADER: self._device,
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
        }
        raw = self._county.post(headers, body)
        if self._state() is LineState.LOSSY:
            self._is_answer_lost = not self._is_answer_lost
            if self._is_answer_lost:
                raise Offline("the answer was lost")
        require_county(raw, self._county.key.public, nonce)
        if raw.status != 200:
            raise DeviceUnknown(raw.problem())
        answer = decode_answer(raw.body)
        return replace(answer, nonce=nonce, sent_bytes=len(body), received_bytes=len(raw.body))


def _spare_the_disk(database: Database) -> None:
    """Nobody rests on a county that is thrown away: do not wait for the disk at every commit."""
    database.close()  # Connections made from now on are prepared by us last.
    event.listen(
        database.engine, "connect", lambda made, _: made.execute("PRAGMA synchronous = OFF")
    )
