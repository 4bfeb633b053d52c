"""Brings a database to the schema of this program: all steps in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from counter_app.domain.errors import DatabaseDamaged
from counter_app.fault_points import fault_point
from counter_app.storage.driver_errors import meaning_of
from counter_app.storage.engine import SCHEMA_VERSION, open_migration_engine

REVISIONS: Final = MappingProxyType({0: None, 1: "0001", 2: "0002", 3: "0003", 4: "0004"})
"""`user_version` → Alembic revision; both must always tell the same."""

assert max(REVISIONS) == SCHEMA_VERSION, "every schema version has a migration"

_SCRIPTS: Final = Path(__file__).with_name("migrations")


BeforeMigration = Callable[[int], None]
"""Called with the schema that is about to be left; what it raises stops the migration."""


def no_backup(schema: int) -> None:
    """Make no backup: for files that are copies themselves."""
    del schema


def migrate(path: Path, *, key: bytes, salt: bytes, before: BeforeMigration = no_backup) -> bool:
    """Bring a database to `SCHEMA_VERSION`; make it if there is none.

    The transaction holds all steps, both version numbers and every check, so a cut leaves the
    old file as it was.

    Args:
        path: Made if missing.
        key: 32 bytes.
        salt: 16 bytes.
        before: Makes the backup; not called for a file that holds nothing yet.

    Returns:
        Whether anything was changed; projections may have to be made anew then.

    Raises:
        WrongKey: The key does not open the file.
        NewerDatabase: A newer program made it.
        DatabaseDamaged: The two version numbers contradict each other, or a check failed.
        DiskFull: Nothing was changed.
    """
    engine = open_migration_engine(path, key=key, salt=salt)
    try:
        version = _version(engine)
        if 0 < version < SCHEMA_VERSION:
            before(version)
        return _migrated(engine)
    except DBAPIError as error:
        meaning = meaning_of(error.orig) if error.orig is not None else None
        if meaning is None:
            raise
        raise meaning from error
    finally:
        engine.dispose()


def _version(engine: Engine) -> int:
    """Return the schema of the file; no transaction is open afterwards."""
    with engine.begin() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _migrated(engine: Engine) -> bool:
    with engine.begin() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        revision = _revision(connection)
        if version not in REVISIONS or REVISIONS[version] != revision:
            raise DatabaseDamaged(f"schema {version}, revision {revision}")
        if version == SCHEMA_VERSION:
            return False
        ends = _chain_ends(connection)
        _run_steps(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        fault_point("migrate.before_commit")
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken or (version > 0 and _chain_ends(connection) != ends):
            raise DatabaseDamaged("a migration would have changed what was recorded")
        return True


def _run_steps(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not _has_table(connection, "alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _chain_ends(connection: Connection) -> Sequence[tuple[object, ...]]:
    """Return length and end of every chain: a migration never changes what happened."""
    if not _has_table(connection, "events"):
        return []
    found = connection.exec_driver_sql(
        "SELECT device, generation, COUNT(*), MAX(n), MIN(event_id), MAX(event_id)"
        " FROM events GROUP BY device, generation ORDER BY device, generation"
    )
    return [tuple(row) for row in found]


def _has_table(connection: Connection, name: str) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.exec_driver_sql(query, (name,)).scalar() is not None
