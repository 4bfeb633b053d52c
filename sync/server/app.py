"""Routes, size limits and status codes; no rules."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from sync.bundle_keys import public_bytes
from sync.county_succession import COUNTY_KEYS_PATH
from sync.idle import IDLE_PATH
from sync.protocol import ExchangeAnswer
from sync.server import idle, packed_desk
from sync.server.attachment_routes import add_attachments
from sync.server.authenticate import Caller, nonce_of
from sync.server.county import County
from sync.server.enrolment import enrol
from sync.server.exchange import ExchangeDesk, require_program
from sync.server.front import Front, Handler, Headers, LogLine
from sync.server.key_registry import register_key
from sync.server.key_rotation import paper_of
from sync.server.piece_routes import PieceRoutes
from sync.server.pieces import PieceLimits, Pieces
from sync.server.problem import Problem
from sync.server.publication_route import answer_piece
from sync.server.watching import add_watching
from sync.wire import (
    ENROL_BYTES_MAX,
    ENROL_PATH,
    EXCHANGE_PATH,
    REQUEST_BYTES_MAX,
    EnrolAnswerWire,
    EnrolWire,
)
from sync.wire_devices import (
    DEVICE_KEY_BYTES_MAX,
    DEVICE_KEY_PATH,
    DeviceKeyAnswerWire,
    DeviceKeyWire,
)
from sync.wire_publications import PUBLICATIONS_PATH

__all__ = ["County", "make_app"]

EXCHANGE_KIND: Final = "exchange"
EXCHANGE_LIMITS: Final = PieceLimits(
    body_bytes=REQUEST_BYTES_MAX, bodies=4, bytes=2 * REQUEST_BYTES_MAX
)
"""A counter has one body on its way; two copies of a device, and a second try, make four."""


def make_app(county: County) -> FastAPI:
    """Return the county server for one database and key."""
    app = FastAPI(
        title="county",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # A redirect would name whatever host the caller claims to ask.
    )
    front = Front(county)
    routes = _Routes(front)
    exchanges = PieceRoutes(
        front,
        Pieces(county.database, EXCHANGE_KIND, EXCHANGE_LIMITS, county.now_ms),
        routes.exchanged,
        may_be_pending=True,
    )

    @app.post(EXCHANGE_PATH)
    async def post_exchange(request: Request) -> Response:
        return await front.respond(request, routes.exchange, bytes_max=REQUEST_BYTES_MAX)

    @app.head(EXCHANGE_PATH + "/{sha256}")
    async def head_exchange(request: Request) -> Response:
        return await exchanges.head(request)

    @app.put(EXCHANGE_PATH + "/{sha256}")
    async def put_exchange(request: Request) -> Response:
        return await exchanges.put(request)

    @app.get(IDLE_PATH)
    def get_idle(request: Request) -> Response:
        return idle.answer_idle(county.database, county.key, idle.query_of(request), county.now_ms)

    @app.post(ENROL_PATH)
    async def post_enrol(request: Request) -> Response:
        return await front.respond(request, routes.enrol, bytes_max=ENROL_BYTES_MAX)

    @app.post(DEVICE_KEY_PATH)
    async def post_device_key(request: Request) -> Response:
        return await front.respond(request, routes.device_key, bytes_max=DEVICE_KEY_BYTES_MAX)

    @app.get(PUBLICATIONS_PATH + "/{kind}/{version}")
    async def get_publication(request: Request) -> Response:
        return await front.respond(request, routes.publication(request), bytes_max=0)

    @app.get(COUNTY_KEYS_PATH)
    async def get_county_keys(request: Request) -> Response:
        return await front.respond(request, routes.county_keys, bytes_max=0)

    add_attachments(app, front)

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        return front.refuse(request, error.status_code)

    add_watching(app, county.database, front.metrics, county.key, county.metrics_token)
    return app


class _Routes:
    """What is done with a request that was read."""

    def __init__(self, front: Front) -> None:
        county = front.county
        self._front = front
        self._county = county
        self._desk = ExchangeDesk(
            county.database, county.key, county.now_ms, program_min=county.program_min
        )

    def exchange(self, headers: Headers, body: bytes, line: LogLine) -> bytes:
        with self._front.proven(headers, body, line, may_be_pending=True) as caller:
            return self.exchanged(caller, headers, body, line)

    def exchanged(self, caller: Caller, headers: Headers, body: bytes, line: LogLine) -> bytes:
        """Answer an exchange of a caller who is known."""
        county, nonce = self._county, nonce_of(headers)
        message = packed_desk.read(county.database, headers, body)
        require_program(message.hello.program, county.program_min)
        answer = self._desk.answer(caller, nonce, message)
        line |= _counts(answer)
        line["pushed"] = len(message.push.events) if message.push else 0
        return packed_desk.write(answer, message, headers, nonce)

    def publication(self, request: Request) -> Handler:
        county = self._county
        target = f"{request.url.path}?{request.url.query}"

        def handle(headers: Headers, _body: bytes, line: LogLine) -> bytes:
            with self._front.proven(headers, target.encode("utf-8", "replace"), line):
                return answer_piece(county.database, target)

        return handle

    def enrol(self, _headers: Headers, body: bytes, line: LogLine) -> bytes:
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

    def county_keys(self, _headers: Headers, _body: bytes, _line: LogLine) -> bytes:
        """Answer anybody: whoever cannot check our signature has to learn of our keys."""
        return paper_of(self._county.database, self._county.key)

    def device_key(self, headers: Headers, body: bytes, line: LogLine) -> bytes:
        county = self._county
        with self._front.proven(headers, body, line) as caller:
            try:
                asked = DeviceKeyWire.model_validate_json(body)
            except ValueError as error:
                raise Problem(422, "unreadable-request") from error
            generation = register_key(county.database, caller, asked, at_ms=county.now_ms())
        return DeviceKeyAnswerWire(generation=generation).model_dump_json().encode()


def _counts(answer: ExchangeAnswer) -> dict[str, int]:
    push, pull = answer.push, answer.pull
    return {
        "refused": len(push.refusals) if push else 0,
        "pulled": len(pull.entries) if pull else 0,
        "position": answer.hello.position_max,
    }
