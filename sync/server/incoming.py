"""A body that is read as it comes, so that nothing of it is lost when the line breaks.

The network layer throws away what nobody had asked for when the other side was gone.  So a body
is asked for from the first moment, before it is known whose it is, and while what came of it is
written down; but never more than `AHEAD_BYTES` lie here unasked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

from fastapi import Request

from sync.server.problem import Problem

AHEAD_BYTES: Final = 256 << 10
SILENCE_MAX_S: Final = 30.0

T = TypeVar("T")


async def while_it_comes(
    request: Request, work: Callable[[AsyncIterator[bytes]], Awaitable[T]]
) -> T:
    """Do something with a request's body while it comes; returns what that returns.

    Args:
        request: Its body has not been touched.
        work: Takes what has come, in order.  The iterator raises 408 `body-incomplete` when the
            sender has gone away, or was silent for `SILENCE_MAX_S`; what came before has been
            given by then.
    """
    body = _Coming()
    task = asyncio.ensure_future(work(body.pieces()))
    try:
        # Here, and not in a task: when that has its first turn, the sender may be gone already.
        async with asyncio.timeout(None) as reading:
            task.add_done_callback(lambda _: None if body.is_over else reading.reschedule(0.0))
            await body.read(request)
    except TimeoutError:
        pass  # It is answered, whatever else may come.
    except BaseException:
        task.cancel()
        raise
    return await task


class _Coming:
    def __init__(self) -> None:
        self._waiting = bytearray()
        self._has_come = asyncio.Event()
        self._is_taken = asyncio.Event()
        self._is_whole = False
        self.is_over = False

    async def read(self, request: Request) -> None:
        """Take what comes, until nothing does any more."""
        try:
            while not self._is_whole:
                message = await request.receive()
                if message["type"] != "http.request":
                    return
                self._waiting += message.get("body", b"")
                self._is_whole = not message.get("more_body", False)
                self._has_come.set()
                while len(self._waiting) >= AHEAD_BYTES and not self._is_whole:
                    self._is_taken.clear()
                    await self._is_taken.wait()
        finally:
            self.is_over = True
            self._has_come.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give what has come."""
        while True:
            if not self._waiting and not self.is_over:
                self._has_come.clear()
                try:
                    async with asyncio.timeout(SILENCE_MAX_S):
                        await self._has_come.wait()
                except TimeoutError as error:
                    raise Problem(408, "body-incomplete") from error
            if self._waiting:
                piece = bytes(self._waiting)
                self._waiting.clear()
                self._is_taken.set()
                yield piece
            elif self._is_whole:
                return
            elif self.is_over:
                raise Problem(408, "body-incomplete")
