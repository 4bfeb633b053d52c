from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from counter_app import fault_points
from counter_app.domain.errors import DatabaseDamaged
from counter_app.storage.engine import SCHEMA_VERSION, open_engine, open_migration_engine
from counter_app.storage.migrate import REVISIONS, migrate
from counter_app.storage.schema import SEARCH_TABLE, Row
from tests.storage.conftest import KEYS
from tests.storage.snapshots import kept_events, projections

SECRET = {"key": KEYS.key, "salt": KEYS.salt}
DUMPS = Path(__file__).parents[1] / "databases"


class PowerCut(Exception):
    pass


def cut_the_power():
    raise PowerCut


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    fault_points.disarm_all()


def tables(path) -> list[tuple[str, str]]:
    engine = open_migration_engine(path, **SECRET)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'alembic%'"
            " AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return [("user_version", str(version)), *(tuple(row) for row in found)]


def load_dump(path, version: int) -> None:
    """Make the database that a released program had left behind."""
    dump = (DUMPS / f"v{version}.sql").read_text("utf-8")
    engine = open_migration_engine(path, **SECRET)
    with engine.begin() as connection:
        for statement in dump.rstrip().split(";\n\n"):
            connection.exec_driver_sql(statement)


def test_models_and_migrations_describe_the_same_tables(database):
    migrate(database, **SECRET)
    engine = open_engine(database, **SECRET)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _, name, kind, *more: (
                    not (kind == "table" and name.startswith("search"))
                ),
            },
        )
        assert compare_metadata(context, Row.metadata) == []
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = 'search'")
        assert " ".join(found.scalar_one().split()) == " ".join(SEARCH_TABLE.split())
    engine.dispose()


def test_the_statements_of_the_models_are_those_of_the_migrations(database, tmp_path):
    migrate(database, **SECRET)
    engine = open_migration_engine(tmp_path / "models.db", **SECRET)
    with engine.begin() as connection:
        Row.metadata.create_all(connection)
        connection.exec_driver_sql(SEARCH_TABLE)
    migrated, modelled = tables(database)[1:], tables(tmp_path / "models.db")[1:]
    assert [alike(*row) for row in migrated] == [alike(*row) for row in modelled]


def alike(name: str, statement: str) -> tuple[str, str]:
    """Return a statement without what means nothing: blanks and quotation marks."""
    return name, "".join(statement.replace('"', "").split())


def test_a_database_of_today_is_left_alone(database):
    assert migrate(database, **SECRET)
    before = tables(database)
    assert not migrate(database, **SECRET)
    assert tables(database) == before


@pytest.mark.fault("F21")
@pytest.mark.parametrize("version", [version for version in REVISIONS if version])
def test_every_released_database_comes_up_to_date_with_all_it_holds(database, open_again, version):
    load_dump(database, version)
    store = open_again()

    assert len(kept_events(store)) == 7
    report = store.audit()
    assert [flag.code for flag in report.flags] == ["anchor-lost"], "the dump has no anchor"
    shown = projections(store)
    store.rebuild_projections()
    assert projections(store) == shown
    assert len(store.finder.search("沈桂兰").cards) == 1


@pytest.mark.fault("F21")
def test_a_cut_in_the_middle_of_a_migration_leaves_the_old_database(database):
    fault_points.arm("migrate.before_commit", cut_the_power)
    with pytest.raises(PowerCut):
        migrate(database, **SECRET)
    assert tables(database) == [("user_version", "0")]

    fault_points.disarm_all()
    assert migrate(database, **SECRET)
    assert ("user_version", str(SCHEMA_VERSION)) in tables(database)


def test_version_numbers_that_contradict_each_other_stop_everything(database):
    migrate(database, **SECRET)
    engine = open_migration_engine(database, **SECRET)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 0")
    with pytest.raises(DatabaseDamaged, match="revision"):
        migrate(database, **SECRET)


def test_every_schema_version_has_a_migration_and_a_dump():
    assert max(REVISIONS) == SCHEMA_VERSION
    assert {f"v{version}.sql" for version in REVISIONS if version} == {
        path.name for path in DUMPS.glob("*.sql")
    }
