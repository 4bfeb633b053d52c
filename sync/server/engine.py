"""Opens the county's database, brings it to the present schema, and gives out transactions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from sync.server import schema_courier, schema_pieces  # noqa: F401 - tables of `metadata`
from sync.server.private_file import make_private
from sync.server.schema import ledger_head, metadata
from sync.server.writer_lock import WriterLock

HEAD_ID: Final = 1
CACHE_KIB: Final = 16 << 10
"""Of each SQLite connection; what does not fit is in the system's memory."""

CHECKPOINT_PAGES: Final = 8_192
"""SQLite's journal goes into the file at 32 MiB: ids are random, so each event touches pages
anywhere in a large index, and most of them again before the next time they are written there."""

BUSY_TIMEOUT_MS: Final = 5_000
POOL_CONNECTIONS: Final = 20
_ONE_STATEMENT_AT_A_TIME: Final = {"isolation_level": "AUTOCOMMIT"}
"""For readers on PostgreSQL: no BEGIN and ROLLBACK to wait for.  What is read never changes."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


class Database:
    """The county's database, shared by the server's threads.

    On SQLite there is one writer: a lock of all the county's processes stands before
    `BEGIN IMMEDIATE`, so that writers queue instead of polling.  On PostgreSQL writers meet at
    the ledger's head row.
    """

    def __init__(self, engine: Engine, draw_epoch: Callable[[], str] | None = None) -> None:
        self.engine: Final = engine
        self.draw_epoch: Final = draw_epoch or new_epoch
        self.is_sqlite: Final = engine.dialect.name == "sqlite"
        self._writer_lock = WriterLock(_file_of(engine.url) if self.is_sqlite else None)
        self._reading = {"is_reading": True} if self.is_sqlite else _ONE_STATEMENT_AT_A_TIME

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that may write; commits at the end, rolls back on any exception."""
        alone = self._writer_lock.held() if self.is_sqlite else nullcontext()
        with alone, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that only reads: on SQLite one snapshot, else one a statement."""
        with self.engine.connect().execution_options(**self._reading) as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open a database by URL, creating or upgrading its tables.

    Args:
        url: As SQLAlchemy takes it: `sqlite:///county.db`, or
            `postgresql+psycopg://user@host/name`.  A bare path means SQLite.

    Raises:
        SettingsInvalid: The URL is none, or its driver is not installed.
        UnreadableFile: The database cannot be reached or written.
    """
    try:
        parsed = make_url(_with_scheme(url))
        # Values of a statement are personal data: they never stand in an error's text.
        engine = create_engine(
            parsed, hide_parameters=True, pool_size=POOL_CONNECTIONS, max_overflow=POOL_CONNECTIONS
        )
    except (ArgumentError, ImportError) as error:
        raise SettingsInvalid(f"not a usable database URL: {type(error).__name__}") from error
    if engine.dialect.name == "sqlite":
        if file := _file_of(parsed):
            make_private(file)
        _listen_to_sqlite(engine)
    database = Database(engine)
    try:
        _upgrade(database)
        _require_head(database)
    except SQLAlchemyError as error:
        database.close()
        raise UnreadableFile(f"the county database: {type(error).__name__}") from error
    return database


def open_in_memory(draw_epoch: Callable[[], str]) -> Database:
    """Open an empty county on one SQLite connection without a file, for simulations.

    The tables are made from the schema and not by its migrations: a tenth of the time.

    Args:
        draw_epoch: Returns 32 hex digits; a seed makes runs alike.
    """
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    _listen_to_sqlite(engine)
    database = Database(engine, draw_epoch)
    with database.writing() as connection:
        metadata.create_all(connection)
    _require_head(database)
    return database


def database_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for a server.

    Raises:
        SettingsInvalid: The URL is none.
    """
    try:
        parsed = make_url(_with_scheme(url))
    except ArgumentError as error:
        raise SettingsInvalid("not a usable database URL") from error
    return _file_of(parsed)


def postgres_url(url: str) -> URL:
    """Return a URL as SQLAlchemy reads it.

    Raises:
        SettingsInvalid: The URL is none, or not PostgreSQL's.
    """
    try:
        parsed = make_url(_with_scheme(url))
    except ArgumentError as error:
        raise SettingsInvalid("not a usable database URL") from error
    if parsed.get_backend_name() != "postgresql":
        raise SettingsInvalid("neither an SQLite file nor PostgreSQL")
    return parsed


_LOCK_HEAD: Final = (
    select(ledger_head.c.epoch, ledger_head.c.last_sequence)
    .where(ledger_head.c.id == HEAD_ID)
    .with_for_update()
)


def lock_head(connection: Connection) -> tuple[str, int]:
    """Take the lock of the ledger until the transaction ends; return epoch and last sequence."""
    row = connection.execute(_LOCK_HEAD).one()
    return row.epoch, row.last_sequence


def new_epoch() -> str:
    """Draw an epoch: 32 hex digits.  Random, because a counter would be rolled back too."""
    return secrets.token_hex(16)


def _require_head(database: Database) -> None:
    with database.reading() as connection:
        if connection.execute(select(ledger_head.c.id)).first() is not None:
            return
    try:
        with database.writing() as connection:
            connection.execute(
                insert(ledger_head).values(id=HEAD_ID, epoch=database.draw_epoch(), last_sequence=0)
            )
    except IntegrityError:
        return  # Another process of the county was first; its epoch stands.


def _file_of(url: URL) -> Path | None:
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(str(url.database)) if is_file else None


def _with_scheme(url: str) -> str:
    """A bare path is an SQLite file; PostgreSQL is always reached through psycopg 3."""
    if "://" not in url:
        return f"sqlite:///{url}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _upgrade(database: Database) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with database.writing() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def _listen_to_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # We begin transactions ourselves.
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"cache_size = -{CACHE_KIB}",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get("is_reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
