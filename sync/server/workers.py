"""Several processes of the county on one socket: each can answer every counter.

No worker keeps anything that another could change: keys, revocations, sequences and nonces are
read from the database at each request.  Whoever accepts a connection answers it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from sync.server.address import FOLDER_VARIABLE, Address, listen, url_of
from sync.server.door import Share

RESTART_WAIT_S: Final = 2.0
"""A worker that dies at once is not started again sooner than this after its last start."""

STOP_WAIT_S: Final = 10.0
REQUESTS_MAX: Final = 5_000
"""After so many a worker is renewed: each packed answer keeps some 110 KB for ever (pyppmd 1.3.1
frees no encoder), so a worker grows by half a gigabyte at most.
"""

log = logging.getLogger("county")


@dataclass(frozen=True, slots=True)
class Site:
    """What every worker opens for itself.

    Attributes:
        database: URL, as `open_database` takes it.
        key_file: The county's signing key.
        is_quiet: Log warnings only, not a line a request.
        metrics_token: As `County` takes it.
        requests_max: After so many requests a worker ends and another takes its place.
    """

    database: str
    key_file: Path
    address: Address
    is_quiet: bool = False
    metrics_token: str = field(default="", repr=False)
    requests_max: int = REQUESTS_MAX


class CountyWorkers:
    """Starts workers, starts those anew that die, and ends them all.

    Workers live no longer than this process: each holds the end of a pipe that closes with it.
    """

    def __init__(
        self, site: Site, count: int, *, on_ready: Callable[[], None] | None = None
    ) -> None:
        self._socket = listen(site.address)
        self.url: Final = url_of(site.address, self._socket)
        self._site = site
        self._figures = tempfile.TemporaryDirectory(prefix="county-figures-")
        self._slots = [_Slot() for _ in range(count)]
        self._on_ready = on_ready or (lambda: None)
        self._spawn = multiprocessing.get_context("spawn")
        self._connections = self._spawn.RawArray("i", count)
        self._stopping = threading.Event()
        self._wake_reader, self._wake_writer = self._spawn.Pipe(duplex=False)
        self._lifeline, self._our_end = self._spawn.Pipe(duplex=False)
        self._ready_reader, self._ready_writer = self._spawn.Pipe(duplex=False)
        self._ready = 0

    def run(self) -> None:
        """Serve until `stop`; blocks."""
        try:
            for place in range(len(self._slots)):
                self._start(place)
            while not self._stopping.is_set():
                self._watch()
        finally:
            self._end_all()

    def stop(self) -> None:
        """Ask all workers to end; safe from any thread and from a signal handler."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._wake_writer.send_bytes(b"stop")

    def process_ids(self) -> list[int]:
        """Return the workers that are running."""
        ids = (slot.process.pid for slot in self._slots if slot.process is not None)
        return [found for found in ids if found is not None]

    def connections(self) -> list[int]:
        """Return how many connections each worker holds, as it last said; 0.1 s old at most."""
        return list(self._connections)

    def _start(self, place: int) -> None:
        slot = self._slots[place]
        self._connections[place] = 0  # Those of the one before are gone.
        slot.started_at = time.monotonic()
        slot.process = self._spawn.Process(
            target=_work,
            args=(
                self._site,
                self._figures.name,
                self._socket,
                Share(self._connections, place),
                self._lifeline,
                self._ready_writer,
            ),
            name="county-worker",
            daemon=True,
        )
        slot.process.start()

    def _watch(self) -> None:
        """Wait until a worker is ready or has ended; start it again."""
        living = [slot.process.sentinel for slot in self._slots if slot.process is not None]
        happened = wait([*living, self._wake_reader, self._ready_reader], timeout=RESTART_WAIT_S)
        if self._ready_reader in happened:
            self._ready_reader.recv_bytes()
            self._ready += 1
            if self._ready == len(self._slots):
                self._on_ready()
        for place, slot in enumerate(self._slots):
            if self._stopping.is_set():
                return
            if slot.process is not None and not slot.process.is_alive():
                code = slot.process.exitcode
                level = logging.ERROR if code else logging.INFO
                log.log(level, "worker ended", extra={"line": {"code": code}})
                slot.process.close()
                slot.process = None
            if slot.process is None and time.monotonic() - slot.started_at >= RESTART_WAIT_S:
                self._start(place)

    def _end_all(self) -> None:
        self._stopping.set()
        self._our_end.close()
        end = time.monotonic() + STOP_WAIT_S
        for slot in self._slots:
            if slot.process is None:
                continue
            slot.process.join(max(0.0, end - time.monotonic()))
            if slot.process.is_alive():
                slot.process.kill()
                slot.process.join()
            slot.process.close()
        for each in (self._lifeline, self._ready_reader, self._ready_writer, self._wake_reader):
            each.close()
        self._wake_writer.close()
        self._socket.close()
        self._figures.cleanup()


class _Slot:
    """The place of one worker."""

    process: BaseProcess | None = None
    started_at: float = 0.0


def _work(
    site: Site,
    figures: str,
    listening: socket.socket,
    share: Share,
    lifeline: Connection,
    ready: Connection,
) -> None:  # pragma: no cover - runs in a process of its own
    """Serve in this process until the one that started it closes the lifeline or dies."""
    # Ctrl+C reaches the whole group; when to end is for the first process to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ[FOLDER_VARIABLE] = figures  # Before what counts is imported.
    from sync.server.app import County
    from sync.server.county_key import load_or_create
    from sync.server.engine import open_database
    from sync.server.service import CountyService, logging_to

    database = open_database(site.database)
    try:
        county = County(database, load_or_create(site.key_file), metrics_token=site.metrics_token)
        service = CountyService(
            county,
            site.address,
            listening=listening,
            share=share,
            requests_max=site.requests_max,
            on_ready=lambda: ready.send_bytes(b"1"),
        )
        signal.signal(signal.SIGTERM, lambda *_: service.stop())
        ending = threading.Thread(target=_end_with, args=(lifeline, service.stop), daemon=True)
        ending.start()
        with logging_to(sys.stderr, logging.WARNING if site.is_quiet else logging.INFO):
            service.run()
    finally:
        database.close()


def _end_with(lifeline: Connection, stop: Callable[[], None]) -> None:  # pragma: no cover
    wait([lifeline])
    stop()
