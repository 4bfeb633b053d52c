"""What is left of a case whose bodies went, wherever else the log is read: sticks, salvage."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta

import pytest

from counter_app.domain import retention
from counter_app.domain.errors import CaseBodiesAway
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.storage.audit_disposed import rows_to_judge
from counter_app.storage.copy_shelf import SqlCopyShelf
from counter_app.storage.engine import open_still_engine
from counter_app.storage.last_acts import last_acts
from counter_app.storage.peer_events import PeerEvents
from counter_app.storage.reading import reading
from counter_app.storage.salvage import salvage
from counter_app.storage.still_file import CopyKey
from tests import counter_fixtures
from tests.fakes.people import CLERK
from tests.services.intake import submission
from tests.services.test_dispose_bodies import county_signs, destroyed
from tests.services.test_drawer import REFUSAL
from tests.storage.conftest import KEYS
from tests.storage.test_migrate import load_dump

DAYS = timedelta(days=retention.CLOSED_COPY_DAYS + 1)
KEY = CopyKey(b"k" * 32, b"s" * 16, "d" * 16)

clock, desk = counter_fixtures.clock, counter_fixtures.desk
store, office = counter_fixtures.store, counter_fixtures.office


@pytest.fixture
def gone(office, store, clock):
    case = SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=REFUSAL))
    county_signs(store)
    clock.pass_time(DAYS)
    assert destroyed(office, store, clock) is not None
    return case


def rows(store, statement, *values):
    with store.ledger.transaction() as transaction:
        return transaction.connection.execute(statement, values).fetchall()


def test_no_stick_carries_an_event_without_a_body(store, gone):
    peers = PeerEvents(store.ledger, store.reading_engine, store.projection, store.key_of)
    of_case = rows(store, "SELECT id FROM events WHERE case_id = ?", gone.case_id)
    carried = peers.to_carry([gone.case_id], [row for (row,) in of_case])
    assert {event.row_id for event in carried}.isdisjoint({row for (row,) in of_case})
    everything = store.sync_store.unacknowledged(limit=500, bytes_max=1 << 20)
    assert all(event.data for event in everything)


def test_salvage_passes_over_what_went_and_brings_nothing_of_it_back(store, gone, tmp_path):
    aside = tmp_path / "aside"
    aside.mkdir()
    for path in tmp_path.glob("counter.db*"):
        shutil.copyfile(path, aside / path.name)
    before = rows(store, "SELECT event_id, data FROM events ORDER BY id")
    found = salvage(aside, KEY, store.ledger, store.projection, store.key_of)
    assert found.is_readable
    assert found.added == 0
    assert rows(store, "SELECT event_id, data FROM events ORDER BY id") == before
    with pytest.raises(CaseBodiesAway), store.unit_of_work() as work:
        work.case(gone.case_id)
    assert store.audit().is_valid


def test_when_somebody_last_acted_is_told_from_what_is_left(store, gone):
    device = store.ledger.log.signatory.device
    assert last_acts(store.reading_engine, device, {CLERK.staff, "system"}).keys() <= {"system"}


def test_what_is_wanted_is_asked_for_by_its_places_and_may_not_be_given(store, gone):
    header = store.sync_store.case_header(gone.case_id)
    assert (header.later, header.is_wanted) == (0, False)
    with store.unit_of_work(as_system=True) as work, pytest.raises(CaseBodiesAway):
        work.case(gone.case_id)
    store.sync_store.want_bodies(gone.case_id)
    spans = store.sync_store.wanted_bodies()
    assert sum(span.last - span.first + 1 for span in spans) == header.bodies
    store.sync_store.bodies_not_given()
    assert store.sync_store.case_header(gone.case_id).is_not_given
    assert SqlCopyShelf(store).header_of(gone.case_id)[0] == gone.number


def test_a_database_of_before_can_be_audited_without_being_migrated(tmp_path):
    """A disk that takes no writing keeps its schema: a look at it must not ask for new tables."""
    path = tmp_path / "old.db"
    load_dump(path, 3)
    engine = open_still_engine(path, key=KEYS.key, salt=KEYS.salt)
    with closing(engine.raw_connection()), reading(engine) as connection:
        judged = list(rows_to_judge(connection))
    engine.dispose()
    assert judged
    assert {row[12:] for row in judged} == {(None, None)}
