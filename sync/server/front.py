"""What every route does alike: wait for a place, find out who asks, sign the answer, log a line.

Every answer to a request with a nonce is signed, refusals too: a counter believes nothing else.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from fastapi import Request, Response
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from sync.server import packed_desk
from sync.server.authenticate import Caller, identify, nonce_of, spend
from sync.server.county import County
from sync.server.limits import DeviceBrake, Gate
from sync.server.metrics import Metrics
from sync.server.problem import Problem
from sync.wire import KEY_HEADER, SIGNATURE_HEADER, ProblemWire
from sync.wire_pieces import TOLD_HEADER

BODY_WAIT_S: Final = 30.0

FAILING_RETRY_S: Final = 30
"""When to come again while the database fails: this is no matter of seconds."""

log = logging.getLogger("county")

Headers = Mapping[str, str]
LogLine = dict[str, Any]
Handler = Callable[[Headers, bytes, LogLine], bytes]
Answering = Callable[[LogLine], Awaitable[tuple[int, bytes]]]
"""Returns status and content."""


class Front:
    """The front of one process of the county.

    Attributes:
        metrics: Figures of what was answered.
        streaming: Places for bodies that are kept as they come, and so need little memory.
    """

    def __init__(self, county: County) -> None:
        self.county: Final = county
        self.metrics: Final = Metrics(county.database)
        self.streaming: Final = Gate(county.limits.streaming, county.limits)
        self._reading = Gate(county.limits.reading, county.limits)
        self._working = Gate(county.limits.working, county.limits)
        self._brake = DeviceBrake(county.limits)

    async def respond(self, request: Request, handler: Handler, *, bytes_max: int) -> Response:
        """Read the body, hand it to a worker thread, sign what comes back, and log one line."""

        async def answer(line: LogLine) -> tuple[int, bytes]:
            async with self._reading.place():  # Before that, a body waits on its sender's side.
                body = await _read(request, bytes_max)
            line["bytes_in"] = len(body)
            return 200, await self.work(handler, request.headers, body, line)

        return await self.answer(request, answer)

    async def answer(
        self, request: Request, answer: Answering, *, media_type: str = ""
    ) -> Response:
        """Sign status and content of an answer or of a refusal, and log one line.

        Args:
            request: What is answered.
            answer: Returns status and content.
            media_type: Of an answer that is no refusal; "" for what the content says itself.
        """
        line: LogLine = {"path": _path_of(request)}
        began, retry_after_s = time.perf_counter(), 0
        try:
            status, content = await _translated(answer, line)
        except Problem as problem:
            media_type = ""
            status, retry_after_s = problem.status, problem.retry_after_s
            content = _told(problem)
            line["error"] = problem.code
        seconds = time.perf_counter() - began
        line |= {"status": status, "bytes_out": len(content), "ms": round(seconds * 1000)}
        self.metrics.answered(line, seconds)
        log.info("answered", extra={"line": line})
        return self._signed(request, status, content, retry_after_s, media_type)

    async def work(self, handler: Handler, headers: Headers, body: bytes, line: LogLine) -> bytes:
        """Let a worker thread do what is asked, as soon as there is a place."""
        async with self._working.place():
            return await run_in_threadpool(handler, headers, body, line)

    def refuse(self, request: Request, status: int) -> Response:
        """Answer what no route takes: a newer counter shall know that the county said so."""
        code = {404: "not-found", 405: "method-not-allowed"}.get(status, "refused")
        return self._signed(request, status, _told(Problem(status, code)), 0)

    @contextmanager
    def proven(
        self, headers: Headers, signed: bytes, line: LogLine, *, may_be_pending: bool = False
    ) -> Iterator[Caller]:
        """Find out who asks, and let them take no more than their share.

        Args:
            headers: Of the request.
            signed: What was signed beside the nonce: the body, or path and query.
            line: Of the log; told who it is.
            may_be_pending: A device that no person has approved yet may ask this too.

        Raises:
            Problem: 401, 403, 409 as `authenticate`; 429.
        """
        county, at_ms = self.county, self.county.now_ms()
        caller = identify(
            county.database, headers, signed, at_ms=at_ms, may_be_pending=may_be_pending
        )
        line["device"] = caller.device
        with self.share_of(caller):
            spend(county.database, caller, nonce_of(headers), at_ms=at_ms)
            yield caller

    @contextmanager
    def share_of(self, caller: Caller) -> Iterator[None]:
        """Count one request of a proven device while the block runs; raises 429."""
        with self._brake.request(caller.device):
            yield

    def _signed(
        self,
        request: Request,
        status: int,
        content: bytes,
        retry_after_s: int,
        media_type: str = "",
    ) -> Response:
        nonce = nonce_of(request.headers)
        headers = {KEY_HEADER: self.county.key.id, "Cache-Control": "no-store"}
        if retry_after_s:
            headers["Retry-After"] = str(retry_after_s)
        if nonce:
            signature = self.county.key.sign_response(nonce, status, content)
            headers[SIGNATURE_HEADER] = base64.b64encode(signature).decode("ascii")
        media_type = media_type or packed_desk.media_type_of(content)
        if request.method == "HEAD":  # Whose answer has no body: a header says what it would.
            headers[TOLD_HEADER], content = content.decode("ascii"), b""
        return Response(content, status_code=status, headers=headers, media_type=media_type)


async def _translated(answer: Answering, line: LogLine) -> tuple[int, bytes]:
    """Answer; what is nobody's fault but ours becomes a refusal as well.

    Raises:
        Problem: 503 `county-busy` while the database fails, 500 `county-fault` for a bug.
    """
    try:
        return await answer(line)
    except Problem:
        raise
    except OperationalError as error:
        line["fault"] = type(error.orig).__name__
        raise Problem(503, "county-busy", retry_after_s=FAILING_RETRY_S) from error
    except Exception as error:
        line["fault"] = _where(error)
        raise Problem(500, "county-fault") from error


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


def _told(problem: Problem) -> bytes:
    """Return what a refusal says; when to come again is signed too, the header is not."""
    wire = ProblemWire(error=problem.code, retry_after_s=problem.retry_after_s or None)
    return wire.model_dump_json(exclude_none=True).encode()


def _path_of(request: Request) -> str:
    """Return the path of the route: what stands in place of its parts is the sender's choice."""
    return str(getattr(request.scope.get("route"), "path", "other"))


def _where(error: Exception) -> str:
    """Return kind and place of a bug; its text may hold what an event says."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"
