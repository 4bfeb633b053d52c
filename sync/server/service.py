"""Runs the county server: socket, log, signals, and a clean end."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, Protocol, TextIO

import uvicorn

from sync.server.address import BACKLOG, Address, listen, url_of
from sync.server.app import County, make_app
from sync.server.door import Door, Share
from sync.server.system_clock import iso_instant

KEEP_ALIVE_S: Final = 75
CONNECTIONS_MAX: Final = 8_192
"""Beyond it a worker hangs up unheard; how much work it takes on is bounded in `limits`."""

SHUTDOWN_WAIT_S: Final = 5
TLS_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: only suites that authenticate what they encrypt and forget the session's key.

The libraries' default would be that of the system, and may hold CBC with SHA-1.
"""

ACCEPTED_A_TURN: Final = 4
"""Where the event loop accepts by itself: who finds many waiting leaves some to the others."""


class CountyService:
    """The county server on a socket, in whatever thread calls `run`.

    Without `listening` it opens a socket of its own.  With `share` it takes no more of the
    connections than the other processes on the same socket.  With `requests_max` it ends by
    itself, cleanly, after about as many.
    """

    def __init__(
        self,
        county: County,
        address: Address,
        *,
        listening: socket.socket | None = None,
        share: Share | None = None,
        requests_max: int | None = None,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        self._socket = listening or listen(address)
        self.url: Final = url_of(address, self._socket)
        config = uvicorn.Config(
            make_app(county),
            log_config=None,
            access_log=False,
            ws="none",
            lifespan="off",
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=SHUTDOWN_WAIT_S,
            limit_concurrency=CONNECTIONS_MAX,
            limit_max_requests=requests_max,
            # Those that began together do not end together.
            limit_max_requests_jitter=requests_max // 4 if requests_max else 0,
            backlog=ACCEPTED_A_TURN,
            ssl_certfile=address.tls_certificate,
            ssl_keyfile=address.tls_key,
            ssl_ciphers=TLS_CIPHERS,
            ssl_context_factory=_tls if address.tls_certificate else None,
            proxy_headers=False,  # Who asks is told by a signature, never by a gateway's header.
        )
        self._server = _Server(config, share, on_ready or (lambda: None))

    def run(self) -> None:
        """Serve until `stop`; blocks."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    def stop(self) -> None:
        """Ask the server to end; safe from any thread and from a signal handler."""
        self._server.should_exit = True


def _tls(_config: uvicorn.Config, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Return what the server speaks TLS with: 1.2 or newer whatever the system allows."""
    context = make()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _Server(uvicorn.Server):
    """Uvicorn, telling when it is ready, sharing connections and leaving signals to us."""

    def __init__(
        self, config: uvicorn.Config, share: Share | None, on_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        # The event loop of Windows cannot tell when somebody waits at a socket.
        self._share = share if sys.platform != "win32" else None
        self._on_ready = on_ready
        self._doors: list[Door] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if self._share is None:
            await super().startup(sockets=sockets)
            for each in sockets or ():
                each.listen(BACKLOG)  # Asyncio has set it to what it accepts in a turn.
        else:
            await super().startup(sockets=[])
            self._doors = [self._door(each, self._share) for each in sockets or ()]
            for door in self._doors:
                door.open()
        self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        for door in self._doors:
            door.publish()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for door in self._doors:
            await door.close()
        await super().shutdown(sockets=sockets)

    def _door(self, listening: socket.socket, share: Share) -> Door:
        held = self.server_state.connections
        return Door(listening, self._new_protocol, self.config.ssl, share, lambda: len(held))

    def _new_protocol(self) -> asyncio.Protocol:
        protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        assert isinstance(protocol, asyncio.Protocol)
        return protocol

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Stoppable(Protocol):
    """What a signal ends."""

    def stop(self) -> None: ...


@contextmanager
def stopping_on_signals(service: Stoppable) -> Iterator[None]:
    """End the service cleanly on SIGTERM and SIGINT while this block runs."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        service.stop()

    watched = [signal.SIGINT, signal.SIGTERM]
    if sys.platform == "win32":
        watched.append(signal.SIGBREAK)
    before = {each: signal.signal(each, stop) for each in watched}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class JsonLines(logging.Formatter):
    """One JSON object a line: when, what, and the figures of the request; no personal data."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        line = {
            "at": iso_instant(round(record.created * 1000)),
            "level": record.levelname,
            "what": record.getMessage(),
            **getattr(record, "line", {}),
        }
        return json.dumps(line, ensure_ascii=True)


@contextmanager
def logging_to(stream: TextIO, level: int = logging.INFO) -> Iterator[None]:
    """Write the county's log to a stream while this block runs."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger, foreign = logging.getLogger("county"), logging.getLogger("uvicorn.error")
    before = logger.level
    logger.setLevel(level)
    for each in (logger, foreign):
        each.addHandler(handler)
    try:
        yield
    finally:
        logger.setLevel(before)
        for each in (logger, foreign):
            each.removeHandler(handler)
