"""What no county can do without: signatures checked, bytes stored durably.  Runs in processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.codec import event_id
from sync.protocol import SignedEvent
from sync.signing import Purpose, is_signed

BUSY_WAIT_S: Final = 60.0
_MAKE_SQLITE: Final = "CREATE TABLE bare (id TEXT PRIMARY KEY, data BLOB, signature BLOB)"
_MAKE_POSTGRES: Final = "CREATE TABLE bare (id TEXT PRIMARY KEY, data BYTEA, signature BYTEA)"
_INSERT_SQLITE: Final = "INSERT INTO bare VALUES (?, ?, ?)"
_INSERT_POSTGRES: Final = "INSERT INTO bare VALUES (%s, %s, %s)"

_open: dict[str, Any] = {}
"""One connection a process, as any server would keep."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One push without anything around it.

    Attributes:
        key: The sender's public key, 32 bytes.
    """

    url: str
    key: bytes
    events: Sequence[SignedEvent]


def make_table(url: str) -> None:
    """Make the one table: name, bytes, signature."""
    with closing(_connect(url)) as connection:
        connection.execute(_MAKE_POSTGRES if "://" in url else _MAKE_SQLITE)
        connection.commit()


def check_and_store(batch: Batch) -> int:
    """Check the signatures of a batch and store it in one transaction; returns how many."""
    key = Ed25519PublicKey.from_public_bytes(batch.key)
    for event in batch.events:
        assert is_signed(key, Purpose.EVENT, event.data, event.signature)
    rows = [(event_id(event.data), event.data, event.signature) for event in batch.events]
    connection = _open.get(batch.url) or _open.setdefault(batch.url, _connect(batch.url))
    statement = _INSERT_POSTGRES if "://" in batch.url else _INSERT_SQLITE
    connection.cursor().executemany(statement, rows)
    connection.commit()
    return len(rows)


def _connect(url: str) -> Any:
    if "://" in url:
        import psycopg

        return psycopg.connect(url)
    connection = sqlite3.connect(url, timeout=BUSY_WAIT_S)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
