"""What a publication does at the desk: dates, staff, other devices' events."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from counter_app.bootstrap.desk import new_case_id
from counter_app.domain.errors import PermissionEnded
from counter_app.domain.life_facts import DatesRecounted
from counter_app.domain.staff import Role
from counter_app.services.office import Office
from counter_app.services.recount_dates import RecountDates
from counter_app.storage.event_log import Verdict
from counter_app.storage.reading import reading
from sync.server import trust
from sync.server.schema import devices
from tests.fakes.people import CLERK
from tests.fakes.publishers import calendar, name_publishers, publish, staff
from tests.storage.made_up_cases import save_whole
from tests.sync.publication_counter import publication_counter

PERSON = {"staff": CLERK.staff, "name": CLERK.name, "role": "clerk"}


@pytest.fixture
def ready(county, tmp_path):
    with publication_counter(county, tmp_path / "counter") as counter:
        name_publishers(county)
        counter.sync()
        yield counter


def test_a_new_calendar_moves_dates_and_says_so_in_each_case(county, ready):
    office = Office(
        unit_of_work=ready.store.unit_of_work,
        desk=ready.desk,
        clock=ready.published.clock,
        rulebook=ready.rules,
        new_case_id=new_case_id,
        new_query_code=lambda: "123456",
    )

    def recount(kind: str, content: bytes) -> None:
        assert (kind, content) == ("calendar", published)
        ready.store.count_again(ready.rules.calendar)
        RecountDates(office)(ready.store.running_cases())

    ready.published.on_installed = recount
    case_id = save_whole(ready.store, ready.rules.calendar)
    before = ready.store.finder.card(case_id)
    day = {"date": "2026-11-11", "name": "火把节", "basis": "县政府决定"}
    published = calendar(9, local_holidays=[day])
    publish(county, "calendar", published)
    ready.sync()
    with ready.store.unit_of_work(as_system=True) as work:
        facts = [event.fact for event in work.events_of(case_id)]
    (recounted,) = [fact.recount for fact in facts if isinstance(fact, DatesRecounted)]
    assert recounted.calendar_version == "9"
    assert recounted.new_due_on > recounted.old_due_on
    assert ready.store.finder.card(case_id) != before
    ready.sync()
    with ready.store.unit_of_work(as_system=True) as work:
        assert len(work.events_of(case_id)) == len(facts), "once"


@pytest.mark.asvs("7.4.2", "7.4.5", "9.2.1")
def test_a_new_list_of_staff_counts_at_the_next_act(county, ready):
    publish(county, "staff", staff(1, PERSON | {"role": "chief", "permitted_until": "2026-12-01"}))
    ready.sync()
    operator = ready.desk.operator()
    assert (operator.role, f"{operator.permitted_until}") == (Role.CHIEF, "2026-12-01")
    publish(county, "staff", staff(2, PERSON | {"ended_on": "2026-01-05"}))
    ready.sync()
    assert f"{ready.desk.operator().permitted_until}" == "2026-01-04"
    with pytest.raises(PermissionEnded):
        ready.published.require_at_work(CLERK)


@pytest.mark.asvs("9.2.1")
def test_a_list_that_begins_later_leaves_the_present_one_in_force(county, ready):
    publish(county, "staff", staff(1, PERSON | {"role": "chief"}))
    ready.sync()
    later = json.loads(staff(2, PERSON | {"role": "backup"})) | {"valid_from": "2026-12-01"}
    publish(county, "staff", json.dumps(later).encode())
    ready.sync()
    assert ready.published.version("staff") == 2
    assert ready.desk.operator().role is Role.CHIEF


def test_events_of_a_listed_device_are_checked_and_no_longer_only_vouched_for(
    county, ready, tmp_path, new_counter
):
    other = new_counter("51089910102")
    county.time.ms += trust.GATHER_MS
    ready.sync()  # The county's list names the other device now.
    other.sync()
    case_id = "ab" * 16
    other.store.write_raw("case.noted", {"text": "现场核验"}, case_id=case_id)
    other.sync()
    ready.sync()
    with reading(ready.store.reading_engine) as connection:
        rows = connection.execute(
            "SELECT verdict FROM events WHERE device = ?", (other.store.device,)
        ).fetchall()
    assert {row[0] for row in rows} == {Verdict.VALID.value}
    with county.database.writing() as connection:
        connection.execute(
            update(devices)
            .where(devices.c.device == other.store.device)
            .values(revoked_at_ms=county.time())
        )
    county.time.ms += 2_000
    ready.sync()
    assert ready.published.trust().status(other.store.device, 1).value == "revoked"
    assert ready.published.device_key(other.store.device, 1) is not None
