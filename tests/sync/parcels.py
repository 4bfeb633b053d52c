"""Bodies that are brought in pieces, and who brings them."""

from __future__ import annotations

import hashlib
import random
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from counter_app.domain.errors import Offline
from sync.client.answers import RawAnswer
from sync.client.http_transport import CountyAddress, HttpLine
from sync.client.pieces import Arrived, Parcel, PieceSender
from sync.protocol import Exchange, Push
from sync.server.pieces import PieceLimits, Pieces
from sync.server.schema import events
from sync.simulation.memory_store import MemoryStore
from sync.wire import (
    EXCHANGE_PATH,
    JSON_TYPE,
    NONCE_HEADER,
    REQUEST_BYTES_MAX,
    encode_exchange,
)
from tests.sync.made_up import a_hello, note, signed_headers

EVENTS = 24


def a_body(store: MemoryStore, count: int = EVENTS, **hello) -> bytes:
    """An exchange of about 40 KiB that no codec makes smaller."""
    for _ in range(count):
        note(store, random.Random(store.head()[1]).randbytes(350).hex())
    told = a_hello(**hello)
    waiting = tuple(store.unacknowledged(limit=1_000, bytes_max=1 << 30))
    return encode_exchange(Exchange(hello=told, push=Push(epoch=told.epoch, events=waiting)))


def path_of(body: bytes) -> str:
    return f"{EXCHANGE_PATH}/{hashlib.sha256(body).hexdigest()}"


@contextmanager
def sender_of(
    url: str, store: MemoryStore, county_key, key: Ed25519PrivateKey | None = None, **address
):
    """The real sender of one device on a line of its own."""
    line = HttpLine(CountyAddress(url=url, **address))

    def sign(data: bytes) -> tuple[str, dict[str, str]]:
        headers = signed_headers(store.device, key or store.key, data)
        return headers[NONCE_HEADER], headers

    try:
        yield PieceSender(line, sign, county_key)
    finally:
        line.close()


def a_parcel(body: bytes, **more) -> Parcel:
    return Parcel(path=path_of(body), body=body, headers={"Content-Type": JSON_TYPE}, **more)


def brought(url: str, store: MemoryStore, county_key, body: bytes, **address) -> Arrived:
    """Bring a body until it is there; a counter tries as often as that takes."""
    with sender_of(url, store, county_key, **address) as sender:
        parcel = a_parcel(body)
        for _ in range(5):
            try:
                return sender.send(parcel)
            except Offline:
                parcel = a_parcel(body, is_begun=True)
    raise AssertionError("never through")


def stored(county) -> int:
    return county.rows(select(func.count()).select_from(events))[0][0]


def put(county, target: str, body: bytes, headers) -> RawAnswer:
    line = HttpLine(CountyAddress(url=county.url))
    try:
        raw = line.put(target, ReadBody(body), headers)
    finally:
        line.close()
    assert raw.is_signed_by(county.key, headers[NONCE_HEADER])
    return raw


def put_signed(county, store: MemoryStore, target: str, body: bytes) -> RawAnswer:
    headers = signed_headers(store.device, store.key, target.encode())
    return put(county, target, body, headers)


class ReadBody:
    """Bytes that are read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __len__(self) -> int:
        return len(self._content)

    def read(self, size: int = -1) -> bytes:
        size = len(self._content) if size < 0 else size
        piece, self._content = self._content[:size], self._content[size:]
        return piece


def kept(county, **limits) -> Pieces:
    allowed = {"body_bytes": REQUEST_BYTES_MAX, "bodies": 4, "bytes": 2 * REQUEST_BYTES_MAX}
    return Pieces(county.database, "exchange", PieceLimits(**allowed | limits), county.time)
