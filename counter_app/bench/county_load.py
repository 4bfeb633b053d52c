"""Counters that send: their events, their requests, and how long the county lets them wait.

Everything is made and signed before the clock runs; while it runs a sender only writes and reads.
"""

from __future__ import annotations

import base64
import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.bench.data import SEED
from sync.client.http_transport import new_nonce
from sync.codec import event_id, seal
from sync.protocol import (
    HEADER_VERSION,
    PUSH_EVENTS_MAX,
    SUITE,
    Exchange,
    Header,
    Hello,
    Pull,
    Push,
    SignedEvent,
)
from sync.server.address import Address
from sync.server.county_key import CountyKey, load_or_create
from sync.server.engine import Database, open_database
from sync.server.enrolment import enrol, make_code
from sync.server.schema import ledger_head
from sync.server.system_clock import system_now_ms
from sync.server.workers import CountyWorkers, Site
from sync.signing import Purpose, request_bytes, sign
from sync.wire import (
    DEVICE_HEADER,
    EXCHANGE_PATH,
    JSON_TYPE,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    EnrolWire,
    encode_exchange,
)

WORKERS: Final = 2
READY_WAIT_S: Final = 120.0
ANSWER_WAIT_S: Final = 300.0
COUNTERS_A_TOWNSHIP: Final = 10
_REGION: Final = 510_899_100
_NOTES: Final = (
    "现场核验材料齐全原件已退还申请人要求邮寄办理结果联系电话与申请表一致经办人已当面告知"
)


@dataclass(slots=True)
class Sender:
    """One enrolled counter and the end of its chain."""

    device: str
    counter_code: str
    key: Ed25519PrivateKey
    n: int = 0
    prev: str = ""
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311

    def events(self, count: int) -> list[SignedEvent]:
        """Make the next events of the chain; each has about 700 bytes."""
        return [self._event() for _ in range(count)]

    def body(self, epoch: str, events: Sequence[SignedEvent], *, asks: bool = False) -> bytes:
        """Return the request that pushes these events, and perhaps asks for a page of others'."""
        hello = Hello(
            program="9.0.0",
            fold_version=1,
            epoch=epoch,
            position=0,
            prefix_hash="",
            head={"generation": 1, "n": self.n, "id": self.prev},
            pending=len(events),
            parked=0,
            wall="2026-11-02T09:00:00.000+08:00",
            boot="b0070001",
            mono=1,
        )
        push = Push(epoch=epoch, events=tuple(events))
        pull = Pull(epoch=epoch, position=0) if asks else None
        return encode_exchange(Exchange(hello=hello, push=push, pull=pull))

    def bodies(self, epoch: str, count: int) -> list[bytes]:
        """Make events and return the requests of a cycle that carries them, oldest first."""
        events = self.events(count)
        return [
            self.body(epoch, events[start : start + PUSH_EVENTS_MAX], asks=True)
            for start in range(0, count, PUSH_EVENTS_MAX)
        ]

    def headers(self, body: bytes) -> dict[str, str]:
        """Sign one request; a nonce serves once."""
        nonce = new_nonce()
        signature = sign(self.key, Purpose.REQUEST, request_bytes(nonce, body))
        return {
            DEVICE_HEADER: f"{self.device}.1",
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
            "Content-Type": JSON_TYPE,
        }

    def _event(self) -> SignedEvent:
        self.n += 1
        text = "".join(self.dice.choices(_NOTES, k=60))
        header = Header(
            v=HEADER_VERSION,
            suite=SUITE,
            device=self.device,
            generation=1,
            n=self.n,
            prev=self.prev,
            hlc=(1_793_581_200_000 + self.n, 0),
            wall="2026-11-02T09:00:00.000+08:00",
            boot="b0070001",
            mono=self.n,
            anchor="",
            counter=self.counter_code,
            staff="QH0107",
            login="0123456789abcdef",
            role="clerk",
            case=f"{self.dice.getrandbits(128):032x}",
            type="case.noted",
            type_version=1,
            base={},
            body={"text": text},
        )
        event = seal(header, lambda data: sign(self.key, Purpose.EVENT, data))
        self.prev = event_id(event.data)
        return event


@dataclass(frozen=True, slots=True)
class Target:
    """A county that runs, and what a measurement asks of its database."""

    url: str
    database: Database
    key: CountyKey
    workers: CountyWorkers

    def stored(self) -> int:
        """Return how many events the log holds."""
        with self.database.reading() as connection:
            return int(connection.execute(select(ledger_head.c.last_sequence)).scalar_one())

    def memory_mb(self) -> float:
        """Return the resident memory of all workers together; Linux only."""
        page_mb = 4096 / (1 << 20)
        return sum(
            int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * page_mb
            for process in self.workers.process_ids()
        )


def epoch_of(database: Database) -> str:
    """Return the county's present epoch."""
    with database.reading() as connection:
        return str(connection.execute(select(ledger_head.c.epoch)).scalar_one())


@contextmanager
def running_county(url: str, folder: Path) -> Iterator[Target]:
    """Run a county with two workers over a database until the block ends."""
    database = open_database(url)
    key_file = folder / "county.key.pem"
    ready = threading.Event()
    site = Site(url, key_file, Address("127.0.0.1", 0), is_quiet=True)
    key = load_or_create(key_file)
    workers = CountyWorkers(site, WORKERS, on_ready=ready.set)
    thread = threading.Thread(target=workers.run, name="county")
    thread.start()
    try:
        assert ready.wait(READY_WAIT_S), "the county did not start"
        yield Target(workers.url, database, key, workers)
    finally:
        workers.stop()
        thread.join()
        database.close()


def new_senders(database: Database, key: CountyKey, count: int) -> list[Sender]:
    """Enrol so many counters, ten a township."""
    return [_new_sender(database, key, number) for number in range(count)]


def send_all(url: str, loads: Sequence[tuple[Sender, list[bytes]]]) -> list[float]:
    """Let all senders begin in the same moment; returns each one's seconds until its last ack."""
    start = threading.Barrier(len(loads) + 1)
    seconds = [0.0] * len(loads)
    threads = [
        threading.Thread(target=_send, args=(url, load, start, seconds, place))
        for place, load in enumerate(loads)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join()
    assert all(seconds), "a sender broke off"
    return seconds


def _new_sender(database: Database, key: CountyKey, number: int) -> Sender:
    township, counter = divmod(number, COUNTERS_A_TOWNSHIP)
    counter_code = f"{_REGION + township}{counter:02}"
    now_ms = system_now_ms()
    private = Ed25519PrivateKey.generate()
    asked = EnrolWire(
        code=make_code(database, key, counter_code, at_ms=now_ms, is_approved=True),
        public_key=private.public_key().public_bytes_raw(),
        counter_code=counter_code,
    )
    return Sender(enrol(database, asked, at_ms=now_ms).device, counter_code, private)


def _send(
    url: str,
    load: tuple[Sender, list[bytes]],
    start: threading.Barrier,
    seconds: list[float],
    place: int,
) -> None:
    sender, bodies = load
    host = urlsplit(url)
    line = http.client.HTTPConnection(str(host.hostname), host.port, timeout=ANSWER_WAIT_S)
    start.wait()
    began = time.perf_counter()
    try:
        line.connect()
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for body in bodies:
            while (wait_s := _post(line, sender, body)) is not None:
                time.sleep(wait_s)
    finally:
        line.close()
    seconds[place] = time.perf_counter() - began


def _post(line: http.client.HTTPConnection, sender: Sender, body: bytes) -> float | None:
    """Send one request; returns how long to wait before trying again, None when it was taken."""
    line.request("POST", EXCHANGE_PATH, body, sender.headers(body))
    answer = line.getresponse()
    content = answer.read()
    if answer.status == 200:
        assert b'"refused":"' not in content, content[:200]
        return None
    assert answer.status in {429, 503}, (answer.status, content[:200])
    return float(json.loads(content)["retry_after_s"])
