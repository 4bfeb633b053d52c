"""Opens the local database: encrypted, durable, with real transactions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, Pool, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from counter_app.domain.errors import DatabaseDamaged, DiskReadOnly, newer_database
from counter_app.storage.driver_errors import translated

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
LEAST_BYTES: Final = 4_096
"""One page; a shorter file holds nothing, and SQLite would make it a new database unasked."""
BUSY_TIMEOUT_MS: Final = 5_000
CACHE_KIB: Final = 65_536
CHECKPOINT_PAGES: Final = 4_000
READERS_MAX: Final = 4
SCHEMA_VERSION: Final = 4
"""Value of `PRAGMA user_version`; goes up by one with every migration."""

SQLITE_VERSION_MIN: Final = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can lose commits when two connections checkpoint at once."""

COMPILE_OPTIONS: Final = frozenset({"ENABLE_FTS5", "HAS_CODEC", "TEMP_STORE=2"})

_PRAGMAS: Final = MappingProxyType(
    {
        "journal_mode": ("WAL", "wal"),
        # A printed receipt is a promise; NORMAL forgets it on a power cut.
        "synchronous": ("FULL", 2),
        "foreign_keys": ("ON", 1),
        "secure_delete": ("ON", 1),
        "trusted_schema": ("OFF", 0),
        "mmap_size": ("0", None),
        "temp_store": ("MEMORY", 2),
        "busy_timeout": (str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
        "cache_size": (str(-CACHE_KIB), -CACHE_KIB),
        # A save writes some 22 pages; each checkpoint costs two more waits for the disk.
        "wal_autocheckpoint": (str(CHECKPOINT_PAGES), CHECKPOINT_PAGES),
    }
)
"""Set in this order on every connection and read back: pragma → (value, what it answers).

An encrypted database answers nothing about `mmap_size`: it cannot be mapped at all.
"""

_STILL_PRAGMAS: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA cache_size = {-CACHE_KIB}",
    "PRAGMA query_only = ON",
)


def open_engine(path: Path, *, key: bytes, salt: bytes) -> Engine:
    """Return an engine whose transactions are real ones, schema changes included.

    The driver would begin a transaction only before INSERT, UPDATE and DELETE, so a migration
    that fails half way would leave half a schema.  We begin them ourselves, and always as
    writers: a reader that becomes a writer is refused at once, however long it waits.

    Args:
        path: Database file; made if missing.
        key: 32 bytes, already random: no passphrase is stretched here.
        salt: 16 bytes, kept beside the key.

    Raises:
        WrongKey: The key does not open this file (at the first connection).
        DiskReadOnly: The folder takes no writing, so the log cannot be kept (likewise).
        NewerDatabase: A newer program made it; open it with `open_reading_engine`.
    """
    engine = _engine(path, _Opening(path, key, salt), QueuePool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def open_reading_engine(path: Path, *, key: bytes, salt: bytes) -> Engine:
    """Return an engine for lists and search, on which every write is refused.

    A database of a newer program opens too: looking is always allowed.
    """
    engine = _engine(path, _Opening(path, key, salt, is_reading=True), QueuePool)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def open_migration_engine(path: Path, *, key: bytes, salt: bytes) -> Engine:
    """Return an engine for one migration: foreign keys are off, before any transaction.

    With them on, rebuilding a table deletes the rows that refer to it without a word.
    """
    engine = _engine(path, _Opening(path, key, salt, is_migrating=True), NullPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def open_still_engine(path: Path, *, key: bytes, salt: bytes) -> Engine:
    """Return an engine for a file that stays as it is to the byte: no lock, no journal beside it.

    A database of a newer program opens, and one on a disk that takes no writing.
    """
    engine = _engine(path, _Opening(path, key, salt, is_reading=True, is_still=True), QueuePool)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def assert_library() -> None:
    """Assert that the driver in this process is one whose promises were tested."""
    assert dbapi2.sqlite_version_info >= SQLITE_VERSION_MIN, dbapi2.sqlite_version
    connection = dbapi2.connect(":memory:")
    try:
        assert connection.execute("PRAGMA cipher_version").fetchone(), "the driver has no cipher"
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
        assert options >= COMPILE_OPTIONS, COMPILE_OPTIONS - options
    finally:
        connection.close()


class _Opening:
    """How one connection is made; called by the pool."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        salt: bytes,
        *,
        is_reading: bool = False,
        is_migrating: bool = False,
        is_still: bool = False,
    ) -> None:
        assert len(key) == KEY_BYTES
        assert len(salt) == SALT_BYTES
        self._path = path
        self._is_still = is_still
        self._secret = f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\""
        self._is_reading = is_reading
        self._is_migrating = is_migrating

    def __call__(self) -> Any:
        try:
            with translated():
                return self._connected()
        except DatabaseDamaged as error:
            # A log cannot be opened on a disk that takes no writing; nothing is wrong with it.
            if not os.access(self._path.parent, os.W_OK):
                raise DiskReadOnly(str(error)) from error
            raise

    def _connected(self) -> Any:
        if self._is_reading and self._path.exists() and self._path.stat().st_size < LEAST_BYTES:
            # The pragmas below would make a new database of it, which is whole and empty.
            raise DatabaseDamaged(f"{self._path.name} is empty")
        connection = dbapi2.connect(
            still_uri(self._path) if self._is_still else str(self._path),
            uri=self._is_still,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            if self._is_still:
                self._prepare_still(connection)
            else:
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: Any) -> None:
        connection.execute(self._secret)
        connection.execute("PRAGMA cipher_log_level = NONE")
        for pragma, (value, _) in _PRAGMAS.items():
            connection.execute(f"PRAGMA {pragma} = {value}")
        if self._is_migrating:
            connection.execute("PRAGMA foreign_keys = OFF")
        if self._is_reading:
            connection.execute("PRAGMA query_only = ON")
        read_back(connection, but={"foreign_keys": 0} if self._is_migrating else {})
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > SCHEMA_VERSION and not self._is_reading:
            raise newer_database(found, SCHEMA_VERSION)

    def _prepare_still(self, connection: Any) -> None:
        """Set what touches no file; the first page is read, so a wrong key is found here."""
        for statement in (self._secret, "PRAGMA cipher_log_level = NONE", *_STILL_PRAGMAS):
            connection.execute(statement)
        connection.execute("PRAGMA user_version").fetchone()


def still_uri(path: Path) -> str:
    """Return how the driver is told that nobody changes a file."""
    # As bytes: a name on a stick need not be text that this system can write.
    name = str(path.absolute())
    name = name.replace("\\", "/") if os.name == "nt" else name
    place = quote(os.fsencode(name), safe="/:")
    return f"file:{place}?mode=ro&immutable=1"


def read_back(connection: Any, *, but: Mapping[str, int]) -> None:
    """Assert that every pragma is what it was set to: some are refused without a word.

    Raises:
        DatabaseDamaged: The file system cannot keep a write-ahead log.
    """
    for pragma, (_, expected) in _PRAGMAS.items():
        wanted = but.get(pragma, expected)
        row = connection.execute(f"PRAGMA {pragma}").fetchone()
        if pragma == "journal_mode" and row[0] != wanted:
            raise DatabaseDamaged(f"journal mode {row[0]}")
        assert wanted is None or row == (wanted,), (pragma, row)


def bring_log_in(connection: Any) -> bool:
    """Bring the log into the file, and answer whether nothing of it is left outside.

    The cipher's check reads the file alone.  After a power cut in the middle of a checkpoint the
    file holds torn pages whose whole ones stand in the log: that is no damage, and mends itself.
    """
    try:
        _, in_log, in_file = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except dbapi2.OperationalError:  # The disk takes no writing; the pages are read one by one.
        return False
    return bool(in_log == in_file)


def _engine(path: Path, opening: _Opening, pool: type[Pool]) -> Engine:
    assert_library()
    # With the bare URL "sqlite://" SQLAlchemy would take the file for a database in memory
    # and give it a pool of another kind.
    sizes: dict[str, int] = {"pool_size": READERS_MAX, "max_overflow": 0}
    return create_engine(
        f"sqlite:///{path}",
        module=dbapi2,
        creator=opening,
        poolclass=pool,
        **(sizes if pool is QueuePool else {}),
    )


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
