"""Which of several processes takes the next connection: one that has no more than the others.

Left to chance, the process that wakes first accepts most of what comes in the same moment, and
keeps it: a counter stays with whoever accepted it.  The others then stand idle beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable, MutableSequence
from typing import Final

HANDSHAKE_WAIT_S: Final = 20.0
COURTESY_S: Final = 0.2
"""How long whoever has more leaves a connection to the others: one of them may hang."""

_LOOK_AGAIN_S: Final = 0.005
_NO_SOCKETS_LEFT_WAIT_S: Final = 1.0
_SLACK: Final = 8
"""One connection in so many is no difference: with many, exact halves would only cost time."""

log = logging.getLogger("county")


class Share:
    """How many connections each process holds, in memory that all of them see.

    Args:
        counts: One number a process; each writes only its own.
        place: Ours among them.
    """

    def __init__(self, counts: MutableSequence[int], place: int) -> None:
        self._counts = counts
        self._place = place

    def publish(self, connections: int) -> None:
        """Let the others see how many we hold."""
        self._counts[self._place] = connections

    def is_ahead(self) -> bool:
        """Answer whether another process should take the next one."""
        others = [count for place, count in enumerate(self._counts) if place != self._place]
        least = min(others, default=None)
        return least is not None and self._counts[self._place] > least + least // _SLACK


class Door:
    """Accepts connections for one process.

    For event loops that can wait for a socket to become readable; that of Windows cannot.

    Args:
        listening: Shared by all processes.
        protocol: Makes what speaks on a connection.
        tls: None for plain HTTP.
        share: What all of them hold.
        held: How many connections this process speaks on.
    """

    def __init__(
        self,
        listening: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        tls: ssl.SSLContext | None,
        share: Share,
        held: Callable[[], int],
    ) -> None:
        self._listening = listening
        self._protocol = protocol
        self._tls = tls
        self._share = share
        self._held = held
        self._entering: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to accept, in the running event loop."""
        self._listening.settimeout(0)
        self._task = asyncio.create_task(self._serve())

    async def close(self) -> None:
        """Accept nothing more; what was accepted goes on."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def publish(self) -> None:
        """Let the others see how many connections are here."""
        self._share.publish(self._held() + len(self._entering))

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._knock(loop)
            await self._let_others()
            try:
                connection, _ = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                continue  # Somebody else was quicker, or nobody is there any more.
            except OSError as error:
                log.error("cannot accept", extra={"line": {"fault": error.errno}})  # noqa: TRY400
                await asyncio.sleep(_NO_SOCKETS_LEFT_WAIT_S)
                continue
            entering = loop.create_task(self._enter(connection))
            self._entering.add(entering)
            entering.add_done_callback(self._entering.discard)
            self.publish()

    async def _knock(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wait until somebody stands at the door."""
        somebody = asyncio.Event()
        loop.add_reader(self._listening, somebody.set)
        try:
            await somebody.wait()
        finally:
            loop.remove_reader(self._listening)

    async def _let_others(self) -> None:
        """Wait a moment if another process has fewer."""
        self.publish()
        try:
            async with asyncio.timeout(COURTESY_S):
                while self._share.is_ahead():
                    await asyncio.sleep(_LOOK_AGAIN_S)
        except TimeoutError:
            return

    async def _enter(self, connection: socket.socket) -> None:
        """Hand one connection to its protocol; one that does not get that far is nobody's fault."""
        connection.settimeout(0)
        wait_s = HANDSHAKE_WAIT_S if self._tls else None
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._protocol, connection, ssl=self._tls, ssl_handshake_timeout=wait_s
            )
        except OSError:  # TLS failures are OSErrors too.
            connection.close()
