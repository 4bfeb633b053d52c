"""A county's backup, and the way back to it under running counters: nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from counter_app.domain.errors import SettingsInvalid, UnreadableFile
from sync.client.cycle import CounterSide, SyncCycle
from sync.server import postgres_backup
from sync.server.backup import RESTORED, back_up, restore
from sync.server.engine import database_file, open_database, postgres_url
from sync.server.enrolment import enrol
from sync.server.schema import events, ledger_head, security_events
from sync.simulation.memory_store import MemoryStore
from sync.wire import EnrolWire
from tests.fakes.counties import line_to, running_county, sqlite_url
from tests.fakes.postgres import programs, running_cluster
from tests.sync.made_up import note

PROGRAMS = programs()
CODES = ("11019901201", "11019901202")
ROUNDS_MAX = 4


@pytest.fixture(scope="module")
def cluster():
    if PROGRAMS is None:
        pytest.skip("PostgreSQL's initdb is not installed")
    with running_cluster(PROGRAMS) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "county.db")
    return request.getfixturevalue("cluster")


@pytest.fixture
def county(url):
    with running_county(url) as running:
        yield running


@pytest.fixture
def counters(county):
    """Two counters of one township, on lines that stay open."""
    with ExitStack() as stack:
        pairs = []
        for code in CODES:
            store = MemoryStore("", code)
            asked = EnrolWire(
                code=county.code(code),
                public_key=store.key.public_key().public_bytes_raw(),
                counter_code=code,
            )
            store.device = enrol(county.database, asked, at_ms=county.time()).device
            line = stack.enter_context(line_to(county.url, store.device, store.key, county.key))
            side = CounterSide(
                store=store,
                unit_of_work=store,
                clock=store.clock,
                device=store.device,
                county_key=county.key,
            )
            pairs.append((store, SyncCycle(side, line)))
        yield pairs


def work(pairs, count: int = 3) -> None:
    for store, _ in pairs:
        for number in range(count):
            note(store, str(number))
    for _ in range(2):
        for _, cycle in pairs:
            cycle.run()


def epoch_of(county) -> str:
    return county.rows(select(ledger_head.c.epoch))[0][0]


def held(county) -> list[str]:
    return [row.event_id for row in county.rows(select(events.c.event_id))]


def restores(county) -> int:
    kinds = select(func.sum(security_events.c.times)).where(security_events.c.kind == RESTORED)
    return county.rows(kinds)[0][0] or 0


@pytest.mark.slow
@pytest.mark.fault("F12")
@pytest.mark.lesson(22)
def test_an_old_backup_under_running_counters_loses_nothing(url, county, counters, tmp_path):
    """The county is restored while it runs; what came after the backup is given again."""
    work(counters)
    stand = back_up(url, tmp_path / "backup")
    work(counters)
    before, epoch, noted = held(county), epoch_of(county), restores(county)

    restored = restore(url, tmp_path / "backup", now_ms=county.time)

    assert restored.in_backup.last_sequence == stand.last_sequence < len(before)
    assert len(held(county)) == stand.last_sequence
    assert epoch_of(county) == restored.epoch != epoch
    assert restores(county) == noted + 1
    for _ in range(ROUNDS_MAX):
        for _, cycle in counters:
            cycle.run()
    assert set(before) <= set(held(county))
    assert [store.unacknowledged_count() for store, _ in counters] == [0, 0]
    assert counters[0][0].order() == counters[1][0].order()
    kinds = [row.kind for row in county.rows(select(security_events.c.kind))]
    assert kinds == [RESTORED], "nobody had to prove the rollback"


@pytest.mark.fault("F12")
def test_what_was_replaced_is_kept_aside_whole(url, county, counters, tmp_path):
    back_up(url, tmp_path / "backup")
    work(counters)
    count = len(held(county))
    aside = restore(url, tmp_path / "backup", now_ms=county.time).kept_aside
    if database_file(url) is None:
        assert county.rows(text(f'SELECT COUNT(*) FROM "{aside}".events')) == [(count,)]
        return
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM events").fetchall() == [(count,)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_it_can_be_restored_twice_and_backed_up_in_between(url, county, counters, tmp_path):
    work(counters)
    first = back_up(url, tmp_path / "first")
    epochs = {epoch_of(county), restore(url, tmp_path / "first", now_ms=county.time).epoch}
    assert back_up(url, tmp_path / "second").last_sequence == first.last_sequence
    again = restore(url, tmp_path / "second", now_ms=county.time)
    assert len({*epochs, again.epoch}) == 3
    assert again.in_backup.last_sequence == first.last_sequence


@pytest.mark.fault("F27")
@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\1" * 9_000])
def test_what_is_no_backup_changes_nothing(url, county, counters, tmp_path, content):
    work(counters, 1)
    epoch, before = epoch_of(county), held(county)
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(UnreadableFile):
        restore(url, tmp_path / "backup", now_ms=county.time)
    assert (epoch_of(county), held(county)) == (epoch, before)


class TestSqlite:
    @pytest.fixture
    def url(self, tmp_path):
        return sqlite_url(tmp_path / "county.db")

    def test_a_backup_is_never_written_over(self, url, county, tmp_path):
        file = tmp_path / "backup"
        file.write_bytes(b"precious")
        with pytest.raises(SettingsInvalid, match="exists"):
            back_up(url, file)
        assert file.read_bytes() == b"precious"

    @pytest.mark.fault("F27")
    def test_a_page_of_zeros_in_a_backup_is_found(self, url, county, counters, tmp_path):
        work(counters, 30)
        file = tmp_path / "backup"
        back_up(url, file)
        content = bytearray(file.read_bytes())
        page = 4096 * (len(content) // 4096 // 2)
        content[page : page + 64] = bytes(64)
        file.write_bytes(content)
        with pytest.raises(UnreadableFile):
            restore(url, file, now_ms=county.time)

    def test_a_damaged_county_is_moved_away_with_its_journal(self, url, tmp_path):
        target = database_file(url)
        open_database(url).close()
        back_up(url, tmp_path / "backup")
        target.write_bytes(b"broken" * 1_000)
        target.with_name("county.db-wal").write_bytes(b"last words")
        aside = Path(restore(url, tmp_path / "backup").kept_aside)
        assert aside.read_bytes() == b"broken" * 1_000
        assert aside.with_name(aside.name + "-wal.copy").read_bytes() == b"last words"
        open_database(url).close()

    def test_a_county_that_is_gone_comes_back(self, url, tmp_path):
        open_database(url).close()
        stand = back_up(url, tmp_path / "backup")
        database_file(url).unlink()
        restored = restore(url, tmp_path / "backup")
        assert (restored.kept_aside, restored.in_backup) == ("", stand)
        assert restored.epoch != stand.epoch

    def test_a_county_that_is_not_there_is_not_made_by_its_backup(self, url, tmp_path):
        with pytest.raises(UnreadableFile):
            back_up(url, tmp_path / "backup")
        assert list(tmp_path.iterdir()) == []


def test_without_postgres_programs_it_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsInvalid, match="pg_dump"):
        postgres_backup.dump(postgres_url("postgresql://nobody@127.0.0.1/none"), tmp_path / "f")
