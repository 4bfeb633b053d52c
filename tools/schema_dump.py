"""Writes tests/databases/vN.sql for the present schema out of the dump before it.

    python -m tools.schema_dump

A dump is what a released program leaves behind; once released it is never written again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from counter_app.storage.engine import SCHEMA_VERSION, open_migration_engine
from counter_app.storage.migrate import migrate

DUMPS = Path(__file__).parents[1] / "tests" / "databases"
KEY, SALT = bytes(32), bytes(16)


def main() -> None:
    """Load the last dump, bring it up to date, and write what came out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.db"
        engine = open_migration_engine(path, key=KEY, salt=SALT)
        before = (DUMPS / f"v{SCHEMA_VERSION - 1}.sql").read_text("utf-8")
        with engine.begin() as connection:
            for statement in before.rstrip().split(";\n\n"):
                connection.exec_driver_sql(statement)
        engine.dispose()
        migrate(path, key=KEY, salt=SALT)
        engine = open_migration_engine(path, key=KEY, salt=SALT)
        with engine.connect() as connection:
            statements = _statements(connection.connection.driver_connection)
        engine.dispose()
    text = ";\n\n".join([f"PRAGMA user_version = {SCHEMA_VERSION}", *statements])
    (DUMPS / f"v{SCHEMA_VERSION}.sql").write_text(text + ";\n\n", "utf-8")


def _statements(connection: Any) -> list[str]:
    """Return the statements that make these tables and rows; not those of the search index."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%' ORDER BY rowid"
    ).fetchall()
    statements = [sql.strip() for _, _, sql in found]
    for kind, name, _ in found:
        if kind != "table" or name == "search":
            continue
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        for (values,) in connection.execute(f'SELECT {quoted} FROM "{name}" ORDER BY rowid'):  # noqa: S608 - names of our own tables
            statements.append(f'INSERT INTO "{name}" VALUES ({values})')  # noqa: S608
    return statements


if __name__ == "__main__":
    main()
