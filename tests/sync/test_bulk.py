"""Two hundred rows in one statement; one writer at a time."""

from __future__ import annotations

import threading
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from sync.server.bulk import among, insert_rows
from sync.server.engine import open_database
from sync.server.schema import quarantine
from sync.server.writer_lock import WriterLock
from tests.fakes.postgres import programs, running_cluster

PROGRAMS = programs()
ROWS = st.lists(
    st.tuples(
        st.text("0123456789abcdef", min_size=64, max_size=64),
        st.binary(max_size=300),
        st.binary(min_size=64, max_size=64),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
        st.integers(0, 2**53 - 1),
        st.text("0123456789abcdef", min_size=16, max_size=16),
        st.none() | st.text("0123456789abcdef", min_size=16, max_size=16),
        st.none() | st.integers(1, 2**53 - 1),
        st.none() | st.integers(1, 2**53 - 1),
        st.none() | st.sampled_from(["admitted", "kept-out"]),
    ),
    max_size=20,
    unique_by=lambda row: row[0],
)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(request, tmp_path_factory):
    if request.param == "sqlite":
        database = open_database(str(tmp_path_factory.mktemp("bulk") / "c.db"))
        yield database
        database.close()
        return
    if PROGRAMS is None:
        pytest.skip("PostgreSQL's initdb is not installed")
    with running_cluster(PROGRAMS) as url:
        database = open_database(url)
        yield database
        database.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_what_is_stored_at_once_is_found_at_once(database, rows):
    with database.writing() as connection:
        connection.execute(delete(quarantine))
        insert_rows(connection, quarantine, rows)
    wanted = [row[0] for row in rows[::2]]
    with database.reading() as connection:
        found = connection.execute(
            select(quarantine).where(among(connection, quarantine.c.event_id, wanted))
        ).all()
    first = itemgetter(0)
    assert sorted(map(tuple, found), key=first) == sorted(rows[::2], key=first)


@pytest.mark.asvs("15.4.2")
def test_writers_of_one_file_wait_for_each_other(tmp_path):
    """Two locks stand for two processes: what they share is the file beside the database."""
    inside, most = [], []

    def write(lock: WriterLock) -> None:
        for _ in range(20):
            with lock.held():
                inside.append(1)
                most.append(len(inside))
                threading.Event().wait(0.0005)
                inside.pop()

    threads = [
        threading.Thread(target=write, args=(WriterLock(tmp_path / "c.db"),)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
