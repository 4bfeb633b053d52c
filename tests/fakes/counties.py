"""County servers: a real one on this machine, and some that misbehave."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, event

from sync.client.http_transport import (
    CountyAddress,
    DeviceIdentity,
    HttpLine,
    HttpTransport,
    new_nonce,
)
from sync.server.address import Address
from sync.server.app import County
from sync.server.authenticate import Caller
from sync.server.county_key import CountyKey, load_or_create
from sync.server.engine import Database, database_file, open_database
from sync.server.enrolment import make_code
from sync.server.exchange import ExchangeDesk
from sync.server.schema import ledger_head
from sync.server.service import CountyService
from sync.server.system_clock import NowMs, system_now_ms
from sync.server.workers import REQUESTS_MAX, CountyWorkers, Site
from sync.signing import Purpose, sign
from sync.wire import decode_answer, decode_exchange, encode_answer, encode_exchange

READY_WAIT_S = 10.0
WORKERS_READY_WAIT_S = 60.0


class CountyTime:
    """The county's clock; a test may set it."""

    def __init__(self) -> None:
        self.ms = 1_772_413_200_000  # 2026-03-02 09:00 in China

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


@dataclass
class RunningCounty:
    """A county server that answers real requests on a loopback port."""

    url: str
    county: County
    time: NowMs

    @property
    def key(self):
        return self.county.key.public

    @property
    def database(self) -> Database:
        return self.county.database

    def code(self, counter_code: str, *, is_approved: bool = True) -> str:
        return make_code(
            self.database,
            self.county.key,
            counter_code,
            at_ms=self.time(),
            is_approved=is_approved,
        )

    def rows(self, statement) -> list:
        with self.database.reading() as connection:
            return list(connection.execute(statement))


@contextmanager
def running_county(
    url: str,
    *,
    key: CountyKey | None = None,
    time: CountyTime | None = None,
    tls: tuple[Path | None, Path | None] = (None, None),
    **more,
):
    """Run a county over a database URL until the block ends.

    `tls` is certificate and key, `more` what else `County` takes.
    """
    time = time or CountyTime()
    database = _open_spared(url)
    county = County(database, key or CountyKey(Ed25519PrivateKey.generate()), time, **more)
    ready = threading.Event()
    service = CountyService(county, Address("127.0.0.1", 0, *tls), on_ready=ready.set)
    thread = threading.Thread(target=service.run, name="county")
    thread.start()
    try:
        assert ready.wait(READY_WAIT_S), "the county did not start"
        yield RunningCounty(service.url, county, time)
    finally:
        service.stop()
        thread.join(READY_WAIT_S)
        database.close()
        assert not thread.is_alive()


@contextmanager
def running_workers(url: str, folder: Path, *, count: int, requests_max: int = REQUESTS_MAX):
    """Run a county of several processes on the real clock; gives it and its workers."""
    database = open_database(url)
    key_file = folder / "county.key.pem"
    county = County(database, load_or_create(key_file))
    ready = threading.Event()
    site = Site(url, key_file, Address("127.0.0.1", 0), requests_max=requests_max)
    workers = CountyWorkers(site, count, on_ready=ready.set)
    thread = threading.Thread(target=workers.run, name="county-workers")
    thread.start()
    try:
        assert ready.wait(WORKERS_READY_WAIT_S), "the workers did not start"
        yield RunningCounty(workers.url, county, system_now_ms), workers
    finally:
        workers.stop()
        thread.join(WORKERS_READY_WAIT_S)
        database.close()
        assert not thread.is_alive()


@contextmanager
def silent_county(url: str):
    """Open a county that has no port: reached by `DirectLine` only."""
    time = CountyTime()
    database = _open_spared(url)
    yield RunningCounty("", County(database, CountyKey(Ed25519PrivateKey.generate()), time), time)
    database.close()


class DirectLine:
    """Carries messages to a county in their real wire form, without HTTP in between."""

    def __init__(self, county: County, caller: Caller) -> None:
        self._desk = ExchangeDesk(county.database, county.key, county.now_ms)
        self._caller = caller

    def exchange(self, message):
        asked = decode_exchange(encode_exchange(message))
        nonce = new_nonce()
        body = encode_answer(self._desk.answer(self._caller, nonce, asked))
        return replace(decode_answer(body), nonce=nonce)


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _open_spared(url: str) -> Database:
    """Open a county; a new SQLite file begins as a copy of one that was migrated once.

    The copy has the tables and nothing else: every county draws an epoch of its own.
    """
    file = database_file(url)
    if file and not file.exists():
        file.write_bytes(_migrated())
    database = open_database(url)
    _spare_the_disk(database)
    return database


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "county.db"
        database = open_database(sqlite_url(file))
        with database.writing() as connection:
            connection.execute(delete(ledger_head))
        database.close()
        return file.read_bytes()


def _spare_the_disk(database: Database) -> None:
    """No power is cut in these tests: do not wait for the disk at every commit."""
    if database.engine.dialect.name != "sqlite":
        return
    database.close()  # New connections will be made, and prepared by us last.
    event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous = OFF"))


@contextmanager
def line_to(url: str, device: str, key: Ed25519PrivateKey, county_key, *, generation: int = 1):
    """Open the real transport of one device."""
    line = HttpLine(CountyAddress(url=url))
    identity = DeviceIdentity(
        device=device,
        generation=generation,
        sign_request=lambda data: sign(key, Purpose.REQUEST, data),
    )
    try:
        yield HttpTransport(line, identity, county_key)
    finally:
        line.close()
