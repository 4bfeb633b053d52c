"""A device waits for a person of the county; what stands in quarantine is let in or kept out."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from counter_app.domain.county_word import DeviceStanding
from counter_app.domain.errors import (
    DeviceKeyExpired,
    DeviceRevoked,
    DeviceUnknown,
    EnrolmentRefused,
    EventUnknown,
)
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.codec import open_header
from sync.enrolment_code import device_fingerprint
from sync.server import admission
from sync.server.device_keys import KEY_LIFE_MS, KEY_OVERLAP_MS
from sync.server.device_list import all_devices
from sync.server.schema import device_keys, events, quarantine, security_events
from sync.simulation.memory_store import MemoryStore
from sync.wire_devices import DEVICE_KEY_PATH
from tests.fakes.counties import line_to
from tests.sync.conftest import COUNTER, SAME_TOWNSHIP, Counter
from tests.sync.made_up import hello_body, note, post, signed_headers


@pytest.fixture
def pending(county):
    """A counter that came with a code, and that no person has looked at yet."""
    store = MemoryStore("", COUNTER)
    found = enrol(
        CountyAddress(url=county.url),
        county.code(COUNTER, is_approved=False),
        public_key=store.key.public_key(),
        counter_code=COUNTER,
    )
    assert not found.is_approved
    store.device = found.device
    with line_to(county.url, found.device, store.key, county.key) as line:
        yield Counter(store, line, county.key)


def approve(county, device: str) -> int:
    return admission.approve(county.database, county.county.key, device, at_ms=county.time())


def revoke(county, device: str) -> None:
    assert admission.revoke(county.database, county.county.key, device, at_ms=county.time())


def types(county) -> list[str]:
    rows = county.rows(select(events.c.type).order_by(events.c.server_sequence))
    return [row.type for row in rows]


def count(county, table) -> int:
    return county.rows(select(func.count()).select_from(table))[0][0]


def security(county) -> dict[str, int]:
    table = security_events
    rows = county.rows(select(table.c.kind, func.sum(table.c.times)).group_by(table.c.kind))
    return {kind: int(times) for kind, times in rows}


@pytest.mark.threat("T6")
class TestADeviceThatWaits:
    def test_is_shown_with_what_the_installer_reads_aloud(self, county, pending):
        (device,) = all_devices(county.database)
        assert (device.state, device.counter_code) == ("pending", COUNTER)
        assert device.fingerprint == device_fingerprint(pending.store.key.public_key())
        assert len(device.fingerprint.replace(" ", "")) == 16

    def test_is_told_so_keeps_its_work_and_puts_nothing_into_the_log(self, county, pending):
        name = note(pending.store)
        report = pending.sync()
        assert report.standing == "pending"
        assert report.unsynced == report.quarantined == len(pending.store.kept)
        assert name in pending.store.parked()
        assert count(county, events) == 0
        assert pending.sync().pushed == 0

    def test_sees_nothing_of_its_township(self, county, pending, new_counter):
        other = new_counter(SAME_TOWNSHIP)
        seen = note(other.store)
        other.sync()
        report = pending.sync()
        assert (report.pulled, seen in pending.store.kept) == (0, False)

    @pytest.mark.asvs("8.2.1")
    def test_may_do_nothing_but_exchange(self, county, pending):
        headers = signed_headers(pending.store.device, pending.store.key, b"{}")
        answer = post(county.url, b"{}", headers, path=DEVICE_KEY_PATH)
        assert (answer.status_code, answer.json()) == (403, {"error": "device-pending"})

    def test_cannot_make_the_county_draw_a_new_epoch(self, county, pending):
        pending.sync()
        epoch = pending.store.position()[0]
        pending.store.stream = (epoch, 7, "ab" * 32)
        pending.sync()
        assert pending.store.position()[0] == epoch
        assert "county-rolled-back" not in security(county)

    def test_has_all_its_work_taken_when_it_is_approved(self, county, pending, new_counter):
        names = [note(pending.store, str(i)) for i in range(3)]
        pending.sync()
        assert approve(county, pending.store.device) == len(pending.store.kept)

        report = pending.sync()

        assert (report.standing, report.unsynced, pending.store.parked()) == ("active", 0, {})
        stored = county.rows(select(events.c.event_id).order_by(events.c.server_sequence))
        assert [row.event_id for row in stored if row.event_id in names] == names
        other = new_counter(SAME_TOWNSHIP)
        other.sync()
        assert set(names) <= set(other.store.kept)

    def test_is_approved_once_in_the_countys_own_words(self, county, pending):
        pending.sync()
        approve(county, pending.store.device)
        assert approve(county, pending.store.device) == 0
        assert types(county).count("device.approved") == 1
        pending.sync()
        (word,) = [
            open_header(kept.event.data)
            for kept in pending.store.kept.values()
            if open_header(kept.event.data).type == "device.approved"
        ]
        assert word.body == {"device": pending.store.device, "counter": COUNTER}

    def test_that_nobody_enrolled_cannot_be_approved(self, county):
        with pytest.raises(DeviceUnknown):
            approve(county, "0b" * 8)

    def test_carried_by_a_neighbour_is_settled_there_too(self, county, pending, new_counter):
        neighbour = new_counter(SAME_TOWNSHIP)
        neighbour.sync()
        event = pending.store.kept[note(pending.store)].event
        name = neighbour.store.keep(event)
        assert neighbour.sync().quarantined == 1
        approve(county, pending.store.device)
        assert neighbour.sync().unsynced == 0
        assert neighbour.store.parked() == {}
        assert name in neighbour.store.kept


def expire(county) -> None:
    county.time.ms += KEY_LIFE_MS + KEY_OVERLAP_MS


@pytest.mark.asvs("16.3.2")
@pytest.mark.threat("T6")
@pytest.mark.parametrize("verb", ["push", "pull"])
@pytest.mark.parametrize(
    ("what", "error", "kind"),
    [
        ("unknown", DeviceUnknown, "device-unknown"),
        ("revoked", DeviceRevoked, "device-revoked"),
        ("expired", DeviceKeyExpired, "key-expired"),
    ],
)
def test_a_key_that_is_not_good_stores_nothing_and_leaves_one_security_event(
    county, counter, verb, what, error, kind
):
    counter.sync()
    cycle = counter.cycle
    if what == "revoked":
        revoke(county, counter.store.device)
    elif what == "expired":
        expire(county)
    before, told = count(county, events), security(county).get(kind, 0)
    if verb == "push":
        note(counter.store)
    key = Ed25519PrivateKey.generate() if what == "unknown" else counter.store.key
    with line_to(county.url, counter.store.device, key, county.key) as line:
        cycle = counter.over(line)
        with pytest.raises(error):
            cycle.run()
    assert (count(county, events), count(county, quarantine)) == (before, 0)
    assert security(county)[kind] == told + 1
    assert cycle.report.county_reachable


@pytest.mark.threat("T6")
@pytest.mark.parametrize(
    ("what", "reason"),
    [("revoked", "key-revoked"), ("expired", "key-expired"), ("unknown", "key-unknown")],
)
def test_what_such_a_key_signed_stays_outside_when_another_brings_it(
    county, new_counter, what, reason
):
    gone = new_counter(COUNTER)
    event = gone.store.kept[note(gone.store)].event
    if what == "revoked":
        revoke(county, gone.store.device)
    elif what == "expired":
        expire(county)
    else:
        stranger = MemoryStore("fe" * 8, COUNTER)
        event = stranger.kept[note(stranger)].event
    carrier = new_counter(SAME_TOWNSHIP)
    name = carrier.store.keep(event)
    carrier.sync()
    rows = county.rows(select(quarantine.c.event_id, quarantine.c.reason))
    assert [tuple(row) for row in rows] == [(name, reason)]
    assert county.rows(select(events).where(events.c.event_id == name)) == []
    assert security(county)["quarantined"] == 1


class TestARevokedDevice:
    @pytest.fixture
    def revoked(self, county, counter):
        counter.sync()
        revoke(county, counter.store.device)
        note(counter.store)
        with pytest.raises(DeviceRevoked):
            counter.sync()
        return counter

    @pytest.mark.lesson(39)
    def test_locks_its_sending_and_keeps_its_work(self, county, revoked):
        assert revoked.store.word.standing is DeviceStanding.REVOKED
        sent = []

        class Listening:
            def exchange(self, message):
                sent.append(message.push)
                return revoked.transport.exchange(message)

        with pytest.raises(DeviceRevoked):
            revoked.over(Listening()).run()
        assert sent == [None]
        assert revoked.store.unacknowledged_count() == 1

    def test_is_told_about_in_the_countys_chain(self, county, revoked):
        assert types(county)[-1] == "device.revoked"

    @pytest.mark.lesson(39)
    def test_that_is_reinstated_sends_again_by_itself(self, county, revoked):
        device = revoked.store.device
        admission.reinstate(county.database, county.county.key, device, at_ms=county.time())
        report = revoked.sync()
        assert (report.unsynced, report.standing) == (0, "active")
        assert "device.reinstated" in types(county)

    @pytest.mark.asvs("6.4.4")
    @pytest.mark.lesson(39)
    def test_enrols_again_with_a_new_key_and_waits_again(self, county, revoked):
        store = revoked.store
        old = store.kept[note(store)].event
        ask = {"counter_code": COUNTER, "device": store.device}
        address = CountyAddress(url=county.url)
        with pytest.raises(EnrolmentRefused):
            enrol(address, county.code(COUNTER), public_key=store.key.public_key(), **ask)
        store.key, store.generation, store.chain = Ed25519PrivateKey.generate(), 2, (0, "")
        code = county.code(COUNTER, is_approved=False)
        found = enrol(address, code, public_key=store.key.public_key(), generation=2, **ask)
        assert (found.generation, found.is_approved) == (2, False)
        approve(county, store.device)
        with line_to(county.url, store.device, store.key, county.key, generation=2) as line:
            report = revoked.over(line).run()
        assert report.standing == "active"
        # What the former key had signed waits for a person: it may be the thief's.
        assert old in [kept.event for kept in store.kept.values() if kept.parked]

    def test_of_another_counters_code_cannot_come_back(self, county, revoked):
        with pytest.raises(EnrolmentRefused):
            enrol(
                CountyAddress(url=county.url),
                county.code(SAME_TOWNSHIP),
                public_key=Ed25519PrivateKey.generate().public_key(),
                counter_code=SAME_TOWNSHIP,
                device=revoked.store.device,
                generation=2,
            )


class TestReview:
    @pytest.fixture
    def carried(self, county, new_counter):
        """A neighbour brought an event of a revoked device; gives the neighbour and its id."""
        gone, carrier = new_counter(COUNTER), new_counter(SAME_TOWNSHIP)
        gone.sync()
        event = gone.store.kept[note(gone.store)].event
        revoke(county, gone.store.device)
        name = carrier.store.keep(event)
        assert carrier.sync().quarantined == 1
        return carrier, name

    @pytest.mark.asvs("15.3.1")
    def test_lists_reasons_and_no_contents(self, county, carried):
        carrier, name = carried
        (row,) = admission.set_aside(county.database)
        assert (row.event_id, row.reason) == (name, "key-revoked")
        assert (row.received_from, row.settlement) == (carrier.store.device, "")
        assert {"data", "signature"}.isdisjoint(row.__dataclass_fields__)

    @pytest.mark.parametrize("by", ["event", "device"])
    def test_lets_an_event_in_under_the_time_at_which_it_came(self, county, carried, by):
        carrier, name = carried
        came = admission.set_aside(county.database)[0]
        what = {"event": name} if by == "event" else {"device": came.device}
        county.time.ms += 86_400_000
        admission.admit_by_person(county.database, county.county.key, at_ms=county.time(), **what)
        assert types(county)[-1] == "device.events_admitted"
        (row,) = county.rows(select(events).where(events.c.event_id == name))
        assert row.received_at_ms == came.received_at_ms
        assert carrier.sync().unsynced == 0
        assert carrier.store.parked() == {}
        assert admission.set_aside(county.database) == []
        (kept,) = admission.set_aside(county.database, is_settled_too=True)
        assert kept.settlement == "admitted"

    def test_may_leave_an_event_outside_and_deletes_nothing(self, county, carried):
        _, name = carried
        before = count(county, quarantine)
        admission.keep_out(county.database, county.county.key, at_ms=county.time(), event=name)
        assert admission.set_aside(county.database) == []
        assert count(county, quarantine) == before
        assert county.rows(select(events).where(events.c.event_id == name)) == []
        assert types(county)[-1] == "device.events_kept_out"

    def test_lets_nothing_in_whose_signature_nobody_can_check(self, county, counter):
        stranger = MemoryStore("fe" * 8, COUNTER)
        name = counter.store.keep(stranger.kept[note(stranger)].event)
        counter.sync()
        with pytest.raises(EventUnknown):
            admission.admit_by_person(
                county.database, county.county.key, at_ms=county.time(), event=name
            )
        assert len(admission.set_aside(county.database)) == 1

    @pytest.mark.parametrize("event", ["", "0" * 64, "'; --"])
    def test_of_what_is_not_there_is_an_error(self, county, event):
        with pytest.raises(EventUnknown):
            admission.admit_by_person(
                county.database, county.county.key, at_ms=county.time(), event=event
            )


def test_the_countys_own_events_are_known_again_when_they_are_offered_back(county, counter):
    counter.sync()
    other = MemoryStore("", COUNTER)
    revoke(county, counter.store.device)
    admission.reinstate(
        county.database, county.county.key, counter.store.device, at_ms=county.time()
    )
    counter.sync()
    with county.database.writing() as connection:  # The county is restored: its chain is gone.
        for table in ("stream_entries", "streams", "chain_flags", "events"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE ledger_head SET epoch = '" + "0e" * 16 + "'")
    counter.sync()
    assert {"device.revoked", "device.reinstated"} <= set(types(county))
    assert count(county, quarantine) == 0
    assert other.kept == {}


def test_a_key_has_a_time_at_which_it_was_taken_in(county, counter):
    (row,) = county.rows(select(device_keys))
    assert row.registered_at_ms is not None
    headers = signed_headers(counter.store.device, counter.store.key, hello_body())
    assert post(county.url, hello_body(), headers).status_code == 200
