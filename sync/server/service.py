"""Runs the county server: socket, log, signals, and a clean end."""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, TextIO

import uvicorn

from counter_app.domain.errors import SettingsInvalid
from sync.server.app import County, make_app
from sync.server.system_clock import iso_instant

KEEP_ALIVE_S: Final = 75
CONNECTIONS_MAX: Final = 512
SHUTDOWN_WAIT_S: Final = 5
BACKLOG: Final = 256


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens.

    Attributes:
        port: 0 for any free one.
        tls_certificate: PEM file; None for plain HTTP, on a loopback address or behind a
            TLS terminator only.
    """

    host: str
    port: int
    tls_certificate: Path | None = None
    tls_key: Path | None = None


class CountyService:
    """The county server on a socket of its own, in whatever thread calls `run`."""

    def __init__(
        self, county: County, address: Address, *, on_ready: Callable[[], None] | None = None
    ) -> None:
        self._socket = _listen(address)
        scheme = "https" if address.tls_certificate else "http"
        self.url: Final = f"{scheme}://{_shown(address.host)}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            make_app(county),
            log_config=None,
            access_log=False,
            ws="none",
            lifespan="off",
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=SHUTDOWN_WAIT_S,
            limit_concurrency=CONNECTIONS_MAX,
            ssl_certfile=address.tls_certificate,
            ssl_keyfile=address.tls_key,
        )
        self._server = _Server(config, on_ready or (lambda: None))

    def run(self) -> None:
        """Serve until `stop`; blocks."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    def stop(self) -> None:
        """Ask the server to end; safe from any thread and from a signal handler."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Uvicorn, telling when it is ready and leaving signals to us."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def stopping_on_signals(service: CountyService) -> Iterator[None]:
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
def logging_to(stream: TextIO) -> Iterator[None]:
    """Write the county's log to a stream while this block runs."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger, foreign = logging.getLogger("county"), logging.getLogger("uvicorn.error")
    before = logger.level
    logger.setLevel(logging.INFO)
    for each in (logger, foreign):
        each.addHandler(handler)
    try:
        yield
    finally:
        logger.setLevel(before)
        for each in (logger, foreign):
            each.removeHandler(handler)


def _listen(address: Address) -> socket.socket:
    is_v6 = ":" in address.host
    family = socket.AF_INET6 if is_v6 else socket.AF_INET
    # asyncio turns Nagle's waiting off only where TCP is named: 40 ms an answer otherwise.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # There it would let two servers share a port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address.host, address.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise SettingsInvalid(f"cannot listen on {address.host}:{address.port}") from error
    return listening


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
