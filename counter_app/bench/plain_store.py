"""The store without a key: what encryption costs can only be seen beside the same thing bare.

Only the bench opens such a database; the program has no way to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlcipher3 import dbapi2

from counter_app.bench.office import (
    KEYS,
    BenchClock,
    bench_office,
    office_on,
    signatory,
    signed_in_desk,
    writing_connection,
)
from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.pinyin import parse_pinyin
from counter_app.services.office import Office
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.engine import BUSY_TIMEOUT_MS, CACHE_KIB, CHECKPOINT_PAGES, open_engine
from counter_app.storage.event_log import EventLog
from counter_app.storage.head_anchor import HeadAnchor, HeadKeeper, HeadVerdict, check_head
from counter_app.storage.ledger import Ledger
from counter_app.storage.profile_store import DATABASE_NAME, HEAD_NAME
from counter_app.storage.unit_of_work import unit_of_work_factory
from resources import load_pinyin

_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    f"PRAGMA cache_size = {-CACHE_KIB}",
    f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
)
_SCHEMA: Final = (
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
    " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE 'search~_%' ESCAPE '~'"
    " ORDER BY type = 'index'"
)


def open_plain(path: Path) -> Any:
    """Open a database without a key, otherwise as the program opens its own."""
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def schema_of_store(folder: Path) -> list[str]:
    """Return the statements that make the store's tables and indexes."""
    with bench_office(folder):
        pass
    engine = open_engine(folder / DATABASE_NAME, key=KEYS.key, salt=KEYS.salt)
    try:
        return [sql for (sql,) in writing_connection(engine).execute(_SCHEMA)]
    finally:
        engine.dispose()


@contextmanager
def plain_office(folder: Path) -> Iterator[Office]:
    """Open an office on a new store that is not encrypted; all else is the program's own."""
    statements = schema_of_store(folder / "schema")
    path = folder / DATABASE_NAME
    connection = open_plain(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    engine = _plain_engine(path)
    clock, desk = BenchClock(), signed_in_desk()
    log = EventLog(signatory(), clock)
    anchor = HeadAnchor(folder / HEAD_NAME, KEYS.head_key)
    connection = writing_connection(engine)
    check = check_head(anchor, connection, (log.signatory.device, 1), log.chain_end(connection))
    if check.verdict is HeadVerdict.FRESH:
        anchor.begin(log.signatory.generation)
    head = HeadKeeper(anchor, check)
    ledger = Ledger(engine, log, head)
    projection = CaseProjection(PublishedRules(), parse_pinyin(load_pinyin().content))
    try:
        yield office_on(unit_of_work_factory(ledger, projection, desk, run="a" * 32), desk, clock)
    finally:
        head.close()
        ledger.close()
        engine.dispose()


def _plain_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", module=dbapi2, creator=lambda: open_plain(path))

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
