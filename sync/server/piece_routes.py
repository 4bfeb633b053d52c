"""`HEAD` and `PUT` of something large, named by its SHA-256, as any route may offer them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from sync.server.authenticate import Caller
from sync.server.front import Front, Headers, LogLine
from sync.server.incoming import while_it_comes
from sync.server.pieces import Body, Pieces
from sync.server.problem import Problem
from sync.wire import DEVICE_HEADER
from sync.wire_pieces import FROM, OffsetWire

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_OFFSET: Final = re.compile(r"0|[1-9][0-9]{0,11}")

Finish = Callable[[Caller, Headers, bytes, LogLine], bytes]
"""What to do with a whole body; returns the content of the answer."""


class PieceRoutes:
    """Takes bodies of one kind in pieces and hands each to `finish` when it is whole."""

    def __init__(
        self, front: Front, pieces: Pieces, finish: Finish, *, may_be_pending: bool = False
    ) -> None:
        self._front = front
        self._pieces = pieces
        self._finish = finish
        self._may_be_pending = may_be_pending

    async def head(self, request: Request) -> Response:
        """Tell how much is there."""

        async def answer(line: LogLine) -> tuple[int, bytes]:
            with self._pieces.announced(claimed(request)) as earlier:
                _, body = await run_in_threadpool(self._asked, request, line)
                await self._pieces.settled(earlier)
            return 200, _told(await run_in_threadpool(self._pieces.offset, body))

        return await self._front.answer(request, answer)

    async def put(self, request: Request) -> Response:
        """Keep what comes; answer for the whole body if this was the rest of it."""

        async def keep(coming: AsyncIterator[bytes], line: LogLine) -> tuple[Caller, Body, int]:
            with self._pieces.announced(claimed(request)) as earlier:
                caller, body = await run_in_threadpool(self._asked, request, line)
                start, size = start_of(request), size_of(request)
                await self._pieces.settled(earlier)
                await run_in_threadpool(self._pieces.begin, body, start, size)
                stop = await self._pieces.take_in(body, start, coming)
            line["bytes_in"] = stop - start
            return caller, body, stop

        async def answer(line: LogLine) -> tuple[int, bytes]:
            async with self._front.streaming.place():
                caller, body, stop = await while_it_comes(request, lambda some: keep(some, line))
            whole = await run_in_threadpool(self._pieces.whole, body)
            if whole is None:
                return 202, _told(stop)

            def finish(headers: Headers, content: bytes, line: LogLine) -> bytes:
                with self._front.share_of(caller):
                    return self._finish(caller, headers, content, line)

            return 200, await self._front.work(finish, request.headers, whole, line)

        return await self._front.answer(request, answer)

    def _asked(self, request: Request, line: LogLine) -> tuple[Caller, Body]:
        """Return who asks for what."""
        query = f"?{request.url.query}" if request.url.query else ""
        target = f"{request.url.path}{query}".encode("utf-8", "replace")
        with self._front.proven(
            request.headers, target, line, may_be_pending=self._may_be_pending
        ) as caller:
            sha256 = str(request.path_params["sha256"])
            if not _SHA256.fullmatch(sha256):
                raise Problem(422, "unreadable-request")
            return caller, Body(owner=caller.device, sha256=sha256)


def claimed(request: Request) -> Body:
    """Return what is asked for, if it is who it says; nothing is given for that."""
    owner = request.headers.get(DEVICE_HEADER, "").partition(".")[0]
    return Body(owner=owner, sha256=str(request.path_params["sha256"]))


def start_of(request: Request) -> int:
    """Return where a piece begins.

    Raises:
        Problem: 422 `unreadable-request`.
    """
    told = request.query_params.getlist(FROM)
    if len(told) != 1 or not _OFFSET.fullmatch(told[0]):
        raise Problem(422, "unreadable-request")
    return int(told[0])


def size_of(request: Request) -> int | None:
    """Return how much is announced; the network layer takes no more than that."""
    told = request.headers.get("Content-Length", "")
    return int(told) if _OFFSET.fullmatch(told) else None


def _told(offset: int) -> bytes:
    return OffsetWire(offset=offset).model_dump_json().encode()
