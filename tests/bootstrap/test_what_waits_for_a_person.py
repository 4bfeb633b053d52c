"""What the county leaves to people becomes a task at the desk, and goes when it is settled."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from counter_app.bootstrap.county import exchange_once
from counter_app.bootstrap.desk_reading import read_desk
from counter_app.cli.parser import main
from counter_app.domain.county_tasks import county_desk_tasks
from counter_app.domain.county_word import CountyWord
from counter_app.domain.ids import EventId
from counter_app.domain.task_codes import TaskCode
from sync.server.device_list import all_devices
from sync.server.fork_settlement import settle_fork
from sync.server.schema import events
from tests.bootstrap.sites import work
from tests.fakes.counties import sqlite_url


def tasks_of(profile) -> list[tuple[TaskCode, str]]:
    """The tasks that are there because of the county."""
    wanted = {TaskCode.FORKED, TaskCode.NOT_TAKEN, TaskCode.ORDER_CHANGED}
    found = [(task.code, task.detail) for task, _ in read_desk(profile)().tasks]
    return [each for each in found if each[0] in wanted]


@pytest.mark.fault("F13")
def test_two_copies_are_a_task_for_both_until_the_county_settles_it(
    enrolled, county, tmp_path, capsysbinary
):
    with enrolled.opened() as profile:
        work(profile)
        exchange_once(profile)
    copies = enrolled, enrolled.copied(tmp_path / "second")
    for copy in copies:
        with copy.opened() as profile:
            work(profile)
            exchange_once(profile)
    for copy in copies:
        with copy.opened() as profile:
            exchange_once(profile)
            ((code, detail),) = tasks_of(profile)
            assert code is TaskCode.FORKED
            assert detail.startswith("第1代")
    device = all_devices(county.database, at_ms=county.time())[0].device
    words = ["--database", sqlite_url(tmp_path / "county.db"), "--json"]
    assert main(["county", "settle-fork", device, "--reason", "已核实", *words]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert told == {"device": device, "settled": [1], "still_used": []}
    assert all_devices(county.database, at_ms=county.time())[0].forked == ()
    rows = county.rows(select(events.c.data).where(events.c.type == "device.fork_settled"))
    assert json.loads(bytes(rows[0][0]))["body"]["reason"] == "已核实"
    for copy in copies:
        with copy.opened() as profile:
            exchange_once(profile)
            assert tasks_of(profile) == []
    again = settle_fork(county.database, county.county.key, device, "x", at_ms=county.time())
    assert (again.generations, again.still_used) == ((), ())
    assert main(["county", "settle-fork", "ff" * 8, "--reason", "x", *words]) == 1


def test_what_the_county_did_not_take_is_a_task_with_the_field_at_fault(enrolled):
    with enrolled.opened() as profile:
        work(profile)
        store = profile.store.sync_store
        with profile.store.ledger.transaction() as transaction:
            row = transaction.connection.execute(
                "SELECT event_id FROM events WHERE case_id <> '' ORDER BY id LIMIT 1"
            ).fetchone()
        store.park(EventId(row[0]), "quarantined:unreadable", field="hlc/0", tries=1)
        assert tasks_of(profile) == [(TaskCode.NOT_TAKEN, "县局读不懂这条记录，暂存待审（hlc/0）")]
        store.retry(EventId(row[0]))
        assert tasks_of(profile) == []


def test_the_end_of_the_calendar_is_a_task_sixty_days_before(enrolled):
    with enrolled.opened() as profile:
        calendar = profile.rulebook.calendar
    last = calendar.valid_until
    for days, is_told in ((60, False), (59, True), (-1, True)):
        found = list(county_desk_tasks(CountyWord(), calendar, last - timedelta(days=days)))
        assert [task.code for task in found] == [TaskCode.CALENDAR_ENDING] * is_told
    longer = replace(calendar, valid_until=last + timedelta(days=365))
    assert not list(county_desk_tasks(CountyWord(), longer, last))
