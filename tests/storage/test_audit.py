from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.storage.audit import AuditFlag
from sync.codec import event_id
from sync.protocol import Ack
from sync.signing import Purpose, sign
from tests.storage.conftest import DEVICE
from tests.storage.made_up_cases import receive, save_whole

COUNTY = Ed25519PrivateKey.from_private_bytes(b"c" * 32)


def codes(store, **more) -> list[str]:
    return [flag.code for flag in store.audit(**more).flags]


def change(store, statement: str, *values) -> None:
    """Do to the table what no code of the program does."""
    with store.ledger.transaction() as transaction:
        transaction.connection.execute(statement, values)
        transaction.commit()


def rows(store, query: str) -> list[tuple]:
    with store.ledger.transaction() as transaction:
        return transaction.connection.execute(query).fetchall()


@pytest.fixture
def three(store, calendar):
    """A store with the three events of one case."""
    save_whole(store, calendar)
    return store


def test_an_untouched_log_is_valid(three):
    report = three.audit()
    assert (report.events, report.devices, report.flags) == (3, (DEVICE,), ())
    assert report.is_valid


def test_an_empty_log_is_valid(store):
    report = store.audit()
    assert (report.events, report.devices, report.is_valid) == (0, (), True)


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T3")
def test_every_changed_byte_of_every_event_is_found(three):
    for row_id, data in rows(three, "SELECT id, data FROM events"):
        for place in range(0, len(data), 7):
            changed = bytearray(data)
            changed[place] ^= 1
            change(three, "UPDATE events SET data = ? WHERE id = ?", bytes(changed), row_id)
            assert "wrong-id" in codes(three), (row_id, place)
        change(three, "UPDATE events SET data = ? WHERE id = ?", data, row_id)
    assert codes(three) == []


@pytest.mark.threat("T3")
def test_changed_bytes_under_a_matching_id_are_found_by_the_signature(three):
    ((data,),) = rows(three, "SELECT data FROM events WHERE n = 3")
    changed = data.replace(b"QH0107", b"QH0108")
    assert changed != data
    change(
        three, "UPDATE events SET data = ?, event_id = ? WHERE n = 3", changed, event_id(changed)
    )
    assert codes(three) == ["bad-signature"]


@pytest.mark.threat("T3")
def test_a_changed_signature_is_found(three):
    change(three, "UPDATE events SET signature = zeroblob(64) WHERE n = 2")
    (flag,) = three.audit().flags
    ((second,),) = rows(three, "SELECT event_id FROM events WHERE n = 2")
    assert flag == AuditFlag(code="bad-signature", device=DEVICE, event=second)


@pytest.mark.threat("T3")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET case_id = 'another' WHERE n = 2",
        "UPDATE events SET type = 'case.refused' WHERE n = 2",
        "UPDATE events SET hlc_ms = hlc_ms + 1 WHERE n = 2",
    ],
)
def test_a_column_that_differs_from_what_was_signed_is_found(three, statement):
    change(three, statement)
    assert codes(three) == ["altered-row"]


@pytest.mark.threat("T4")
@pytest.mark.parametrize(("n", "found"), [(1, ["gap"]), (2, ["gap"]), (3, ["chain-cut"])])
def test_a_deleted_event_is_found_wherever_it_stood(three, open_again, n, found):
    change(three, "DELETE FROM events WHERE n = ?", n)
    three.close()
    assert codes(open_again(run="r2")) == found


@pytest.mark.asvs("16.4.2")
@pytest.mark.threat("T4")
@pytest.mark.parametrize("left", [0, 1, 2])
def test_every_cut_of_the_tail_is_found_at_the_next_start(three, open_again, left):
    change(three, "DELETE FROM events WHERE n > ?", left)
    three.close()
    again = open_again(run="r2")
    assert codes(again) == ["chain-cut"]
    assert again.head_check.missing == (left + 1, 3)


@pytest.mark.fault("F13")
def test_two_events_at_one_place_are_a_fork(three):
    copied = (
        "INSERT INTO events (event_id, device, generation, n, hlc_ms, hlc_counter, case_id, type,"
        " data, signature, verdict, parked_reason) SELECT event_id || 'x', device, generation, n,"
        " hlc_ms, hlc_counter, case_id, type, data, signature, verdict, '' FROM events WHERE n = 2"
    )
    change(three, copied)
    assert sorted(codes(three)) == ["fork", "wrong-id", "wrong-prev"]


def test_bytes_that_are_no_event_are_named(three):
    noise = b"noise"
    change(three, "UPDATE events SET data = ?, event_id = ? WHERE n = 2", noise, event_id(noise))
    assert codes(three) == ["unreadable", "wrong-prev"]


def test_acks_are_checked_once_the_county_is_known(three):
    (first, *_) = three.sync_store.unacknowledged(limit=1, bytes_max=1)
    ack = Ack(event_id=event_id(first.data), server_sequence=1, received_at_ms=1, outcome="stored")
    good = sign(COUNTY, Purpose.ACKS, b"data")
    three.sync_store.acknowledge([ack], data=b"data", signature=good)
    assert codes(three, county_key=COUNTY.public_key()) == []
    three.sync_store.acknowledge([ack], data=b"data", signature=bytes(64))
    assert codes(three, county_key=COUNTY.public_key()) == ["bad-acks"]
    assert codes(three) == []


def test_a_long_log_stays_valid(store):
    for _ in range(30):
        receive(store)
    assert store.audit().events == 30
    assert store.audit().is_valid


def test_an_event_of_our_own_without_a_signature_needs_a_signed_one_behind_it(three):
    first, second, third = (row[0] for row in rows(three, "SELECT id FROM events ORDER BY n"))
    blank = "UPDATE events SET signature = x'' WHERE id = ?"
    change(three, blank, first)
    change(three, blank, second)
    assert codes(three) == []

    change(three, blank, third)
    assert codes(three) == ["bad-signature"] * 3
