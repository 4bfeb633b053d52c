"""`HEAD`, `PUT` and `GET` of the files of cases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from counter_app.domain.attachment import is_file_name
from sync.server.attachments import CountyFiles, FileAsked
from sync.server.front import Front, LogLine
from sync.server.incoming import while_it_comes
from sync.server.piece_routes import claimed, size_of, start_of
from sync.server.problem import Problem
from sync.wire_attachments import (
    ATTACHMENTS_PATH,
    EVENT,
    FILE_TYPE,
    RANGE_BYTES_MAX,
    RANGE_HEADER,
    FileStandWire,
)

_RANGE: Final = re.compile(r"bytes=(?P<first>0|[1-9][0-9]{0,11})-(?P<last>0|[1-9][0-9]{0,11})")


class AttachmentRoutes:
    """What is asked of the files, and how it is answered."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._files = CountyFiles(front.county.database, front.county.now_ms)

    async def head(self, request: Request) -> Response:
        """Tell how much of a file is there."""

        async def answer(line: LogLine) -> tuple[int, bytes]:
            with self._files.announced(claimed(request)) as earlier:
                asked = await run_in_threadpool(self._asked, request, line)
                await self._files.settled(earlier)
            return 200, _told(await run_in_threadpool(self._files.stand, asked))

        return await self._front.answer(request, answer)

    async def put(self, request: Request) -> Response:
        """Keep what comes of a file; 201 when all of it is there."""

        async def keep(coming: AsyncIterator[bytes], line: LogLine) -> tuple[FileAsked, int | None]:
            with self._files.announced(claimed(request)) as earlier:
                asked = await run_in_threadpool(self._asked, request, line)
                start, size = start_of(request), size_of(request)
                await self._files.settled(earlier)
                if not await run_in_threadpool(self._files.begin, asked, start, size):
                    return asked, None
                stop = await self._files.take_in(asked, start, coming)
            line["bytes_in"] = stop - start
            return asked, stop

        async def answer(line: LogLine) -> tuple[int, bytes]:
            async with self._front.streaming.place():
                asked, stop = await while_it_comes(request, lambda some: keep(some, line))
            if stop is None:
                return 200, _told(await run_in_threadpool(self._files.stand, asked))
            stand = await run_in_threadpool(self._files.finish, asked, stop)
            return (201 if stand.is_whole else 202), _told(stand)

        return await self._front.answer(request, answer)

    async def get(self, request: Request) -> Response:
        """Give a part of a file."""

        async def answer(line: LogLine) -> tuple[int, bytes]:
            asked = await run_in_threadpool(self._asked, request, line)
            start, stop = part_of(request.headers.get(RANGE_HEADER), asked.described.size_bytes)
            return 206, await run_in_threadpool(self._files.part, asked, start, stop)

        return await self._front.answer(request, answer, media_type=FILE_TYPE)

    def _asked(self, request: Request, line: LogLine) -> FileAsked:
        """Return who asks for which file.

        Raises:
            Problem: 401, 403, 409 `replayed`, 429; 422; 409 `event-first`.
        """
        query = f"?{request.url.query}" if request.url.query else ""
        signed = f"{request.url.path}{query}{request.headers.get(RANGE_HEADER, '')}"
        with self._front.proven(request.headers, signed.encode("utf-8", "replace"), line) as caller:
            sha256 = str(request.path_params["sha256"])
            told = request.query_params.getlist(EVENT)
            if not is_file_name(sha256) or len(told) != 1 or not is_file_name(told[0]):
                raise Problem(422, "unreadable-request")
            return self._files.asked(caller, sha256, told[0])


def add_attachments(app: FastAPI, front: Front) -> None:
    """Let an application take and give the files of cases."""
    routes = AttachmentRoutes(front)
    path = ATTACHMENTS_PATH + "/{sha256}"

    @app.head(path)
    async def head_attachment(request: Request) -> Response:
        return await routes.head(request)

    @app.put(path)
    async def put_attachment(request: Request) -> Response:
        return await routes.put(request)

    @app.get(path)
    async def get_attachment(request: Request) -> Response:
        return await routes.get(request)


def part_of(told: str | None, size: int) -> tuple[int, int]:
    """Return which bytes are asked for: at most `RANGE_BYTES_MAX`, from the first on.

    Args:
        told: The header `Range`; None for none.
        size: Of the file, in bytes.

    Raises:
        Problem: 416 `no-such-range`.
    """
    if told is None:
        return 0, min(size, RANGE_BYTES_MAX)
    asked = _RANGE.fullmatch(told)
    if asked is None:
        raise Problem(416, "no-such-range")
    start = int(asked["first"])
    return start, min(int(asked["last"]) + 1, size, start + RANGE_BYTES_MAX)


def _told(stand: FileStandWire) -> bytes:
    return stand.model_dump_json().encode()
