from __future__ import annotations

import pytest
from sqlalchemy import text

from counter_app.domain.errors import (
    AlreadyRunning,
    DatabaseDamaged,
    DiskFull,
    DiskReadOnly,
    NewerDatabase,
    WrongKey,
)
from counter_app.storage.audit import find_damage
from counter_app.storage.engine import (
    CACHE_KIB,
    CHECKPOINT_PAGES,
    SCHEMA_VERSION,
    open_engine,
    open_migration_engine,
    open_reading_engine,
)
from counter_app.storage.migrate import migrate
from counter_app.storage.reading import reading
from tests.storage.conftest import KEYS
from tests.storage.made_up_cases import receive

DURABLE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "temp_store": 2,
    "busy_timeout": 5_000,
    "cache_size": -CACHE_KIB,
    "wal_autocheckpoint": CHECKPOINT_PAGES,
}
SECRET = {"key": KEYS.key, "salt": KEYS.salt}


@pytest.fixture
def engines(database):
    migrate(database, **SECRET)
    opened = [open_engine(database, **SECRET), open_reading_engine(database, **SECRET)]
    yield opened
    for engine in opened:
        engine.dispose()


@pytest.mark.fault("F1")
@pytest.mark.parametrize(("pragma", "expected"), DURABLE.items())
def test_every_connection_is_durable_however_often_it_is_made(engines, pragma, expected):
    for engine in engines:
        for _ in range(2):
            with engine.connect() as connection:
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == expected
            engine.dispose()


def test_only_the_reading_engine_refuses_to_write(engines):
    writing, lists = engines
    with writing.begin() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
    with lists.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.execute(text("INSERT INTO meta VALUES ('c', 'd')"))


def test_foreign_keys_are_off_only_while_migrating(database, engines):
    migrating = open_migration_engine(database, **SECRET)
    with migrating.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 0
    with engines[0].connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize(
    "secret",
    [{**SECRET, "key": b"x" * 32}, {**SECRET, "salt": b"x" * 16}],
    ids=["another key", "another salt"],
)
def test_a_wrong_key_is_said_in_words_and_changes_nothing(database, engines, secret):
    before = database.read_bytes()
    with pytest.raises(WrongKey):
        migrate(database, **secret)
    other = open_engine(database, **secret)
    with pytest.raises(WrongKey):
        other.connect()
    assert database.read_bytes() == before


def test_a_database_without_any_key_is_noise(database, engines):
    for engine in engines:
        engine.dispose()
    assert not database.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.fault("F22")
def test_a_newer_database_is_only_looked_at(store, database, open_again):
    case_id = receive(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    store.close()

    with pytest.raises(NewerDatabase, match=str(SCHEMA_VERSION + 1)):
        migrate(database, **SECRET)
    writing = open_engine(database, **SECRET)
    with pytest.raises(NewerDatabase):
        writing.connect()
    lists = open_reading_engine(database, **SECRET)
    with reading(lists) as connection:
        assert connection.execute("SELECT case_id FROM cases").fetchall() == [(case_id,)]
    lists.dispose()


@pytest.mark.asvs("11.3.3")
@pytest.mark.fault("F7")
def test_a_damaged_page_is_noticed_and_the_file_is_kept(store, database):
    for name in ("张三", "李四", "王五"):
        receive(store, name=name)
    store.close()
    content = bytearray(database.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 + 100] ^= 1
    database.write_bytes(content)

    lists = open_reading_engine(database, **SECRET)
    with (
        pytest.raises((DatabaseDamaged, WrongKey)),
        reading(lists) as connection,
    ):
        connection.execute("SELECT * FROM cases").fetchall()
    lists.dispose()
    assert database.read_bytes() == bytes(content)


@pytest.mark.fault("F4")
def test_a_full_disk_saves_nothing_and_reading_goes_on(store):
    kept = receive(store)
    with store.ledger.transaction() as transaction:
        (pages,) = transaction.connection.execute("PRAGMA page_count").fetchone()
        transaction.connection.execute(f"PRAGMA max_page_count = {pages}")
    numbers = []

    def fill():
        for place in range(200):
            receive(store, name=f"满{place}")
            numbers.append(place)

    with pytest.raises(DiskFull):
        fill()

    assert len(store.finder.search("满").cards) == min(len(numbers), 64)
    with store.unit_of_work() as work:
        assert work.case(kept).applicant.name == "张三丰"
        (pages,) = work._connection.execute("PRAGMA max_page_count = 1000000").fetchone()
    last = receive(store, name="又有地方了")
    with store.unit_of_work() as work:
        number = work.case(last).number
    assert number[21:26] == f"{len(numbers) + 2:05d}", "the number of the failed save is used"


@pytest.mark.fault("F6")
def test_a_disk_that_takes_no_writing_is_said_so_and_reading_goes_on(store):
    kept = receive(store)
    with store.ledger.transaction() as transaction:
        transaction.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(DiskReadOnly):
        receive(store)
    assert store.finder.card(kept).applicant_name == "张三丰"
    store.ledger.abandon()
    assert receive(store) != kept


@pytest.mark.fault("F23")
def test_a_database_that_another_program_holds_is_said_so(database, store):
    receive(store)
    with store.ledger.transaction() as transaction:
        transaction.connection.execute("PRAGMA busy_timeout = 1")
    other = open_engine(database, **SECRET)
    with other.begin() as holding:
        holding.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        with pytest.raises(AlreadyRunning):
            receive(store)
    other.dispose()
    receive(store)


def test_damage_is_looked_for_in_every_page(store, database):
    receive(store)
    assert find_damage(store.reading_engine) == ()
    store.close()
    content = bytearray(database.read_bytes())
    content[-2_000] ^= 1
    database.write_bytes(content)
    lists = open_reading_engine(database, **SECRET)
    try:
        found = find_damage(lists)
    except DatabaseDamaged:
        found = ("damaged",)
    lists.dispose()
    assert found
