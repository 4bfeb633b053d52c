"""Routes, size limits and status codes; no rules.

Every answer to a request with a nonce is signed, refusals too: a counter believes nothing else.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from sync.bundle_keys import public_bytes
from sync.county_succession import COUNTY_KEYS_PATH
from sync.idle import IDLE_PATH
from sync.protocol import ExchangeAnswer
from sync.server import idle, packed_desk
from sync.server.authenticate import Caller, identify, nonce_of, spend
from sync.server.county_key import CountyKey
from sync.server.engine import Database
from sync.server.enrolment import enrol
from sync.server.exchange import PROGRAM_MIN, ExchangeDesk, require_program
from sync.server.key_registry import register_key
from sync.server.key_rotation import paper_of
from sync.server.limits import DeviceBrake, Gate, Limits
from sync.server.metrics import Metrics
from sync.server.problem import Problem
from sync.server.publication_route import answer_piece
from sync.server.system_clock import NowMs, system_now_ms
from sync.server.watching import add_watching
from sync.wire import (
    ENROL_BYTES_MAX,
    ENROL_PATH,
    EXCHANGE_PATH,
    KEY_HEADER,
    REQUEST_BYTES_MAX,
    SIGNATURE_HEADER,
    EnrolAnswerWire,
    EnrolWire,
    ProblemWire,
)
from sync.wire_devices import (
    DEVICE_KEY_BYTES_MAX,
    DEVICE_KEY_PATH,
    DeviceKeyAnswerWire,
    DeviceKeyWire,
)
from sync.wire_publications import PUBLICATIONS_PATH

BODY_WAIT_S: Final = 30.0
FAILING_RETRY_S: Final = 30
"""When to come again while the database fails: this is no matter of seconds."""

log = logging.getLogger("county")

Handler = Callable[[Mapping[str, str], bytes, dict[str, Any]], bytes]


@dataclass(frozen=True, slots=True)
class County:
    """What the routes need.

    Attributes:
        now_ms: The county's clock.
        limits: What one process takes on at once.
        program_min: The oldest counter program that is served.
        metrics_token: What somebody has to show to see the figures; "" for this machine only.
    """

    database: Database
    key: CountyKey
    now_ms: NowMs = system_now_ms
    limits: Limits = field(default_factory=Limits)
    program_min: str = PROGRAM_MIN
    metrics_token: str = field(default="", repr=False)


def make_app(county: County) -> FastAPI:
    """Return the county server for one database and key."""
    app = FastAPI(title="county", docs_url=None, redoc_url=None, openapi_url=None)
    routes = _Routes(county)

    @app.post(EXCHANGE_PATH)
    async def post_exchange(request: Request) -> Response:
        return await routes.respond(request, routes.exchange, bytes_max=REQUEST_BYTES_MAX)

    @app.get(IDLE_PATH)
    def get_idle(request: Request) -> Response:
        return idle.answer_idle(county.database, county.key, idle.query_of(request), county.now_ms)

    @app.post(ENROL_PATH)
    async def post_enrol(request: Request) -> Response:
        return await routes.respond(request, routes.enrol, bytes_max=ENROL_BYTES_MAX)

    @app.post(DEVICE_KEY_PATH)
    async def post_device_key(request: Request) -> Response:
        return await routes.respond(request, routes.device_key, bytes_max=DEVICE_KEY_BYTES_MAX)

    @app.get(PUBLICATIONS_PATH + "/{kind}/{version}")
    async def get_publication(request: Request) -> Response:
        return await routes.respond(request, routes.publication(request), bytes_max=0)

    @app.get(COUNTY_KEYS_PATH)
    async def get_county_keys(request: Request) -> Response:
        return await routes.respond(request, routes.county_keys, bytes_max=0)

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        return routes.refuse(request, error.status_code)

    add_watching(app, county.database, routes.metrics, county.key, county.metrics_token)
    return app


class _Routes:
    def __init__(self, county: County) -> None:
        self._county = county
        self._desk = ExchangeDesk(
            county.database, county.key, county.now_ms, program_min=county.program_min
        )
        self.metrics = Metrics(county.database)
        self._reading = Gate(county.limits.reading, county.limits)
        self._working = Gate(county.limits.working, county.limits)
        self._brake = DeviceBrake(county.limits)

    async def respond(self, request: Request, handler: Handler, *, bytes_max: int) -> Response:
        """Read the body, hand it to a worker thread, sign what comes back, and log one line."""
        nonce = nonce_of(request.headers)
        line: dict[str, Any] = {"path": _path_of(request)}
        began = time.perf_counter()
        try:
            async with self._reading.place():  # Before that, a body waits on its sender's side.
                body = await _read(request, bytes_max)
            line["bytes_in"] = len(body)
            async with self._working.place():
                status, retry_after_s = 200, 0
                content = await run_in_threadpool(
                    self._handle, handler, request.headers, body, line
                )
        except Problem as problem:
            status, retry_after_s = problem.status, problem.retry_after_s
            content = _told(problem)
            line["error"] = problem.code
        seconds = time.perf_counter() - began
        line |= {"status": status, "bytes_out": len(content), "ms": round(seconds * 1000)}
        self.metrics.answered(line, seconds)
        log.info("answered", extra={"line": line})
        return self._signed(nonce, status, content, retry_after_s)

    def refuse(self, request: Request, status: int) -> Response:
        """Answer what no route takes: a newer counter shall know that the county said so."""
        code = {404: "not-found", 405: "method-not-allowed"}.get(status, "refused")
        content = _told(Problem(status, code))
        return self._signed(nonce_of(request.headers), status, content, 0)

    def _handle(
        self, handler: Handler, headers: Mapping[str, str], body: bytes, line: dict[str, Any]
    ) -> bytes:
        """Do the work; what is nobody's fault but ours becomes a signed refusal as well."""
        try:
            return handler(headers, body, line)
        except Problem:
            raise
        except OperationalError as error:
            line["fault"] = type(error.orig).__name__
            raise Problem(503, "county-busy", retry_after_s=FAILING_RETRY_S) from error
        except Exception as error:
            line["fault"] = _where(error)
            raise Problem(500, "county-fault") from error

    @contextmanager
    def _proven(
        self,
        headers: Mapping[str, str],
        body: bytes,
        line: dict[str, Any],
        *,
        may_be_pending: bool = False,
    ) -> Iterator[Caller]:
        """Find out who asks, and let them take no more than their share."""
        county, at_ms = self._county, self._county.now_ms()
        caller = identify(
            county.database, headers, body, at_ms=at_ms, may_be_pending=may_be_pending
        )
        line["device"] = caller.device
        with self._brake.request(caller.device):
            spend(county.database, caller, nonce_of(headers), at_ms=at_ms)
            yield caller

    def exchange(self, headers: Mapping[str, str], body: bytes, line: dict[str, Any]) -> bytes:
        county = self._county
        with self._proven(headers, body, line, may_be_pending=True) as caller:
            message = packed_desk.read(county.database, headers, body)
            require_program(message.hello.program, county.program_min)
            answer = self._desk.answer(caller, nonce_of(headers), message)
        line |= _counts(answer)
        line["pushed"] = len(message.push.events) if message.push else 0
        return packed_desk.write(answer, message, headers, nonce_of(headers))

    def publication(self, request: Request) -> Handler:
        county = self._county
        target = f"{request.url.path}?{request.url.query}"

        def handle(headers: Mapping[str, str], _body: bytes, line: dict[str, Any]) -> bytes:
            with self._proven(headers, target.encode("utf-8", "replace"), line):
                return answer_piece(county.database, target)

        return handle

    def enrol(self, _headers: Mapping[str, str], body: bytes, line: dict[str, Any]) -> bytes:
        county = self._county
        try:
            asked = EnrolWire.model_validate_json(body)
        except ValueError as error:
            raise Problem(422, "unreadable-request") from error
        enrolled = enrol(county.database, asked, at_ms=county.now_ms())
        line["device"] = enrolled.device
        answer = EnrolAnswerWire(
            device=enrolled.device,
            generation=enrolled.generation,
            county_key=county.key.public.public_bytes_raw(),
            is_approved=enrolled.is_approved,
            bundle_key=public_bytes(county.key.private),
        )
        return answer.model_dump_json().encode()

    def county_keys(
        self, _headers: Mapping[str, str], _body: bytes, _line: dict[str, Any]
    ) -> bytes:
        """Answer anybody: whoever cannot check our signature has to learn of our keys."""
        return paper_of(self._county.database, self._county.key)

    def device_key(self, headers: Mapping[str, str], body: bytes, line: dict[str, Any]) -> bytes:
        county = self._county
        with self._proven(headers, body, line) as caller:
            try:
                asked = DeviceKeyWire.model_validate_json(body)
            except ValueError as error:
                raise Problem(422, "unreadable-request") from error
            generation = register_key(county.database, caller, asked, at_ms=county.now_ms())
        return DeviceKeyAnswerWire(generation=generation).model_dump_json().encode()

    def _signed(self, nonce: str, status: int, content: bytes, retry_after_s: int) -> Response:
        headers = {KEY_HEADER: self._county.key.id, "Cache-Control": "no-store"}
        if retry_after_s:
            headers["Retry-After"] = str(retry_after_s)
        if nonce:
            signature = self._county.key.sign_response(nonce, status, content)
            headers[SIGNATURE_HEADER] = base64.b64encode(signature).decode("ascii")
        media_type = packed_desk.media_type_of(content)
        return Response(content, status_code=status, headers=headers, media_type=media_type)


def _told(problem: Problem) -> bytes:
    """Return what a refusal says; when to come again is signed too, the header is not."""
    wire = ProblemWire(error=problem.code, retry_after_s=problem.retry_after_s or None)
    return wire.model_dump_json(exclude_none=True).encode()


def _path_of(request: Request) -> str:
    """Return the path of the route: what stands in place of its parts is the sender's choice."""
    return str(getattr(request.scope.get("route"), "path", "other"))


async def _read(request: Request, bytes_max: int) -> bytes:
    """Read a body, but never more than its limit nor longer than `BODY_WAIT_S`."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            async for piece in request.stream():
                body += piece
                if len(body) > bytes_max:
                    raise Problem(413, "too-large")
    except (TimeoutError, ClientDisconnect) as error:
        raise Problem(408, "body-incomplete") from error
    return bytes(body)


def _counts(answer: ExchangeAnswer) -> dict[str, int]:
    push, pull = answer.push, answer.pull
    return {
        "refused": len(push.refusals) if push else 0,
        "pulled": len(pull.entries) if pull else 0,
        "position": answer.hello.position_max,
    }


def _where(error: Exception) -> str:
    """Return kind and place of a bug; its text may hold what an event says."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"
