"""The county's database and key: made once, kept, refused when they are not ours."""

from __future__ import annotations

import os
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from sync.server.backup import back_up, restore
from sync.server.county_key import load_or_create
from sync.server.engine import database_file, lock_head, open_database
from sync.server.schema import events, ledger_head, metadata
from tests.fakes.counties import sqlite_url


@pytest.fixture
def opened():
    databases = []

    def open_one(url: str):
        databases.append(open_database(url))
        return databases[-1]

    yield open_one
    for database in databases:
        database.close()


class TestTheDatabase:
    def test_that_migrations_make_is_that_of_the_models(self, tmp_path, opened):
        database = opened(sqlite_url(tmp_path / "c.db"))
        with database.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            assert inspect(connection).has_table("alembic_version")

    def test_keeps_its_epoch_when_it_is_opened_again(self, tmp_path, opened):
        epochs = set()
        for _ in range(2):
            database = opened(sqlite_url(tmp_path / "c.db"))
            with database.writing() as connection:
                epochs.add(lock_head(connection))
        assert len(epochs) == 1

    @pytest.mark.asvs("13.3.2", "14.2.4")
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
    def test_and_its_backup_can_be_read_by_nobody_else(self, tmp_path, opened):
        """It holds what every counter of the county sent, in the clear."""
        umask = os.umask(0o022)  # What an account has if nobody thought of it.
        try:
            opened(sqlite_url(tmp_path / "c.db"))
            back_up(sqlite_url(tmp_path / "c.db"), tmp_path / "backup")
            restore(sqlite_url(tmp_path / "c.db"), tmp_path / "backup")
        finally:
            os.umask(umask)
        holding = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.glob("*[!k]")}
        assert {"c.db", "backup", "c.db-wal"} <= set(holding)
        assert len([name for name in holding if name.startswith("c.db.replaced-")]) >= 1
        assert set(holding.values()) == {0}

    def test_has_another_epoch_than_any_other(self, tmp_path, opened):
        epochs = set()
        for name in ("a.db", "b.db"):
            with opened(str(tmp_path / name)).writing() as connection:
                epochs.add(lock_head(connection)[0])
        assert len(epochs) == 2

    def test_is_durable_and_watches_its_references(self, tmp_path, opened):
        with opened(sqlite_url(tmp_path / "c.db")).reading() as connection:
            values = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")
            }
        assert values == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "wal_autocheckpoint": 8_192,
        }

    def test_gives_back_what_a_failed_transaction_took(self, tmp_path, opened):
        database = opened(sqlite_url(tmp_path / "c.db"))

        def take_then_fail() -> None:
            with database.writing() as connection:
                connection.execute(ledger_head.update().values(last_sequence=9))
                connection.execute(ledger_head.insert().values(id=1, epoch="x", last_sequence=1))

        with pytest.raises(IntegrityError):
            take_then_fail()
        with database.reading() as connection:
            assert connection.execute(select(ledger_head.c.last_sequence)).scalar() == 0
            assert connection.execute(select(events)).all() == []

    def test_does_not_print_values_in_errors(self, tmp_path, opened):
        database = opened(sqlite_url(tmp_path / "c.db"))
        with pytest.raises(IntegrityError) as caught, database.writing() as connection:
            connection.execute(ledger_head.insert().values(id=1, epoch="张三", last_sequence=1))
        assert "张三" not in str(caught.value)

    @pytest.mark.parametrize("url", ["nosuch://x", "sqlite+nosuch:///x", "://", "mysql://h/d"])
    def test_of_an_unknown_kind_is_refused(self, url):
        with pytest.raises(SettingsInvalid):
            open_database(url)

    @pytest.mark.parametrize("make", [lambda p: p.write_bytes(b"not a database" * 99), None])
    def test_that_cannot_be_read_is_refused(self, tmp_path, make):
        file = tmp_path / "c.db"
        file.mkdir() if make is None else make(file)
        with pytest.raises(UnreadableFile):
            open_database(sqlite_url(file))

    @pytest.mark.parametrize(
        ("url", "file"),
        [
            ("county.db", "county.db"),
            ("sqlite:///a/county.db", "a/county.db"),
            ("sqlite:////a/county.db", "/a/county.db"),
            ("postgresql://h/county", None),
        ],
    )
    def test_is_a_file_or_a_server(self, url, file):
        assert str(database_file(url)) == str(file)


class TestTheKey:
    def test_is_made_once_and_read_again(self, tmp_path):
        path = tmp_path / "k.pem"
        assert load_or_create(path).id == load_or_create(path).id

    @pytest.mark.asvs("13.3.2")
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
    def test_can_be_read_by_nobody_else(self, tmp_path):
        path = tmp_path / "k.pem"
        load_or_create(path)
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
        with pytest.raises(UnreadableFile, match="600"):
            load_or_create(path)

    @pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAA\n", b"\0" * 99])
    def test_that_is_none_is_refused_and_left_alone(self, tmp_path, content):
        path = tmp_path / "k.pem"
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(UnreadableFile):
            load_or_create(path)
        assert path.read_bytes() == content

    def test_in_a_folder_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(UnreadableFile):
            load_or_create(tmp_path / "nowhere" / "k.pem")
