"""Pieces when the county dies between them: several processes, one database, real kills."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from counter_app.domain.errors import CounterError
from sync.server.engine import lock_head
from sync.server.enrolment import enrol
from sync.server.pieces import PIECE_BYTES
from sync.server.schema import events
from sync.simulation.memory_store import MemoryStore
from sync.wire import EnrolWire
from tests.fakes.counties import running_workers, sqlite_url
from tests.fakes.postgres import programs, running_cluster
from tests.sync.made_up import signed_headers
from tests.sync.parcels import a_body, a_parcel, path_of, sender_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there"),
]
PROGRAMS = programs()
WAIT_S = 60.0
SENT = 3 * PIECE_BYTES + 100


@pytest.fixture(params=["sqlite", "postgres"])
def running(request, tmp_path):
    with ExitStack() as ends:
        url = sqlite_url(tmp_path / "county.db")
        if request.param == "postgres":
            if PROGRAMS is None:
                pytest.skip("PostgreSQL's initdb is not installed")
            pytest.importorskip("psycopg", reason="the extra `county` is not installed")
            url = ends.enter_context(running_cluster(PROGRAMS))
        yield ends.enter_context(running_workers(url, tmp_path, count=2))


def until(condition, what: str) -> None:
    end = time.monotonic() + WAIT_S
    while True:
        try:
            if condition():
                return
        except (CounterError, OSError):
            pass  # Nobody is there just now.
        assert time.monotonic() < end, what
        threading.Event().wait(0.02)


def begin(url: str, store: MemoryStore, body: bytes) -> socket.socket:
    """Send the first pieces of a body and leave the line open."""
    host, _, port = url.removeprefix("http://").partition(":")
    target = f"{path_of(body)}?from=0"
    headers = signed_headers(store.device, store.key, target.encode())
    lines = [f"PUT {target} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    line = socket.create_connection((host, int(port)))
    line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[:SENT])
    return line


@pytest.mark.fault("F1", "F14")
@pytest.mark.expects_warnings  # Of the workers that were killed.
def test_a_county_that_is_killed_between_pieces_goes_on_where_it_was(running):
    county, workers = running
    store = MemoryStore("", "51089910101")
    key = store.key.public_key().public_bytes_raw()
    asked = EnrolWire(code=county.code("51089910101"), public_key=key, counter_code="51089910101")
    store.device = enrol(county.database, asked, at_ms=county.time()).device
    with county.database.writing() as connection:
        body = a_body(store, epoch=lock_head(connection)[0])
    with sender_of(county.url, store, county.key) as sender:

        def kept() -> int:
            return sender.offset(path_of(body))

        with begin(county.url, store, body):
            until(lambda: kept() >= SENT - PIECE_BYTES, "the first pieces are kept")
            before = set(workers.process_ids())
            for process in before:
                os.kill(process, signal.SIGKILL)
        until(lambda: not before & set(workers.process_ids()) and kept() > 0, "others are there")
        assert SENT - PIECE_BYTES <= kept() <= SENT
        came = sender.send(a_parcel(body, is_begun=True))
    assert came.raw.status == 200
    assert came.sent_bytes <= len(body) - (SENT - PIECE_BYTES)
    stored = county.rows(select(func.count()).select_from(events))
    assert stored == [(len(store.kept),)]
