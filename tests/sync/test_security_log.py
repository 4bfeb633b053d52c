"""Security events on PostgreSQL: two processes of the county note the same thing at once."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sync.server import security_log
from sync.server.engine import open_database
from sync.server.schema import security_events
from tests.fakes.postgres import programs, running_cluster

HOUR_MS = security_log.HOUR_MS
PROGRAMS = programs()


@pytest.fixture
def database():
    if PROGRAMS is None:
        pytest.skip("no PostgreSQL on this machine")
    with running_cluster(PROGRAMS) as url:
        database = open_database(url)
        yield database
        database.close()


@pytest.mark.asvs("15.4.2", "16.3.1")
@pytest.mark.threat("T6")
def test_two_refusals_at_the_same_moment_are_two_in_one_row(database):
    """Both see no row for this hour; the second to write must not fail the request over it."""
    second_waits = threading.Event()
    failed: list[IntegrityError] = []

    def second():
        try:
            with database.writing() as connection:
                second_waits.set()
                security_log.note(connection, "device-unknown", "*", at_ms=HOUR_MS)
        except IntegrityError as error:
            failed.append(error)

    with database.writing() as connection:
        security_log.note(connection, "device-unknown", "*", at_ms=HOUR_MS)
        thread = threading.Thread(target=second)
        thread.start()
        assert second_waits.wait(10)
        wait_for_a_lock(database)
    thread.join(10)
    assert failed == []
    with database.reading() as connection:
        rows = connection.execute(select(security_events)).all()
    assert [(row.kind, row.times) for row in rows] == [("device-unknown", 2)]


def wait_for_a_lock(database) -> None:
    """Return once another connection waits for the row that is not committed yet."""
    waiting = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
    while True:
        with database.reading() as connection:
            if connection.exec_driver_sql(waiting).scalar_one():
                return
